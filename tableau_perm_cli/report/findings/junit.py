"""Findings as JUnit XML, for the test reports of CI services."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

from tableau_perm_cli.diagnostics import Diagnostic, Position, Severity, SourceLookup, visible
from tableau_perm_cli.diagnostics.snippet import render
from tableau_perm_cli.report.findings.model import FindingsReport
from tableau_perm_cli.report.findings.written_length import WrittenLengths

_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class _Case:
    """One case of the suite."""

    name: str
    failures: Sequence[Diagnostic] = ()
    notices: Sequence[Diagnostic] = ()
    """What is said without a failure."""
    error: str | None = None
    group: str | None = None
    position: Position | None = None


def junit(report: FindingsReport) -> Iterator[str]:
    """Yield a suite: a case an expectation, or else a case a file that was read.

    A file fails with its errors and warnings; its notices are output of the case.
    """
    cases = _cases(report)
    failed = sum(bool(it.failures) for it in cases)
    broken = sum(it.error is not None for it in cases)
    name = f"tableau-perm {report.command}"
    totals = _attributes(name=name, tests=len(cases), failures=failed, errors=broken)
    yield '<?xml version="1.0" encoding="UTF-8"?>\n'
    yield f"<testsuites {totals}>\n"
    yield f'  <testsuite {totals} skipped="0">\n'
    lengths = WrittenLengths(report.sources)
    for case in cases:
        words = filter(None, ("tableau-perm", report.command, case.group))
        yield from _case(case, ".".join(words), lengths, report.sources)
    yield "  </testsuite>\n</testsuites>\n"


def _cases(report: FindingsReport) -> list[_Case]:
    if report.cases:
        return [
            _Case(it.name, it.failures, error=it.error, group=it.group, position=it.position)
            for it in report.cases
        ]
    by_file: dict[str, list[Diagnostic]] = {name: [] for name in report.files}
    for found in report.findings:
        if found.counts:
            position = found.diagnostic.position
            file = position.file if position else f"tableau-perm {report.command}"
            by_file.setdefault(file, []).append(found.diagnostic)
    # A suite without a case is a mistake to many readers.
    return [_of_file(file, found) for file, found in by_file.items()] or [_Case("no findings")]


def _of_file(file: str, found: Sequence[Diagnostic]) -> _Case:
    return _Case(
        file,
        [it for it in found if it.severity is not Severity.INFO],
        [it for it in found if it.severity is Severity.INFO],
    )


def _case(
    case: _Case, class_name: str, lengths: WrittenLengths, sources: SourceLookup
) -> Iterator[str]:
    places = [it for it in (case.position, *(it.position for it in case.failures)) if it]
    where: dict[str, str | int] = {}
    if places:
        where = {"file": places[0].file, "line": places[0].line}
    head = _attributes(name=case.name, classname=class_name, **where)
    if not (case.failures or case.notices or case.error is not None):
        yield f"    <testcase {head}/>\n"
        return
    yield f"    <testcase {head}>\n"
    if case.error is not None:
        yield f"      <error {_attributes(message=case.error)}/>\n"
    if case.failures:
        more = f" (and {len(case.failures) - 1} more)" if len(case.failures) > 1 else ""
        said = _attributes(message=case.failures[0].message + more, type=_kind(case.failures[0]))
        yield f"      <failure {said}>{_drawn(case.failures, lengths, sources)}</failure>\n"
    if case.notices:
        yield f"      <system-out>{_drawn(case.notices, lengths, sources)}</system-out>\n"
    yield "    </testcase>\n"


def _kind(diagnostic: Diagnostic) -> str:
    return " ".join(filter(None, (diagnostic.code, diagnostic.name))) or diagnostic.severity.value


def _drawn(
    diagnostics: Sequence[Diagnostic], lengths: WrittenLengths, sources: SourceLookup
) -> str:
    drawings = (render(lengths.measured(it), sources) for it in diagnostics)
    text = "\n\n".join("\n".join(line.text for line in lines) for lines in drawings)
    return escape(_allowed(f"\n{text}\n"))


def _attributes(**values: str | int) -> str:
    pairs = ((name, visible(str(value))) for name, value in values.items())
    return " ".join(f"{name}={quoteattr(_allowed(value))}" for name, value in pairs)


def _allowed(text: str) -> str:
    """Return the text with an escape in place of what no XML document may hold."""
    return _NOT_IN_XML.sub(lambda found: f"\\u{ord(found[0]):04x}", text)
