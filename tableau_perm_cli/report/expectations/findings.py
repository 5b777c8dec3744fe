"""The results of expectations as findings, for the formats of CI systems."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from tableau_perm_cli.audit.expectations import Outcome, Result
from tableau_perm_cli.diagnostics import Diagnostic, Related, Severity, SourceLookup, Subject
from tableau_perm_cli.report.expectations.wording import (
    cell_sentence,
    cell_why,
    summary,
)
from tableau_perm_cli.report.findings.model import Case, FindingsReport, Reported, RuleCard
from tableau_perm_cli.resolve import Derivation

FAILED: Final = RuleCard(
    "TPX01",
    "expectation-failed",
    Severity.ERROR,
    "An expectation does not hold.",
    "An expectation of the declaration does not hold: who may do what has changed, or the "
    "expectation has. The finding names the first cell that is not as expected and what decided.",
)
UNTESTED: Final = RuleCard(
    "TPX02",
    "expectation-not-tested",
    Severity.ERROR,
    "An expectation could not be tested.",
    "An expectation names something that is not there, selects nothing, or asks for more than is "
    "tried. A test that tests nothing does not pass.",
)


def findings_report(
    results: Sequence[Result], sources: SourceLookup, files: Sequence[str]
) -> FindingsReport:
    """Return the results as a report of findings.

    Args:
        results: of all expectations that were tested.
        sources: where the lines for the snippets come from.
        files: the names of the files that were read.
    """
    found = [(result, diagnostics_of(result)) for result in results]
    return FindingsReport(
        "test",
        tuple(
            Reported(it)
            for it in sorted(
                (it for _, diagnostics in found for it in diagnostics),
                key=lambda diagnostic: diagnostic.sort_key,
            )
        ),
        sources,
        tuple(files),
        (FAILED, UNTESTED),
        tuple(_case(result, diagnostics) for result, diagnostics in found),
        {"expectations": summary(results)},
    )


def _case(result: Result, diagnostics: tuple[Diagnostic, ...]) -> Case:
    expectation = result.expectation
    error = None
    if result.outcome is Outcome.ERROR:
        error = "; ".join(problem.message for problem in result.problems)
        diagnostics = ()
    return Case(expectation.name, diagnostics, error, result.site, expectation.position)


def diagnostics_of(result: Result) -> tuple[Diagnostic, ...]:
    """Return what a result comes to as findings: none when the expectation holds."""
    expectation = result.expectation
    subject = Subject(result.site, detail=expectation.name)
    untested = tuple(
        replace(
            problem,
            message=f"`{expectation.name}` was not tested: {problem.message}",
            code=UNTESTED.code,
            name=UNTESTED.name,
            subject=replace(subject, grantee=problem.message),
        )
        for problem in result.problems
    )
    if result.outcome is not Outcome.FAILED:
        return untested
    cell = result.cells[0] if result.cells else None
    said = [cell_sentence(cell) if cell else "it does not hold"]
    more = result.failing - 1
    if more > 0:
        said.append(f"and {more:,} more {'cell' if more == 1 else 'cells'}")
    answer = cell.evidence.answer if cell and cell.evidence else None
    related: tuple[Related, ...] = ()
    if isinstance(answer, Derivation):
        related = tuple(Related(it.position, 1, "decides") for it in answer.decided_by)
    failed = Diagnostic(
        Severity.ERROR,
        f"`{expectation.name}` does not hold: {', '.join(said)}",
        expectation.position,
        expectation.length,
        help="; ".join(result.notes) or None,
        related=related,
        why=cell_why(cell) if cell else None,
        code=FAILED.code,
        name=FAILED.name,
        subject=subject,
    )
    return (failed, *untested)
