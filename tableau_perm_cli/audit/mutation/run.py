"""Mutates a site: of every rule, membership and leader setting, does any expectation notice?"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from tableau_perm_cli.audit.expectations.bench import Bench
from tableau_perm_cli.audit.mutation.leaders import LeaderJudge
from tableau_perm_cli.audit.mutation.members import MemberJudge
from tableau_perm_cli.audit.mutation.mutant import Fate, Judged, Mutation, RuleMutant
from tableau_perm_cli.audit.mutation.mutants import (
    groups_that_count,
    leader_mutants,
    rule_mutants,
)
from tableau_perm_cli.audit.mutation.rules import RuleJudge
from tableau_perm_cli.audit.mutation.watched import watched_on
from tableau_perm_cli.declaration.expectation_model import Expectation
from tableau_perm_cli.declaration.model import ALL_USERS
from tableau_perm_cli.resolve.bulk import BulkEngine


class MutationRun:
    """One run over one site."""

    def __init__(self, engine: BulkEngine, holding: Sequence[Expectation]) -> None:
        """Take the compiled site and its expectations.

        Args:
            engine: of the site.
            holding: the expectations that hold on it. One that does not notices nothing: it
                fails whatever is changed.
        """
        self._engine = engine
        self._holding = holding

    @cached_property
    def _rules(self) -> list[tuple[RuleMutant, list[int]]]:
        return list(rule_mutants(self._engine))

    @cached_property
    def _groups(self) -> list[str]:
        return groups_that_count(self._engine)

    def __len__(self) -> int:
        """Return how many steps the run has, for telling how far it has come."""
        leaders = sum(1 for _ in leader_mutants(self._engine))
        return len(self._rules) + len(self._groups) + leaders

    def judged(self, advance: Callable[[], None] = lambda: None) -> Iterator[Judged]:
        """Yield every mutant with what becomes of it: rules, leader settings, memberships.

        Args:
            advance: called after each step.
        """
        engine = self._engine
        bench = Bench(engine)
        watched = [watched_on(bench, expectation) for expectation in self._holding]
        rules = RuleJudge(engine, watched)
        for mutant, places in self._rules:
            yield rules.judge(mutant, places)
            advance()
        leaders = LeaderJudge(engine, watched)
        for leader in leader_mutants(engine):
            yield leaders.judge(leader)
            advance()
        members = MemberJudge(engine, watched)
        for group in self._groups:
            yield from members.judge(group)
            advance()

    def idle_memberships(self) -> int:
        """Return how many memberships there are in groups that make no difference at all.

        They have no mutants in ``judged``: each would be equivalent.
        """
        counting = {ALL_USERS, *self._groups}
        groups = self._engine.site.groups.items()
        return sum(len(group.members) for name, group in groups if name not in counting)


@dataclass(frozen=True, slots=True)
class MutationScore:
    """What the mutants of all sites came to."""

    noticed: int
    equivalent: int
    survivors: tuple[tuple[str, Judged], ...]
    """Each with the name of its site."""
    dead: tuple[tuple[str, RuleMutant], ...]
    """The rules, by the mutants without them, whose absence changes nothing."""

    @property
    def counted(self) -> int:
        """How many mutants could be noticed."""
        return self.noticed + len(self.survivors)

    @property
    def percent(self) -> float:
        """How many per cent of them were; 100 when there were none."""
        return 100 * self.noticed / self.counted if self.counted else 100.0

    def reaches(self, least: float) -> bool:
        """Whether the share is at least so many per cent."""
        return 100 * self.noticed >= least * self.counted


class ScoreKeeper:
    """Counts mutants, and keeps those that are shown."""

    def __init__(self) -> None:
        """Start with none."""
        self._fates: Counter[Fate] = Counter()
        self._survivors: list[tuple[str, Judged]] = []
        self._dead: list[tuple[str, RuleMutant]] = []

    def add(self, site: str, judged: Judged) -> None:
        """Count a mutant of a site."""
        self._fates[judged.fate] += 1
        mutant = judged.mutant
        if judged.fate is Fate.SURVIVED:
            self._survivors.append((site, judged))
        elif (
            judged.fate is Fate.EQUIVALENT
            and isinstance(mutant, RuleMutant)
            and mutant.mutation is Mutation.DROP
        ):
            self._dead.append((site, mutant))

    def add_idle(self, memberships: int) -> None:
        """Count memberships in groups that make no difference."""
        self._fates[Fate.EQUIVALENT] += memberships

    def score(self) -> MutationScore:
        """Return what all came to."""
        return MutationScore(
            self._fates[Fate.NOTICED],
            self._fates[Fate.EQUIVALENT],
            tuple(self._survivors),
            tuple(self._dead),
        )
