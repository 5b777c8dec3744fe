"""Findings as JSON: the contract other programs read (design section 4). Additive changes only."""

from collections.abc import Iterator

from tableau_perm_cli.diagnostics import Diagnostic, Position
from tableau_perm_cli.report import plain
from tableau_perm_cli.report.findings.counts import count
from tableau_perm_cli.report.findings.model import FindingsReport, Reported
from tableau_perm_cli.report.findings.written_length import WrittenLengths
from tableau_perm_cli.report.records import Record


def json_document(report: FindingsReport) -> Iterator[str]:
    """Yield the record ``tableau-perm/lint/1``, or that of another command."""
    return plain.json_text(
        {
            "schema": f"tableau-perm/{report.command}/1",
            "findings": list(finding_records(report)),
            "summary": summary_record(report),
        }
    )


def json_lines(report: FindingsReport) -> Iterator[str]:
    """Yield a finding a line, the suppressed ones among them."""
    return map(plain.json_line, finding_records(report))


def finding_records(report: FindingsReport) -> Iterator[Record]:
    """Yield the record of each finding, the suppressed ones among them."""
    lengths = WrittenLengths(report.sources)
    for found in report.findings:
        yield _finding(found, lengths.measured(found.diagnostic))


def summary_record(report: FindingsReport) -> Record:
    """Return the counts, and what else the command has to say."""
    counts = count(report)
    return {
        "error": counts.errors,
        "warning": counts.warnings,
        "info": counts.infos,
        "ignored": counts.ignored,
        "in_baseline": counts.in_baseline,
        "files": counts.files,
        **report.summary,
    }


def _finding(found: Reported, diagnostic: Diagnostic) -> Record:
    about = diagnostic.subject
    suppression = found.suppression
    return {
        "code": diagnostic.code,
        "name": diagnostic.name,
        "severity": diagnostic.severity.value,
        "message": diagnostic.message,
        "label": diagnostic.label,
        "why": diagnostic.why,
        "help": diagnostic.help,
        "docs": diagnostic.docs,
        **_place(diagnostic.position, diagnostic.length),
        "related": [
            {**_place(it.position, it.length), "label": it.label} for it in diagnostic.related
        ],
        "fingerprint": diagnostic.fingerprint,
        "site": about.site,
        "item": about.item,
        "grantee": about.grantee,
        "detail": about.detail,
        "suppressed": suppression is not None,
        "suppression": None
        if suppression is None
        else {"by": suppression.by.value, "reason": suppression.reason},
    }


def _place(position: Position | None, length: int) -> Record:
    if position is None:
        return {"file": None, "line": None, "column": None, "end_column": None}
    return {
        "file": position.file,
        "line": position.line,
        "column": position.column,
        "end_column": position.column + length,
    }
