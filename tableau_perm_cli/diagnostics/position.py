"""A place in a file, as a person and an editor count it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Position:
    """One character of one file."""

    file: str
    """The file's name as the user gave it, with `/` between its parts."""
    line: int
    """Counted from 1."""
    column: int
    """Counted from 1, in Unicode code points."""

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"
