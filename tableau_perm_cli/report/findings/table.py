"""Findings as rows, for spreadsheets and shells."""

from collections.abc import Iterator

from tableau_perm_cli.report import plain
from tableau_perm_cli.report.findings.look import Look
from tableau_perm_cli.report.findings.model import FindingsReport, Reported
from tableau_perm_cli.report.table import Row, Table

COLUMNS = (
    "file",
    "line",
    "column",
    "severity",
    "code",
    "name",
    "message",
    "site",
    "item",
    "grantee",
    "fingerprint",
    "suppressed",
)
"""As in JSON."""


def csv_rows(report: FindingsReport, look: Look) -> Iterator[str]:
    """Yield a row a finding, the suppressed ones among them."""
    return plain.csv_text(_table(report), safe=look.csv_safe)


def tsv_rows(report: FindingsReport) -> Iterator[str]:
    """Yield a row a finding, the suppressed ones among them."""
    return plain.tsv(_table(report))


def _table(report: FindingsReport) -> Table:
    return Table(COLUMNS, map(_row, report.findings))


def _row(found: Reported) -> Row:
    diagnostic, place = found.diagnostic, found.diagnostic.position
    about = diagnostic.subject
    return (
        place.file if place else "",
        str(place.line) if place else "",
        str(place.column) if place else "",
        diagnostic.severity.value,
        diagnostic.code or "",
        diagnostic.name or "",
        diagnostic.message,
        about.site or "",
        about.item or "",
        about.grantee or "",
        diagnostic.fingerprint,
        "false" if found.counts else "true",
    )
