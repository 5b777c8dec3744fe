"""Fills what was not read on one side from the other, so that a gap does not look like a change.

The two states keep their access but for what nobody knows: a list that one side lacks is that of
the other there, with the grantees that the side has.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from tableau_perm_cli.audit.changes.standing import own_list_of, permissions_of
from tableau_perm_cli.audit.drift.evening import graph_of
from tableau_perm_cli.audit.drift.gap import Gap, GapState, states
from tableau_perm_cli.audit.drift.item_matching import Moved, nearest
from tableau_perm_cli.audit.drift.listing import (
    marked_as_unlisted,
    never_told,
    with_settings,
    with_unlisted,
)
from tableau_perm_cli.audit.drift.reasons import with_reasons_of
from tableau_perm_cli.audit.drift.renaming import with_items
from tableau_perm_cli.audit.drift.visiting import Visitor
from tableau_perm_cli.catalog import Kind
from tableau_perm_cli.declaration.address import Address
from tableau_perm_cli.declaration.model import (
    ALL_USERS,
    CONTENT_KINDS,
    Content,
    Group,
    Item,
    Project,
    ProjectPermissions,
    Site,
    User,
    list_key,
)
from tableau_perm_cli.graph import SiteGraph

_LISTS: Mapping[str, Kind] = {list_key(kind): kind for kind in (Kind.PROJECT, *CONTENT_KINDS)}


@dataclass(frozen=True, slots=True)
class Filled:
    """Both states of a site without gaps that the other could fill."""

    old: Site
    new: Site
    gaps: tuple[Gap, ...]


def filled(old: Site, new: Site, moved: Moved, *, is_pulled: bool = False) -> Filled:
    """Return both states with each other's gaps filled, and what the gaps are.

    Args:
        old: the aligned old state.
        new: the new one.
        moved: what stands elsewhere now.
        is_pulled: whether a pull has written the new one, which then lists no data roles.
    """
    if is_pulled:
        new = marked_as_unlisted(new, old)
    if not _has_gaps(old) and not _has_gaps(new):
        return Filled(old, new, ())
    now_at = {nearest(item.address, moved): item for item in old.items()}
    gaps = tuple(_gaps(old, new, now_at))
    there = {item.address: item for item in new.items()}
    was_at = {item.address: now for address, item in now_at.items() if (now := there.get(address))}
    new_graph, old_graph = graph_of(new), graph_of(old)
    # INVARIANT: each side is filled from the other as it was read, not as it was filled.
    fuller_new = with_unlisted(_Filling(new, old, old_graph, now_at).fill(), old, moved)
    fuller_old = with_unlisted(
        _Filling(old, new, new_graph, was_at).fill(), new, {to: at for at, to in moved.items()}
    )
    return Filled(with_reasons_of(fuller_old, fuller_new, moved), fuller_new, gaps)


def _has_gaps(site: Site) -> bool:
    return bool(
        site.not_read
        or any(it.not_read for it in site.users.values())
        or any(it.not_read for it in site.groups.values())
        or any(it.not_read for it in site.items())
    )


def _gaps(old: Site, new: Site, now_at: Mapping[Address, Item]) -> Iterator[Gap]:
    for part, state, reason in states(old.not_read, new.not_read):
        if state is GapState.NO_LONGER_READABLE and never_told(part, reason):
            state = GapState.NOT_COMPARED  # noqa: PLW2901 - it may never have been told
        yield Gap(new.name, state, part, reason, new.position)
    everybody: tuple[tuple[str, Mapping[str, User | Group], Mapping[str, User | Group]], ...] = (
        ("user", old.users, new.users),
        ("group", old.groups, new.groups),
    )
    for word, before, after in everybody:
        for name, now in after.items():
            for part, state, reason in _states(before.get(name), now):
                at = now.position or new.position
                yield Gap(new.name, state, part, reason, at, grantee=f"{word}:{name}")
    for item in new.items():
        for part, state, reason in _states(now_at.get(item.address), item):
            yield Gap(new.name, state, part, reason, item.position, item=item.address)


def _states(
    was: Item | User | Group | None, now: Item | User | Group
) -> Iterator[tuple[str, GapState, str]]:
    return states(None if was is None else was.not_read, now.not_read)


class _Filling:
    """Fills one side."""

    def __init__(
        self, site: Site, source: Site, graph: SiteGraph, known: Mapping[Address, Item]
    ) -> None:
        """Take both sides.

        Args:
            site: what is filled.
            source: from which.
            graph: of the source.
            known: the items of the source by the address of their counterparts.
        """
        self._site = site
        self._source = source
        self._graph = graph
        self._known = known
        self._visitor = Visitor(site)

    def fill(self) -> Site:
        """Return the side with its gaps filled, but for items that were not listed."""
        site = with_settings(self._site, self._source)
        return replace(
            with_items(site, self._item),
            users={name: self._user(it) for name, it in site.users.items()},
            groups={name: self._group(it) for name, it in site.groups.items()},
        )

    def _user(self, user: User) -> User:
        known = self._source.users.get(user.name)
        if "role" not in user.not_read or known is None or "role" in known.not_read:
            return user
        return replace(user, reading=known.reading, not_read={})

    def _group(self, group: Group) -> Group:
        known = self._source.groups.get(group.name)
        if "members" not in group.not_read or known is None or group.name == ALL_USERS:
            return group
        # Those who are known to be in it are in it; there may be more.
        others = (it for it in known.members if it in self._site.users)
        members = tuple(dict.fromkeys((*group.members, *others)))
        rest = {} if "members" not in known.not_read else group.not_read
        return replace(group, members=members, not_read=rest)

    def _item(self, item: Item) -> Item:
        known = self._known.get(item.address)
        if known is None or not item.not_read:
            return item
        parts = [part for part in item.not_read if part not in known.not_read]
        fields: dict[str, Any] = {}
        for part in parts:
            fields |= self._part(part, item, known, fields)
        gaps = {part: why for part, why in item.gaps.items() if part not in parts}
        return replace(item, **fields, gaps=gaps)

    def _part(
        self, part: str, item: Item, known: Item, fields: Mapping[str, Any]
    ) -> dict[str, Any]:
        """Return the fields of an item that one part of the other side's gives it."""
        visitor = self._visitor
        if part == "owner":
            return {"owner": visitor.owner(known.owner)}
        if isinstance(item, Project) and isinstance(known, Project):
            if part == "content_permissions":
                return {"lock": known.lock, "lock_position": known.lock_position}
            permissions = fields.get("permissions", item.permissions)
            return {"permissions": self._lists(permissions, known, _LISTS[part])}
        if isinstance(item, Content) and isinstance(known, Content):
            if part == "connects_to":
                return {"connections": visitor.connections(known.connections)}
            return {"permissions": visitor.rules(own_list_of(self._graph, known))}
        return {}

    def _lists(
        self, permissions: ProjectPermissions, known: Project, kind: Kind
    ) -> ProjectPermissions:
        visitor = self._visitor
        source = permissions_of(self._graph, known)
        lists = {**permissions.lists, kind: visitor.rules(source.lists[kind])}
        permissions = replace(permissions, lists=lists)
        if kind is not Kind.PROJECT:
            return permissions
        # Who leads a project is told with its rules.
        return replace(
            permissions,
            leaders=visitor.leaders(source.leaders),
            leader_residues=visitor.leaders(source.leader_residues),
        )
