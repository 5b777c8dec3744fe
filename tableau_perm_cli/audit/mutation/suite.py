"""Finds a few cells that together notice every mutant of a site.

Rules and leader settings come first: again and again the cell is taken that most of the mutants
change that are left. Then the memberships: for each group the cells that most of its members owe
to it.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from heapq import heapify, heappop, heappush

from tableau_perm_cli.audit.mutation.moved import Moved, moved_both_ways
from tableau_perm_cli.audit.mutation.mutant import Mutation
from tableau_perm_cli.audit.mutation.mutants import (
    groups_that_count,
    leader_mutants,
    rule_mutants,
)
from tableau_perm_cli.audit.mutation.pinned import PinnedCell, PinnedTable, tables_of
from tableau_perm_cli.catalog import CATALOG
from tableau_perm_cli.resolve.bulk import (
    BulkEngine,
    Regrouping,
    Trial,
    changed_cells,
    compile_site,
)
from tableau_perm_cli.resolve.bulk.bits import indexes_in, lowest_bit, without

_Key = tuple[int, int]
"""The index of an item and that of a capability."""


def suite_of(engine: BulkEngine) -> list[PinnedTable]:
    """Return tables that hold on the site and of which one fails on each of its mutants.

    But for mutants that change nothing.
    """
    chosen = _Chosen()
    _choose(_mutants(engine), chosen)
    moves = Regrouping(engine)
    for group in groups_that_count(engine):
        for moved in moved_both_ways(moves, group):
            _choose_for_group(moved, chosen)
    return tables_of(_cells(engine, chosen))


class _Chosen:
    """The cells that were chosen, as sets of users."""

    def __init__(self) -> None:
        self.users: dict[_Key, int] = defaultdict(int)

    def add(self, key: _Key, users: int) -> None:
        self.users[key] |= users


def _mutants(engine: BulkEngine) -> Iterator[dict[_Key, int]]:
    """Yield of each mutant of a rule or leader setting whose cells it changes."""
    for mutant, places in rule_mutants(engine):
        trial = Trial(engine, places, mutant.replacement)
        cells: dict[_Key, int] = {}
        for change in trial.changes():
            # Of items that stand alike one will do.
            for place in change.places:
                users = trial.of_others(change.gained | change.lost, place)
                if users:
                    cells |= {(place, it.index): users for it in change.capabilities}
                    break
        if cells:
            yield cells
    for leader in leader_mutants(engine):
        after = compile_site(leader.applied(engine.site), engine)
        found = {
            (cell.item.after, cell.capability.index): cell.gained | cell.lost
            for cell in changed_cells(engine, after)
            if cell.item.after is not None
        }
        if found:
            yield found


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A cell, which stands for those of all users whom the same mutants change there."""

    key: _Key
    user: int
    mutants: frozenset[int]


def _choose(mutants: Iterable[dict[_Key, int]], chosen: _Chosen) -> None:
    by_cell: dict[_Key, list[tuple[int, int]]] = defaultdict(list)
    left: set[int] = set()
    for number, cells in enumerate(mutants):
        left.add(number)
        for key, users in cells.items():
            by_cell[key].append((number, users))
    candidates = [
        candidate for key, changes in by_cell.items() for candidate in _candidates(key, changes)
    ]
    heap = [(-len(it.mutants), *it.key, it.user, at) for at, it in enumerate(candidates)]
    heapify(heap)
    while left:
        stale, place, index, user, at = heappop(heap)
        candidate = candidates[at]
        gain = len(candidate.mutants & left)
        if gain == -stale:
            chosen.add(candidate.key, 1 << candidate.user)
            left -= candidate.mutants
        elif gain:
            heappush(heap, (-gain, place, index, user, at))


def _candidates(key: _Key, changes: list[tuple[int, int]]) -> Iterator[_Candidate]:
    """Split the users whose cell is changed by which mutants change it."""
    parts: list[tuple[int, tuple[int, ...]]] = []
    for number, users in changes:
        split: list[tuple[int, tuple[int, ...]]] = []
        for part, numbers in parts:
            inside = part & users
            if inside:
                split.append((inside, (*numbers, number)))
            if inside != part:
                split.append((part ^ inside, numbers))
            users = without(users, inside)  # noqa: PLW2901 - what no part has yet
        if users:
            split.append((users, (number,)))
        parts = split
    for part, numbers in parts:
        yield _Candidate(key, lowest_bit(part), frozenset(numbers))


def _choose_for_group(moved: Moved, chosen: _Chosen) -> None:
    """Choose cells until the move of each user who gains or loses by it is noticed."""
    left = moved.changed
    if moved.mutation is Mutation.JOIN:
        left &= -left
    changes = {
        (cell.place, cell.capability.index): cell.gained | cell.lost
        for cell in moved.cells
        if (cell.gained | cell.lost) & left
    }
    for key, users in changes.items():
        left = without(left, users & chosen.users.get(key, 0))
    while left:
        key = max(changes, key=lambda it: (changes[it] & left).bit_count())
        chosen.add(key, changes[key] & left)
        left = without(left, changes[key])


def _cells(engine: BulkEngine, chosen: _Chosen) -> Iterator[PinnedCell]:
    for (place, index), users in sorted(chosen.users.items()):
        item = engine.items[place].item
        capability = CATALOG[item.kind].capabilities[index]
        for user in indexes_in(users):
            answer = engine.decide(user, place, index)
            yield PinnedCell(engine.users[user], item.address, capability.key, answer)
