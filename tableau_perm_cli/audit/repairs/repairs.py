"""Finds what would turn a denied answer, what else that would change, and ranks it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from tableau_perm_cli.audit.changes import ChangeError
from tableau_perm_cli.audit.repairs.able import Able
from tableau_perm_cli.audit.repairs.bounds import FIRST, MOST_COUNTED
from tableau_perm_cli.audit.repairs.candidates import Surroundings
from tableau_perm_cli.audit.repairs.denial import denial_of
from tableau_perm_cli.audit.repairs.edit import Advice, Edit
from tableau_perm_cli.audit.repairs.place_steps import destinations_for
from tableau_perm_cli.audit.repairs.question import Question, Result, scene_of
from tableau_perm_cli.audit.repairs.reach import (
    AskedCells,
    OtherCell,
    Reach,
    asked_cells,
    other_cells,
    reach_of,
)
from tableau_perm_cli.audit.repairs.remarks import remark_on
from tableau_perm_cli.audit.repairs.search import search
from tableau_perm_cli.audit.repairs.trial import Trial, address_after, played
from tableau_perm_cli.audit.repairs.weights import GroupWeights
from tableau_perm_cli.declaration.address import Address
from tableau_perm_cli.declaration.model import Site
from tableau_perm_cli.resolve import Verdict
from tableau_perm_cli.resolve.bulk import BulkEngine, compile_site


@dataclass(frozen=True, slots=True)
class Repair:
    """Edits that turn the answer, of which no smaller set does."""

    edits: tuple[Edit, ...]
    """In the order in which to make them."""
    reach: Reach
    """What else it opens and closes."""
    after: Site
    """The site as it would be."""
    result: Result
    """The answer as it would be."""
    address: Address
    """Where the item would be."""
    warnings: tuple[str, ...]
    """What goes along with it: a sentence each."""
    lost: tuple[str, ...]
    """What no later edit brings back."""

    @property
    def against(self) -> tuple[Advice, ...]:
        """What Tableau's advice has against it, each thing once."""
        return tuple(dict.fromkeys(edit.against for edit in self.edits if edit.against))

    @property
    def advised(self) -> bool:
        """Whether nothing speaks against it."""
        return not self.against


@dataclass(frozen=True)
class Repairs:
    """The answer to a question, and if it is denied, what would turn it."""

    question: Question
    result: Result
    """The answer as it is."""
    repairs: tuple[Repair, ...]
    """Best first; none when it is allowed, or when nothing helps within the bounds."""
    remark: str | None
    """Why nothing helps, or why only one sort of thing does."""
    left_out: int
    """How many more repairs were found, of which the blast radius was not counted."""
    groups_left_out: int
    """How many more groups might allow it, alone or in a pair, and were not tried there."""
    engine: BulkEngine
    """Of the site as it is."""

    def others(self, repair: Repair) -> Iterator[OtherCell]:
        """Yield every other cell that a repair opens or closes."""
        return other_cells(self.engine, repair.after, self._asked(repair))

    def _asked(self, repair: Repair) -> AskedCells:
        return asked_cells(self.question, repair.result, repair.address)


def repairs_for(
    question: Question,
    engine: BulkEngine | None = None,
    *,
    most: int = MOST_COUNTED,
    advance: Callable[[], None] = lambda: None,
    begin: Callable[[int], None] = lambda _: None,
) -> Repairs:
    """Return what would turn the answer to a question, best first.

    Candidates come from the derivation of the answer; each is tried on the resolver. What is
    against Tableau's advice comes last; else what changes least besides comes first.

    Args:
        question: about a site as it is.
        engine: of that site, if there is one already.
        most: of so many repairs at most the blast radius is counted.
        advance: called for each repair that is counted, at most ``most`` times.
        begin: called with how many will be counted, before the first of them.
    """
    destinations = destinations_for(question, FIRST.moves)
    trial = Trial(question, scene_of(question, destinations))
    start = trial.of(())
    if start is None:
        raise AssertionError("no edits can always be made")
    engine = engine or compile_site(question.site)
    if start.allowed:
        return Repairs(question, start.result, (), None, 0, 0, engine)
    around = Surroundings(GroupWeights(engine), destinations)
    found = search(question, trial, start, around)
    turning = sorted(found.turning.values(), key=_most_promising)
    repairs: list[Repair] = []
    able = Able(question, engine, start.result)
    begin(min(most, len(turning)))
    for edits in turning[:most]:
        repair = _counted(trial, engine, able, edits)
        advance()
        if repair is not None:
            repairs.append(repair)
    repairs.sort(key=_best_first)
    denial = denial_of(question, start.resolver, start.result)
    return Repairs(
        question,
        start.result,
        tuple(repairs),
        remark_on(denial, [repair.edits for repair in repairs]),
        max(0, len(turning) - most),
        len(found.groups_left_out),
        engine,
    )


def _counted(
    trial: Trial, engine: BulkEngine, able: Able, edits: tuple[Edit, ...]
) -> Repair | None:
    """Make edits on the whole site and count what they change; None if they do not help there."""
    question = trial.question
    try:
        after, warnings, lost = played(question.site, edits)
    except ChangeError:  # something outside the scene is in the way: a name that is taken
        return None
    result = trial.on_whole_site(after, edits)
    if result.effective is Verdict.DENIED:
        return None
    address = address_after(question.item, [edit.change for edit in edits])
    asked = asked_cells(question, result, address)
    reach = reach_of(able, engine, compile_site(after, engine), edits, result, asked)
    return Repair(edits, reach, after, result, address, warnings, lost)


def _most_promising(edits: tuple[Edit, ...]) -> tuple[bool, int]:
    return any(edit.against for edit in edits), len(edits)


def _best_first(repair: Repair) -> tuple[bool, int, int, tuple[str, ...]]:
    summaries = tuple(edit.summary for edit in repair.edits)
    return not repair.advised, repair.reach.others, len(repair.edits), summaries
