"""Coverage and mutation as records: the keys ``coverage`` and ``mutation`` of a test run."""

from tableau_perm_cli.audit.coverage import Coverage, RuleCoverage, Touch
from tableau_perm_cli.audit.mutation import Judged, MutationScore, RuleMutant, table_of
from tableau_perm_cli.declaration.address import Address
from tableau_perm_cli.declaration.model import Rule
from tableau_perm_cli.diagnostics import Position
from tableau_perm_cli.report.expectations.measured import Measured
from tableau_perm_cli.report.expectations.mutant_words import mutant_phrase
from tableau_perm_cli.report.expectations.suite_text import expectation_lines
from tableau_perm_cli.report.records import Record
from tableau_perm_cli.resolve import Reason, Verdict


def measured_record(measured: Measured) -> Record:
    """Return what is added to the record of a run; nothing of what was not measured."""
    record: Record = {}
    if measured.coverage is not None:
        record["coverage"] = _coverage(measured.coverage, measured.min_coverage)
    if measured.score is not None:
        record["mutation"] = _mutation(measured.score, measured.min_score)
    return record


def _coverage(coverage: Coverage, least: float | None) -> Record:
    return {
        "percent": round(coverage.percent, 3),
        "min_percent": least,
        "enough": least is None or coverage.reaches(least),
        "rules": coverage.counted,
        "touched": coverage.touched,
        "untouched": [_rule_of(rule) for rule in coverage.of(Touch.UNTOUCHED)],
        "dead": [_rule_of(rule) for rule in coverage.of(Touch.DEAD)],
    }


def _rule_of(rule: RuleCoverage) -> Record:
    return _rule(rule.site, rule.address, rule.rule, rule.governs)


def _rule(site: str, address: Address, rule: Rule, governs: int) -> Record:
    return {
        "site": site,
        "item": str(address),
        "content_type": rule.kind.value,
        "grantee": str(rule.grantee),
        **_place(rule.position),
        "governs": governs,
    }


def _place(position: Position) -> Record:
    return {"file": position.file, "line": position.line, "column": position.column}


def _mutation(score: MutationScore, least: float | None) -> Record:
    return {
        "percent": round(score.percent, 3),
        "min_percent": least,
        "enough": least is None or score.reaches(least),
        "mutants": score.counted,
        "noticed": score.noticed,
        "equivalent": score.equivalent,
        "survivors": [_survivor(site, judged) for site, judged in score.survivors],
        "dead_rules": [_dead(site, mutant) for site, mutant in score.dead],
    }


def _dead(site: str, mutant: RuleMutant) -> Record:
    return _rule(site, mutant.address, mutant.rule, mutant.governs)


def _survivor(site: str, judged: Judged) -> Record:
    mutant, cell = judged.mutant, judged.cell
    record: Record = {
        "site": site,
        "mutation": mutant.mutation.value,
        "summary": mutant_phrase(mutant),
        **_place(mutant.position),
        "cells": judged.cells,
    }
    if cell is not None:
        record["cell"] = {
            "user": cell.user,
            "item": str(cell.item),
            "capability": cell.capability,
            "before": _answer(cell.before),
            "after": _answer(cell.after),
        }
        record["expectation"] = "\n".join(expectation_lines(table_of(cell))) + "\n"
    return record


def _answer(answer: tuple[Verdict, Reason]) -> Record:
    verdict, reason = answer
    return {"effective": verdict.value, "reason": reason.value}
