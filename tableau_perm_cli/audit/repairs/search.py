"""Searches for edits that turn an answer: single steps, and pairs if neither is enough."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from tableau_perm_cli.audit.changes import Change
from tableau_perm_cli.audit.repairs.bounds import FIRST, MOST_FIRST, SECOND
from tableau_perm_cli.audit.repairs.candidates import Surroundings, candidates
from tableau_perm_cli.audit.repairs.denial import Denial, denial_of
from tableau_perm_cli.audit.repairs.edit import Edit, Step
from tableau_perm_cli.audit.repairs.question import Question
from tableau_perm_cli.audit.repairs.trial import Trial, Tried


@dataclass(slots=True)
class Found:
    """What a search came to."""

    turning: dict[frozenset[Change], tuple[Edit, ...]] = field(default_factory=dict)
    """The edits that turn the answer, of which no smaller set does."""
    groups_left_out: set[str] = field(default_factory=set)
    """The groups that might help, alone or in a pair, and were not tried there."""

    def add(self, edits: tuple[Edit, ...]) -> None:
        """Note that edits turn the answer."""
        self.turning.setdefault(frozenset(edit.change for edit in edits), edits)

    def covers(self, edits: Iterable[Edit]) -> bool:
        """Whether some of the edits are known to be enough."""
        changes = {edit.change for edit in edits}
        return any(known <= changes for known in self.turning)


def search(question: Question, trial: Trial, start: Tried, around: Surroundings) -> Found:
    """Return the edits that turn a denied answer.

    What stands in the way says what may help. Where a step changes what stands in the way and is
    not enough, what then does says what may help besides.

    Args:
        question: what is asked.
        trial: tries edits.
        start: the answer as it is.
        around: what there is to know of the whole site.
    """
    found = Found()
    denial = denial_of(question, start.resolver, start.result)
    first = candidates(denial, FIRST, around)
    building: list[tuple[Step, Denial]] = []
    for step in first.steps:
        tried = trial.of(step.edits)
        if tried is None:
            continue
        if tried.allowed:
            found.add(trial.least(step.edits))
        elif step.leads_on:
            then = denial_of(question, tried.resolver, tried.result)
            if then.signature() != denial.signature():
                building.append((step, then))
    for step in (*first.beyond, *(it for it, _ in building[MOST_FIRST:])):
        found.groups_left_out |= step.groups
    for step, then in building[:MOST_FIRST]:
        _build_on(step, then, trial, found, around)
    return found


def _build_on(
    step: Step, denial: Denial, trial: Trial, found: Found, around: Surroundings
) -> None:
    made = {edit.change for edit in step.edits}
    seconds = candidates(denial, SECOND, around)
    for second in seconds.steps:
        edits = (*step.edits, *(it for it in second.edits if it.change not in made))
        if found.covers(edits):
            continue
        tried = trial.of(edits)
        if tried is not None and tried.allowed:
            found.add(trial.least(edits))
    for second in seconds.beyond:
        if not found.covers((*step.edits, *second.edits)):
            found.groups_left_out |= second.groups
