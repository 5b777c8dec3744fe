"""Findings as a GitLab code quality report."""

from collections import Counter
from collections.abc import Iterator

from tableau_perm_cli.diagnostics import Severity, visible
from tableau_perm_cli.report import plain
from tableau_perm_cli.report.findings.model import FindingsReport, Reported
from tableau_perm_cli.report.findings.paths import relative_path
from tableau_perm_cli.report.records import Record

_SEVERITIES = {Severity.ERROR: "critical", Severity.WARNING: "major", Severity.INFO: "info"}


def gitlab(report: FindingsReport) -> Iterator[str]:
    """Yield a list with an entry a finding that counts; where there is none, an empty list."""
    seen: Counter[str] = Counter()
    return plain.json_text([_entry(it, report, seen) for it in report.findings if it.counts])


def _entry(found: Reported, report: FindingsReport, seen: Counter[str]) -> Record:
    diagnostic = found.diagnostic
    # INVARIANT: no two entries have one fingerprint: GitLab shows the first of them only.
    seen[diagnostic.fingerprint] += 1
    number = seen[diagnostic.fingerprint]
    place = diagnostic.position
    # An entry needs a place: what belongs to none is shown at the first file.
    file = place.file if place else next(iter(report.files), ".")
    title = diagnostic.code or f"tableau-perm {report.command}"
    return {
        "description": f"{title}: {visible(diagnostic.message)}",
        "check_name": diagnostic.name or title,
        "fingerprint": diagnostic.fingerprint + (f"-{number}" if number > 1 else ""),
        "severity": _SEVERITIES[diagnostic.severity],
        "location": {
            "path": relative_path(file),
            "lines": {"begin": place.line if place else 1},
        },
    }
