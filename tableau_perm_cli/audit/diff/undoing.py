"""A site with some of its edits undone: what it would be had they not been made.

Undone are exactly the given edits. What an edit brought is taken away whatever refers to it:
a user whose addition is undone is not on the site, and rules for the name reach nobody; a group
or group set that would not be there is left empty. So every subset of edits can be undone, and
all of them together give the access of the old site.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, TypeVar

from tableau_perm_cli.audit.diff.edit import Edit, EditKind
from tableau_perm_cli.audit.diff.undoing_people import with_people
from tableau_perm_cli.catalog import Kind
from tableau_perm_cli.declaration.address import Address
from tableau_perm_cli.declaration.model import (
    Content,
    Item,
    PersonalSpace,
    Project,
    ProjectPermissions,
    RuleList,
    Site,
)

_Some = TypeVar("_Some", Project, Content)
_Where = tuple[Kind | None, tuple[str, ...]]
"""What something stands in: a project, a workbook, a database; None for a site or a space."""

_PARENTS = {Kind.VIEW: Kind.WORKBOOK, Kind.TABLE: Kind.DATABASE}


def undone(old: Site, new: Site, edits: Iterable[Edit]) -> Site:
    """Return the new site with these of the edits from the old one undone."""
    edits = list(edits)
    site = with_people(old, new, [edit for edit in edits if edit.item is None])
    outside = _Items([e for e in edits if e.item is not None and not e.in_space])
    inside = _Items([e for e in edits if e.item is not None and e.in_space])
    if outside.edits:
        site = replace(site, projects=outside.top(site.projects))
    if inside.edits:
        site = replace(site, personal_spaces=tuple(inside.spaces(site.personal_spaces)))
    return site


def where_of(address: Address, *, in_space: bool) -> _Where:
    """Return what an item stands in."""
    path = address.path[:-1]
    parent = _PARENTS.get(address.kind)
    if parent is None:
        parent = Kind.PROJECT if path and not in_space else None
    return parent, path


class _Items:
    """The edits of items, by what they are of and where it stands."""

    def __init__(self, edits: list[Edit]) -> None:
        self.edits = edits
        self._of: dict[Address, list[Edit]] = {}
        self._gone: dict[_Where, list[Item]] = {}
        """What is to be put back, by where."""
        self._new: set[Address] = set()
        """What is to be taken away."""
        self._paths: set[tuple[str, ...]] = set()
        """Where there is anything to be done: there and all the way down to it."""
        for edit in edits:
            assert edit.item is not None  # noqa: S101 - these are the edits of items
            for length in range(len(edit.item.path) + 1):
                self._paths.add(edit.item.path[:length])
            if edit.kind is not EditKind.ITEM:
                self._of.setdefault(edit.item, []).append(edit)
            elif edit.before is None:
                self._new.add(edit.item)
            else:
                where = where_of(edit.item, in_space=edit.in_space)
                self._gone.setdefault(where, []).append(edit.before)

    def top(self, projects: tuple[Project, ...]) -> tuple[Project, ...]:
        """Return the top-level projects as they were."""
        where = (None, ())
        return self.restored(projects, where) + self._put_back(where, Project)

    def restored(self, items: tuple[_Some, ...], where: _Where) -> tuple[_Some, ...]:
        """Return the items of one sort that stand in one place, as they were."""
        if where[1] not in self._paths:
            return items
        kept = [self._item(item) for item in items if item.address not in self._new]
        return tuple(kept)

    def _put_back(self, where: _Where, sort: type[_Some]) -> tuple[_Some, ...]:
        return tuple(it for it in self._gone.get(where, ()) if isinstance(it, sort))

    def _item(self, item: _Some) -> _Some:
        if item.address.path not in self._paths:
            return item
        changes: dict[str, Any] = {}
        for edit in self._of.get(item.address, ()):
            changes |= _change(item, edit, changes)
        here = item.address.kind, item.address.path
        if isinstance(item, Project):
            content = self.restored(item.content, here) + self._put_back(here, Content)
            projects = self.restored(item.projects, here) + self._put_back(here, Project)
            changes |= {"content": content, "projects": projects}
        elif item.kind in _PARENTS.values():
            changes["parts"] = self.restored(item.parts, here) + self._put_back(here, Content)
        return replace(item, **changes)

    def spaces(self, spaces: Iterable[PersonalSpace]) -> Iterable[PersonalSpace]:
        """Yield the Personal Spaces as they were."""
        gone = dict(self._gone)
        for space in spaces:
            where = (None, (f"@{space.user}",))
            content = self.restored(space.content, where) + self._put_back(where, Content)
            gone.pop(where, None)
            yield replace(space, content=content)
        for (kind, path), items in gone.items():
            if kind is None and path:
                content = tuple(it for it in items if isinstance(it, Content))
                user = path[0].removeprefix("@")
                yield PersonalSpace(user, content[0].position, content)


_FIELDS: Mapping[EditKind, tuple[str, ...]] = {
    EditKind.OWNER: ("owner",),
    EditKind.LABELS: ("labels",),
    EditKind.TABS: ("tabs_shown",),
    EditKind.CONNECTIONS: ("connections",),
    EditKind.AUTHENTICATION: ("authentication", "external_authorization"),
}
"""The fields of an item that an edit is about, where it is about whole fields."""


def _change(item: Item, edit: Edit, changes: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields of an item that undoing an edit gives it."""
    was = edit.before
    permissions = changes.get("permissions", item.permissions)
    match edit.kind:
        case EditKind.LOCK:
            field = "lock" if isinstance(item, Project) else "locked"
            return {field: getattr(was, field)}
        case EditKind.PERMISSIONS:
            return {"permissions": was}
        case EditKind.NOT_READ:
            gaps = changes.get("gaps", item.gaps)
            return _as_it_was_read(edit, permissions, gaps)
        case EditKind.RULE:
            return {"permissions": _with_rule(permissions, edit)}
        case EditKind.LEADER | EditKind.LEADER_DENIAL:
            field = "leaders" if edit.kind is EditKind.LEADER else "leader_residues"
            others = [it for it in getattr(permissions, field) if it.grantee != edit.name]
            leaders = (*others, *([was] if was else ()))
            return {"permissions": replace(permissions, **{field: leaders})}
        case _:
            return {field: getattr(was, field) for field in _FIELDS[edit.kind]}


