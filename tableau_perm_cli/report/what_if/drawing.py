"""Draws the answer for a terminal: the changes with their warnings, the diff, what is lost."""

from rich.console import RenderableType
from rich.text import Text

from tableau_perm_cli.audit.what_if import WhatIf
from tableau_perm_cli.diagnostics import visible
from tableau_perm_cli.report.diff.drawing import diff_drawing
from tableau_perm_cli.report.glyphs import Glyphs
from tableau_perm_cli.report.terminal import DIM, columns, fields, stacked, title
from tableau_perm_cli.report.what_if.words import (
    LOST,
    NOTHING_LOST,
    lost_words,
    moved_words,
    turn_words,
    verdict_words,
)

_WARNING_STYLE = "yellow"
_MOST = 15
"""How many changes, and how many things lost, are drawn unless all are asked for."""


def what_if_drawing(found: WhatIf, glyphs: Glyphs, *, every: bool) -> RenderableType:
    """Return the answer for a terminal.

    Args:
        found: what would be.
        glyphs: the signs the terminal can show.
        every: leave nothing out.
    """
    most = None if every else _MOST
    parts = [*_changes(found, most), Text("")]
    if moved := moved_words(found):
        parts += [Text(moved), Text("")]
    if found.diff.effects:
        parts.append(diff_drawing(found.numbered(), glyphs, every=every))
    else:
        parts.append(title(f"{verdict_words(found)}."))
    return stacked(*parts, Text(""), *_lost(found, most))


def _changes(found: WhatIf, most: int | None) -> list[RenderableType]:
    table = columns(("", "Effect", "Change"))
    for step, turn in list(zip(found.steps, found.turns, strict=True))[:most]:
        table.add_row(str(step.number), turn_words(turn), Text(_shown(step.change.summary)))
        for sentence in step.warnings:
            table.add_row("", "", Text(f"warning: {_shown(sentence)}", style=_WARNING_STYLE))
    heading = title("Changes" if len(found.steps) > 1 else "Change")
    return [heading, table, *_rest(len(found.steps), most)]


def _lost(found: WhatIf, most: int | None) -> list[RenderableType]:
    lost = lost_words(found)
    if not lost:
        return [Text(f"{NOTHING_LOST}.", style=DIM)]
    rows = fields(("", Text(_shown(sentence))) for sentence in lost[:most])
    return [title(LOST), rows, *_rest(len(lost), most)]


def _rest(number: int, most: int | None) -> list[RenderableType]:
    if most is None or number <= most:
        return []
    return [Text(f"and {number - most:,} more; --all shows them", style=DIM)]


def _shown(sentence: str) -> str:
    """Return a sentence as the other drawings have them: safe, and names without accents."""
    return visible(sentence).replace("`", "")
