"""A diff as findings: each edit that widens or narrows access, at its place in the new text."""

from collections.abc import Iterator, Sequence

from tableau_perm_cli.audit.diff import Diff, Effect
from tableau_perm_cli.audit.diff.totals import Example
from tableau_perm_cli.diagnostics import Diagnostic, Severity, SourceLookup, Subject
from tableau_perm_cli.report.diff.words import count, example_words, headline
from tableau_perm_cli.report.findings.model import FindingsReport, Reported, RuleCard

_SHARED = "other edits have a part in some of these cells: undone alone, none takes them back"

GAINED = RuleCard(
    "TPD01",
    "access-gained",
    Severity.WARNING,
    "An edit gives access that was denied before.",
    "# access-gained (TPD01)\n\nAn edit of the declaration allows cells (a user, an item and a "
    "capability each) that were denied before it. `tableau-perm diff OLD NEW` finds it.\n",
)
LOST = RuleCard(
    "TPD02",
    "access-lost",
    Severity.INFO,
    "An edit takes access away that was allowed before.",
    "# access-lost (TPD02)\n\nAn edit of the declaration denies cells (a user, an item and a "
    "capability each) that were allowed before it. `tableau-perm diff OLD NEW` finds it.\n",
)


def diff_findings(diff: Diff, sources: SourceLookup, files: Sequence[str]) -> FindingsReport:
    """Return the edits that change access as findings.

    Args:
        diff: what differs.
        sources: the lines of the new declaration.
        files: the names of its files.
    """
    found = [Reported(it) for effect in diff.effects for it in _findings(effect)]
    found.sort(key=lambda it: it.diagnostic.sort_key)
    summary: dict[str, object] = {
        "verdict": diff.verdict.value,
        "gained": diff.gained,
        "lost": diff.lost,
        "sentence": headline(diff),
    }
    return FindingsReport(
        "diff", tuple(found), sources, tuple(files), (GAINED, LOST), summary=summary
    )


def _findings(effect: Effect) -> Iterator[Diagnostic]:
    if effect.first_gained:
        yield _finding(effect, GAINED, effect.gained, effect.first_gained)
    if effect.first_lost:
        yield _finding(effect, LOST, effect.lost, effect.first_lost)


def _finding(effect: Effect, card: RuleCard, cells: int, example: Example) -> Diagnostic:
    edit = effect.edit
    verb = "gained" if card is GAINED else "lost"
    item = str(edit.item) if edit.item else None
    return Diagnostic(
        card.severity,
        f"{edit.summary}: {count(cells, 'cell')} {verb}",
        edit.position,
        label=f"{count(cells, 'cell')} {verb}",
        why=example_words(example, cells) + (f"; {_SHARED}" if effect.shared else ""),
        code=card.code,
        name=card.name,
        subject=Subject(edit.site, item, edit.grantee, edit.detail),
    )
