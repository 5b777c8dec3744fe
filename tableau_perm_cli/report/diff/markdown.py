"""A diff as Markdown for a comment on a pull request: short at the top, the rest folded.

A comment may have 65,536 characters. What does not fit is left out and said to be.
"""

from collections.abc import Iterator, Sequence
from typing import Final

from tableau_perm_cli.audit.diff import Diff, Effect, Group, Witness
from tableau_perm_cli.report.diff.comment import (
    LONGEST,
    cell_text,
    clipped,
    fitting,
    folded,
    table_head,
    table_row,
)
from tableau_perm_cli.report.diff.shown import (
    GroupRow,
    by_effect,
    by_weight,
    group_rows,
    telling_witnesses,
)
from tableau_perm_cli.report.diff.words import (
    cause_words,
    cell_words,
    count,
    explanation,
    group_counts,
    headline,
    side_words,
)
from tableau_perm_cli.report.findings.markdown import sentence

__all__ = ["LONGEST", "diff_markdown"]

_SHARES: Final = {"groups": 0.3, "witnesses": 0.3, "edits": 0.4}
"""What part of the comment each section may fill."""
_MOST_GROUPS: Final = 25
_MOST_WITNESSES: Final = 10


def diff_markdown(diff: Diff, *, edits: bool = True) -> Iterator[str]:
    """Yield the verdict, a table of groups, and what explains them folded away.

    Args:
        diff: what differs.
        edits: whether the edits are listed too; without them it fills six tenths at most.
    """
    yield f"### tableau-perm diff: {headline(diff)}\n"
    groups = by_weight(diff.groups)
    if groups:
        yield f"\n{explanation(diff)}\n\n"
        yield from _groups(groups, several=len(diff.sites) > 1)
        witnesses = telling_witnesses(groups, _MOST_WITNESSES)
        rows = map(_witness, witnesses)
        yield from folded(
            "Who, for example, and why", (), rows, _SHARES["witnesses"], len(witnesses)
        )
    if diff.effects and edits:
        effects = by_effect(diff.effects)
        yield from folded(
            f"{count(len(effects), 'edit')} of the declaration",
            table_head(("Place", "Edit", "Gained", "Lost")),
            map(_edit, effects),
            _SHARES["edits"],
            len(effects),
        )


def _groups(groups: Sequence[Group], *, several: bool) -> Iterator[str]:
    yield from table_head(("", "Project", "Capability", "Gained", "Lost", "Who and where"))
    rows = group_rows(groups)
    shown = (_group(row, several=several) for row in rows[:_MOST_GROUPS])
    yield from fitting(shown, _SHARES["groups"], len(rows))


def _group(row: GroupRow, *, several: bool) -> str:
    group = row.first
    project = f"{group.pair.name}: {group.project}" if several else group.project
    return table_row(
        group.verdict.value,
        cell_text(project),
        cell_text(", ".join(row.capabilities)),
        f"{group.gained:,}",
        f"{group.lost:,}",
        group_counts(group),
    )


def _witness(witness: Witness) -> str:
    cell = witness.cell
    before = cell_text(side_words(cell.before, witness.before))
    after = cell_text(side_words(cell.after, witness.after))
    cause = sentence(clipped(cause_words(witness)))
    return (
        f"- **{sentence(clipped(cell_words(cell)))}**\n"
        f"  - before: {before}\n  - after: {after}\n  - edit: {cause}\n"
    )


def _edit(effect: Effect) -> str:
    edit = effect.edit
    shared = " (shared)" if effect.shared else ""
    return table_row(
        cell_text(f"{edit.position.file}:{edit.position.line}"),
        sentence(clipped(edit.summary)) + shared,
        f"{effect.gained:,}",
        f"{effect.lost:,}",
    )
