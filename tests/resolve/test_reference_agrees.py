"""The resolver against the reference model: a second, plain reading of semantics sections 3 to 5.

The reference (tests/support/reference.py) shares nothing with the product but the catalog's
tables. Both are asked everything that can be asked of generated declarations. Where they differ,
the text decides who is right.
"""

from hypothesis import given
from support.answers import made_up
from support.comparing import Comparison
from support.generated import declarations, random_declaration

from tableau_perm_cli.graph import Because
from tableau_perm_cli.resolve import Reason, Uncertainty

CELLS = 110_000
SIZES = (1, 2, 3)
"""Small sites come to more varied settings for the same number of cells, large ones to depth."""


def test_resolver_and_reference_agree_on_every_cell_of_generated_sites() -> None:
    comparison, seed = Comparison(), 0
    while comparison.cells < CELLS:
        size = SIZES[seed % len(SIZES)]
        comparison.compare(
            random_declaration(seed, size, gaps=seed % 2 == 1), f"seed {seed}, size {size}"
        )
        seed += 1
    assert not comparison.differences, comparison.report()
    # Nothing was agreed upon for want of a case.
    never = {*Reason, *Because, *Uncertainty} - set(comparison.answers)
    assert never == {Uncertainty.LEADER_CHANGES_OWNER}, "only the answer to a task rests on it"
    assert comparison.tasks > CELLS / 4


@made_up(60)
@given(declarations(gaps=True))
def test_resolver_and_reference_agree_on_what_hypothesis_finds(declaration: dict) -> None:
    # It shrinks what differs to a few lines, which the seeds do not.
    comparison = Comparison()
    comparison.compare(declaration, "found")
    assert not comparison.differences, comparison.report()
