"""The old state of a site under the names of the new: the same access, called as it is now."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import cast

from tableau_perm_cli.audit.changes.amend import with_every_inside, with_every_item
from tableau_perm_cli.audit.drift.item_matching import Moved, nearest
from tableau_perm_cli.audit.drift.matching import Match
from tableau_perm_cli.declaration.model import (
    Connection,
    Content,
    Grantee,
    GranteeKind,
    Item,
    Leader,
    Ownership,
    Project,
    ProjectPermissions,
    RuleList,
    Site,
)

_Names = Mapping[str, str]


def with_items(site: Site, amend: Callable[[Item], Item]) -> Site:
    """Return the site with what ``amend`` makes of each item, Personal Spaces included."""
    spaces = tuple(
        replace(
            space,
            content=tuple(
                cast("Content", with_every_inside(amend(item), amend)) for item in space.content
            ),
        )
        for space in site.personal_spaces
    )
    return replace(with_every_item(site, amend), personal_spaces=spaces)


def renamed(site: Site, name: str, match: Match) -> Site:
    """Return the old state of a site as if everything had been called as it is now.

    Args:
        site: the old state.
        name: what the site is called.
        match: what is what.
    """
    if not match.by_ids:
        return site if site.name == name else replace(site, name=name)
    users, groups, sets = match.users, match.groups, match.group_sets
    names = {
        GranteeKind.USER: users,
        GranteeKind.GROUP: groups,
        GranteeKind.GROUP_SET: sets,
    }
    amended = with_items(site, _Renaming(names, match).amend)
    return replace(
        amended,
        name=name,
        users={
            _of(users, it.name): replace(it, name=_of(users, it.name))
            for it in site.users.values()
        },
        groups={
            _of(groups, it.name): replace(
                it, name=_of(groups, it.name), members=_all_of(users, it.members)
            )
            for it in site.groups.values()
        },
        group_sets={
            _of(sets, it.name): replace(
                it, name=_of(sets, it.name), groups=_all_of(groups, it.groups)
            )
            for it in site.group_sets.values()
        },
        personal_spaces=tuple(
            replace(it, user=_of(users, it.user)) for it in amended.personal_spaces
        ),
    )


def _of(names: _Names, name: str) -> str:
    return names.get(name, name)


def _all_of(names: _Names, listed: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(_of(names, name) for name in listed)


class _Renaming:
    """Gives items their addresses, and whatever they name its name."""

    def __init__(self, names: Mapping[GranteeKind, _Names], match: Match) -> None:
        self._names = names
        self._aligned = match.items.aligned

    def amend(self, item: Item) -> Item:
        """Return an item with all names as they are now; what is in it is not touched."""
        address = self._aligned.get(item.address, item.address)
        owner = item.owner and self._owner(item.owner)
        if isinstance(item, Project):
            permissions = item.permissions and self._project_permissions(item.permissions)
            return replace(item, address=address, owner=owner, permissions=permissions)
        return replace(
            item,
            address=address,
            owner=owner,
            permissions=item.permissions and self._list(item.permissions),
            connections=tuple(map(self._connection, item.connections)),
        )

    def _owner(self, owner: Ownership) -> Ownership:
        return replace(owner, user=_of(self._names[GranteeKind.USER], owner.user))

    def _grantee(self, grantee: Grantee) -> Grantee:
        name = _of(self._names[grantee.kind], grantee.name)
        return grantee if name == grantee.name else replace(grantee, name=name)

    def _list(self, rules: RuleList) -> RuleList:
        if all(self._grantee(rule.grantee) is rule.grantee for rule in rules.rules):
            return rules
        return replace(
            rules,
            rules=tuple(replace(it, grantee=self._grantee(it.grantee)) for it in rules.rules),
        )

    def _leaders(self, leaders: tuple[Leader, ...]) -> tuple[Leader, ...]:
        return tuple(replace(it, grantee=self._grantee(it.grantee)) for it in leaders)

    def _project_permissions(self, permissions: ProjectPermissions) -> ProjectPermissions:
        return replace(
            permissions,
            lists={kind: self._list(rules) for kind, rules in permissions.lists.items()},
            leaders=self._leaders(permissions.leaders),
            leader_residues=self._leaders(permissions.leader_residues),
        )

    def _connection(self, connection: Connection) -> Connection:
        source = self._aligned.get(connection.data_source, connection.data_source)
        return replace(connection, data_source=source)


def reconnected(site: Site, moved: Moved) -> Site:
    """Return the site with connections to what was moved leading to where it is now."""

    def amend(item: Item) -> Item:
        if isinstance(item, Project) or not item.connections:
            return item
        ways = tuple(
            replace(it, data_source=nearest(it.data_source, moved)) for it in item.connections
        )
        return replace(item, connections=ways)

    return with_items(site, amend) if moved else site
