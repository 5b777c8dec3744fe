"""Drift as rows, a change each."""

from tableau_perm_cli.audit.drift import Drift, DriftChange
from tableau_perm_cli.report.table import Row, Table

COLUMNS = (
    "site",
    "kind",
    "how",
    "item",
    "grantee",
    "change",
    "file",
    "line",
    "gained",
    "lost",
    "shared",
)


def drift_table(drift: Drift) -> Table:
    """Return a row a change, by kind."""
    return Table(COLUMNS, map(_row, drift.changes))


def _row(change: DriftChange) -> Row:
    return (
        change.site,
        change.kind.value,
        change.how.value,
        str(change.item or ""),
        change.grantee or "",
        change.summary,
        change.position.file,
        str(change.position.line),
        str(change.gained),
        str(change.lost),
        str(change.shared),
    )
