"""Draws with Rich for people: headers, tables, trees. Colour never carries meaning alone."""

import re
from collections.abc import Iterable, Sequence

from rich.console import Console, Group, RenderableType
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

_BLANKS_AT_END = re.compile(r" +((?:\x1b\[[\d;]*m| )*)$", re.MULTILINE)


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


def columns(headings: Sequence[str], *, fold_last: bool = True) -> RichTable:
    """Return an empty borderless table; only its last column gives way to a narrow terminal."""
    table = RichTable(box=None, header_style="bold", pad_edge=False, padding=(0, 2, 0, 0))
    for name in headings[:-1]:
        table.add_column(name, no_wrap=True)
    table.add_column(headings[-1], overflow="fold" if fold_last else "ellipsis")
    return table


def drawn(table: Table) -> RichTable:
    """Return any table of answers drawn without more thought."""
    rich_table = RichTable(box=None, header_style="bold", pad_edge=False, padding=(0, 2, 0, 0))
    for column in table.columns:
        rich_table.add_column(heading(column), overflow="fold")
    for row in table.rows:
        rich_table.add_row(*(Text(visible(cell)) for cell in row))
    return rich_table


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
    return _BLANKS_AT_END.sub(r"\1", capture.get())


def upright(names: Sequence[str], signs: Sequence[str]) -> RichTable:
    """Return a table with a narrow column a sign, whose headings are written upright.

    A dialog of seventeen capabilities fits 80 columns in no other way.
    """
    table = RichTable(box=None, header_style="bold", pad_edge=False, padding=(0, 1, 0, 0))
    height = max((len(word) for word in signs), default=0)
    for name in names:
        table.add_column(Text("\n" * (height - 1) + name), overflow="fold")
    for word in signs:
        table.add_column(Text("\n".join(word.rjust(height))), no_wrap=True, min_width=1)
    return table
