"""Tests expectations anew on a mutated site: the plain way, for what no short cut decides."""

from collections.abc import Iterable

from tableau_perm_cli.audit.expectations import Examiner, Outcome
from tableau_perm_cli.declaration.expectation_model import Expectation
from tableau_perm_cli.resolve.bulk import BulkEngine


def notices_anew(engine: BulkEngine, expectations: Iterable[Expectation]) -> bool:
    """Whether any of some expectations, which held before, does not hold.

    Args:
        engine: of the mutated site.
        expectations: those that are tested.
    """
    examiner = Examiner(engine, most_cells=0)
    return any(
        examiner.examine(expectation).outcome is not Outcome.PASSED for expectation in expectations
    )
