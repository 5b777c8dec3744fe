"""Draws a diff for a terminal: the verdict, then where, who and why, then the edits."""

from collections.abc import Sequence

from rich.console import RenderableType
from rich.text import Text

from tableau_perm_cli.audit.diff import Diff, Effect, Group, Witness
from tableau_perm_cli.diagnostics import visible
from tableau_perm_cli.report.diff.shown import by_effect, by_weight, group_rows, telling_witnesses
from tableau_perm_cli.report.diff.words import (
    SIGNS,
    cause_words,
    cell_words,
    effect_words,
    explanation,
    group_counts,
    headline,
    side_words,
)
from tableau_perm_cli.report.glyphs import UNICODE, Glyphs
from tableau_perm_cli.report.terminal import (
    ALLOWED_STYLE,
    DENIED_STYLE,
    DIM,
    columns,
    fields,
    indented,
    stacked,
    title,
)

_MOST_ROWS = 15
"""How many groups and how many edits are drawn unless all are asked for."""
_MOST_WITNESSES = 4


def diff_drawing(diff: Diff, glyphs: Glyphs, *, every: bool, edits: bool = True) -> RenderableType:
    """Return the diff for a terminal.

    Args:
        diff: what differs.
        glyphs: the signs the terminal can show.
        every: leave nothing out.
        edits: whether the edits are listed too.
    """
    parts: list[RenderableType] = [title(f"{headline(diff)}.")]
    rows = None if every else _MOST_ROWS
    if diff.groups:
        groups = by_weight(diff.groups)
        several = len(diff.sites) > 1
        parts += [Text(explanation(diff), style=DIM), Text("")]
        parts += _groups(groups, rows, glyphs, several=several)
        most = None if every else _MOST_WITNESSES
        parts += [Text(""), title("For example")]
        parts += [_witness(witness) for witness in telling_witnesses(groups, most)]
    if diff.effects and edits:
        parts += [Text(""), title("Edits"), *_edits(by_effect(diff.effects), rows)]
    return stacked(*parts)


def _groups(
    groups: Sequence[Group], most: int | None, glyphs: Glyphs, *, several: bool
) -> list[RenderableType]:
    table = columns(("", "Project", "Gained", "Lost", "Who and where", "Capability"))
    for number in (2, 3):
        table.columns[number].justify = "right"
    table.columns[1].no_wrap = False
    rows = group_rows(groups)
    for row in rows[:most]:
        group = row.first
        sign = (
            SIGNS[group.verdict] if glyphs is UNICODE else SIGNS[group.verdict].replace("±", "*")
        )
        project = visible(group.project)
        table.add_row(
            Text(sign),
            Text(f"{visible(group.pair.name)}: {project}" if several else project),
            Text(f"+{group.gained:,}" if group.gained else "", style=ALLOWED_STYLE),
            Text(f"-{group.lost:,}" if group.lost else "", style=DENIED_STYLE),
            Text(group_counts(group), style=DIM),
            Text(", ".join(row.capabilities)),
        )
    return [table, *rest(len(rows), most)]


def rest(number: int, most: int | None) -> list[RenderableType]:
    """Return how many rows are left out, if any are."""
    if most is None or number <= most:
        return []
    return [Text(f"and {number - most:,} more; --all shows them", style=DIM)]


def _witness(witness: Witness) -> RenderableType:
    cell = witness.cell
    head = Text(shown(cell_words(cell)), style=ALLOWED_STYLE if cell.gained else DENIED_STYLE)
    pairs = [
        ("before", side_words(cell.before, witness.before)),
        ("after", side_words(cell.after, witness.after)),
        ("edit", shown(cause_words(witness))),
    ]
    return stacked(indented(head, 2), indented(fields(pairs), 2))


def _edits(effects: Sequence[Effect], most: int | None) -> list[RenderableType]:
    table = columns(("Place", "Effect", "Edit"))
    table.columns[0].no_wrap = False
    for effect in effects[:most]:
        edit = effect.edit
        place = visible(f"{edit.position.file}:{edit.position.line}")
        quiet = "" if effect.gained or effect.lost else DIM
        table.add_row(
            Text(place, style=DIM),
            Text(effect_words(effect), style=quiet),
            Text(shown(edit.summary), style=quiet),
        )
    return [table, *rest(len(effects), most)]


def shown(sentence: str) -> str:
    """Return a sentence as the other drawings have them: safe, and names without accents."""
    return visible(sentence).replace("`", "")
