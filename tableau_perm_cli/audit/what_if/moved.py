"""Access to what is moved, seen as the same thing: a diff takes it for lost here, new there."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from tableau_perm_cli.audit.changes import Move
from tableau_perm_cli.audit.diff import SitePair
from tableau_perm_cli.audit.diff.undoing import where_of
from tableau_perm_cli.audit.what_if.step import Step
from tableau_perm_cli.catalog import CATALOG
from tableau_perm_cli.declaration.address import Address
from tableau_perm_cli.resolve.bulk.bits import without

Way: TypeAlias = tuple[Address, Address]
"""From where to where an item goes."""


@dataclass(frozen=True, slots=True)
class Moved:
    """One item that would have another address."""

    old: Address
    new: Address
    gained: int
    """Cells of the item that are allowed there and were not here."""
    lost: int


def way_of(step: Step) -> Way | None:
    """Return from where to where a step takes an item."""
    change = step.change
    if not isinstance(change, Move):
        return None
    above = change.project.path if change.project else ()
    return change.item, Address(change.item.kind, (*above, change.item.path[-1]))


def back(ways: Sequence[Way | None]) -> list[Way | None]:
    """Return the ways that undo others."""
    return [way and (way[1], way[0]) for way in reversed(ways)]


def carried(address: Address, ways: Iterable[Way | None]) -> Address:
    """Return where an item is after it went some ways, or what it is in did."""
    for old, new in filter(None, ways):
        if is_in(address, old):
            address = Address(address.kind, (*new.path, *address.path[len(old.path) :]))
    return address


def is_in(address: Address, outer: Address) -> bool:
    """Whether an item is another one, or in it."""
    at: Address | None = address
    while at is not None:
        if at == outer:
            return True
        kind, path = where_of(at, in_space=False)
        at = Address(kind, path) if kind and path else None
    return False


def moved_items(steps: Sequence[Step], pair: SitePair) -> Iterator[Moved]:
    """Yield what has another address after all steps, with what differs for it.

    Args:
        steps: the changes.
        pair: the site before them and after.
    """
    ways = [way_of(step) for step in steps]
    if not any(ways):
        return
    after = {governed.item.address: at for at, governed in enumerate(pair.after.items)}
    for at, governed in enumerate(pair.before.items):
        old = governed.item.address
        new = carried(old, ways)
        place = after.get(new)
        if new == old or place is None:
            continue
        gained = lost = 0
        for capability in CATALOG[old.kind].capabilities:
            was, will = pair.before.allowed(at, capability), pair.after.allowed(place, capability)
            gained += without(will, was).bit_count()
            lost += without(was, will).bit_count()
        yield Moved(old, new, gained, lost)
