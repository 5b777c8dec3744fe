"""What a lint rule is: its metadata, its check, and how it words what it finds."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeAlias

from tableau_perm_cli.diagnostics import Diagnostic, Position, Related, Severity, Subject

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tableau_perm_cli.audit.lint.linted_site import LintedSite
    from tableau_perm_cli.audit.lint.review import Ignores

Check: TypeAlias = "Callable[[LintedSite], Iterator[Diagnostic]]"
"""Finds what a rule is about on one site, in any order."""
CheckIgnores: TypeAlias = "Callable[[Ignores], Iterator[Diagnostic]] | None"
"""Finds what is wrong with ignore comments, once it is known what each was good for; None of a
rule that is not about these."""

_MOST_LISTED: Final = 20
"""So many things are written out in a detail; those beyond count by a digest."""


@dataclass(frozen=True, slots=True)
class LintRule:
    """One rule. Its page has the same code, name, severity and summary."""

    code: str
    """``TP`` and three digits, the first of which is the family's; never used again."""
    name: str
    """In kebab case; reads well after "allow"."""
    severity: Severity
    """Unless the user sets another one."""
    summary: str
    """One sentence that says what is found: upper case start, full stop."""
    source: str
    """Where it is said: a section of docs/semantics.md, or a page of Tableau's help."""
    check: Check
    fixable: bool = False
    """Whether ``--fix`` can remove what is found."""
    fix_is_unsafe: bool = False
    """Whether that may lose what somebody means though it says nothing today; it is then removed
    with ``--unsafe-fixes`` alone."""
    check_ignores: CheckIgnores = None
    """Of a rule about the comments that tell lint what to ignore; its ``check`` finds nothing."""

    @property
    def fix_word(self) -> str:
        """Whether ``--fix`` mends it, for a table: ``yes``, ``unsafe`` or ``no``."""
        if not self.fixable:
            return "no"
        return "unsafe" if self.fix_is_unsafe else "yes"

    def finding(  # noqa: PLR0913 - all but two by keyword, and each is a line of the finding
        self,
        message: str,
        at: Position,
        about: Subject,
        *,
        label: str | None = None,
        why: str | None = None,
        help: str | None = None,  # noqa: A002 - the same word as in Diagnostic
        related: tuple[Related, ...] = (),
        length: int = 1,
    ) -> Diagnostic:
        """Return a finding of this rule.

        Args:
            message: one sentence: lower case start, no full stop, names in backticks.
            at: the place to look at.
            about: what it is about; no two findings of a rule are about the same. A finding about
                several things together lists them as the detail (``detail_of``): it is known
                again by that, and who has accepted it in a baseline is told when one is added.
                Who is hit is no part of it unless people are the point.
            label: what is to be seen at the place.
            why: what the finding follows from, here.
            help: what to do.
            related: places that explain the first.
            length: how many code points are underlined; of a value or key, 1 is enough, since how
                long it is written is measured when it is shown.
        """
        return Diagnostic(
            self.severity,
            message,
            at,
            length,
            label,
            help=help,
            related=related,
            why=why,
            code=self.code,
            name=self.name,
            docs=f"tableau-perm rule {self.name}",
            subject=about,
        )


def detail_of(things: Iterable[object]) -> str:
    """Return the detail of a subject that lists what a finding is about together.

    Args:
        things: addresses, grantees or names, in any order. All of them count, although of many
            only the first are written out.
    """
    words = sorted({str(thing) for thing in things})
    listed = ", ".join(words[:_MOST_LISTED])
    if len(words) <= _MOST_LISTED:
        return listed
    digest = hashlib.sha256("\0".join(words).encode("utf-8", "surrogatepass")).hexdigest()[:8]
    return f"{listed} and {len(words) - _MOST_LISTED} more ({digest})"


def related(position: Position, label: str) -> Related:
    """Return a second place of a finding; how long it is written is measured when it is shown."""
    return Related(position, 1, label)
