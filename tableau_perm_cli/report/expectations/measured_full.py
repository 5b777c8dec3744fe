"""Coverage and mutation for people: the rules nobody looks at, the mutants nobody notices."""

from collections.abc import Iterator

from tableau_perm_cli.audit.coverage import Coverage, RuleCoverage, Touch
from tableau_perm_cli.audit.mutation import MutationScore, PinnedTable, RuleMutant, table_of
from tableau_perm_cli.diagnostics import visible
from tableau_perm_cli.report.expectations.measured import Measured, coverage_line, score_line
from tableau_perm_cli.report.expectations.mutant_words import (
    cell_phrase,
    more_phrase,
    mutant_phrase,
    rule_phrase,
)
from tableau_perm_cli.report.expectations.suite_text import expectation_lines

MOST_RULES = 50
"""So many rules of a kind are listed."""
MOST_SURVIVORS = 20
"""So many mutants that nobody notices are shown."""


def measured_lines(measured: Measured) -> Iterator[str]:
    """Yield the lines that follow the results, without line ends."""
    said = coverage_line(measured)
    if measured.coverage is not None and said is not None:
        yield ""
        yield from _coverage(measured.coverage)
        yield said
    said = score_line(measured)
    if measured.score is not None and said is not None:
        yield ""
        yield from _mutation(measured.score)
        yield said


def _coverage(coverage: Coverage) -> Iterator[str]:
    untouched = coverage.of(Touch.UNTOUCHED)
    if untouched:
        yield "not touched by any expectation:"
        yield from _listed([_rule(rule) for rule in untouched], MOST_RULES, "rules")
    dead = coverage.of(Touch.DEAD)
    if dead:
        yield "dead, which nothing can touch:"
        yield from _listed(
            [_rule(rule) + _idle(rule.governs) for rule in dead], MOST_RULES, "rules"
        )


def _rule(rule: RuleCoverage) -> str:
    return f"  {visible(str(rule.rule.position))}: {visible(rule_phrase(rule.address, rule.rule))}"


def _idle(governs: int) -> str:
    return "" if governs else ", whose list decides about nothing"


def _listed(lines: list[str], most: int, noun: str) -> Iterator[str]:
    yield from lines[:most]
    more = len(lines) - most
    if more > 0:
        yield f"  and {more:,} more {noun}"


def _mutation(score: MutationScore) -> Iterator[str]:
    shown: set[PinnedTable] = set()
    for _, judged in score.survivors[:MOST_SURVIVORS]:
        mutant = judged.mutant
        yield f"SURVIVED {visible(str(mutant.position))}: {visible(mutant_phrase(mutant))}"
        if judged.cell is not None:
            yield f"  {visible(cell_phrase(judged.cell))}{more_phrase(judged)}"
            table = table_of(judged.cell)
            if table in shown:
                yield f"  noticed too by: {visible(table.name)}"
                continue
            shown.add(table)
            yield "  this expectation notices it:"
            yield from (f"    {line}" for line in expectation_lines(table))
    more = len(score.survivors) - MOST_SURVIVORS
    if more > 0:
        yield f"and {more:,} more survived; --format json lists all"
    if score.dead:
        yield "dead rules, without which nothing changes:"
        yield from _listed([_dead(mutant) for _, mutant in score.dead], MOST_RULES, "rules")


def _dead(mutant: RuleMutant) -> str:
    place = visible(str(mutant.position))
    return f"  {place}: {visible(rule_phrase(mutant.address, mutant.rule))}{_idle(mutant.governs)}"
