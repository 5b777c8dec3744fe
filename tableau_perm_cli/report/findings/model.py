"""What there is to report: findings with what suppresses them, and what is known about the run."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from tableau_perm_cli.diagnostics import Diagnostic, Position, Severity, SourceLookup


class SuppressedBy(StrEnum):
    """What keeps a finding from counting."""

    COMMENT = "comment"
    """An ignore comment in the text."""
    BASELINE = "baseline"
    """An entry of the baseline that has not expired."""


@dataclass(frozen=True, slots=True)
class Suppression:
    """Why a finding does not count."""

    by: SuppressedBy
    reason: str | None = None
    """In the user's words."""


@dataclass(frozen=True, slots=True)
class Reported:
    """One finding of a report."""

    diagnostic: Diagnostic
    suppression: Suppression | None = None

    @property
    def counts(self) -> bool:
        """Whether it is neither ignored nor in the baseline."""
        return self.suppression is None


@dataclass(frozen=True, slots=True)
class RuleCard:
    """What a report says of a rule beside its findings (SARIF's ``rules``)."""

    code: str
    name: str
    severity: Severity
    summary: str
    page: str
    """Its page in Markdown."""


@dataclass(frozen=True, slots=True)
class Case:
    """One thing that was checked, for JUnit: an expectation, or a rule."""

    name: str
    failures: tuple[Diagnostic, ...] = ()
    """Empty when it holds."""
    error: str | None = None
    """Why it could not be checked."""
    group: str | None = None
    """What it is one of: a site. Cases of two groups may have one name."""
    position: Position | None = None
    """Where it is written, whether it holds or not."""


@dataclass(frozen=True, slots=True)
class FindingsReport:
    """Everything that a format may want to write."""

    command: str
    """``lint``, ``test`` or ``diff``."""
    findings: tuple[Reported, ...]
    """In the order of a report; the suppressed ones among them."""
    sources: SourceLookup
    """Where the lines for the snippets come from."""
    files: tuple[str, ...]
    """The names of the files that were read, as they are reported."""
    rules: tuple[RuleCard, ...] = ()
    cases: tuple[Case, ...] = ()
    """What JUnit shows; when empty, a case a file with its findings."""
    summary: Mapping[str, object] = field(default_factory=dict)
    """More for JSON's ``summary``."""
