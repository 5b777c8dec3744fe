"""What testing an expectation comes to: an outcome, and the cells that are not as expected."""

from dataclasses import dataclass
from enum import StrEnum

from tableau_perm_cli.catalog import SiteRole
from tableau_perm_cli.declaration.expectation_model import Expectation
from tableau_perm_cli.diagnostics import Diagnostic
from tableau_perm_cli.graph import Governing
from tableau_perm_cli.resolve import Derivation, Principal, Reason, TaskResult, Verdict


class Outcome(StrEnum):
    """How the test of an expectation ended."""

    PASSED = "passed"
    FAILED = "failed"
    ERROR = "error"
    """It could not be tested, or there was nothing to test."""


@dataclass(frozen=True, slots=True)
class PossibleUser:
    """A user who does not exist yet."""

    role: SiteRole
    groups: tuple[str, ...]
    others: tuple[str, ...]
    """The groups that matter and that the user is not in."""
    owner: bool = False
    """Whether the item belongs to the user."""

    def __str__(self) -> str:
        """Return the user in words, names as they are."""
        groups = f" in {_groups(self.groups)}" if self.groups else " in no group"
        others = f" (not in {', '.join(self.others)})" if self.others and self.groups else ""
        owner = ", made owner" if self.owner else ""
        return f"a possible user: {self.role.name}{groups}{others}{owner}"


def _groups(names: tuple[str, ...]) -> str:
    return f"{'group' if len(names) == 1 else 'groups'} {', '.join(names)}"


@dataclass(frozen=True, slots=True)
class Evidence:
    """How the answer of a cell comes about, and what stands around it."""

    answer: Derivation | TaskResult
    principal: Principal | None
    governing: Governing
    """What governs the item."""
    browsable: bool
    """Whether the user comes to the item by browsing."""


@dataclass(frozen=True, slots=True)
class FailedCell:
    """One cell that is not as it is expected to be."""

    user: str
    """The name; of a possible user the description."""
    item: str | None
    """The address; None where it is about being one of some users."""
    capability: str | None
    """The key of a capability or task."""
    expected: Verdict
    effective: Verdict
    reason: Reason | None
    expected_reason: Reason | None = None
    """The reason that `because` asks for, when the answer rests on another."""
    evidence: Evidence | None = None
    """None where it is about being one of some users."""
    possible: PossibleUser | None = None


@dataclass(frozen=True, slots=True)
class Result:
    """The result of one expectation."""

    site: str
    expectation: Expectation
    outcome: Outcome
    tested: int
    """How many cells were looked at: those of declared users."""
    failing: int
    """How many cells are not as expected."""
    cells: tuple[FailedCell, ...]
    """The first of them."""
    problems: tuple[Diagnostic, ...] = ()
    """Why it could not be tested."""
    notes: tuple[str, ...] = ()
    """What is worth knowing, whatever the outcome."""
