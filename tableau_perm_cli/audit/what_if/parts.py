"""Which of several changes have a part in an edit of the whole."""

from collections.abc import Sequence

from tableau_perm_cli.audit.diff import Change, Edit, EditKind, SitePair, edits_between
from tableau_perm_cli.audit.what_if.moved import back, carried, is_in, way_of
from tableau_perm_cli.audit.what_if.step import Step
from tableau_perm_cli.declaration.address import Address

_RULES = frozenset(
    {
        EditKind.PERMISSIONS,
        EditKind.NOT_READ,
        EditKind.RULE,
        EditKind.LEADER,
        EditKind.LEADER_DENIAL,
    }
)


class Parts:
    """Tells which changes have a part in an edit of the whole.

    An item that is moved has another address before and after; each edit of a step is carried to
    where its item is in the end, or was in the beginning if it is gone.
    """

    def __init__(self, steps: Sequence[Step], pairs: Sequence[SitePair]) -> None:
        """Take the steps, and the two states of the site for each."""
        ways = [way_of(step) for step in steps]
        self._edits: list[tuple[int, Edit, Address | None]] = []
        for at, pair in enumerate(pairs):
            for edit in edits_between(pair):
                address = edit.item
                if address is not None and not edit.in_space:
                    others = back(ways[:at]) if _is_gone(edit) else ways[at + 1 :]
                    address = carried(address, others)
                self._edits.append((at + 1, edit, address))

    def of(self, edit: Edit) -> tuple[int, ...]:
        """Return the numbers of the changes."""
        return tuple(
            dict.fromkeys(
                number for number, part, address in self._edits if _is_part(part, address, edit)
            )
        )


def _is_gone(edit: Edit) -> bool:
    return edit.kind is EditKind.ITEM and edit.change is Change.REMOVED


def _is_part(part: Edit, address: Address | None, whole: Edit) -> bool:
    """Whether an edit of one step, carried to an address, is in one of all steps together."""
    if address is not None and whole.item is not None:
        alike = _is_gone(part) == _is_gone(whole)
        if whole.kind is EditKind.ITEM:
            return alike and (
                is_in(address, whole.item)
                or (part.kind is EditKind.ITEM and is_in(whole.item, address))
            )
        if part.kind is EditKind.ITEM:  # it came with all that is in it
            return alike and is_in(whole.item, address)
    return address == whole.item and _is_same(part, whole)


def _is_same(part: Edit, whole: Edit) -> bool:
    if EditKind.PERMISSIONS in {part.kind, whole.kind}:
        return {part.kind, whole.kind} <= _RULES
    if whole.kind in {EditKind.USER, EditKind.GROUP, EditKind.GROUP_SET}:
        return part.name == whole.name and part.grantee == whole.grantee
    return (part.kind, part.name, part.part) == (whole.kind, whole.name, whole.part)
