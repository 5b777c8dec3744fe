"""The results of expectations as records: ``tableau-perm/test/1``."""

from collections import Counter
from collections.abc import Sequence

from tableau_perm_cli.audit.expectations import FailedCell, Outcome, Result
from tableau_perm_cli.diagnostics import Diagnostic
from tableau_perm_cli.report.expectations.wording import cell_why
from tableau_perm_cli.report.records import Record, evidence_record
from tableau_perm_cli.resolve import Derivation


def run_record(results: Sequence[Result]) -> Record:
    """Return the JSON record of a run."""
    counts = Counter(result.outcome for result in results)
    return {
        "schema": "tableau-perm/test/1",
        "passed": counts[Outcome.PASSED],
        "failed": counts[Outcome.FAILED],
        "errors": counts[Outcome.ERROR],
        "results": [result_record(result) for result in results],
    }


def result_record(result: Result) -> Record:
    """Return the record of one expectation."""
    position = result.expectation.position
    record: Record = {
        "site": result.site,
        "name": result.expectation.name,
        "outcome": result.outcome.value,
        "file": position.file,
        "line": position.line,
        "column": position.column,
        "tested": result.tested,
        "failing": result.failing,
        "cells": [_cell_record(cell) for cell in result.cells],
    }
    if result.problems:
        record["problems"] = [_problem_record(problem) for problem in result.problems]
    if result.notes:
        record["notes"] = list(result.notes)
    return record


def _cell_record(cell: FailedCell) -> Record:
    record: Record = {
        "user": cell.user,
        "item": cell.item,
        "capability": cell.capability,
        "expected": cell.expected.value,
        "effective": cell.effective.value,
        "reason": cell.reason.value if cell.reason else None,
    }
    if cell.expected_reason is not None:
        record["expected_reason"] = cell.expected_reason.value
    said = cell_why(cell)
    if said is not None:
        record["why"] = said
    answer = cell.evidence.answer if cell.evidence else None
    if isinstance(answer, Derivation):
        record["decided_by"] = [evidence_record(it) for it in answer.decided_by]
    if cell.possible is not None:
        record["possible"] = {
            "role": cell.possible.role.name,
            "groups": list(cell.possible.groups),
            "not_in": list(cell.possible.others),
            "owner": cell.possible.owner,
        }
    return record


def _problem_record(problem: Diagnostic) -> Record:
    record: Record = {"message": problem.message}
    if problem.position is not None:
        record |= {
            "file": problem.position.file,
            "line": problem.position.line,
            "column": problem.position.column,
        }
    if problem.help is not None:
        record["help"] = problem.help
    return record
