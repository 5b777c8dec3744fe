"""Writes what differs between two models into the text of the first; comments and order stay."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from tableau_perm_cli.catalog import CATALOG
from tableau_perm_cli.declaration.editing.editor import Editor, Path
from tableau_perm_cli.declaration.editing.removing import CannotEditError
from tableau_perm_cli.declaration.editing.rendering import Plain
from tableau_perm_cli.declaration.model import (
    Content,
    Declaration,
    Group,
    Item,
    Project,
    Site,
    User,
)
from tableau_perm_cli.declaration.plain_values import (
    content_value,
    group_value,
    list_value,
    project_permissions_value,
    project_value,
    settings_value,
    user_value,
)

Files = Sequence[tuple[str, bytes]]
"""Names and contents."""


@dataclass(frozen=True, slots=True)
class _Text:
    """The files of a declaration, each with its editor."""

    editors: tuple[tuple[str, bytes, Editor], ...]

    def holder(self, path: Path) -> Editor:
        """Return the file in which most of a path is written, the first of several."""
        return max((editor for _, _, editor in self.editors), key=lambda it: it.depth(path))

    def put(self, path: Path, value: Plain) -> None:
        self.holder(path).put(path, value)

    def remove(self, path: Path, element: str | None = None) -> None:
        self.holder(path).remove(path, element)


def rewritten(files: Files, before: Declaration, after: Declaration) -> list[tuple[str, bytes]]:
    """Return the files with everything in which ``after`` differs from ``before``.

    What means the same stays as it is written. Places in the models are not looked at.

    Args:
        files: those that ``before`` was read from.
        before: what they declare.
        after: has the same sites.

    Raises:
        CannotEditError: a place is written in a way that is left to its author: by a merge, an
            alias, in another encoding.
    """
    text = _Text(tuple((name, data, Editor(name, data)) for name, data in files))
    for name, site in before.sites.items():
        if after.sites[name] is not site:
            _site(text, ("sites", name), site, after.sites[name])
    return [(name, editor.edited) for name, _, editor in text.editors]


def _site(text: _Text, path: Path, before: Site, after: Site) -> None:
    _mapping(
        text, (*path, "settings"), settings_value(before.settings), settings_value(after.settings)
    )
    _mapping(text, (*path, "not_read"), {**before.not_read}, {**after.not_read})
    for user in _changed(before.users, after.users):
        _user(text, (*path, "users", user), before.users.get(user), after.users.get(user))
    for name in _changed(before.groups, after.groups):
        _group(text, (*path, "groups", name), before.groups.get(name), after.groups.get(name))
    for name in _changed(before.group_sets, after.group_sets):
        sets = before.group_sets.get(name), after.group_sets.get(name)
        _list(text, (*path, "group_sets", name), *((it.groups if it else None) for it in sets))
    _items(text, path, before.projects, after.projects)
    spaces = {it.user: it.content for it in before.personal_spaces}
    for space in after.personal_spaces:
        place = (*path, "personal_spaces", space.user)
        _items(text, place, spaces.pop(space.user, ()), space.content)
    for user in spaces:
        text.remove((*path, "personal_spaces", user))
    gone = {
        (section, name)
        for section in ("users", "groups", "group_sets")
        for name in getattr(before, section)
        if name not in getattr(after, section)
    }
    if gone:
        _forget(text, path, gone)


def _forget(text: _Text, site: Path, gone: set[tuple[str, str]]) -> None:
    """Remove what rules still name that is not on the site any more.

    A grantee of whom nothing is said (``leader: false``) is in no model.
    """
    for _, _, editor in text.editors:
        for path in editor.paths():
            if (
                path[: len(site)] == tuple(site)
                and path[-3:-2] == ("permissions",)
                and path[-2:] in gone
            ):
                editor.remove(path)


def _changed(before: Mapping[str, object], after: Mapping[str, object]) -> list[str]:
    """Return the names under which something differs, in the order of before, then after."""
    return [name for name in {**before, **after} if before.get(name) is not after.get(name)]


def _user(text: _Text, path: Path, before: User | None, after: User | None) -> None:
    sides = [user_value(it) if it else None for it in (before, after)]
    if before and after and text.holder((*path, "role")).branch((*path, "role")):
        # In its long form a user stays as it is written.
        values = [it if isinstance(it, Mapping) else {"role": it} for it in sides]
        for key in {**values[0], **values[1]}:
            _value(text, (*path, key), values[0].get(key), values[1].get(key))
    else:
        _value(text, path, *sides)


def _group(text: _Text, path: Path, before: Group | None, after: Group | None) -> None:
    if after is None or before is None:
        _value(
            text,
            path,
            group_value(before) if before else None,
            group_value(after) if after else None,
        )
        return
    sides = [_long(group_value(it)) for it in (before, after)]
    if text.holder((*path, "members")).branch((*path, "members")):
        members: Path = (*path, "members")
    elif sides[1].keys() == {"members"} == sides[0].keys():
        members = path
    else:
        _value(text, path, group_value(before), group_value(after))
        return
    _list(text, members, before.members, after.members)
    for key in {**sides[0], **sides[1]}:
        if key != "members":
            _value(text, (*path, key), sides[0].get(key), sides[1].get(key))


def _long(value: Plain) -> dict[str, Plain]:
    """Return a group in its long form."""
    return {"members": [], **value} if isinstance(value, Mapping) else {"members": value}


def _list(
    text: _Text, path: Path, before: Sequence[str] | None, after: Sequence[str] | None
) -> None:
    """Write a list of names: those that are gone, then those that are new."""
    if before is None or after is None:
        _value(
            text, path, None if before is None else [*before], None if after is None else [*after]
        )
        return
    for name in before:
        if name not in after:
            text.remove(path, name)
    for name in after:
        if name not in before:
            text.holder(path).append(path, name)


def _items(text: _Text, path: Path, before: Iterable[Item], after: Iterable[Item]) -> None:
    """Write the items of a project, a workbook, a database or the top of a site."""
    old = {_place(path, item): item for item in before}
    new = {_place(path, item): item for item in after}
    for place, item in old.items():
        if place not in new:
            text.remove(place)
        elif new[place] is not item:
            _item(text, place, item, new[place])
    for place, item in new.items():
        if place not in old:
            text.put(place, _item_value(item, path))


def _place(path: Path, item: Item) -> tuple[str, ...]:
    return (*path, CATALOG[item.kind].plural, item.address.path[-1])


def _item_value(item: Item, path: Path) -> Plain:
    if isinstance(item, Project):
        return project_value(item)
    return content_value(item, personal="personal_spaces" in path[2:3])


def _item(text: _Text, path: Path, before: Item, after: Item) -> None:
    """Write what differs of an item itself, then of what is in it."""
    _permissions(text, (*path, "permissions"), before, after)
    sides = [_own_values(it, path) for it in (before, after)]
    for key in {**sides[0], **sides[1]}:
        _value(text, (*path, key), sides[0].get(key), sides[1].get(key))
    _items(text, path, _inside(before), _inside(after))


def _own_values(item: Item, path: Path) -> dict[str, Plain]:
    """Return the values of an item itself, without its rules and what is in it."""
    value = _item_value(item, path)
    if not isinstance(value, Mapping):
        return {}
    within = {CATALOG[it.kind].plural for it in _inside(item)}
    return {key: part for key, part in value.items() if key not in within | {"permissions"}}


def _inside(item: Item) -> Iterator[Item]:
    if isinstance(item, Content):
        return iter(item.parts)
    return iter((*item.content, *item.projects))


def _permissions(text: _Text, path: Path, before: Item, after: Item) -> None:
    """Write what differs of a rule list, a rule at a time."""
    old, new = _permissions_value(before), _permissions_value(after)
    if old == new:
        return
    if old is None or new is None or not new:
        _value(text, path, old, new)
        return
    depth = 3 if isinstance(before, Project) else 2
    rules = [dict(_rules(value, depth)) for value in (old, new)]
    for place in {**rules[0], **rules[1]}:
        _value(text, (*path, *place), rules[0].get(place), rules[1].get(place))


def _permissions_value(item: Item) -> Plain:
    if item.permissions is None:
        return None
    if isinstance(item, Project):
        return project_permissions_value(item.permissions)
    return list_value(item.permissions) if item.permissions.not_read is None else None


def _rules(value: Plain, depth: int, path: tuple[str, ...] = ()) -> Iterator[tuple[Path, Plain]]:
    """Yield every rule of a list with the keys that lead to it."""
    if not depth or not isinstance(value, Mapping):
        yield path, value
        return
    for key, part in value.items():
        yield from _rules(part, depth - 1, (*path, key))


def _mapping(text: _Text, path: Path, before: Plain, after: Plain) -> None:
    if before != after:
        _value(text, path, before or None, after or None)


def _value(text: _Text, path: Path, before: Plain, after: Plain) -> None:
    """Write one value that stands for itself; None is what is not written."""
    if before == after:
        return
    if after is not None:
        text.put(path, after)
        return
    try:
        text.remove(path)
    except CannotEditError:
        if before is not None:
            raise
