"""One finding about the user's input: how bad it is, what, where, and what to do."""

import hashlib
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
    """Of the input: nothing can be answered until it is mended. Of a lint rule: a danger."""
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
class Subject:
    """What a finding is about, in words that stay the same when the text is moved about."""

    site: str | None = None
    item: str | None = None
    """An address in its canonical form."""
    grantee: str | None = None
    """A user, group or group set, as the JSON records name it: ``group:All Users``."""
    detail: str | None = None
    """What else tells two findings of a rule about the same thing apart: a capability, a name."""


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
    why: str | None = None
    """What the finding follows from."""
    code: str | None = None
    """Of a finding by a rule: the rule's code, such as ``TP101``."""
    name: str | None = None
    """The rule's name in kebab case."""
    docs: str | None = None
    """Where the rule is explained."""
    subject: Subject = Subject()

    @property
    def fingerprint(self) -> str:
        """What stays the same as long as the same is found about the same thing.

        INVARIANT: made of meaning only. No line, no wording, no severity.
        """
        about = self.subject
        parts = (self.code, about.site, about.item, about.grantee, about.detail)
        written = "\0".join("\1" if part is None else part for part in parts)
        return hashlib.sha256(written.encode("utf-8", "surrogatepass")).hexdigest()[:32]

    @property
    def sort_key(self) -> tuple[str, int, int, str, str]:
        """The order of a report: by place, code and message; what has no place comes first."""
        code = self.code or ""
        if self.position is None:
            return ("", 0, 0, code, self.message)
        place = self.position
        return (place.file, place.line, place.column, code, self.message)
