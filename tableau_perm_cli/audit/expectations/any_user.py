"""``any_user``: whether an invariant holds for users who do not exist yet, next month's hires.

Tried is each site role in each subset of the groups that matter to an item, and the same user as
the item's owner. Beyond ``MOST_GROUPS`` groups the outcome is UNKNOWN: nothing is guessed.
"""

from collections.abc import Iterable
from itertools import combinations, product
from typing import TYPE_CHECKING, TypeAlias

from tableau_perm_cli.audit.expectations.binding import UNKNOWN, Binding
from tableau_perm_cli.audit.expectations.demands import cells_in
from tableau_perm_cli.audit.expectations.disjoint import Duty, duties_of
from tableau_perm_cli.audit.expectations.findings import Findings, RawCell
from tableau_perm_cli.audit.expectations.groups_that_matter import (
    Cell,
    Groups,
    GroupsThatMatter,
    distinct_cells,
    groups_selected,
    terms_of,
)
from tableau_perm_cli.audit.expectations.outcome import PossibleUser
from tableau_perm_cli.audit.expectations.possible_users import (
    MOST_GROUPS,
    PossibleUsers,
    tried_together,
)
from tableau_perm_cli.declaration.expectation_model import ExpectationForm, Written
from tableau_perm_cli.diagnostics import Diagnostic, Severity, visible
from tableau_perm_cli.resolve import Verdict
from tableau_perm_cli.resolve.bulk.bits import bits_of, everyone, union, without
from tableau_perm_cli.resolve.bulk.owning import allowed_if_owner
from tableau_perm_cli.resolve.selectors import Selection, Selector
from tableau_perm_cli.resolve.selectors.vocabulary import USER

if TYPE_CHECKING:
    from tableau_perm_cli.catalog import Capability

_MOST_WAYS = 1 << 12
"""So many combinations of a cell of each of two duties are tried."""
_NOTED = 3
"""So many items are named in a note."""

_Way: TypeAlias = tuple[Cell, ...]
"""Cells that give both duties to whoever has all of them."""


def check_possible_users(binding: Binding, findings: Findings) -> None:
    """Note of each item and capability the plainest possible user who breaks the expectation."""
    expectation = binding.expectation
    words = [word for scope in (expectation.scope, *expectation.duties) for word in scope.users]
    if _names_unknown(binding, words):
        return
    if expectation.form is ExpectationForm.DISJOINT:
        _Disjoint(binding, findings).check()
    else:
        _Invariant(binding, findings).check()


def _unknown(binding: Binding, message: str) -> None:
    at = binding.expectation
    binding.problems.append(
        Diagnostic(Severity.ERROR, f"{UNKNOWN} {message}", at.position, at.length)
    )


def _names_unknown(binding: Binding, words: Iterable[Written]) -> bool:
    """Whether it depends on the name of a user, which nobody knows yet, who is selected."""
    for term in terms_of(binding.selectors(list(words))):
        if term.prefix == USER and term.name.literal is None and any(term.name.parts):
            _unknown(binding, f"`user:{term.name}` may select users who do not exist yet, or not")
            return True
    return False


def _too_many(binding: Binding, item: str, groups: Groups) -> None:
    _unknown(
        binding,
        f"{len(groups)} groups matter to `{item}`, and of {MOST_GROUPS} at most all subsets "
        "are tried",
    )


class _Tried:
    """Possible users as the expectation sees them: who is selected, who is held to it."""

    def __init__(self, binding: Binding, users: PossibleUsers) -> None:
        self.users = users
        self.engine = users.engine
        self._selection = Selection(users.engine)
        size = len(users.engine.users)
        self._everyone = everyone(size)
        administrators = [
            place
            for place in range(0 if binding.expectation.include_admins else size)
            if (role := self.engine.role(place)) and role.is_administrator
        ]
        self._free = bits_of(administrators, size)

    def held(self, selectors: Iterable[Selector], *, inverted: bool = False) -> int:
        """Return who is selected, by anything when there is no selector, and held to it."""
        found = [self._selection.select(selector) for selector in selectors]
        selected = union(found) if found else self._everyone
        if inverted:
            selected = without(self._everyone, selected)
        return without(selected, self._free)


