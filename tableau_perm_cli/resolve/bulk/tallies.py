"""Tallies: for each capability of a kind, how many users have each reason, in one integer.

The counters stand side by side in the integer, so that moving a user from one answer to another
on all capabilities is a single addition, whatever moves.
"""

from functools import cache, lru_cache
from struct import Struct

from tableau_perm_cli.catalog import CATALOG, Capability, Kind
from tableau_perm_cli.resolve.bulk.codes import (
    ALLOWS,
    KINDS,
    LOCKED,
    REASON,
    SITE_ADMIN,
    Row,
    laid_over,
)
from tableau_perm_cli.resolve.reasons import Reason

Tally = int
"""INVARIANT: no counter is negative or reaches 2**32, so none spills into its neighbour."""

_COUNTER = 32
_COLUMN = _COUNTER * len(REASON)
"""The bits of one capability."""
_FIXED = (1 << _COUNTER * (SITE_ADMIN + 1)) - 1
"""The counters of a column that ceilings and administrators fill."""
_COUNTERS = Struct(f"<{len(REASON)}I")


def counted(mask: int, code: int, number: int) -> Tally:
    """Return a tally of ``number`` users who have ``code`` for every capability in ``mask``."""
    return _ones(mask) * number << code * _COUNTER


@cache
def _ones(mask: int) -> Tally:
    return sum(1 << index * _COLUMN for index in range(mask.bit_length()) if mask >> index & 1)


@lru_cache(maxsize=1 << 13)
def moved(before: Row, after: Row) -> Tally:
    """Return what to add to a tally when one user's row changes; it may be negative."""
    change = 0
    for index, (old, new) in enumerate(zip(before, after, strict=True)):
        if old != new:
            change += (1 << new * _COUNTER) - (1 << old * _COUNTER) << index * _COLUMN
    return change


def moved_to(before: Row, code: int) -> Tally:
    """Return what to add to a tally when an earlier rung gives one user ``code``."""
    return moved(before, laid_over(before, code))


def with_everyone_locked(tally: Tally, index: int) -> Tally:
    """Return the tally with ``LOCKED`` for all whom rules decided about, in one capability."""
    column = tally >> index * _COLUMN & (1 << _COLUMN) - 1
    fixed = column & _FIXED
    by_rules: int = sum(_COUNTERS.unpack((column ^ fixed).to_bytes(_COUNTERS.size, "little")))
    locked = fixed | by_rules << LOCKED * _COUNTER
    return tally + (locked - column << index * _COLUMN)


_SIZES = [len(CATALOG[kind].capabilities) * _COUNTERS.size for kind in KINDS]


class Counts:
    """How many users have each reason, for every capability of one item."""

    __slots__ = ("_data", "kind")

    def __init__(self, kind: Kind, kind_number: int, tally: Tally) -> None:
        """Take the tally of an item of ``kind``."""
        self.kind = kind
        self._data = tally.to_bytes(_SIZES[kind_number], "little")

    def by_reason(self, capability: Capability) -> dict[Reason, int]:
        """Return the number of users for each reason that anyone has."""
        return {
            reason: number
            for reason, number in zip(REASON, self._of(capability.index), strict=True)
            if number
        }

    def allowed(self, capability: Capability) -> int:
        """Return how many users have the capability."""
        numbers = self._of(capability.index)
        return sum(number for number, allows in zip(numbers, ALLOWS, strict=True) if allows)

    def _of(self, index: int) -> tuple[int, ...]:
        return _COUNTERS.unpack_from(self._data, index * _COUNTERS.size)
