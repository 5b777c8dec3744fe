"""Findings for people: with the lines they are about, or a line each."""

from collections.abc import Iterator

from tableau_perm_cli.diagnostics.snippet import Line, concise, render
from tableau_perm_cli.report.findings.counts import count
from tableau_perm_cli.report.findings.look import Look
from tableau_perm_cli.report.findings.model import FindingsReport
from tableau_perm_cli.report.findings.written_length import WrittenLengths
from tableau_perm_cli.report.snippet_colors import colored


def full(report: FindingsReport, look: Look) -> Iterator[str]:
    """Yield each finding that counts with its lines, then how many there are."""
    lengths = WrittenLengths(report.sources)
    for found in report.findings:
        if found.counts:
            diagnostic = lengths.measured(found.diagnostic)
            for line in render(diagnostic, report.sources, ellipsis=look.glyphs.ellipsis):
                yield _written(line, look)
            yield "\n"
    yield f"{count(report).sentence}\n"


def concise_lines(report: FindingsReport) -> Iterator[str]:
    """Yield a line a finding that counts, of which editors make a link."""
    for found in report.findings:
        if found.counts:
            yield concise(found.diagnostic) + "\n"


def _written(line: Line, look: Look) -> str:
    return f"{colored(line) if look.colored else line.text}\n"
