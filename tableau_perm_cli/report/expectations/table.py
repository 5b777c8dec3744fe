"""The results of expectations as a table: a row a cell that is not as expected."""

from collections.abc import Iterator, Sequence

from tableau_perm_cli.audit.expectations import Result
from tableau_perm_cli.report.expectations.wording import cell_why
from tableau_perm_cli.report.table import Row, Table

COLUMNS = (
    "site",
    "name",
    "outcome",
    "file",
    "line",
    "user",
    "item",
    "capability",
    "expected",
    "effective",
    "reason",
    "why",
)


def results_table(results: Sequence[Result]) -> Table:
    """Return a row a cell, and a row for every expectation that shows none."""
    return Table(COLUMNS, (row for result in results for row in _rows(result)))


def _rows(result: Result) -> Iterator[Row]:
    position = result.expectation.position
    head = (
        result.site,
        result.expectation.name,
        result.outcome.value,
        position.file,
        str(position.line),
    )
    for cell in result.cells:
        yield (
            *head,
            cell.user,
            cell.item or "",
            cell.capability or "",
            cell.expected.value,
            cell.effective.value,
            cell.reason.value if cell.reason else "",
            cell_why(cell) or "",
        )
    if not result.cells:
        problem = result.problems[0].message if result.problems else ""
        yield (*head, "", "", "", "", "", "", problem)
