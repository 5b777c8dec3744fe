"""The resolver against the reference model: a second, plain reading of semantics sections 3 to 5.

The reference (tests/support/reference.py) shares nothing with the product but the catalog's
tables. Both are asked everything that can be asked of generated declarations. Where they differ,
the text decides who is right.
"""

from hypothesis import HealthCheck, given, settings
from support.comparing import Comparison
from support.generated import declarations, random_declaration

from tableau_perm_cli.graph import Because
from tableau_perm_cli.resolve import Reason, Uncertainty

CELLS = 100_000


def test_resolver_and_reference_agree_on_a_hundred_thousand_cells() -> None:
    comparison, seed = Comparison(), 0
    while comparison.cells < CELLS:
        comparison.compare(random_declaration(seed), f"seed {seed}")
        seed += 1
    assert not comparison.differences, comparison.report()
    # Nothing was agreed upon for want of a case.
    never = {*Reason, *Because, *Uncertainty} - set(comparison.answers)
    assert never == {Uncertainty.LEADER_CHANGES_OWNER}, "only the answer to a task rests on it"
    assert comparison.tasks > CELLS / 4


@settings(
    max_examples=60,
    derandomize=True,
    database=None,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(declarations())
def test_resolver_and_reference_agree_on_what_hypothesis_finds(declaration: dict) -> None:
    """Finds little that the seeds do not, and shrinks it to a few lines."""
    comparison = Comparison()
    comparison.compare(declaration, "found")
    assert not comparison.differences, comparison.report()
