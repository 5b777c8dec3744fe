"""A diff whose edits are told otherwise: at another place, in other words."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from tableau_perm_cli.audit.diff import Diff, Edit, EditKind
from tableau_perm_cli.audit.diff.compare import SiteDiff
from tableau_perm_cli.declaration.model import GranteeKind
from tableau_perm_cli.declaration.places import Places, Spot, item_path

_SECTIONS = {
    GranteeKind.USER: "users",
    GranteeKind.GROUP: "groups",
    GranteeKind.GROUP_SET: "group_sets",
}
_KEYS = {
    EditKind.PERMISSIONS: "permissions",
    EditKind.OWNER: "owner",
    EditKind.LOCK: "content_permissions",
    EditKind.TABS: "tabs",
    EditKind.CONNECTIONS: "connects_to",
}
"""The key of an item under which an edit stands."""


def placed(diff: Diff, places: Places) -> Diff:
    """Return a diff with its edits of items where they stand, or would, in a text.

    What is imagined has the places of what it is made from: a rule that a lock writes that of
    the lock's rule.
    """
    return _retold(diff, lambda edit: _placed(edit, places))


def _placed(edit: Edit, places: Places) -> Edit:
    if edit.item is None:
        return edit
    steps = item_path(edit.site, edit.item, in_space=edit.in_space)
    if edit.kind in _KEYS:
        steps = (*steps, _KEYS[edit.kind])
    elif edit.kind in {EditKind.RULE, EditKind.LEADER}:
        steps = (*steps, "permissions", _SECTIONS[edit.name.kind], edit.name.name)
    elif edit.kind is EditKind.NOT_READ:
        steps = (*steps, "not_read", edit.part)
    return replace(edit, position=places.find(Spot(steps)) or edit.position)


def numbered(diff: Diff, numbers: Sequence[tuple[int, ...]]) -> Diff:
    """Return a diff with the numbers of changes said in its edits.

    Args:
        diff: what differs.
        numbers: of each of its effects.
    """
    of_edit = {id(effect.edit): found for effect, found in zip(diff.effects, numbers, strict=True)}
    return _retold(diff, lambda edit: _numbered(edit, of_edit[id(edit)]))


def _numbered(edit: Edit, numbers: tuple[int, ...]) -> Edit:
    if not numbers:
        return edit
    *others, last = map(str, numbers)
    listed = f"{', '.join(others)} and {last}" if others else last
    return replace(edit, summary=f"{edit.summary}, by change{'s' if others else ''} {listed}")


def _retold(diff: Diff, tell: Callable[[Edit], Edit]) -> Diff:
    return Diff(tuple(_site(site, tell) for site in diff.sites))


def _site(site: SiteDiff, tell: Callable[[Edit], Edit]) -> SiteDiff:
    edits = {id(effect.edit): tell(effect.edit) for effect in site.effects}
    blocks = {
        id(block): replace(
            block, causes=[it._replace(edit=edits[id(it.edit)]) for it in block.causes]
        )
        for block in site.blocks
    }
    groups = tuple(
        replace(group, blocks=[blocks[id(block)] for block in group.blocks])
        for group in site.groups
    )
    effects = [replace(it, edit=edits[id(it.edit)]) for it in site.effects]
    effects.sort(key=lambda it: (it.edit.position, it.edit.summary))
    return replace(site, blocks=tuple(blocks.values()), groups=groups, effects=tuple(effects))