class _Invariant:
    """One test of ``never``, ``only`` or ``always``."""

    def __init__(self, binding: Binding, findings: Findings) -> None:
        self._binding = binding
        self._findings = findings
        self._selectors = binding.selectors(binding.expectation.scope.users)
        self._by_owning: dict[int, list[Capability]] = {}

    def check(self) -> None:
        binding = self._binding
        scope = binding.expectation.scope
        items = binding.items(scope.items)
        chosen = binding.capabilities(scope.capabilities, items)
        cells = list(cells_in(binding, items, chosen))
        by_groups = self._by_groups(cells)
        for users in tried_together(binding.bench.site, by_groups):
            tried = _Tried(binding, users)
            inverted = binding.expectation.form is ExpectationForm.ONLY
            held = tried.held(self._selectors, inverted=inverted)
            for groups, found in by_groups.items():
                if users.has(groups):
                    self._check_cells(tried, held & users.of(groups), found)
        self._note_owners()

    def _by_groups(self, cells: list[Cell]) -> dict[Groups, list[Cell]]:
        """Return the cells by the groups that matter to them, but for those with too many."""
        binding = self._binding
        engine = binding.bench.engine
        matter = GroupsThatMatter(engine, groups_selected(binding.bench.site, self._selectors))
        found: dict[Groups, list[Cell]] = {}
        for cell in cells:
            found.setdefault(matter.to(cell), []).append(cell)
        for groups in [groups for groups in found if len(groups) > MOST_GROUPS]:
            place, _ = found.pop(groups)[0]
            _too_many(binding, str(engine.items[place].item.address), groups)
        return found

    def _check_cells(self, tried: _Tried, held: int, cells: list[Cell]) -> None:
        always = self._binding.expectation.form is ExpectationForm.ALWAYS
        engine = tried.engine
        known: dict[tuple[object, int], tuple[int, int]] = {}
        for place, capability in cells:
            # Items that are alike but for their owners have the same answer.
            key = (engine.items[place].stratum, capability.index)
            if key not in known:
                has = engine.allowed(place, capability)
                wrong = without(held, has) if always else held & has
                owning = 0
                if not always and not wrong:
                    owning = held & allowed_if_owner(engine, place, capability)
                known[key] = wrong, owning
            wrong, owning = known[key]
            expected = Verdict.ALLOWED if always else Verdict.DENIED
            if wrong:
                possible = tried.users.plainest(wrong)
                self._findings.add(RawCell(possible, place, capability, expected))
            elif owning and self._binding.expectation.include_owners:
                possible = tried.users.plainest(owning)
                owner = PossibleUser(possible.role, possible.groups, possible.others, owner=True)
                self._findings.add(RawCell(owner, place, capability, expected))
            elif owning:
                self._by_owning.setdefault(place, []).append(capability)

    def _note_owners(self) -> None:
        items = self._binding.bench.engine.items
        for place in sorted(self._by_owning)[:_NOTED]:
            found = sorted(self._by_owning[place], key=lambda capability: capability.index)
            keys = ", ".join(capability.key for capability in found)
            address = visible(str(items[place].item.address))
            self._binding.notes.append(f"someone made owner of {address} would have it: {keys}")
        more = len(self._by_owning) - _NOTED
        if more > 0:
            noun = "item" if more == 1 else "items"
            self._binding.notes.append(f"so would someone made owner of one of {more} more {noun}")


class _Disjoint:
    """One test of ``disjoint``: can anybody combine two duties?"""

    def __init__(self, binding: Binding, findings: Findings) -> None:
        self._binding = binding
        self._findings = findings
        self._engine = binding.bench.engine

    def check(self) -> None:
        for pair in combinations(duties_of(self._binding), 2):
            self._check_pair(pair)

    def _check_pair(self, pair: tuple[Duty, Duty]) -> None:
        binding = self._binding
        selectors = [binding.selectors(duty.scope.users) for duty in pair]
        both_selectors = [*selectors[0], *selectors[1]]
        matter = GroupsThatMatter(
            self._engine, groups_selected(binding.bench.site, both_selectors)
        )
        sides = [self._side(duty) for duty in pair]
        number = len(sides[0]) * len(sides[1])
        if number > _MOST_WAYS:
            _unknown(
                binding,
                f"there are {number:,} ways to combine both, and at most {_MOST_WAYS:,} are tried",
            )
            return
        ways = [one + other for one, other in product(*sides)]
        by_groups: dict[Groups, list[_Way]] = {}
        for way in ways:
            by_groups.setdefault(matter.to(*way), []).append(way)
        for groups in by_groups:
            if len(groups) > MOST_GROUPS:
                _too_many(binding, "both", groups)
                return
        # INVARIANT: fewer groups first, so the counterexample is a plain one.
        tried_groups = sorted(by_groups, key=lambda groups: (len(groups), sorted(groups)))
        for users in tried_together(binding.bench.site, tried_groups):
            tried = _Tried(binding, users)
            held = tried.held(selectors[0]) & tried.held(selectors[1])
            for groups in tried_groups:
                for way in by_groups[groups] if users.has(groups) else ():
                    both = held & users.of(groups)
                    for cell in way:
                        both &= tried.engine.allowed(*cell)
                    if both:
                        self._note(users.plainest(both), way)
                        return

    def _side(self, duty: Duty) -> list[_Way]:
        """Return each cell that gives a duty; no cell where it is about being a user."""
        if not duty.items:
            return [()]
        return [(cell,) for cell in distinct_cells(self._engine, duty.cells(self._binding))]

    def _note(self, possible: PossibleUser, way: _Way) -> None:
        self._findings.failing += 1
        if len(self._findings.cells) < self._findings.most:
            self._findings.keep(
                [RawCell(possible, *cell, Verdict.DENIED) for cell in way]
                or [RawCell(possible, None, None, Verdict.DENIED)]
            )
