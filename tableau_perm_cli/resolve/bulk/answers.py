"""What the bulk engine answers with: small records, one an item."""

from functools import lru_cache
from typing import NamedTuple

from tableau_perm_cli.catalog import CATALOG, Capability
from tableau_perm_cli.declaration.model import Item
from tableau_perm_cli.resolve.bulk.codes import ALLOWS, KINDS, REASON, Row
from tableau_perm_cli.resolve.bulk.tallies import Counts
from tableau_perm_cli.resolve.reasons import Reason

Granted = tuple[tuple[Capability, Reason], ...]
"""The capabilities that someone has on an item and why, in the catalog's order."""


class ReachableItem(NamedTuple):
    """An item on which a user has some capability."""

    item: Item
    browsable: bool
    """Whether the user can come to it by browsing."""
    capabilities: Granted


class CountedItem(NamedTuple):
    """An item with the numbers of users who have its capabilities."""

    item: Item
    counts: Counts


@lru_cache(maxsize=1 << 13)
def granted_in(kind_number: int, row: Row) -> Granted:
    """Return what a row allows on an item of a kind."""
    return tuple(
        (capability, REASON[code])
        for capability, code in zip(CATALOG[KINDS[kind_number]].capabilities, row, strict=True)
        if ALLOWS[code]
    )
