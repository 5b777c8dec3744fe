"""What a selector names and no site has: an error for a name, a notice for a glob.

Fail closed: a name that exists nowhere is never taken to select nothing.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from tableau_perm_cli.diagnostics import (
    Diagnostic,
    Severity,
    UnknownNameError,
    did_you_mean,
    visible,
)
from tableau_perm_cli.resolve.selectors.expression import Subject, Term
from tableau_perm_cli.resolve.selectors.scanning import meant_prefix
from tableau_perm_cli.resolve.selectors.vocabulary import ANY_KIND, USER

Candidates = Callable[[], Iterable[str]]
"""The names there are, worked out only when a suggestion is needed."""

_SHOUTED = re.compile(r"\s(AND|OR|NOT)\s")


@dataclass(frozen=True, slots=True)
class _Miss:
    what: str
    """What was looked for, as in "user" or "label"."""
    candidates: Candidates


class Misses:
    """Collects over several sites which terms found something and which did not."""

    def __init__(self) -> None:
        """Start with nothing missed."""
        self._found: set[tuple[Subject, Term]] = set()
        self._missed: dict[tuple[Subject, Term], list[_Miss]] = {}

    def found(self, subject: Subject, term: Term) -> None:
        """Note that the term names something on one of the sites."""
        self._found.add((subject, term))

    def missed(self, subject: Subject, term: Term, what: str, candidates: Candidates) -> None:
        """Note that the term names nothing on one of the sites."""
        self._missed.setdefault((subject, term), []).append(_Miss(what, candidates))

    def conclude(self) -> list[Diagnostic]:
        """Return a notice for every glob that matched nothing on any site.

        Raises:
            UnknownNameError: a name exists on none of the sites.
        """
        notices: list[Diagnostic] = []
        for (subject, term), misses in self._missed.items():
            if (subject, term) in self._found:
                continue
            written = "*".join(term.name.parts)
            hint = meant_prefix(written, subject) if term.prefix in {USER, ANY_KIND} else None
            if term.name.literal is None and hint is None:
                what = misses[0].what
                message = f"no {what} matches `{visible(written)}`"
                notices.append(Diagnostic(Severity.INFO, message))
            else:
                raise _unknown(written, misses, hint)
        return notices


def _unknown(written: str, misses: list[_Miss], hint: str | None) -> UnknownNameError:
    error = UnknownNameError(misses[0].what, written)
    shouted = _SHOUTED.search(written)
    if shouted:
        error.help = f"operators are written in lower case: `{shouted[1].lower()}`"
    elif hint is not None:
        error.help = hint
    elif "*" in written:
        error.help = "wildcards do not count inside quotes or after a backslash"
    else:
        known = [name for miss in misses for name in miss.candidates()]
        error.help = did_you_mean(written, known)
    return error
