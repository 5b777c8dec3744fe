"""Tests the expectations of one site and says of each whether it holds."""

from collections.abc import Callable, Iterable, Iterator

from tableau_perm_cli.audit.expectations.any_user import check_possible_users
from tableau_perm_cli.audit.expectations.at_most import check_at_most
from tableau_perm_cli.audit.expectations.bench import Bench
from tableau_perm_cli.audit.expectations.binding import Binding
from tableau_perm_cli.audit.expectations.demands import demands_of
from tableau_perm_cli.audit.expectations.disjoint import check_disjoint
from tableau_perm_cli.audit.expectations.evidence import Witness
from tableau_perm_cli.audit.expectations.findings import Findings, check
from tableau_perm_cli.audit.expectations.outcome import FailedCell, Outcome, Result
from tableau_perm_cli.audit.expectations.task_cells import check_tasks
from tableau_perm_cli.declaration.expectation_model import Expectation, ExpectationForm
from tableau_perm_cli.declaration.model import Site
from tableau_perm_cli.resolve import Reason, Verdict
from tableau_perm_cli.resolve.bulk import BulkEngine, compile_site

MOST_CELLS = 20
"""So many cells that are not as expected are shown of an expectation; all are counted."""


class Examiner:
    """Tests expectations on one compiled site."""

    def __init__(self, engine: BulkEngine, *, most_cells: int = MOST_CELLS) -> None:
        """Take the compiled site.

        Args:
            engine: of the site.
            most_cells: how many cells of an expectation are shown, each with its derivation;
                with 0 only the outcome is found.
        """
        self._bench = Bench(engine)
        self._witness = Witness(engine)
        self._most_cells = most_cells

    def examine(self, expectation: Expectation) -> Result:
        """Return whether an expectation holds, and what shows that it does not."""
        bench = self._bench
        binding = Binding(bench, expectation)
        findings = Findings(self._most_cells)
        match expectation.form:
            case ExpectationForm.AT_MOST:
                check_at_most(binding, findings)
            case ExpectationForm.DISJOINT:
                check_disjoint(binding, findings)
            case _:
                for demand in demands_of(binding):
                    check(bench.engine, demand, findings)
        if not binding.problems:
            check_tasks(binding, self._witness, findings)
        if expectation.any_user and not binding.problems:
            check_possible_users(binding, findings)
        return self._result(binding, findings)

    def _result(self, binding: Binding, findings: Findings) -> Result:
        outcome = Outcome.PASSED
        if binding.problems and not (findings.failing and binding.only_unknown):
            outcome = Outcome.ERROR
        elif findings.failing:
            outcome = Outcome.FAILED
        nothing = outcome is Outcome.ERROR
        cells = () if nothing else tuple(map(self._witness.cell, findings.cells))
        if any(_only_as_administrator(cell) for cell in cells):
            binding.notes.append("administrators count: `include_admins: false` leaves them out")
        return Result(
            self._bench.site.name,
            binding.expectation,
            outcome,
            findings.tested,
            0 if nothing else findings.failing,
            cells,
            tuple(dict.fromkeys(binding.problems)),
            tuple(dict.fromkeys(binding.notes)),
        )


def _only_as_administrator(cell: FailedCell) -> bool:
    """Whether it is only for being an administrator that someone has what nobody is to have."""
    by_role = cell.reason in {Reason.SERVER_ADMIN, Reason.SITE_ADMIN}
    return cell.expected is Verdict.DENIED and by_role


def examine_site(
    site: Site,
    expectations: Iterable[Expectation] | None = None,
    *,
    most_cells: int = MOST_CELLS,
    advance: Callable[[], None] = lambda: None,
) -> Iterator[Result]:
    """Yield the result of each expectation of a site, in written order.

    Args:
        site: valid, as the loader returns it.
        expectations: those to test; default: all that the site has.
        most_cells: how many cells that are not as expected are shown of each.
        advance: called after each.
    """
    stated = list(site.expectations if expectations is None else expectations)
    if not stated:
        return
    examiner = Examiner(compile_site(site), most_cells=most_cells)
    for expectation in stated:
        yield examiner.examine(expectation)
        advance()
