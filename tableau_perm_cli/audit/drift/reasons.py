"""Gives what was read on neither side the same reason on both: another one is no difference."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from tableau_perm_cli.audit.drift.item_matching import Moved, nearest
from tableau_perm_cli.audit.drift.renaming import with_items
from tableau_perm_cli.declaration.model import Content, Item, Project, RuleList, Site

_Reasons = Mapping[str, str]


def with_reasons_of(site: Site, other: Site, moved: Moved) -> Site:
    """Return the old state with the new one's reasons wherever both lack the same.

    Args:
        site: the aligned old state.
        other: the new one.
        moved: what stands elsewhere now.
    """
    there = {item.address: item for item in other.items() if item.not_read}

    def amend(item: Item) -> Item:
        now = there.get(nearest(item.address, moved)) if item.not_read else None
        if now is None or type(now) is not type(item):
            return item
        fields: dict[str, Any] = {"gaps": _reasons(item.gaps, now.gaps)}
        if isinstance(item, Content) and isinstance(now, Content):
            fields["permissions"] = item.permissions and _told(item.permissions, now.permissions)
        elif isinstance(item, Project) and isinstance(now, Project) and item.permissions:
            lists = now.permissions.lists if now.permissions else {}
            told = {
                kind: _told(it, lists.get(kind)) for kind, it in item.permissions.lists.items()
            }
            fields["permissions"] = replace(item.permissions, lists=told)
        return replace(item, **fields)

    users = {
        name: replace(it, not_read=_reasons(it.not_read, other.users[name].not_read))
        for name, it in site.users.items()
        if it.not_read and name in other.users
    }
    groups = {
        name: replace(it, not_read=_reasons(it.not_read, other.groups[name].not_read))
        for name, it in site.groups.items()
        if it.not_read and name in other.groups
    }
    return replace(
        with_items(site, amend),
        users={**site.users, **users},
        groups={**site.groups, **groups},
        not_read=_reasons(site.not_read, other.not_read),
    )


def _reasons(mine: _Reasons, other: _Reasons) -> _Reasons:
    return {part: other.get(part, why) for part, why in mine.items()}


def _told(rules: RuleList, other: RuleList | None) -> RuleList:
    if rules.not_read is None or other is None or other.not_read is None:
        return rules
    return replace(rules, not_read=other.not_read)
