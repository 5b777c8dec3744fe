"""Pieces of Markdown for a comment, which may have 65,536 characters: what is too much is cut."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from tableau_perm_cli.report.plain import markdown_text

LONGEST: Final = 60_000
"""How many characters a comment has at most, less than GitHub takes."""
_LONGEST_TEXT: Final = 400
"""Of one name or sentence: a single one must not fill the comment."""


def folded(
    title: str, head: Iterable[str], rows: Iterable[str], share: float, number: int
) -> Iterator[str]:
    """Yield rows folded away under a title, and how many are left out.

    Args:
        title: what one sees of it.
        head: what stands before the rows.
        rows: a piece each.
        share: what part of the comment they may fill.
        number: how many rows there are.
    """
    yield f"\n<details>\n<summary>{title}</summary>\n\n"
    yield from head
    yield from fitting(rows, share, number)
    yield "\n</details>\n"


def fitting(rows: Iterable[str], share: float, number: int) -> Iterator[str]:
    """Yield rows as long as there is room, and then how many are left out; as ``folded``."""
    room = int(LONGEST * share) - 2 * _LONGEST_TEXT
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


def table_head(headings: Sequence[str]) -> Iterator[str]:
    """Yield the first two lines of a table."""
    yield table_row(*headings)
    yield "|" + " --- |" * len(headings) + "\n"


def table_row(*cells: str) -> str:
    """Return one line of a table."""
    return "| " + " | ".join(cells) + " |\n"


def cell_text(text: str) -> str:
    """Return text that shows and does nothing, not too much of it."""
    return markdown_text(clipped(text))


def clipped(text: str) -> str:
    """Return text that is not too long."""
    return text if len(text) <= _LONGEST_TEXT else f"{text[: _LONGEST_TEXT - 1]}…"
