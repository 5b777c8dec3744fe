"""Expectations and invariants: do they hold on the declared site, and what shows if not.

``examine_site`` tests all of a site; an ``Examiner`` tests one after the other on a compiled site.
What a table, an exact list or an invariant comes to cell by cell are ``Demand`` records, from
``demands_of(Binding(Bench(engine), expectation))``.
"""

from tableau_perm_cli.audit.expectations.bench import Bench
from tableau_perm_cli.audit.expectations.binding import Binding
from tableau_perm_cli.audit.expectations.demands import Demand, demands_of
from tableau_perm_cli.audit.expectations.examine import MOST_CELLS, Examiner, examine_site
from tableau_perm_cli.audit.expectations.outcome import (
    Evidence,
    FailedCell,
    Outcome,
    PossibleUser,
    Result,
)

__all__ = [
    "MOST_CELLS",
    "Bench",
    "Binding",
    "Demand",
    "Evidence",
    "Examiner",
    "FailedCell",
    "Outcome",
    "PossibleUser",
    "Result",
    "demands_of",
    "examine_site",
]
