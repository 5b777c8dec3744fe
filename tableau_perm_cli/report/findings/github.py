"""Findings as GitHub's workflow commands, which it shows at the lines of a pull request."""

from collections.abc import Iterator

from tableau_perm_cli.diagnostics import Diagnostic, Severity, visible
from tableau_perm_cli.report.findings.counts import worst_first
from tableau_perm_cli.report.findings.model import FindingsReport
from tableau_perm_cli.report.findings.paths import relative_path
from tableau_perm_cli.report.findings.written_length import WrittenLengths

_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}


def github(report: FindingsReport) -> Iterator[str]:
    """Yield a command a finding that counts, the worst first, since GitHub shows ten of a kind."""
    lengths = WrittenLengths(report.sources)
    for found in worst_first(report.findings):
        if found.counts:
            yield _command(lengths.measured(found.diagnostic), report.command)


def _command(diagnostic: Diagnostic, command: str) -> str:
    properties: dict[str, str] = {}
    if diagnostic.position is not None:
        at = diagnostic.position
        properties = {
            "file": relative_path(at.file),
            "line": str(at.line),
            "endLine": str(at.line),
            "col": str(at.column),
            "endColumn": str(at.column + diagnostic.length),
        }
    rule = " ".join(filter(None, (diagnostic.code, diagnostic.name)))
    properties["title"] = rule or f"tableau-perm {command}"
    written = ",".join(f"{name}={_property(value)}" for name, value in properties.items())
    notes = (("why", diagnostic.why), ("help", diagnostic.help))
    lines = [diagnostic.message, *(f"{word}: {text}" for word, text in notes if text)]
    message = "\n".join(visible(line) for line in lines)
    return f"::{_COMMANDS[diagnostic.severity]} {written}::{_data(message)}\n"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(visible(text)).replace(":", "%3A").replace(",", "%2C")
