"""Draws a permission dialog's grid: a row a grantee, a column a capability, to fit the width.

Seventeen capabilities have room for their names on a wide terminal only. On a narrow one each is
a letter; the letters stand in the groups of Tableau's templates, and a legend spells them out.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rich.console import Console, ConsoleOptions, RenderableType, RenderResult
from rich.measure import Measurement
from rich.table import Table
from rich.text import Text

from tableau_perm_cli.catalog import CATALOG, Capability, Kind, template_name_of
from tableau_perm_cli.catalog.templates import TEMPLATES
from tableau_perm_cli.declaration.model import ALL_USERS, Grantee, GranteeKind, Rule
from tableau_perm_cli.diagnostics import visible
from tableau_perm_cli.report.glyphs import Glyphs
from tableau_perm_cli.report.terminal import ALLOWED_STYLE, DENIED_STYLE, DIM

_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_ANY = 1 << 20
"""A width in which everything fits."""
_INDENT = 2
_FEW = 8
"""So many capabilities are never written as letters."""
_ORDER = (GranteeKind.GROUP, GranteeKind.USER, GranteeKind.GROUP_SET)
_KIND_NAMES = {
    GranteeKind.GROUP: "",
    GranteeKind.USER: "user ",
    GranteeKind.GROUP_SET: "group set ",
}


def in_dialog_order(rules: Sequence[Rule]) -> list[Rule]:
    """Return rules as the dialog lists them: All Users, groups, users, group sets, by name."""
    return sorted(rules, key=lambda rule: grantee_order(rule.grantee))


def grantee_order(grantee: Grantee) -> tuple[bool, int, str]:
    """Return what sorts grantees as the dialog does."""
    is_everyone = grantee == Grantee(GranteeKind.GROUP, ALL_USERS)
    return not is_everyone, _ORDER.index(grantee.kind), grantee.name


def grantee_label(grantee: Grantee) -> str:
    """Return a grantee for a row: a group by its name, all else by its kind too."""
    return _KIND_NAMES[grantee.kind] + visible(grantee.name)


def template_of(rule: Rule) -> str:
    """Return what the dialog calls the rule: a template's name or Custom."""
    return template_name_of(rule.kind, rule.allow, rule.deny)


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
class RuleGrid:
    """The rules of one list, drawn with as much of the capabilities' names as fits."""

    kind: Kind
    rules: tuple[Rule, ...]
    glyphs: Glyphs
    legend: bool = True
    """Whether to spell the letters out, when there are any."""

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """Draw with whole names if they fit, else with letters."""
        for gap in (2, 1):
            named = self._named(gap)
            width = Measurement.get(console, options.update(width=_ANY), named).maximum
            if width <= options.max_width or self._fits_folded(width, options):
                yield named
                return
        yield self._lettered()
        if self.legend:
            yield Text("")
            yield self._spelt_out(options.max_width)

    def _fits_folded(self, width: int, options: ConsoleOptions) -> bool:
        """Whether few columns leave long names of grantees half the terminal to fold in."""
        grantees = max(len(grantee_label(rule.grantee)) for rule in self.rules)
        few = len(CATALOG[self.kind].capabilities) <= _FEW
        return few and width - grantees <= options.max_width // 2

    def _table(self, lines: int, gap: int = 2) -> Table:
        table = Table(box=None, header_style="bold", pad_edge=False, padding=(0, gap, 0, 0))
        table.add_column(Text("\n" * (lines - 1) + "Grantee"), overflow="fold")
        table.add_column(Text("\n" * (lines - 1) + "Template"), no_wrap=True)
        table.add_column(Text("\n" * (lines - 1) + "Line", style=DIM), no_wrap=True)
        return table

    def _head(self, rule: Rule) -> tuple[Text, Text, Text]:
        return (
            Text(grantee_label(rule.grantee)),
            Text(template_of(rule)),
            Text(f":{rule.position.line}", style=DIM),
        )

    def _named(self, gap: int) -> Table:
        """Return the grid with whole names, broken between words, over the columns."""
        capabilities = CATALOG[self.kind].capabilities
        names = [_stacked_words(capability.label) for capability in capabilities]
        lines = max(len(words) for words in names)
        table = self._table(lines, gap)
        for words in names:
            text = "\n" * (lines - len(words)) + "\n".join(words)
            table.add_column(Text(text), no_wrap=True, min_width=max(map(len, words)))
        for rule in self.rules:
            table.add_row(*self._head(rule), *(self._sign(rule, it) for it in capabilities))
        return table

    def _lettered(self) -> Table:
        """Return the grid with a letter a capability, under the names of the templates."""
        groups = template_groups(self.kind)
        table = self._table(2)
        for group, letters in _lettered(groups):
            signs = " ".join(letters)
            table.add_column(Text(f"{group.name}\n{signs}"), no_wrap=True)
        for rule in self.rules:
            cells = [
                Text(" ").join(self._sign(rule, it, blank=" ") for it in group.capabilities)
                for group in groups
            ]
            table.add_row(*self._head(rule), *cells)
        return table

    def _sign(self, rule: Rule, capability: Capability, blank: str = "") -> Text:
        if rule.allow & capability.bit:
            return Text(self.glyphs.yes, style=ALLOWED_STYLE)
        if rule.deny & capability.bit:
            return Text(self.glyphs.no, style=DENIED_STYLE)
        return Text(blank)

    def _spelt_out(self, width: int) -> RenderableType:
        """Return what the letters stand for; no line breaks within a name."""
        grid = Table.grid(padding=(0, 2))
        grid.add_column(style=DIM, no_wrap=True)
        grid.add_column(style=DIM)
        groups = template_groups(self.kind)
        room = width - max(len(group.name) for group in groups) - _INDENT - 2
        for group, letters in _lettered(groups):
            named = [
                f"{letter} {it.label}"
                for letter, it in zip(letters, group.capabilities, strict=True)
            ]
            grid.add_row(" " * _INDENT + group.name, Text("\n".join(_packed(named, room))))
        return grid


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
