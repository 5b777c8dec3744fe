"""Draws with Rich for people: headers, tables, trees. Colour never carries meaning alone."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from rich.console import Console, ConsoleOptions, Group, RenderableType, RenderResult
from rich.padding import Padding
from rich.table import Table as RichTable
from rich.text import Text
from rich.tree import Tree

from tableau_perm_cli.diagnostics import visible
from tableau_perm_cli.report.glyphs import Glyphs
from tableau_perm_cli.report.plain import heading
from tableau_perm_cli.report.table import Table
from tableau_perm_cli.resolve import Verdict

ALLOWED_STYLE = "green"
DENIED_STYLE = "red"
DIM = "dim"

_NARROW = 50
"""Columns of a terminal that are too few to leave most of a table's columns whole."""
_COLOUR = re.compile(r"\x1b\[[\d;]*m")


def verdict_text(verdict: Verdict, glyphs: Glyphs) -> Text:
    """Return a verdict as a sign and a word."""
    if verdict is Verdict.ALLOWED:
        return Text(f"{glyphs.yes} allowed", style=ALLOWED_STYLE)
    return Text(f"{glyphs.no} denied", style=DENIED_STYLE)


def title(text: str) -> Text:
    """Return a line that heads a section."""
    return Text(text, style="bold")


def fields(pairs: Iterable[tuple[str, str | Text]]) -> RichTable:
    """Return names and values side by side, as under a title."""
    grid = RichTable.grid(padding=(0, 2))
    grid.add_column(style=DIM, no_wrap=True)
    grid.add_column(overflow="fold")
    for name, value in pairs:
        grid.add_row(Text(f"  {name}"), value if isinstance(value, Text) else Text(value))
    return grid


class _Columns(RichTable):
    """A table whose last column alone gives way to a terminal, and all of them to a narrow one."""

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        if options.max_width < _NARROW:
            for column in self.columns:
                column.no_wrap = False
        yield from super().__rich_console__(console, options)


def columns(headings: Sequence[str]) -> RichTable:
    """Return an empty borderless table; only its last column gives way to a narrow terminal."""
    table = _Columns(box=None, header_style="bold", pad_edge=False, padding=(0, 2, 0, 0))
    for name in headings:
        table.add_column(name, no_wrap=name != headings[-1], overflow="fold")
    return table


def drawn(table: Table) -> RichTable:
    """Return any table of answers drawn without more thought."""
    rich_table = RichTable(box=None, header_style="bold", pad_edge=False, padding=(0, 2, 0, 0))
    for column in table.columns:
        rich_table.add_column(heading(column), overflow="fold")
    for row in table.rows:
        rich_table.add_row(*(Text(visible(cell)) for cell in row))
    return rich_table


@dataclass(frozen=True, slots=True)
class Fitted:
    """A drawing that depends on how wide the terminal is."""

    draw: Callable[[int], RenderableType]
    """From the number of columns to what is drawn."""

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """Draw for the width there is."""
        yield self.draw(options.max_width)


def stacked(*parts: RenderableType) -> Group:
    """Return parts one below the other."""
    return Group(*parts)


def indented(drawing: RenderableType, by: int) -> Padding:
    """Return a drawing some columns to the right, and no wider than it is.

    Off a terminal a line may take a million columns, which blanks must not fill.
    """
    return Padding(drawing, (0, 0, 0, by), expand=False)


def tree(label: Text) -> Tree:
    """Return an empty tree."""
    return Tree(label, guide_style=DIM)


def render(console: Console, drawing: RenderableType) -> str:
    """Return a drawing as text for the console's width and colours; no line ends in blanks."""
    with console.capture() as capture:
        console.print(drawing)
    return "\n".join(map(_without_blanks_at_end, capture.get().split("\n")))


def _without_blanks_at_end(line: str) -> str:
    """Return a line without blanks at its end, among or before changes of colour."""
    rest, colours = line.rstrip(" "), ""
    while rest.endswith("m") and _COLOUR.fullmatch(rest, at := max(rest.rfind("\x1b"), 0)):
        rest, colours = rest[:at].rstrip(" "), rest[at:] + colours
    return rest + colours
