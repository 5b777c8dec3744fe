"""What differs between two engines: found by what they share, without evaluating that again."""

from collections.abc import Iterable, Iterator
from itertools import compress, count
from operator import ne
from typing import NamedTuple

from tableau_perm_cli.catalog import CATALOG, Capability
from tableau_perm_cli.declaration.address import Address
from tableau_perm_cli.resolve.bulk.bits import lowest_bit, treated_alike, without
from tableau_perm_cli.resolve.bulk.codes import ALLOWS, Row
from tableau_perm_cli.resolve.bulk.engine import BulkEngine

_FEW = 32
"""Up to so many users of another class are compared one by one; for more, sets are cheaper."""
_Change = tuple[int, int]
"""Who gained and who lost a capability, as sets of users."""
_NOTHING: _Change = (0, 0)


class ChangedItem(NamedTuple):
    """An item about which the two engines may answer differently, by index in each."""

    address: Address
    before: int | None
    """None: the item is new."""
    after: int | None
    """None: the item is gone."""


class ChangedCells(NamedTuple):
    """Who gained and who lost one capability on one item, as sets of users."""

    item: ChangedItem
    capability: Capability
    gained: int
    lost: int


def changed_items(before: BulkEngine, after: BulkEngine) -> Iterator[ChangedItem]:
    """Yield the items of which an answer or a reason may have changed, in the order of items.

    Those that are gone come last. When ``before`` was the donor of ``after``, everything else
    is certain to be the same; without a donor every item is yielded.

    Raises:
        ValueError: the engines do not count the same users.
    """
    if before.users != after.users:
        raise ValueError("the engines do not count the same users")
    same_ceilings = before.people.ceilings is after.people.ceilings
    places = {governed.item.address: place for place, governed in enumerate(before.items)}
    for place, governed in enumerate(after.items):
        item = ChangedItem(governed.item.address, places.pop(governed.item.address, None), place)
        if not (same_ceilings and _places_decided_alike(before, after, item)):
            yield item
    for address, place in places.items():
        yield ChangedItem(address, place, None)


def changed_cells(before: BulkEngine, after: BulkEngine) -> Iterator[ChangedCells]:
    """Yield who gained and lost what; an item on one side only counts as denied on the other.

    Raises:
        ValueError: the engines do not count the same users.
    """
    classes = before.people.ceilings.class_of, after.people.ceilings.class_of
    moved = list(compress(count(), map(ne, *classes)))
    same_settings = before.people.ceilings.settings == after.people.ceilings.settings
    for item in changed_items(before, after):
        places = _places_decided_alike(before, after, item)
        if places and same_settings and len(moved) <= _FEW:
            rows = (
                (user, before.row(user, places[0]), after.row(user, places[1])) for user in moved
            )
            changes = _change_of_rows(rows)
        else:
            changes = _change_of_sets(before, after, item)
        for capability in CATALOG[item.address.kind].capabilities:
            gained, lost = changes.get(capability.index, _NOTHING)
            if gained or lost:
                yield ChangedCells(item, capability, gained, lost)


def _places_decided_alike(
    before: BulkEngine, after: BulkEngine, item: ChangedItem
) -> tuple[int, int] | None:
    """Return both indexes if rules, people in charge, lock and owner are the same, else None."""
    if item.before is None or item.after is None:
        return None
    old, new = before.items[item.before], after.items[item.after]
    alike = old.stratum is new.stratum and old.owner == new.owner
    return (item.before, item.after) if alike else None


def _change_of_rows(rows: Iterable[tuple[int, Row, Row]]) -> dict[int, _Change]:
    """Return the changes, by capability, when only for some users anything has changed.

    Args:
        rows: each of these users with the rows before and after.
    """
    changes: dict[int, _Change] = {}
    for user, before, after in rows:
        for capability, (old, new) in enumerate(zip(before, after, strict=True)):
            gained, lost = changes.get(capability, _NOTHING)
            if ALLOWS[new] > ALLOWS[old]:
                changes[capability] = gained | 1 << user, lost
            elif ALLOWS[new] < ALLOWS[old]:
                changes[capability] = gained, lost | 1 << user
    return changes


def _change_of_sets(
    before: BulkEngine, after: BulkEngine, item: ChangedItem
) -> dict[int, _Change]:
    """Return the changes by capability, whatever has changed."""
    sides = [
        (engine, engine.items[place].stratum)
        for engine, place in ((before, item.before), (after, item.after))
        if place is not None
    ]
    masks = [mask for engine, stratum in sides for mask in stratum.alike(engine.people.ceilings)]
    changes: dict[int, _Change] = {}
    capabilities = CATALOG[item.address.kind].capabilities
    for part in treated_alike(masks, CATALOG[item.address.kind].full_mask):
        capability = capabilities[lowest_bit(part)]
        had = 0 if item.before is None else before.allowed(item.before, capability)
        has = 0 if item.after is None else after.allowed(item.after, capability)
        if had != has:
            change = without(has, had), without(had, has)
            changes |= {index: change for index in range(part.bit_length()) if part >> index & 1}
    return changes
