"""Judges the mutants of memberships: of all members of a group at once, and of all others.

INVARIANT: what a user may do depends on nobody else's memberships. So on a site on which *all*
members have left a group, each member may do what he may do having left alone; and on a site on
which everybody has joined it, each of the others what he may do having joined alone. Two sites
stand for all mutants of a group. So it is with whom a selector selects.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from itertools import combinations
from typing import NamedTuple

from tableau_perm_cli.audit.changes.amend import with_members
from tableau_perm_cli.audit.expectations.bench import Bench
from tableau_perm_cli.audit.expectations.binding import Binding
from tableau_perm_cli.audit.expectations.demands import demands_of
from tableau_perm_cli.audit.expectations.disjoint import duties_of
from tableau_perm_cli.audit.mutation.anew import notices_anew
from tableau_perm_cli.audit.mutation.cell_watch import CellWatch, wrong_reason
from tableau_perm_cli.audit.mutation.mutant import (
    Fate,
    Judged,
    MemberMutant,
    MutatedCell,
    Mutation,
)
from tableau_perm_cli.audit.mutation.rules import effects_of
from tableau_perm_cli.audit.mutation.watched import Watched, limited_by
from tableau_perm_cli.catalog import Capability
from tableau_perm_cli.declaration.expectation_model import ExpectationForm
from tableau_perm_cli.declaration.model import Group
from tableau_perm_cli.diagnostics import Position
from tableau_perm_cli.resolve.bulk import (
    BulkEngine,
    changed_cells,
    changed_items,
    compile_site,
)
from tableau_perm_cli.resolve.bulk.bits import bits_of, indexes_in, union, without
from tableau_perm_cli.resolve.bulk.regrouping import Regrouping
from tableau_perm_cli.resolve.bulk.trial import Trial
from tableau_perm_cli.resolve.reasons import Reason
from tableau_perm_cli.resolve.selectors import Subject


class MovedCell(NamedTuple):
    """Which of the users gain and lose one capability on one item."""

    place: int
    """The index of the item."""
    capability: Capability
    gained: int
    lost: int


class Moved:
    """A group that all its members have left, or that everybody else has joined."""

    def __init__(self, mutation: Mutation, group: Group, among: int, moves: Regrouping) -> None:
        """Take who moves.

        Args:
            mutation: whether they leave or join.
            group: as it is declared.
            among: the set of users who have left or joined.
            moves: tries other members of groups of the site.
        """
        self.mutation = mutation
        self.group = group
        self.among = among
        self._before = moves.engine
        site = self._before.site
        users = tuple(site.users) if mutation is Mutation.JOIN else ()
        self._site = with_members(site, group.name, users)
        self._tried = moves.tried(self._site, group.name)

    @cached_property
    def engine(self) -> BulkEngine:
        """Of the site as it is then."""
        return compile_site(self._site, self._before)

    @cached_property
    def roles_change(self) -> bool:
        """Whether the group raises the site role of any of its members."""
        return self._tried is None and self.engine.people.roles != self._before.people.roles

    @cached_property
    def cells(self) -> tuple[MovedCell, ...]:
        """Everything that changes, in the order of items."""
        if self._tried is None:
            return tuple(
                MovedCell(item.after, capability, gained, lost)
                for item, capability, gained, lost in changed_cells(self._before, self.engine)
                if item.after is not None
            )
        found = [
            MovedCell(place, capability, gained, lost)
            for trial in self._tried.trials
            for place, capabilities, gained, lost in effects_of(trial)
            for capability in capabilities
        ]
        return tuple(sorted(found, key=lambda cell: (cell.place, cell.capability.index)))

    @cached_property
    def changed(self) -> int:
        """Those of the users who gain or lose anything."""
        return union(cell.gained | cell.lost for cell in self.cells)

    def places(self) -> list[int]:
        """Return the items on which an answer or its reason may be another."""
        if self._tried is None:
            items = changed_items(self._before, self.engine)
            return [item.after for item in items if item.after is not None]
        return list(self._by_place)

    def who(self, place: int, capability: Capability) -> Mapping[Reason, int]:
        """Return who has which reason on an item then."""
        if self._tried is None:
            return self.engine.who(place, capability)
        trial = self._by_place.get(place)
        return trial.who(place, capability) if trial else self._before.who(place, capability)

    @cached_property
    def _by_place(self) -> dict[int, Trial]:
        return {
            place: trial
            for trial in (self._tried.trials if self._tried else ())
            for place in trial.places
        }

    def selects_others(self, watched: Watched, before: Bench) -> bool:
        """Whether an expectation selects others of the users who have moved than before."""
        if not watched.moves_with(self.group.name, roles_change=self.roles_change):
            return False
        if self._tried is None:
            return True
        after = Bench(self._tried.roster)
        texts = dict.fromkeys(word.text for word in watched.user_words)
        return any(
            (before.select(Subject.USERS, text).bits ^ after.select(Subject.USERS, text).bits)
            & self.among
            for text in texts
        )

    def mutant(self, user: str) -> MemberMutant:
        """Return the mutant of one of the users."""
        position = self.group.position or Position("", 1, 1)
        return MemberMutant(self.mutation, self.group.name, user, position)


def moved_both_ways(moves: Regrouping, name: str) -> Iterator[Moved]:
    """Yield the site with an empty group, and the site with everybody in it."""
    engine = moves.engine
    group = engine.site.groups[name]
    index, size = engine.people.index, len(engine.users)
    members = bits_of([index[member] for member in group.members], size)
    others = without(bits_of([index[user] for user in engine.site.users], size), members)
    for mutation, among in ((Mutation.LEAVE, members), (Mutation.JOIN, others)):
        if among:
            yield Moved(mutation, group, among, moves)


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


def wrong_on(before: BulkEngine, after: BulkEngine, watched: Watched) -> int:
    """Return the users who, moved alone, would make an expectation fail.

    Args:
        before: the site as it is, on which it holds.
        after: the site on which many have moved, each of whom stands for himself.
        watched: the expectation on the site as it is.
    """
    binding = Binding(Bench(after), watched.expectation)
    match watched.expectation.form:
        case ExpectationForm.AT_MOST:
            wrong = _one_too_many(before, after, watched, binding)
        case ExpectationForm.DISJOINT:
            wrong = _with_two_duties(binding)
        case _:
            wrong = 0
            for demand in demands_of(binding):
                has = after.allowed(demand.item, demand.capability)
                wrong |= without(demand.allowed, has) | (demand.denied & has)
                wrong |= wrong_reason(demand, after.who)
    return wrong | _nobody_left(watched, before, after)


def _one_too_many(
    before: BulkEngine, after: BulkEngine, watched: Watched, binding: Binding
) -> int:
    wrong = 0
    for was, demand in zip(watched.limited, limited_by(binding), strict=True):
        held = before.allowed(was.item, was.capability) & was.denied
        if held.bit_count() == watched.expectation.limit:
            holds = after.allowed(demand.item, demand.capability) & demand.denied
            wrong |= without(holds, held)
    return wrong


def _with_two_duties(binding: Binding) -> int:
    engine = binding.bench.engine
    holders = []
    for duty in duties_of(binding):
        held = 0 if duty.items else duty.users
        for place, capability in duty.cells(binding):
            held |= engine.allowed(place, capability) & duty.users
        holders.append(held)
    wrong = 0
    for one, other in combinations(holders, 2):
        wrong |= one & other
    return wrong


def _nobody_left(watched: Watched, before: BulkEngine, after: BulkEngine) -> int:
    """Return the users without whom a selector that must select somebody selects nobody."""
    benches = Bench(before), Bench(after)
    alone = 0
    for word in watched.must_select:
        was, now = (bench.select(Subject.USERS, word.text).bits for bench in benches)
        if was.bit_count() == 1:
            alone |= without(was, now)
    return alone
