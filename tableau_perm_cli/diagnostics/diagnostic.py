"""One finding about the user's input: how bad it is, what, where, and what to do."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from tableau_perm_cli.diagnostics.position import Position

SourceLookup: TypeAlias = Callable[[str], Sequence[str] | None]
"""From a file's name to its lines without line ends; None when they cannot be had."""


class Severity(StrEnum):
    """How bad a finding is, the worst first."""

    ERROR = "error"
    """Nothing can be answered until it is mended."""
    WARNING = "warning"
    """Legal, and probably not what was meant."""
    INFO = "info"
    """A notice: worth knowing, nothing to mend."""


@dataclass(frozen=True, slots=True)
class Related:
    """A second place that explains the first."""

    position: Position
    length: int
    """How many code points are underlined, from the position on."""
    label: str | None
    """What this place has to do with the finding."""


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """A finding, worded for the person who wrote the input."""

    severity: Severity
    message: str
    """One sentence: lower case start, no full stop, the user's words in backticks."""
    position: Position | None = None
    """None when the finding belongs to no place in a file."""
    length: int = 1
    """How many code points are underlined, from the position on."""
    label: str | None = None
    """What was expected at the place."""
    help: str | None = None
    """What to do, or what was perhaps meant."""
    related: tuple[Related, ...] = ()

    @property
    def sort_key(self) -> tuple[str, int, int, str]:
        """The order of a report: by place, then message; what has no place comes first."""
        if self.position is None:
            return ("", 0, 0, self.message)
        return (self.position.file, self.position.line, self.position.column, self.message)
