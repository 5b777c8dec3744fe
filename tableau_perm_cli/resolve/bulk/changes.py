"""What differs between two engines: found by what they share, without evaluating it."""

from collections.abc import Iterator
from typing import NamedTuple

from tableau_perm_cli.catalog import CATALOG, Capability
from tableau_perm_cli.declaration.address import Address
from tableau_perm_cli.resolve.bulk.engine import BulkEngine


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
        address = governed.item.address
        earlier = places.pop(address, None)
        if earlier is not None and same_ceilings:
            old = before.items[earlier]
            if old.stratum is governed.stratum and old.owner == governed.owner:
                continue
        yield ChangedItem(address, earlier, place)
    for address, place in places.items():
        yield ChangedItem(address, place, None)


def changed_cells(before: BulkEngine, after: BulkEngine) -> Iterator[ChangedCells]:
    """Yield who gained and lost what; an item on one side only counts as denied on the other.

    Raises:
        ValueError: the engines do not count the same users.
    """
    for item in changed_items(before, after):
        for capability in CATALOG[item.address.kind].capabilities:
            had = 0 if item.before is None else before.allowed(item.before, capability)
            has = 0 if item.after is None else after.allowed(item.after, capability)
            if had != has:
                common = had & has
                yield ChangedCells(item, capability, has ^ common, had ^ common)
