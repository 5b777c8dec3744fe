"""Draws drift for a terminal: the changes by kind, what was not read, what it does to access."""

from collections.abc import Sequence

from rich.console import RenderableType
from rich.text import Text

from tableau_perm_cli.audit.drift import Drift, DriftChange
from tableau_perm_cli.diagnostics import visible
from tableau_perm_cli.report.diff.drawing import diff_drawing, rest, shown
from tableau_perm_cli.report.drift.words import (
    by_kind,
    change_words,
    gap_sections,
    headline,
    remarks,
)
from tableau_perm_cli.report.glyphs import Glyphs
from tableau_perm_cli.report.terminal import DIM, columns, fields, stacked, title

_MOST_ROWS = 15
"""How many changes of a kind are drawn unless all are asked for."""


def drift_drawing(drift: Drift, glyphs: Glyphs, *, every: bool) -> RenderableType:
    """Return the drift for a terminal.

    Args:
        drift: what differs.
        glyphs: the signs the terminal can show.
        every: leave nothing out.
    """
    most = None if every else _MOST_ROWS
    parts: list[RenderableType] = [title(f"{headline(drift)}.")]
    parts += [Text(f"{shown(it)}.", style=DIM) for it in remarks(drift)]
    for heading, changes in by_kind(drift):
        parts += [Text(""), title(heading), _changes(changes[:most])]
        parts += rest(len(changes), most)
    for heading, gaps in gap_sections(drift):
        rows = fields(("", Text(shown(it))) for it in gaps[:most])
        parts += [Text(""), title(heading), rows, *rest(len(gaps), most)]
    if drift.diff.groups:
        parts += [Text(""), diff_drawing(drift.diff, glyphs, every=every, edits=False)]
    return stacked(*parts)


def _changes(changes: Sequence[DriftChange]) -> RenderableType:
    table = columns(("Place", "Effect", "Change"))
    table.columns[0].no_wrap = False
    for change in changes:
        quiet = "" if change.gained or change.lost else DIM
        table.add_row(
            Text(visible(f"{change.position.file}:{change.position.line}"), style=DIM),
            Text(change_words(change), style=quiet),
            Text(shown(change.summary)),
        )
    return table
