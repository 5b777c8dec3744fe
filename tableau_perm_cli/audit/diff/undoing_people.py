"""Undoes edits of settings, users, groups and group sets."""

from collections.abc import Iterable
from dataclasses import replace

from tableau_perm_cli.audit.diff.edit import Edit, EditKind
from tableau_perm_cli.declaration.model import Group, GroupSet, Settings, Site, User


def with_people(old: Site, new: Site, edits: Iterable[Edit]) -> Site:
    """Return the new site with these edits undone, none of which is about an item."""
    users, settings = dict(new.users), new.settings
    # What is gone may yet be named by what is put back; empty, it says nothing.
    groups = {name: _emptied(it) for name, it in old.groups.items() if name not in new.groups}
    groups |= new.groups
    group_sets = {
        name: replace(it, groups=())
        for name, it in old.group_sets.items()
        if name not in new.group_sets
    }
    group_sets |= new.group_sets
    for edit in edits:
        match edit.kind:
            case EditKind.SETTING | EditKind.CEILING:
                settings = _settings(settings, edit)
            case EditKind.USER | EditKind.SITE_ROLE:
                _undo_user(users, edit)
            case EditKind.GROUP | EditKind.MEMBER | EditKind.MINIMUM_SITE_ROLE:
                groups[edit.name] = _group(groups[edit.name], edit)
            case EditKind.GROUP_SET | EditKind.GROUP_IN_SET:
                group_sets[edit.name] = _group_set(group_sets[edit.name], edit)
            case _:  # profiles, sign-in, what was not read of people: nothing depends on them
                pass
    for name, group in groups.items():
        if group.minimum_site_role is not None:  # there is no role to raise for who is not there
            members = tuple(filter(users.__contains__, group.members))
            groups[name] = replace(group, members=members)
    return replace(new, settings=settings, users=users, groups=groups, group_sets=group_sets)


def _settings(settings: Settings, edit: Edit) -> Settings:
    if edit.kind is EditKind.SETTING:
        return replace(settings, **{edit.name: edit.before})
    ceilings = {key: it for key, it in settings.ceilings.items() if key != edit.name}
    if edit.before is not None:
        ceilings[edit.name] = edit.before
    return replace(settings, ceilings=ceilings)


def _undo_user(users: dict[str, User], edit: Edit) -> None:
    if edit.kind is EditKind.USER and edit.before is None:
        users.pop(edit.name, None)
    elif edit.kind is EditKind.USER:
        users[edit.name] = edit.before
    elif edit.name in users:
        users[edit.name] = replace(users[edit.name], reading=edit.before.reading)


def _group(group: Group, edit: Edit) -> Group:
    """Return a group as it was. An empty one says nothing, and rules may refer to it."""
    match edit.kind:
        case EditKind.MEMBER:
            return replace(group, members=_toggled(group.members, edit))
        case EditKind.MINIMUM_SITE_ROLE:
            return replace(group, minimum_site_role=edit.before.minimum_site_role)
        case _:
            was: Group | None = edit.before
            return was or _emptied(group)


def _emptied(group: Group) -> Group:
    return replace(group, members=(), minimum_site_role=None, grant_on_sign_in=False, not_read={})


def _group_set(group_set: GroupSet, edit: Edit) -> GroupSet:
    """Return a group set as it was; an empty one matches nobody."""
    if edit.kind is EditKind.GROUP_IN_SET:
        return replace(group_set, groups=_toggled(group_set.groups, edit))
    was: GroupSet | None = edit.before
    return was or replace(group_set, groups=())


def _toggled(names: tuple[str, ...], edit: Edit) -> tuple[str, ...]:
    """Return names without the one that was added, or with the one that was removed."""
    if edit.before is not None:
        return (*names, edit.part)
    return tuple(it for it in names if it != edit.part)
