"""Things of one state of a site as they can stand on the other: with whom and what is there."""

from collections.abc import Iterable
from dataclasses import replace

from tableau_perm_cli.declaration.address import Address
from tableau_perm_cli.declaration.model import (
    Connection,
    Content,
    Grantee,
    GranteeKind,
    Leader,
    Ownership,
    RuleList,
    Site,
)


class Visitor:
    """Leaves out of what comes from elsewhere whatever names somebody who is not there."""

    def __init__(self, site: Site, also: Iterable[Address] = ()) -> None:
        """Take the site that it comes to, and what comes there too."""
        self._names = {
            GranteeKind.USER: site.users,
            GranteeKind.GROUP: site.groups,
            GranteeKind.GROUP_SET: site.group_sets,
        }
        self._there = {*also, *(item.address for item in site.items())}

    def _is_here(self, grantee: Grantee) -> bool:
        return grantee.name in self._names[grantee.kind]

    def owner(self, owner: Ownership | None) -> Ownership | None:
        """Return an owner who is there."""
        if owner is None or owner.user not in self._names[GranteeKind.USER]:
            return None
        return owner

    def rules(self, rules: RuleList) -> RuleList:
        """Return a list with the rules for those who are there."""
        kept = tuple(rule for rule in rules.rules if self._is_here(rule.grantee))
        return rules if len(kept) == len(rules.rules) else replace(rules, rules=kept)

    def leaders(self, leaders: Iterable[Leader]) -> tuple[Leader, ...]:
        """Return the leaders who are there."""
        return tuple(it for it in leaders if self._is_here(it.grantee))

    def connections(self, connections: Iterable[Connection]) -> tuple[Connection, ...]:
        """Return the connections to what is there."""
        return tuple(it for it in connections if it.data_source in self._there)

    def content(self, content: Content) -> Content:
        """Return an item of content that can stand there, with its parts."""
        return replace(
            content,
            owner=self.owner(content.owner),
            permissions=content.permissions and self.rules(content.permissions),
            connections=self.connections(content.connections),
            parts=tuple(map(self.content, content.parts)),
        )
