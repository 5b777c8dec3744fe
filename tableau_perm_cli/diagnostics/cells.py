"""One source line as a terminal shows it: which columns each of its code points takes."""

import unicodedata
from dataclasses import dataclass

from tableau_perm_cli.diagnostics.names import visible

_TAB = "    "  # four spaces wherever it stands: carets must align, tab stops need not
_AROUND = 400  # code points looked at on either side of a caret in a line of any length


def width_of(character: str) -> int:
    """How many columns a code point takes on a terminal: 0, 1 or 2."""
    if character.isascii():
        return 1
    if unicodedata.category(character) in {"Mn", "Me", "Cf"}:
        return 0
    return 2 if unicodedata.east_asian_width(character) in {"W", "F"} else 1


@dataclass(frozen=True, slots=True)
class ShownLine:
    """A part of a source line, made safe to print."""

    text: str
    first: int
    """The code point of the source line, from zero, that the part begins with."""
    columns: tuple[int, ...]
    """The column where each code point of the part begins, then the column after the last."""

    def span(self, start: int, length: int) -> tuple[int, int]:
        """From which column to which the code points are shown; at least one column."""
        last = len(self.columns) - 1
        begin = self.columns[min(max(start - self.first, 0), last)]
        end = self.columns[min(max(start + length - self.first, 0), last)]
        return begin, max(end, begin + 1)


def show_line(line: str, caret: int, limit: int, ellipsis: str) -> ShownLine:
    """Lays out a source line, or as much of it around the caret as fits.

    Args:
        line: the line without its end.
        caret: the code point that must be seen, from zero; it may be past the end.
        limit: how many columns there are.
        ellipsis: what stands where something was left out.
    """
    caret = min(caret, len(line))
    low = max(0, caret - _AROUND)
    pieces = [_piece(character) for character in line[low : caret + _AROUND]]
    widths = [sum(map(width_of, piece)) for piece in pieces]
    first, last = 0, len(pieces)
    if low or low + last < len(line) or sum(widths) > limit:
        room = limit - 2 * len(ellipsis)
        first = last = caret - low
        used = 0
        # The line's beginning is shown if the caret is near it, else a third before the caret.
        whole = low == 0 and sum(widths[:first]) <= room * 2 // 3
        while first > 0 and (whole or used + widths[first - 1] <= room // 3):
            first -= 1
            used += widths[first]
        while last < len(pieces) and used + widths[last] <= room:
            used += widths[last]
            last += 1
        while first > 0 and used + widths[first - 1] <= room:
            first -= 1
            used += widths[first]
    before = ellipsis if low + first > 0 else ""
    after = ellipsis if low + last < len(line) else ""
    columns = [len(before)]
    for width in widths[first:last]:
        columns.append(columns[-1] + width)
    return ShownLine(before + "".join(pieces[first:last]) + after, low + first, tuple(columns))


def _piece(character: str) -> str:
    return _TAB if character == "\t" else visible(character)
