"""A diff as Markdown for a comment on a pull request: short at the top, the rest folded.

A comment may have 65,536 characters. What does not fit is left out and said to be.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from tableau_perm_cli.audit.diff import Diff, Effect, Group, Witness
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
from tableau_perm_cli.report.plain import markdown_text

LONGEST: Final = 60_000
"""How many characters a comment has at most, less than GitHub takes."""
_SHARES: Final = {"groups": 0.3, "witnesses": 0.3, "edits": 0.4}
"""What part of the comment each section may fill."""
_MOST_GROUPS: Final = 25
_MOST_WITNESSES: Final = 10
_LONGEST_TEXT: Final = 400
"""Of one name or sentence: a single one must not fill the comment."""


def diff_markdown(diff: Diff) -> Iterator[str]:
    """Yield the verdict, a table of groups, and what explains them folded away."""
    yield f"### tableau-perm diff: {headline(diff)}\n"
    groups = by_weight(diff.groups)
    if groups:
        yield f"\n{explanation(diff)}\n\n"
        yield from _groups(groups, several=len(diff.sites) > 1)
        witnesses = telling_witnesses(groups, _MOST_WITNESSES)
        rows = map(_witness, witnesses)
        yield from _folded("Who, for example, and why", (), rows, "witnesses", len(witnesses))
    if diff.effects:
        effects = by_effect(diff.effects)
        yield from _folded(
            f"{count(len(effects), 'edit')} of the declaration",
            _head(("Place", "Edit", "Gained", "Lost")),
            map(_edit, effects),
            "edits",
            len(effects),
        )


def _groups(groups: Sequence[Group], *, several: bool) -> Iterator[str]:
    yield from _head(("", "Project", "Capability", "Gained", "Lost", "Who and where"))
    rows = group_rows(groups)
    shown = (_group(row, several=several) for row in rows[:_MOST_GROUPS])
    yield from _fitting(shown, "groups", len(rows))


def _group(row: GroupRow, *, several: bool) -> str:
    group = row.first
    project = f"{group.pair.name}: {group.project}" if several else group.project
    return _row(
        group.verdict.value,
        _text(project),
        _text(", ".join(row.capabilities)),
        f"{group.gained:,}",
        f"{group.lost:,}",
        group_counts(group),
    )


def _witness(witness: Witness) -> str:
    cell = witness.cell
    before = _text(side_words(cell.before, witness.before))
    after = _text(side_words(cell.after, witness.after))
    cause = sentence(_clipped(cause_words(witness)))
    return (
        f"- **{sentence(_clipped(cell_words(cell)))}**\n"
        f"  - before: {before}\n  - after: {after}\n  - edit: {cause}\n"
    )


def _edit(effect: Effect) -> str:
    edit = effect.edit
    shared = " (shared)" if effect.shared else ""
    return _row(
        _text(f"{edit.position.file}:{edit.position.line}"),
        sentence(_clipped(edit.summary)) + shared,
        f"{effect.gained:,}",
        f"{effect.lost:,}",
    )


def _folded(
    title: str, head: Iterable[str], rows: Iterable[str], section: str, number: int
) -> Iterator[str]:
    yield f"\n<details>\n<summary>{title}</summary>\n\n"
    yield from head
    yield from _fitting(rows, section, number)
    yield "\n</details>\n"


def _fitting(rows: Iterable[str], section: str, number: int) -> Iterator[str]:
    """Yield rows as long as there is room, and then how many are left out."""
    room = int(LONGEST * _SHARES[section]) - 2 * _LONGEST_TEXT
    shown = 0
    for row in rows:
        room -= len(row)
        if room < 0:
            break
        shown += 1
        yield row
    if shown < number:
        rest = number - shown
        yield f"\n… and {rest:,} more, left out to keep this short.\n"


def _head(headings: Sequence[str]) -> Iterator[str]:
    yield _row(*headings)
    yield "|" + " --- |" * len(headings) + "\n"


def _row(*cells: str) -> str:
    return "| " + " | ".join(cells) + " |\n"


def _text(text: str) -> str:
    return markdown_text(_clipped(text))


def _clipped(text: str) -> str:
    return text if len(text) <= _LONGEST_TEXT else f"{text[: _LONGEST_TEXT - 1]}…"
