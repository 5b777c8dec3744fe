"""Coverage and mutation as findings, for the formats of CI systems.

They are errors where less is reached than is asked for, else notices.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from tableau_perm_cli.audit.coverage import RuleCoverage, Touch
from tableau_perm_cli.audit.mutation import Judged
from tableau_perm_cli.diagnostics import Diagnostic, Severity, Subject
from tableau_perm_cli.report.expectations.measured import Measured
from tableau_perm_cli.report.expectations.mutant_words import (
    cell_phrase,
    mutant_phrase,
    rule_phrase,
)
from tableau_perm_cli.report.findings.model import Case, FindingsReport, Reported, RuleCard

UNTOUCHED: Final = RuleCard(
    "TPX03",
    "rule-not-tested",
    Severity.INFO,
    "No expectation looks at a cell that the rule decides.",
    "With `--cov`: a rule of the declaration that no expectation touches. Whatever the rule says, "
    "the tests pass.",
)
SURVIVED: Final = RuleCard(
    "TPX04",
    "mutant-survived",
    Severity.INFO,
    "Something can be changed in the declaration and no expectation notices.",
    "With `--mutate`: a rule, leader setting or membership that was changed, with a cell that "
    "changes with it and that no expectation looks at.",
)


def with_measured(report: FindingsReport, measured: Measured) -> FindingsReport:
    """Return a report of findings with what was measured."""
    found = sorted(_findings(measured), key=lambda it: it.sort_key)
    return replace(
        report,
        findings=(*report.findings, *map(Reported, found)),
        rules=(*report.rules, *_cards(measured)),
        cases=(*report.cases, *_cases(measured, found)),
    )


def _cards(measured: Measured) -> Iterator[RuleCard]:
    if measured.coverage is not None:
        yield UNTOUCHED
    if measured.score is not None:
        yield SURVIVED


def _findings(measured: Measured) -> Iterator[Diagnostic]:
    if measured.coverage is not None:
        severity = Severity.ERROR if measured.lacks_coverage else Severity.INFO
        for rule in measured.coverage.of(Touch.UNTOUCHED):
            yield _untouched(rule, severity)
    if measured.score is not None:
        severity = Severity.ERROR if measured.lacks_score else Severity.INFO
        for site, judged in measured.score.survivors:
            yield _survived(site, judged, severity)


def _untouched(rule: RuleCoverage, severity: Severity) -> Diagnostic:
    return Diagnostic(
        severity,
        f"no expectation touches {rule_phrase(rule.address, rule.rule)}",
        rule.rule.position,
        code=UNTOUCHED.code,
        name=UNTOUCHED.name,
        subject=Subject(
            rule.site, str(rule.address), str(rule.rule.grantee), rule.rule.kind.value
        ),
    )


def _survived(site: str, judged: Judged, severity: Severity) -> Diagnostic:
    mutant = judged.mutant
    phrase = mutant_phrase(mutant)
    return Diagnostic(
        severity,
        f"no expectation notices: {phrase}",
        mutant.position,
        why=cell_phrase(judged.cell) if judged.cell else None,
        code=SURVIVED.code,
        name=SURVIVED.name,
        subject=Subject(site, detail=phrase),
    )


def _cases(measured: Measured, found: list[Diagnostic]) -> Iterator[Case]:
    """Yield a case for each of the two: it fails where less is reached than is asked for."""
    for name, card, was, lacks in (
        ("coverage", UNTOUCHED, measured.coverage, measured.lacks_coverage),
        ("mutation", SURVIVED, measured.score, measured.lacks_score),
    ):
        if was is not None:
            failures = [it for it in found if it.code == card.code] if lacks else []
            yield Case(name, tuple(failures))
