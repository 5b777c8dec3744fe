"""Which file of a directory is which of Admin Insights' data sources, by its columns.

The field names are those of Tableau's help ("Permissions", "Site Content", "Groups" and "TS Users"
Data Source). A data source that was exported in pieces is several files.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from tableau_perm_cli.exchange.columns import Column, Shape
from tableau_perm_cli.exchange.table_problems import Problems
from tableau_perm_cli.exchange.tables import CsvFile, files_of

_ALL: Final = "all answers"
_RULES: Final = "all rules"
_SITE: Final = (Column("Site LUID"), Column("Site Name"))

USERS: Final = Shape(
    "TS Users",
    (
        Column("User LUID", _ALL),
        Column("User Email", _ALL, ("Email",)),
        Column("User Site Role", _ALL, ("Site Role",)),
        Column("User Friendly Name", None, ("Friendly Name", "User Display Name")),
        *_SITE,
    ),
)
GROUPS: Final = Shape(
    "Groups",
    (
        Column("Group LUID", "all group rules"),
        Column("Group Name", "all group rules"),
        Column("User LUID", "all group rules"),
        Column("Group Minimum Site Role"),
        Column(
            "Group Is Licensed On Site",
            None,
            ("Group Is License On Sign In", "Group Is Licensed On Sign In"),
        ),
        *_SITE,
    ),
)
CONTENT: Final = Shape(
    "Site Content",
    (
        Column("Item LUID", _ALL),
        Column("Item ID", "the places of content"),
        Column("Item Type", _ALL),
        Column("Item Name", _ALL),
        Column("Item Parent Project ID", "the places of content", ("Parent Project ID",)),
        Column("Owner Email", "the rights of owners", ("Item Owner Email",)),
        Column("View Workbook ID", "the answers about views"),
        Column("Workbook Shows Sheets As Tabs"),
        Column("Controlled Permissions Enabled"),
        Column(
            "Nested Projects Permissions Enabled",
            None,
            ("Nested Projects Permissions Included",),
        ),
        *_SITE,
    ),
)
PERMISSIONS: Final = Shape(
    "Permissions",
    (
        Column("Item LUID", _RULES),
        Column("Item Type", _RULES),
        Column("Item Name"),
        Column("Capability Type", _RULES, ("Capability",)),
        Column("Grantee LUID", _RULES),
        Column("Grantee Type", _RULES),
        Column("Grantee Name"),
        Column("Permission Value"),
        Column("Permission Description", None, ("Permissions Description",)),
        Column("Has Permission?"),
        Column("User LUID"),
        Column("User Email"),
        *_SITE,
    ),
)
_SHAPES: Final = (PERMISSIONS, CONTENT, GROUPS, USERS)
"""The order matters: Permissions has the columns of TS Users too."""


@dataclass(slots=True)
class Exports:
    """The files, by the data source that they are of."""

    where: str
    problems: Problems
    files: dict[str, list[CsvFile]] = field(default_factory=dict)
    others: list[CsvFile] = field(default_factory=list)
    """What is none of them."""
    missing_columns: dict[str, frozenset[str]] = field(default_factory=dict)

    def has(self, shape: Shape) -> bool:
        """Whether there is a file of the data source."""
        return shape.table in self.files

    def need(self, shape: Shape, what: str) -> None:
        """Note a problem when there is no file of the data source."""
        if not self.has(shape):
            message = f"there is no file with the columns of `{shape.table}`, which {what} need"
            names = ", ".join(f"`{column.name}`" for column in shape.columns if column.needed_for)
            self.problems.add(self.where, None, message, help=f"its columns are {names}")

    def rows(self, shape: Shape) -> Iterator[tuple[str, int, tuple[str, ...]]]:
        """Yield the rows of a data source, with file and line."""
        for file in self.files.get(shape.table, ()):
            opened = file.table(shape, self.problems)
            if opened is None:
                continue
            found, rows = opened
            gone = self.missing_columns.get(shape.table, frozenset())
            self.missing_columns[shape.table] = gone | found.missing
            name = file.name
            for line, cells in rows:
                yield name, line, cells


def open_exports(paths: Sequence[Path]) -> Exports:
    """Find out which file is what."""
    where = paths[0].as_posix() if paths else "."
    exports = Exports(where, Problems("Admin Insights' exports"))
    for file in files_of(paths):
        header = file.header()
        shape = next((shape for shape in _SHAPES if shape.fits(header)), None)
        if shape is None:
            exports.others.append(file)
        else:
            exports.files.setdefault(shape.table, []).append(file)
    return exports


def recognises(paths: Sequence[Path]) -> bool:
    """Whether the files, or those in the directories, are exports of Admin Insights."""
    return bool(open_exports(paths).files)
