"""The repository's tables of content -> the items of a picture."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from tableau_perm_cli.catalog import CATALOG, Kind
from tableau_perm_cli.exchange.gathered_rules import rules_of
from tableau_perm_cli.exchange.picture import ToldContent, ToldRules
from tableau_perm_cli.exchange.repository.dump import CONTENT_COLUMNS, Dump
from tableau_perm_cli.exchange.repository.people import People
from tableau_perm_cli.exchange.repository.projects import Projects
from tableau_perm_cli.exchange.repository.rules import Rules
from tableau_perm_cli.exchange.table_problems import Problems
from tableau_perm_cli.exchange.tables import Cell, told

TABLES: Final = {
    Kind.WORKBOOK: "workbooks",
    Kind.VIEW: "views",
    Kind.DATA_SOURCE: "datasources",
    Kind.FLOW: "flows",
    Kind.METRIC: "metrics",
    Kind.LENS: "lenses",
    Kind.DATA_ROLE: "data_roles",
    Kind.VIRTUAL_CONNECTION: "virtual_connections",
    Kind.DATABASE: "databases",
    Kind.TABLE: "tables",
}
PARENTS: Final = {Kind.VIEW: Kind.WORKBOOK, Kind.TABLE: Kind.DATABASE}
_CONNECTIONS: Final = "the repository does not tell how workbooks sign in to data sources"
_SHAPE_WIDTH: Final = len(CONTENT_COLUMNS)
_HIDDEN: Final = "disabled"


@dataclass(frozen=True, slots=True)
class _Parent:
    """What the parts of a workbook or a database follow from."""

    identity: str
    site: str
    decides: bool
    """Whether the parts follow its rules, or a lock covers both."""


@dataclass(frozen=True, slots=True)
class _Row:
    """A row of a table whose things stand in projects."""

    kind: Kind
    file: str
    line: int
    cells: tuple[str, ...]
    """In the order of ``CONTENT_COLUMNS``, then ``display_tabs``."""
    problems: Problems

    @property
    def number(self) -> str:
        return self.cells[0]

    @property
    def identity(self) -> str:
        return told(self.cells[1]) or self.number

    @property
    def name(self) -> str:
        return self.cells[2]

    @property
    def site(self) -> str:
        return self.cells[3]

    @property
    def project(self) -> str | None:
        return told(self.cells[4])

    @property
    def owner(self) -> str | None:
        return told(self.cells[5])

    @property
    def embedded(self) -> bool:
        """Whether it is a data source inside a workbook."""
        if self.kind is not Kind.DATA_SOURCE:
            return False
        return told(self.cells[7]) is not None or self._says("connectable", 8) is False

    @property
    def locked(self) -> bool:
        """Whether it is a database whose tables follow its rules."""
        return self.kind is Kind.DATABASE and bool(self._says("locked", 9))

    @property
    def tabs_shown(self) -> bool:
        """Whether it is a workbook that shows its sheets as tabs."""
        return self.kind is Kind.WORKBOOK and bool(self._says("display_tabs", _SHAPE_WIDTH))

    def _says(self, column: str, at: int) -> bool | None:
        return Cell(self.file, self.line, column, self.cells[at]).truth(self.problems)


@dataclass(slots=True)
class ContentReader:
    """Reads every table of content."""

    dump: Dump
    people: People
    projects: Projects
    rules: Rules
    items: dict[str, list[ToldContent]] = field(default_factory=lambda: defaultdict(list))
    """By site."""
    places: set[tuple[Kind, str]] = field(default_factory=set)
    """Kind and number of everything that is there, read or left out."""
    left_out: Counter[str] = field(default_factory=Counter)
    """Why things were left out, and how many."""
    _parents: dict[tuple[Kind, str], _Parent] = field(default_factory=dict)

    def read(self) -> None:
        """Read the tables that are there, what contains other things first."""
        for kind, table in TABLES.items():
            if kind not in PARENTS:
                self._read_content(kind, table)
        for kind, parent_kind in PARENTS.items():
            self._read_parts(kind, parent_kind)

    def _read_content(self, kind: Kind, table: str) -> None:
        for file, line, cells in self._whole_rows(kind, table):
            row = _Row(kind, file, line, cells, self.dump.problems)
            if row.embedded:
                self.left_out["data sources that are embedded in workbooks"] += 1
                continue
            above = row.project or self.projects.content.get((kind, row.number))
            if above is None or above in self.projects.ids:
                self._take(row, above)
            else:
                self.dump.refers_to_nothing(Cell(file, line, "project_id", above), "projects")

    def _take(self, row: "_Row", above: str | None) -> None:
        """Take an item that is in the project with the number ``above``, or in none."""
        covered = above is None or above in self.projects.locked
        own_rules = self._own_rules(row.kind, row.number, covered=covered)
        not_read = {"connects_to": _CONNECTIONS} if row.kind is Kind.WORKBOOK else {}
        if row.owner is None:
            not_read["owner"] = "the repository tells no owner"
        item = ToldContent(
            row.kind,
            row.identity,
            row.name,
            None if above is None else self.projects.ids[above],
            owner=None if row.owner is None else self.people.user_ids.get(row.owner, row.owner),
            personal=above is None,
            rules=None if above is None else own_rules,
            tabs_shown=row.tabs_shown,
            locked=row.locked,
            not_read=not_read,
        )
        self.items[row.site].append(item)
        decides = covered or item.tabs_shown or item.locked
        self._parents[row.kind, row.number] = _Parent(item.id, row.site, decides)

    def _read_parts(self, kind: Kind, parent_kind: Kind) -> None:
        for file, line, cells in self._whole_rows(kind, TABLES[kind]):
            number, luid, name, above, *state = cells
            parent = self._parents.get((parent_kind, above))
            if state[0].strip().casefold() == _HIDDEN:
                self.left_out["views that are hidden"] += 1
            elif parent is not None:
                self.items[parent.site].append(
                    ToldContent(
                        kind,
                        told(luid) or number,
                        name,
                        parent=parent.identity,
                        rules=self._own_rules(kind, number, covered=parent.decides),
                    )
                )
            elif (parent_kind, above) in self.places:
                self.left_out[f"{CATALOG[kind].plural} of what is left out"] += 1
            else:
                cell = Cell(file, line, f"{parent_kind.value}_id", above)
                self.dump.refers_to_nothing(cell, TABLES[parent_kind])

    def _whole_rows(self, kind: Kind, table: str) -> Iterator[tuple[str, int, tuple[str, ...]]]:
        deleted_at = 6 if kind not in PARENTS else -1
        for file, line, cells in self.dump.rows(table):
            self.places.add((kind, cells[0]))
            deleted = Cell(file, line, "is_deleted", cells[deleted_at])
            if deleted.truth(self.dump.problems):
                self.left_out["things that are deleted"] += 1
            else:
                yield file, line, cells

    def _own_rules(self, kind: Kind, number: str, *, covered: bool) -> ToldRules | None:
        """Return an item's own rules; None where it has none and others decide."""
        gathered = self.rules.own.get((kind, number))
        return None if gathered is None and covered else rules_of(gathered)
