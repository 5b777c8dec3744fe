"""The answer as Markdown for a comment or a ticket: the changes, the diff, what would be lost."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Final

from tableau_perm_cli.audit.what_if import WhatIf
from tableau_perm_cli.report.diff.markdown import diff_markdown
from tableau_perm_cli.report.findings.markdown import sentence
from tableau_perm_cli.report.what_if.words import (
    LOST,
    NOTHING_LOST,
    lost_words,
    moved_words,
    turn_words,
    verdict_words,
)

_ROOM: Final = 2_000
"""Characters that the changes may fill, and as many what is lost: the diff fills the rest."""
_LONGEST: Final = 400
"""Characters of one sentence."""


def what_if_markdown(found: WhatIf) -> Iterator[str]:
    """Yield the verdict, the changes with their warnings, the diff and what would be lost."""
    yield f"### tableau-perm what-if: {sentence(verdict_words(found))}\n\n"
    yield from _fitting(map(_change, range(len(found.steps)), [found] * len(found.steps)))
    if moved := moved_words(found):
        yield f"\n{moved}\n"
    # Its first piece is the headline, which stands above.
    yield from islice(diff_markdown(found.numbered()), 1, None)
    lost = lost_words(found)
    if not lost:
        yield f"\n{NOTHING_LOST}.\n"
        return
    yield f"\n**{LOST}**\n\n"
    yield from _fitting(f"- {_text(it)}\n" for it in lost)


def _change(at: int, found: WhatIf) -> str:
    step, turn = found.steps[at], found.turns[at]
    lines = [f"{step.number}. {_text(step.change.summary)} ({turn_words(turn)})\n"]
    lines += [f"   - warning: {_text(warning)}\n" for warning in step.warnings]
    return "".join(lines)


def _fitting(pieces: Iterable[str]) -> Iterator[str]:
    """Yield pieces as long as there is room, the first in any case, and how many are left out."""
    room, left_out = _ROOM, 0
    for number, piece in enumerate(pieces):
        room -= len(piece)
        if room < 0 and number:
            left_out += 1
        else:
            yield piece
    if left_out:
        yield f"\n… and {left_out:,} more, left out to keep this short.\n"


def _text(text: str) -> str:
    return sentence(text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…")
