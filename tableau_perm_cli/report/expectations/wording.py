"""The results of expectations in words."""

from collections import Counter
from collections.abc import Sequence

from tableau_perm_cli.audit.expectations import FailedCell, Outcome, Result
from tableau_perm_cli.report.sentences import task_why, why
from tableau_perm_cli.resolve import Derivation, Reason


def cell_sentence(cell: FailedCell) -> str:
    """Return what is wrong with a cell; names stand in backticks, as they are."""
    who = f"`{cell.user}`"
    if cell.item is None or cell.capability is None:
        return f"{who} is selected by both, and nobody is to be"
    what = f"{cell.effective.value} `{cell.capability}` on `{cell.item}`"
    if cell.expected_reason is not None and cell.expected is cell.effective:
        return (
            f"{who} is {what} because of {_code(cell.reason)}, not {_code(cell.expected_reason)}"
        )
    return f"{who} is {what} ({_code(cell.reason)}), expected {cell.expected.value}"


def _code(reason: Reason | None) -> str:
    return reason.value if reason else "unknown"


def cell_why(cell: FailedCell) -> str | None:
    """Return the reason of a cell's answer as a sentence, as ``explain`` gives it."""
    if cell.evidence is None:
        return None
    answer = cell.evidence.answer
    return why(answer) if isinstance(answer, Derivation) else task_why(answer)


def more_cells(result: Result) -> str | None:
    """Return how many cells are not as expected beside those that are shown."""
    more = result.failing - len(result.cells)
    if more <= 0:
        return None
    return f"and {more:,} more {'cell' if more == 1 else 'cells'}"


def summary(results: Sequence[Result]) -> str:
    """Return how many expectations there were and what they came to, in a line."""
    counts = Counter(result.outcome for result in results)
    total = len(results)
    parts = [f"{counts[Outcome.PASSED]} passed"]
    if counts[Outcome.FAILED]:
        parts.append(f"{counts[Outcome.FAILED]} failed")
    if counts[Outcome.ERROR]:
        number = counts[Outcome.ERROR]
        parts.append(f"{number} {'error' if number == 1 else 'errors'}")
    return f"{total} {'expectation' if total == 1 else 'expectations'}: {', '.join(parts)}"
