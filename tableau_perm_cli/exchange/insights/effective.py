"""What Admin Insights' Permissions says of each user: the site's own answers, a row at a time."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tableau_perm_cli.catalog import Kind
from tableau_perm_cli.exchange.insights.decisions import decision
from tableau_perm_cli.exchange.insights.exports import CONTENT, PERMISSIONS, Exports, open_exports
from tableau_perm_cli.exchange.insights.structure import Structures, read_structures
from tableau_perm_cli.exchange.picture import Mode
from tableau_perm_cli.exchange.tables import Cell, told
from tableau_perm_cli.exchange.terms import kind_named

_VALUE: Final = "Permission Value"


@dataclass(frozen=True, slots=True)
class EffectiveRow:
    """That a user has or lacks a capability on an item, in the site's words."""

    site: str | None
    """The site's name; None where the export does not tell it."""
    user: str
    """The user's name, which in Tableau Cloud is a mail address."""
    user_id: str
    """The user's LUID."""
    kind: Kind
    item: str
    """The item's name."""
    item_id: str
    """The item's LUID."""
    path: tuple[str, ...] | None
    """The names as the item's address has them, from the top project down, a view's below its
    workbook's, in a Personal Space below ``@`` and its owner; None where Site Content is not
    beside Permissions, or does not have the item."""
    capability: str
    """As it is told; ``CATALOG[kind].find`` knows it or not."""
    allowed: bool
    told: str
    """The site's own explanation: the description and the value."""
    grantee: str | None
    """Whose rule it was, by name."""
    file: str
    line: int


def effective_rows(paths: Sequence[Path], site_name: str | None = None) -> Iterator[EffectiveRow]:
    """Yield every row about a user, read from files or directories as they come.

    Rows about no user (a rule that decides for nobody) and about types that are not declared are
    passed over.

    Args:
        paths: CSV files, or directories of them.
        site_name: of several sites the one whose rows are wanted; rows that name none are taken.

    Raises:
        FileError: before the first row, when there is no Permissions or Site Content cannot be
            read; at the end of the files, with every row that could not be read.
    """
    exports = open_exports(paths)
    exports.need(PERMISSIONS, "the site's own answers")
    structures = read_structures(exports) if exports.has(CONTENT) else Structures()
    exports.problems.raise_if_any()
    paths_of: dict[tuple[str, str], tuple[str, ...] | None] = {}
    for file, line, cells in exports.rows(PERMISSIONS):
        item, type_name, *_ = cells
        site = cells[-2]
        kind = kind_named(type_name)
        if kind is None or told(cells[10]) is None:
            continue
        if site_name is not None and told(cells[-1]) not in {None, site_name}:
            continue
        if (site, item) not in paths_of:
            paths_of[site, item] = _path(structures, site, item)
        row = _row(kind, file, line, cells, paths_of[site, item], exports)
        if row is not None:
            yield row
    exports.problems.raise_if_any()


def _row(
    kind: Kind,
    file: str,
    line: int,
    cells: tuple[str, ...],
    path: tuple[str, ...] | None,
    exports: Exports,
) -> EffectiveRow | None:
    (item, _, name, capability, _, _, grantee, value, description, has, user_id, user, _, site) = (
        cells
    )
    allowed = Cell(file, line, "Has Permission?", has).truth(exports.problems)
    if allowed is None:
        mode = decision(value, description).mode
        if mode is None:
            expected = "7, 8, or a description or `Has Permission?` that says what it means"
            Cell(file, line, _VALUE, value).problem(exports.problems, expected)
            return None
        allowed = mode is Mode.ALLOW
    return EffectiveRow(
        told(site),
        user,
        user_id,
        kind,
        name or (path[-1] if path else item),
        item,
        path,
        capability,
        allowed,
        f"{description} ({value})" if description and value else description or value,
        told(grantee),
        file,
        line,
    )


def _path(structures: Structures, site: str, item: str) -> tuple[str, ...] | None:
    structure = structures.by_site.get(site)
    found = structure.by_id.get(item) if structure is not None else None
    return structure.path(found) if structure is not None and found is not None else None
