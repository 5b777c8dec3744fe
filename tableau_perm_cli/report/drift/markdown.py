"""Drift as Markdown for an alert: what changed by kind, and what that does to access, folded."""

from collections.abc import Iterator
from itertools import islice
from typing import Final

from tableau_perm_cli.audit.drift import Drift, DriftChange
from tableau_perm_cli.report.diff.comment import (
    cell_text,
    clipped,
    fitting,
    folded,
    table_head,
    table_row,
)
from tableau_perm_cli.report.diff.markdown import diff_markdown
from tableau_perm_cli.report.diff.words import count
from tableau_perm_cli.report.diff.words import headline as access_headline
from tableau_perm_cli.report.drift.words import (
    HEADINGS,
    by_kind,
    change_words,
    gap_sections,
    headline,
    remarks,
)
from tableau_perm_cli.report.findings.markdown import sentence

_CHANGES: Final = 0.25
"""What part of the comment the changes may fill."""
_GAPS: Final = 0.05
"""And what was not read, under each heading. The diff fills six tenths."""


def drift_markdown(drift: Drift) -> Iterator[str]:
    """Yield the changes by kind, what was not read, and who gains and loses what."""
    yield f"### tableau-perm drift: {headline(drift)}\n"
    for remark in remarks(drift):
        yield f"\n{sentence(clipped(remark))}.\n"
    if drift.changes:
        yield "\n"
        yield from table_head(("What", "Change", "Effect", "Place"))
        changes = [change for _, found in by_kind(drift) for change in found]
        yield from fitting(map(_change, changes), _CHANGES, len(changes))
    for heading, gaps in gap_sections(drift):
        rows = (f"- {sentence(clipped(gap))}\n" for gap in gaps)
        title = f"{heading}: {count(len(gaps), 'part')}"
        yield from folded(title, (), rows, _GAPS, len(gaps))
    if drift.diff.groups:
        yield f"\n**{access_headline(drift.diff)}**\n"
        # Its first piece is a headline of its own.
        yield from islice(diff_markdown(drift.diff, edits=False), 1, None)


def _change(change: DriftChange) -> str:
    return table_row(
        HEADINGS[change.kind],
        sentence(clipped(change.summary)),
        change_words(change),
        cell_text(f"{change.position.file}:{change.position.line}"),
    )
