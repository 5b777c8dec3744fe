"""A diff as rows, a changed cell each."""

from tableau_perm_cli.audit.diff import Cell, Diff, Side
from tableau_perm_cli.report.table import Row, Table

COLUMNS = (
    "site",
    "user",
    "item",
    "capability",
    "change",
    "before",
    "before_reason",
    "after",
    "after_reason",
)


def diff_table(diff: Diff) -> Table:
    """Return a row a changed cell, made as it is read."""
    return Table(COLUMNS, map(_row, diff.cells()))


def _row(cell: Cell) -> Row:
    return (
        cell.site,
        cell.user,
        str(cell.item),
        cell.capability.key,
        "gained" if cell.gained else "lost",
        *_side(cell.before),
        *_side(cell.after),
    )


def _side(side: Side) -> tuple[str, str]:
    return side.effective.value, "" if side.reason is None else side.reason.value