def _as_it_was_read(edit: Edit, permissions: Any, gaps: Mapping[str, str]) -> dict[str, Any]:  # noqa: ANN401 - rules of either sort
    """Return the fields of an item that undoing gives it where more was read, or less."""
    if edit.lists is not None:
        return {"permissions": _with_list(permissions, edit.lists[0])}
    others = {key: reason for key, reason in gaps.items() if key != edit.part}
    return {"gaps": others if edit.before is None else {**others, edit.part: edit.before}}


def _with_list(permissions: Any, rules: RuleList) -> RuleList | ProjectPermissions:  # noqa: ANN401 - either
    """Return rules with one whole list as it was."""
    if isinstance(permissions, ProjectPermissions):
        return replace(permissions, lists={**permissions.lists, rules.kind: rules})
    return rules


def _with_rule(permissions: Any, edit: Edit) -> RuleList | ProjectPermissions:  # noqa: ANN401 - either
    """Return rules with one of them as it was."""
    if isinstance(permissions, ProjectPermissions):
        rules = _listed(permissions.lists[edit.part], edit)
        return replace(permissions, lists={**permissions.lists, edit.part: rules})
    return _listed(permissions, edit)


def _listed(rules: RuleList, edit: Edit) -> RuleList:
    others = [rule for rule in rules.rules if rule.grantee != edit.name]
    return replace(rules, rules=(*others, *([edit.before] if edit.before else ())))
