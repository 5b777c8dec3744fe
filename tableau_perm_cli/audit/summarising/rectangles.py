"""Puts cells together: the few rectangles of places and capabilities that make up a relation."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import reduce
from operator import and_

from tableau_perm_cli.audit.summarising.keys import KEYS

_ALL = (1 << len(KEYS)) - 1


@dataclass(slots=True)
class Rectangle:
    """Some capabilities on the items of some standings."""

    keys: int
    """A mask of capability keys; a standing takes of it what its kind has."""
    standings: set[int]
    """By number."""
    free: int
    """The keys that nothing forbids on any of the standings."""

    def goes_with(self, other: "Rectangle") -> bool:
        """Whether both are one rectangle, if also all that is true of it is said."""
        return not (self.keys | other.keys) & ~(self.free & other.free)

    def take(self, other: "Rectangle") -> None:
        """Become the rectangle that both make."""
        self.keys |= other.keys
        self.standings |= other.standings
        self.free &= other.free


def rectangles(
    must: Mapping[int, int], may: Mapping[int, int], full: Mapping[int, int]
) -> list[Rectangle]:
    """Return rectangles that cover what must be said and say nothing that is not true.

    No two of them make one. They are begun from the standings that are alike, and from the
    capabilities that are; the shorter of both results is taken.

    Args:
        must: for each standing the keys that have to be covered; none is empty.
        may: for each of these the keys that are true; at least those that must be.
        full: for each of these the keys that its kind has.
    """
    free = {number: may[number] | _ALL & ~full[number] for number in must}
    by_keys: dict[int, set[int]] = {}
    for number, keys in must.items():
        by_keys.setdefault(keys, set()).add(number)
    one = _merged(list(by_keys.items()), free)
    if len(one) == 1:
        return one
    by_standings: dict[frozenset[int], int] = {}
    for place in range(len(KEYS)):
        holding = frozenset(number for number, keys in must.items() if keys >> place & 1)
        if holding:
            by_standings[holding] = by_standings.get(holding, 0) | 1 << place
    other = _merged([(keys, {*standings}) for standings, keys in by_standings.items()], free)
    return one if len(one) <= len(other) else other


def _merged(parts: Iterable[tuple[int, set[int]]], free: Mapping[int, int]) -> list[Rectangle]:
    """Return the parts as rectangles, put together until no two of them make one."""
    found = [
        Rectangle(keys, standings, reduce(and_, (free[number] for number in standings)))
        for keys, standings in parts
    ]
    found.sort(key=lambda it: (-len(it.standings), -it.keys.bit_count(), it.keys))
    merged: list[Rectangle] = []
    while found:
        first, *found = found
        rest = []
        for other in found:
            if first.goes_with(other):
                first.take(other)
            else:
                rest.append(other)
        # INVARIANT: what was passed over stays apart: what grows has more keys and less freedom.
        found = rest
        merged.append(first)
    return merged
