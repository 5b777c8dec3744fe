"""Which file of a directory is which table of the repository, by its name; and its columns.

The names are those of the PostgreSQL database ``workgroup`` (Tableau's data dictionary); a file is
called like its table, with or without the schema: ``public.next_gen_permissions.csv``.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from tableau_perm_cli.exchange.columns import Column, Shape, folded
from tableau_perm_cli.exchange.table_problems import Problems
from tableau_perm_cli.exchange.tables import Cell, CsvFile, files_of

_PREFIXES: Final = ("workgroup", "public")
_ALL: Final = "all answers"
_RULES: Final = "all rules"
_OWNERS: Final = "the rights of owners"


def _shape(table: str, *columns: Column) -> Shape:
    return Shape(table, columns)


_ID = Column("id", _ALL)
_NAME = Column("name", _ALL)
_LUID = Column("luid")
_SITE = Column("site_id", _ALL)
_OWNER = Column("owner_id", _OWNERS)
_DELETED = Column("is_deleted")

CONTENT_COLUMNS: Final = (
    _ID,
    _LUID,
    _NAME,
    _SITE,
    Column("project_id"),
    _OWNER,
    _DELETED,
    Column("parent_workbook_id"),
    Column("connectable"),
    Column("locked", aliases=("is_locked", "locked_to_database", "permissions_locked")),
)
_RULE_COLUMNS: Final = (
    Column("grantee_type", _RULES),
    Column("grantee_id", _RULES),
    Column("capability_id", _RULES),
    Column("permission", _RULES),
)

SHAPES: Final[dict[str, Shape]] = {
    shape.table: shape
    for shape in (
        _shape(
            "sites",
            _ID,
            _LUID,
            _NAME,
            Column("url_namespace"),
            Column("guest_access_enabled"),
            Column("authoring_disabled"),
            Column("web_editing_enabled", aliases=("web_authoring_enabled",)),
        ),
        _shape(
            "users",
            _ID,
            _LUID,
            _SITE,
            Column("system_user_id", "the names of users"),
            Column("site_role_id"),
            Column("licensing_role_id"),
            Column("admin_level"),
            Column("publisher_tristate", aliases=("publisher", "can_publish")),
        ),
        _shape(
            "system_users",
            _ID,
            _NAME,
            Column("friendly_name"),
            Column("email"),
            Column("domain_id"),
            Column("admin_level", "the roles of server administrators"),
        ),
        _shape("site_roles", _ID, _NAME, Column("display_name")),
        _shape("licensing_roles", _ID, _NAME),
        _shape("domains", _ID, _NAME, Column("short_name")),
        _shape(
            "groups",
            _ID,
            _LUID,
            _NAME,
            _SITE,
            Column("domain_id"),
            Column("minimum_site_role_id"),
            Column("minimum_site_role"),
            Column("grant_license_mode"),
        ),
        _shape(
            "group_users",
            Column("group_id", "all group rules"),
            Column("user_id", "all group rules"),
        ),
        _shape(
            "projects",
            _ID,
            _LUID,
            _NAME,
            _SITE,
            _OWNER,
            Column("parent_project_id", aliases=("parent_id",)),
            Column("controlled_permissions_enabled", "the locks of projects"),
            Column("nested_projects_permissions_included"),
        ),
        _shape(
            "projects_contents",
            Column("project_id", "the places of content"),
            Column("content_id", "the places of content"),
            Column("content_type", "the places of content"),
        ),
        _shape(
            "workbooks",
            *CONTENT_COLUMNS,
            Column("display_tabs", "the answers about views"),
        ),
        _shape("views", _ID, _LUID, _NAME, Column("workbook_id", _ALL), Column("state"), _DELETED),
        *(
            _shape(table, *CONTENT_COLUMNS)
            for table in (
                "datasources",
                "flows",
                "metrics",
                "lenses",
                "data_roles",
                "virtual_connections",
                "databases",
            )
        ),
        _shape("tables", _ID, _LUID, _NAME, Column("database_id", _ALL), _DELETED),
        _shape(
            "next_gen_permissions",
            Column("authorizable_type", _RULES),
            Column("authorizable_id", _RULES),
            *_RULE_COLUMNS,
        ),
        _shape(
            "permissions_templates",
            Column("container_type"),
            Column("container_id", "the default rules of projects"),
            Column("template_type", "the default rules of projects"),
            *_RULE_COLUMNS,
        ),
        _shape("capabilities", _ID, _NAME),
    )
}
NEEDED: Final = {
    "users": "all answers",
    "system_users": "the names of users",
    "groups": "all group rules",
    "group_users": "all group rules",
    "projects": "all answers about content",
    "next_gen_permissions": "all rules",
    "capabilities": "all rules",
}
"""The tables without which no answer would be right, and what depends on them."""

_NEVER_EMPTY: Final = ("users", "system_users", "groups")
"""Tables of which every server has a row: without one the file was cut."""
_OTHER_NAMES: Final = {"published_connections": "virtual_connections"}
_TABLES: Final = {
    **{folded(table): table for table in SHAPES},
    **{folded(other): table for other, table in _OTHER_NAMES.items()},
}
_CERTAIN: Final = frozenset({"next_gen_permissions", "system_users", "permissions_templates"})

Rows = Iterator[tuple[int, tuple[str, ...]]]


@dataclass(slots=True)
class Dump:
    """The tables that are there, each read when it is asked for."""

    where: str
    """What was given, for what is wrong with the whole."""
    files: dict[str, list[CsvFile]]
    problems: Problems
    notes: list[str]
    missing_columns: dict[str, frozenset[str]] = field(default_factory=dict)
    with_rows: set[str] = field(default_factory=set)
    unread: set[str] = field(default_factory=set)
    """The tables with a file whose columns are not as they have to be."""

    def has(self, table: str) -> bool:
        """Whether there is a file of the table."""
        return table in self.files

    def need_rows(self) -> None:
        """Note the tables, once they are read, that have no row and cannot be empty."""
        for table in _NEVER_EMPTY:
            if self.has(table) and table not in self.with_rows | self.unread:
                file = self.files[table][0].name
                self.problems.add(file, None, f"the table `{table}` has no row")

    def refers_to_nothing(self, cell: Cell, table: str) -> None:
        """Note that a cell has no row of a table, unless that was not read to begin with."""
        if self.has(table) and table not in self.unread:
            cell.problem(self.problems, f"the id of a row of `{table}`")

    def rows(self, table: str) -> Iterator[tuple[str, int, tuple[str, ...]]]:
        """Yield the rows of a table, with file and line; none when there is no file of it.

        Of rows with the same id the first is yielded, and the others are problems.
        """
        known: set[str] | None = set() if SHAPES[table].columns[0] is _ID else None
        for file in self.files.get(table, ()):
            opened = file.table(SHAPES[table], self.problems)
            if opened is None:
                self.unread.add(table)
                continue
            found, rows = opened
            gone = self.missing_columns.get(table, frozenset())
            self.missing_columns[table] = gone | found.missing
            for line, cells in rows:
                self.with_rows.add(table)
                if known is not None:
                    if cells[0] in known:
                        message = f"column `id`: another row of `{table}` is `{cells[0]}` too"
                        self.problems.add(file.name, line, message, kind=f"`{table}` twice")
                        continue
                    known.add(cells[0])
                yield file.name, line, cells


def open_dump(paths: Sequence[Path]) -> Dump:
    """Find the tables; those that are missing and needed are among the problems."""
    files: dict[str, list[CsvFile]] = {}
    others: list[str] = []
    for file in files_of(paths):
        table = _table_of(file.path)
        if table is None:
            others.append(file.path.name)
        else:
            files.setdefault(table, []).append(file)
    problems = Problems("the repository's tables")
    where = paths[0].as_posix() if paths else "."
    for table, what in NEEDED.items():
        if table not in files:
            message = f"there is no file of the table `{table}`, which {what} depend on"
            problems.add(where, None, message, help=f"export it as `{table}.csv`")
    notes = [f"the file `{name}` is no table that is read" for name in others]
    return Dump(where, files, problems, notes)


def recognises(paths: Sequence[Path]) -> bool:
    """Whether the files, or those in the directories, are tables of the repository."""
    for file in files_of(paths):
        table = _table_of(file.path)
        if table in _CERTAIN and SHAPES[table].fits(file.header()):
            return True
    return False


def _table_of(path: Path) -> str | None:
    stem = path.stem.casefold()
    for prefix in _PREFIXES:
        for separator in ".-_":
            stem = stem.removeprefix(prefix + separator)
    return _TABLES.get(folded(stem))
