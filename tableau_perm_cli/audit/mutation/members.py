"""Judges the mutants of memberships: of all members of a group at once, and of all others.

That two sites stand for all mutants of a group is the invariant of ``moved.py``.
"""

from collections.abc import Iterator, Sequence

from tableau_perm_cli.audit.expectations.bench import Bench
from tableau_perm_cli.audit.mutation.anew import notices_anew
from tableau_perm_cli.audit.mutation.cell_watch import CellWatch
from tableau_perm_cli.audit.mutation.moved import Moved, MovedCell, moved_both_ways
from tableau_perm_cli.audit.mutation.moved_selection import wrong_on
from tableau_perm_cli.audit.mutation.mutant import (
    Fate,
    Judged,
    MutatedCell,
    Mutation,
)
from tableau_perm_cli.audit.mutation.watched import Watched
from tableau_perm_cli.declaration.expectation_model import ExpectationForm
from tableau_perm_cli.resolve.bulk import (
    BulkEngine,
    Regrouping,
    compile_site,
)
from tableau_perm_cli.resolve.bulk.bits import indexes_in, without


class MemberJudge:
    """Judges the mutants of one group after the other."""

    def __init__(self, engine: BulkEngine, watched: Sequence[Watched]) -> None:
        """Take the compiled site and the expectations that hold on it."""
        self._engine = engine
        self._bench = Bench(engine)
        self._moves = Regrouping(engine)
        fixed = [it for it in watched if not it.groups and not it.by_role]
        self._fixed = CellWatch(engine, fixed)
        self._moving = [(it, CellWatch(engine, [it])) for it in watched if it.groups or it.by_role]
        self._disjoint = [it for it in watched if it.expectation.form is ExpectationForm.DISJOINT]
        self._tasks = [it.expectation for it in watched if it.asks_tasks]

    def judge(self, group: str) -> Iterator[Judged]:
        """Yield what becomes of each mutant of a group: of all who leave, and of one who joins."""
        for moved in moved_both_ways(self._moves, group):
            among = moved.among
            if moved.mutation is Mutation.JOIN:
                # One stands for all: the first by name to whom it makes a difference.
                among = moved.changed & -moved.changed
            noticed = self._noticed(moved) if moved.changed else 0
            left = without(moved.changed & among, noticed)
            for user in indexes_in(left if self._tasks else 0):
                mutant = moved.mutant(self._engine.users[user])
                site = mutant.applied(self._engine.site)
                if notices_anew(compile_site(site, self._engine), self._tasks):
                    noticed |= 1 << user
            survivors = self._survivors(moved, without(left, noticed))
            for user in indexes_in(among):
                fate = Fate.EQUIVALENT
                if moved.changed >> user & 1:
                    fate = Fate.NOTICED
                mutant = moved.mutant(self._engine.users[user])
                yield survivors.get(user) or Judged(mutant, fate)

    def _noticed(self, moved: Moved) -> int:
        """Return of whom it is noticed, but for tasks."""
        watches = [self._fixed]
        noticed = 0
        for watched, watch in self._moving:
            if moved.selects_others(watched, self._bench):
                noticed |= wrong_on(self._engine, moved.engine, watched)
            else:
                watches.append(watch)
        for watch in watches:
            for cell in moved.cells:
                if watch.looks_at(cell.place):
                    noticed |= watch.noticed_singly(*cell)
            if watch.pins_reasons:
                noticed |= watch.wrong_reasons(moved.places(), moved.who)
        changed = {cell.place for cell in moved.cells}
        for watched in self._disjoint:
            if any(watched.duties >> place & 1 for place in changed):
                noticed |= wrong_on(self._engine, moved.engine, watched)
        return noticed & moved.among

    def _survivors(self, moved: Moved, users: int) -> dict[int, Judged]:
        """Return the mutants of users whom nobody misses or notices, each with a cell."""
        found: dict[int, MutatedCell] = {}
        planes: list[int] = []
        left = users
        for cell in moved.cells if users else ():
            changed = (cell.gained | cell.lost) & users
            _add_one(planes, changed)
            if changed & left:
                found |= dict(self._cells(moved, cell, indexes_in(changed & left)))
                left = without(left, changed)
        return {
            user: Judged(
                moved.mutant(self._engine.users[user]), Fate.SURVIVED, cell, _number(planes, user)
            )
            for user, cell in found.items()
        }

    def _cells(
        self, moved: Moved, cell: MovedCell, users: Sequence[int]
    ) -> Iterator[tuple[int, MutatedCell]]:
        place, capability = cell.place, cell.capability
        after = moved.who(place, capability)
        for user in users:
            reason = next(reason for reason, bits in after.items() if bits >> user & 1)
            yield (
                user,
                MutatedCell(
                    self._engine.users[user],
                    self._engine.items[place].item.address,
                    capability.key,
                    self._engine.decide(user, place, capability.index),
                    (reason.verdict, reason),
                ),
            )


def _add_one(planes: list[int], users: int) -> None:
    """Count one more for each of some users, all at once.

    Args:
        planes: in each of these sets are the users in whose number that binary digit is a one.
        users: who is counted.
    """
    carried = users
    for digit, ones in enumerate(planes):
        planes[digit] = ones ^ carried
        carried &= ones
    if carried:
        planes.append(carried)


def _number(planes: Sequence[int], user: int) -> int:
    return sum((ones >> user & 1) << digit for digit, ones in enumerate(planes))
