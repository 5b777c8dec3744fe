"""Draws a diagnostic with the lines it is about, a caret under the place, and what to do."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

from tableau_perm_cli.diagnostics.cells import show_line
from tableau_perm_cli.diagnostics.diagnostic import Diagnostic, Related, SourceLookup
from tableau_perm_cli.diagnostics.names import visible
from tableau_perm_cli.diagnostics.position import Position

WIDEST: Final = 120
"""How many columns of a source line are shown at most."""
MOST_RELATED: Final = 2
"""How many related places are drawn; more are counted."""

Span: TypeAlias = tuple[int, int, str]
"""From which character of a line to which, and the name of a style."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of output; without its styles it says the same.

    The styles are `error`, `warning` and `info` for the severity and its caret, `message`,
    `gutter`, `related` for a second place, `help`.
    """

    text: str
    spans: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class _Mark:
    """What is drawn under a source line."""

    position: Position
    length: int
    label: str | None
    sign: str
    style: str


def render(diagnostic: Diagnostic, source: SourceLookup, *, ellipsis: str = "…") -> list[Line]:
    """Draws one diagnostic.

    Args:
        diagnostic: what to draw.
        source: where the lines of a file come from.
        ellipsis: what stands for the rest of a long line.
    """
    style = diagnostic.severity.value
    head = f"{_titled(diagnostic)}: "
    message = visible(diagnostic.message)
    lines = [
        Line(
            head + message,
            ((0, len(head) - 2, style), (len(head), len(head) + len(message), "message")),
        )
    ]
    marks = _marks(diagnostic, style)
    indent = max((len(str(mark.position.line)) for mark in marks), default=1)
    notes: list[tuple[str, str | None]] = []
    for number, group in enumerate(_by_file(marks)):
        at = group[0].position
        lines.append(_gutter(indent, "-->" if number == 0 else ":::", visible(str(at))))
        drawn = list(_drawn(group, source(at.file), indent, ellipsis))
        if drawn:
            lines += [_gutter(indent + 1, "|"), *drawn]
        else:
            notes += [("note", mark.label) for mark in group if mark.label]
    more = len(diagnostic.related) - MOST_RELATED
    if more > 0:
        notes.append(("note", f"... and {more} more"))
    notes += [
        ("why", diagnostic.why),
        ("help", diagnostic.help),
        ("docs", diagnostic.docs),
    ]
    lines += [_note(indent, word, text) for word, text in notes if text]
    return lines


def concise(diagnostic: Diagnostic) -> str:
    """Gives the diagnostic as one line that editors make a link of."""
    text = f"{_titled(diagnostic)}: {visible(diagnostic.message)}"
    return text if diagnostic.position is None else f"{visible(str(diagnostic.position))}: {text}"


def _titled(diagnostic: Diagnostic) -> str:
    rule = " ".join(filter(None, (diagnostic.code, diagnostic.name)))
    return f"{diagnostic.severity.value}[{rule}]" if rule else diagnostic.severity.value


def _marks(diagnostic: Diagnostic, style: str) -> list[_Mark]:
    if diagnostic.position is None:
        return []
    first = _Mark(diagnostic.position, diagnostic.length, diagnostic.label, "^", style)
    return [first, *map(_related, diagnostic.related[:MOST_RELATED])]


def _related(related: Related) -> _Mark:
    return _Mark(related.position, related.length, related.label, "-", "related")


def _by_file(marks: list[_Mark]) -> list[list[_Mark]]:
    # The file of the finding itself comes first, and its place heads the snippet.
    groups: dict[str, list[_Mark]] = {}
    for mark in marks:
        groups.setdefault(mark.position.file, []).append(mark)
    return list(groups.values())


def _drawn(
    marks: list[_Mark], source: Sequence[str] | None, indent: int, ellipsis: str
) -> Iterator[Line]:
    if not source:
        return
    before = 0
    for number in sorted({mark.position.line for mark in marks}):
        # The end of the file may be one line after its last.
        if not 1 <= number <= len(source) + 1:
            continue
        if before and number > before + 1:
            yield _gutter(0, "...")
        before = number
        text = source[number - 1] if number <= len(source) else ""
        here = [mark for mark in marks if mark.position.line == number]
        yield from _annotated(text, here, f"{number:>{indent}}", ellipsis)


def _annotated(text: str, marks: list[_Mark], number: str, ellipsis: str) -> Iterator[Line]:
    shown = show_line(text, marks[0].position.column - 1, WIDEST, ellipsis)
    gutter = f"{number} |"
    yield Line(f"{gutter} {shown.text}".rstrip(), ((0, len(gutter), "gutter"),))
    gutter = " " * len(number) + " |"
    for mark in marks:
        start, end = shown.span(mark.position.column - 1, mark.length)
        drawing = mark.sign * (end - start)
        if mark.label:
            drawing = f"{drawing} {visible(mark.label)}"
        text = f"{gutter} {' ' * start}{drawing}"
        yield Line(
            text, ((0, len(gutter), "gutter"), (len(text) - len(drawing), len(text), mark.style))
        )


def _gutter(indent: int, sign: str, text: str = "") -> Line:
    start = " " * indent + sign
    return Line(f"{start} {text}".rstrip(), ((0, len(start), "gutter"),))


def _note(indent: int, word: str, text: str) -> Line:
    start = " " * (indent + 1) + "="
    begin = len(start) + 1
    return Line(
        f"{start} {word}: {visible(text)}",
        ((0, len(start), "gutter"), (begin, begin + len(word), "help")),
    )
