"""Which edit caused which changed cell.

An edit *causes* a changed cell when undoing that edit alone takes the change back. Several may:
a user who was added, and the rule that was added for the user. Where no edit alone would take
the change back, the cause is *shared*: by every edit that alone, made on the old declaration,
would have made the change (a user came into two groups that both allow it); and where there is
no such edit either, by all edits that bear upon the cell together.

Edits that bear upon no common cell are undone together, so a few rounds do for hundreds of them.
There are at most ``MOST_ROUNDS`` rounds of each sort; of what would take more, all edits that
bear upon the cell share the cause. Two sites that have little in common would have millions of
cases to settle: beyond ``MOST_TESTS``, or with more than ``MOST_EDITS`` edits, some edits that
bear upon the cells share the cause.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain, combinations, islice
from typing import NamedTuple

from tableau_perm_cli.audit.diff.bearing import Bearing, Bearings
from tableau_perm_cli.audit.diff.cells import Block, Cause, SitePair
from tableau_perm_cli.audit.diff.edit import Edit, EditKind
from tableau_perm_cli.audit.diff.undoing import undone
from tableau_perm_cli.resolve.bulk import BulkEngine, compile_site
from tableau_perm_cli.resolve.bulk.bits import without

MOST_ROUNDS = 32
"""How many states between old and new are compiled at most to settle what caused what."""

MOST_TESTS = 100_000
"""How many pairs of an edit and a block are settled at most."""

MOST_EDITS = 4_000
"""Two declarations that differ by more are two sites rather than two states of one."""


class _Test(NamedTuple):
    """An edit that is to be undone, or made, alone, and the cells to look at then."""

    edit: Edit
    block: Block
    users: int


def attribute(pair: SitePair, blocks: Sequence[Block], edits: Sequence[Edit]) -> None:
    """Give every block its causes; each changed cell has at least one."""
    whole = next((edit for edit in edits if edit.kind is EditKind.SITE), None)
    if whole is not None:
        for block in blocks:
            block.causes.append(Cause(whole, block.changed, shared=False))
        return
    if not blocks:
        return
    bearings = Bearings(pair, edits)
    if len(edits) > MOST_EDITS:
        for block in blocks:
            block.causes += _some(block, bearings.on(block))
        return
    contested: dict[Block, int] = {}
    tests: list[_Test] = []
    for block in blocks:
        found = _settled_at_once(block, bearings.on(block), MOST_TESTS - len(tests))
        if found:
            contested[block] = _covered(test.users for test in found)[0]
            tests += found
    if contested:
        _Contest(pair, edits, contested, tests).settle()


def _settled_at_once(block: Block, bearing: Iterator[Bearing], most: int) -> list[_Test]:
    """Give a block the causes that are beyond doubt; return what is to be tried for the rest.

    Args:
        block: the changed cells.
        bearing: the edits that bear upon it.
        most: how much may be tried. When there is more, some edits share the cause of all.
    """
    near = [*islice(bearing, max(most, 0))]
    wide = sum(users.bit_count() > 1 for _, users in near)
    if len(near) >= most or wide > MOST_ROUNDS:
        block.causes += _some(block, chain(near, bearing))
        return []
    once, twice = _covered(users for _, users in near)
    # INVARIANT: bearings are complete, so no change is without one.
    assert once == block.changed, "a change without an edit"  # noqa: S101
    tests: list[_Test] = []
    for edit, users in near:
        if alone := without(users, twice):
            block.causes.append(Cause(edit, alone, shared=False))
        if users & twice:
            tests.append(_Test(edit, block, users & twice))
    return tests


def _some(block: Block, bearing: Iterable[Bearing]) -> Iterator[Cause]:
    """Yield edits that bear upon a block until there is one for every cell, the nearest first."""
    left = block.changed
    for edit, users in bearing:
        if not left:
            break
        if users & left:
            yield Cause(edit, users & left, shared=True)
            left = without(left, users)


def _covered(sets: Iterable[int]) -> tuple[int, int]:
    """Return who is in any of the sets, and who is in two or more."""
    once = twice = 0
    for users in sets:
        twice |= once & users
        once |= users
    return once, twice


class _Contest:
    """The cells upon which several edits bear."""

    def __init__(
        self,
        pair: SitePair,
        edits: Sequence[Edit],
        contested: dict[Block, int],
        tests: list[_Test],
    ) -> None:
        self._pair = pair
        self._edits = edits
        self._open = contested
        self._tests = tests

    def settle(self) -> None:
        """Find the causes of all cells."""
        self._run(self._undo, shared=False)
        self._run(self._make, shared=True)
        for test in self._tests:
            if users := test.users & self._open.get(test.block, 0):
                test.block.causes.append(Cause(test.edit, users, shared=True))

    def _undo(self, edits: Sequence[Edit]) -> Iterable[Edit]:
        return edits

    def _make(self, edits: Sequence[Edit]) -> Iterable[Edit]:
        made = {id(edit) for edit in edits}
        return [edit for edit in self._edits if id(edit) not in made]

    def _run(self, undo: Callable[[Sequence[Edit]], Iterable[Edit]], *, shared: bool) -> None:
        """Try edits alone, in rounds, and note whom each accounts for.

        Args:
            undo: from the edits of a round to those that are undone in it.
            shared: whether the causes are shared. Then an edit is one that alone makes the
                change, else one without which there is none.
        """
        tests = [
            test._replace(users=users)
            for test in self._tests
            if (users := test.users & self._open.get(test.block, 0))
        ]
        rounds = _rounds(tests)
        tests = _within(tests, {id(edit) for edits in rounds for edit in edits})
        of_edit: dict[int, list[_Test]] = defaultdict(list)
        for test in tests:
            of_edit[id(test.edit)].append(test)
        settled: dict[Block, int] = defaultdict(int)
        for edits in rounds:
            state = _State(self._pair, undo(edits))
            for test in chain.from_iterable(of_edit[id(edit)] for edit in edits):
                users = test.users & state.differs(test.block, from_new=not shared)
                if users:
                    test.block.causes.append(Cause(test.edit, users, shared=shared))
                    settled[test.block] |= users
        self._open = {
            block: rest
            for block, users in self._open.items()
            if (rest := without(users, settled[block]))
        }


def _within(tests: Sequence[_Test], tried: set[int]) -> list[_Test]:
    """Return tests of the cells all of whose edits are tried: of others half would be known."""
    beyond: dict[Block, int] = defaultdict(int)
    for test in tests:
        if id(test.edit) not in tried:
            beyond[test.block] |= test.users
    return [
        test._replace(users=users)
        for test in tests
        if (users := without(test.users, beyond.get(test.block, 0)))
    ]


def _rounds(tests: Sequence[_Test]) -> list[list[Edit]]:
    """Sort edits into rounds so that in none of them two bear upon one cell."""
    by_block: dict[Block, list[_Test]] = {}
    for test in tests:
        by_block.setdefault(test.block, []).append(test)
    apart: dict[int, set[int]] = {id(test.edit): set() for test in tests}
    seen: set[tuple[tuple[int, int], ...]] = set()
    for found in by_block.values():
        key = tuple((id(test.edit), test.users) for test in found)
        if key in seen:
            continue
        seen.add(key)
        for one, other in _overlapping(found):
            apart[id(one)].add(id(other))
            apart[id(other)].add(id(one))
    return _colored(dict.fromkeys(test.edit for test in tests), apart)


def _overlapping(tests: Sequence[_Test]) -> Iterator[tuple[Edit, Edit]]:
    """Yield the pairs of edits of one block that bear upon a common cell.

    Most edits of people are about one user each, and are found by the user.
    """
    single: dict[int, list[Edit]] = defaultdict(list)
    for test in tests:
        if test.users.bit_count() == 1:
            single[test.users].append(test.edit)
    wide = [test for test in tests if test.users.bit_count() > 1]
    for same in single.values():
        yield from combinations(same, 2)
    for test in wide:
        for users, edits in single.items():
            if users & test.users:
                yield from ((test.edit, edit) for edit in edits)
    for test, other in combinations(wide, 2):
        if test.users & other.users:
            yield test.edit, other.edit


def _colored(edits: Iterable[Edit], apart: dict[int, set[int]]) -> list[list[Edit]]:
    """Return groups of edits none of which must be apart; the busiest are placed first."""
    rounds: list[list[Edit]] = []
    color: dict[int, int] = {}
    for edit in sorted(edits, key=lambda edit: -len(apart[id(edit)])):
        taken = {color[other] for other in apart[id(edit)] if other in color}
        number = next(it for it in range(len(taken) + 1) if it not in taken)
        if number >= MOST_ROUNDS:
            continue
        color[id(edit)] = number
        if number == len(rounds):
            rounds.append([])
        rounds[number].append(edit)
    return rounds


class _State:
    """A state between old and new, compiled."""

    def __init__(self, pair: SitePair, edits: Iterable[Edit]) -> None:
        edits = list(edits)
        self._pair = pair
        self._same_places = all(edit.kind is not EditKind.ITEM for edit in edits)
        site = undone(pair.before.site, pair.after.site, edits)
        self._engine = compile_site(site, pair.after, also=pair.after.users)
        self._known: dict[tuple[object, int, int], int] = {}
        self._places = (
            {}
            if self._same_places
            else {governed.item.address: at for at, governed in enumerate(self._engine.items)}
        )

    def differs(self, block: Block, *, from_new: bool) -> int:
        """Return the users of a block who have another verdict here than in the new state.

        Args:
            block: which item and capability.
            from_new: if not, than in the old state.
        """
        at = block.after if self._same_places else self._places.get(block.item)
        allowed = 0 if at is None else self._allowed(self._engine, at, block)
        was_allowed = block.gained if from_new else block.lost
        return (allowed ^ was_allowed) & block.changed

    def _allowed(self, engine: BulkEngine, at: int, block: Block) -> int:
        governed = engine.items[at]
        key = (governed.stratum, governed.owner, block.capability.index)
        known = self._known.get(key)
        if known is None:
            known = self._known[key] = engine.allowed(at, block.capability)
        return known
