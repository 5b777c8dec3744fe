"""Draws a grid with a column a capability, with as much of the capabilities' names as fits.

Seventeen capabilities have room for their names on a wide terminal only. On a narrow one each is
a letter; the letters stand in the groups of Tableau's templates, and a legend spells them out.
Where even that is too wide, names and signs are listed row by row.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, RenderableType, RenderResult
from rich.measure import Measurement
from rich.table import Table
from rich.text import Text

from tableau_perm_cli.catalog import CATALOG, Capability, Kind
from tableau_perm_cli.catalog.templates import TEMPLATES
from tableau_perm_cli.report.terminal import DIM, indented

_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_ANY = 1 << 20
"""A width in which everything fits."""
_INDENT = 2
_FEW = 8
"""So many capabilities are never written as letters."""
_OTHERS = "Other"
_LEAST = 12
"""So many columns are left for names, which are folded in them."""


@dataclass(frozen=True, slots=True)
class TemplateGroup:
    """The capabilities that one template adds to those before it."""

    name: str
    capabilities: tuple[Capability, ...]


def template_groups(kind: Kind) -> list[TemplateGroup]:
    """Return a type's capabilities by the template that first has them, as the dialog does."""
    groups: list[TemplateGroup] = []
    seen = 0
    for template in TEMPLATES[kind].values():
        added = template.allow & ~seen
        if added:
            members = tuple(CATALOG[kind].members(added))
            groups.append(TemplateGroup(template.name.capitalize(), members))
            seen |= added
    return groups


@dataclass(frozen=True, slots=True)
class GridRow:
    """What stands before the signs, and a sign a capability by its key; none is a blank."""

    head: tuple[Text, ...]
    signs: Mapping[str, Text]


@dataclass(frozen=True, slots=True)
class CapabilityGrid:
    """Rows with a sign a capability, drawn to fit the width."""

    kind: Kind
    heads: tuple[Text, ...]
    """The headings of what stands before the signs; the first gives way, folded."""
    rows: Sequence[GridRow]
    """At least one."""
    capabilities: Sequence[Capability]
    """Those of the content type, or some of them."""
    legend: bool = True
    """Whether to spell the letters out, when there are any."""

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """Draw with whole names if they fit, else with letters."""
        for gap in (2, 1):
            named = self._named(gap)
            width = _width(console, options, named)
            if width <= options.max_width or self._fits_folded(width, options):
                yield named
                return
        lettered = self._lettered()
        first = max(cell_len(row.head[0].plain) for row in self.rows)
        if _width(console, options, lettered) - max(first - _LEAST, 0) > options.max_width:
            yield from self._listed(options.max_width)
            return
        yield lettered
        if self.legend:
            yield Text("")
            yield self._spelt_out(options.max_width)

    def _fits_folded(self, width: int, options: ConsoleOptions) -> bool:
        """Whether few columns leave the first one half the terminal to fold in."""
        first = max(cell_len(row.head[0].plain) for row in self.rows)
        return len(self.capabilities) <= _FEW and width - first <= options.max_width // 2

    def _table(self, lines: int, gap: int = 2) -> Table:
        table = Table(box=None, header_style="bold", pad_edge=False, padding=(0, gap, 0, 0))
        for at, name in enumerate(self.heads):
            heading = Text("\n" * (lines - 1)).append_text(name)
            heading.style = name.style
            table.add_column(heading, no_wrap=at > 0, overflow="fold" if at == 0 else "ellipsis")
        return table

    def _named(self, gap: int) -> Table:
        """Return the grid with whole names, broken between words, over the columns."""
        names = [_stacked_words(capability.label) for capability in self.capabilities]
        lines = max(len(words) for words in names)
        table = self._table(lines, gap)
        for words in names:
            text = "\n" * (lines - len(words)) + "\n".join(words)
            table.add_column(Text(text), no_wrap=True, min_width=max(map(len, words)))
        for row in self.rows:
            table.add_row(
                *row.head, *(row.signs.get(it.key, Text("")) for it in self.capabilities)
            )
        return table

    def _groups(self) -> list[TemplateGroup]:
        """Return the capabilities of the grid by template, those of none at the end."""
        groups: list[TemplateGroup] = []
        rest = list(self.capabilities)
        for group in template_groups(self.kind):
            members = tuple(it for it in group.capabilities if it in rest)
            if members:
                groups.append(TemplateGroup(group.name, members))
                rest = [it for it in rest if it not in members]
        if rest:
            groups.append(TemplateGroup(_OTHERS, tuple(rest)))
        return groups

    def _lettered(self) -> Table:
        """Return the grid with a letter a capability, under the names of the templates."""
        groups = self._groups()
        table = self._table(2)
        for group, letters in _lettered(groups):
            signs = " ".join(letters)
            table.add_column(Text(f"{group.name}\n{signs}"), no_wrap=True)
        for row in self.rows:
            cells = [
                Text(" ").join(row.signs.get(it.key, Text(" ")) for it in group.capabilities)
                for group in groups
            ]
            table.add_row(*row.head, *cells)
        return table

    def _listed(self, width: int) -> Iterator[RenderableType]:
        """Yield each row as a paragraph."""
        for row in self.rows:
            yield Text("  ").join(row.head)
            signs = [
                f"{row.signs[it.key].plain} {it.label}"
                for it in self.capabilities
                if it.key in row.signs
            ]
            lines = _packed(signs, width - _INDENT) if signs else ()
            yield indented(Text("\n".join(lines)), _INDENT)

    def _spelt_out(self, width: int) -> RenderableType:
        """Return what the letters stand for; no line breaks within a name."""
        grid = Table.grid(padding=(0, 2))
        grid.add_column(style=DIM, no_wrap=True)
        grid.add_column(style=DIM)
        groups = self._groups()
        room = width - max(len(group.name) for group in groups) - _INDENT - 2
        for group, letters in _lettered(groups):
            named = [
                f"{letter} {it.label}"
                for letter, it in zip(letters, group.capabilities, strict=True)
            ]
            grid.add_row(" " * _INDENT + group.name, Text("\n".join(_packed(named, room))))
        return grid


def _width(console: Console, options: ConsoleOptions, table: Table) -> int:
    """Return how wide a table would like to be."""
    return Measurement.get(console, options.update(width=_ANY), table).maximum


def _packed(words: Sequence[str], room: int) -> Iterator[str]:
    """Yield lines of as many words as there is room for, two blanks between them."""
    line = ""
    for word in words:
        if line and len(line) + 2 + len(word) > room:
            yield line
            line = word
        else:
            line = f"{line}  {word}" if line else word
    yield line


def _lettered(groups: Sequence[TemplateGroup]) -> Iterator[tuple[TemplateGroup, str]]:
    """Yield each group with the letters of its capabilities."""
    at = 0
    for group in groups:
        count = len(group.capabilities)
        yield group, _LETTERS[at : at + count]
        at += count


def _stacked_words(label: str) -> list[str]:
    """Return a label in lines as short as its longest word; a slash ends a word."""
    words = re.findall(r"[^\s/]+/?", label)
    room = max(map(len, words))
    lines = [words[0]]
    for word in words[1:]:
        joined = lines[-1] + ("" if lines[-1].endswith("/") else " ") + word
        if len(joined) <= room:
            lines[-1] = joined
        else:
            lines.append(word)
    return lines
