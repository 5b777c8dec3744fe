"""Finds the expectations that hold and would not any more.

Access stays as it is; but an expectation may ask for the reason of an answer, or speak of users
who do not exist yet, and both rest on the rules themselves.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from tableau_perm_cli.audit.expectations import Outcome, examine_site
from tableau_perm_cli.declaration.model import Declaration
from tableau_perm_cli.diagnostics import Position


@dataclass(frozen=True, slots=True)
class Broken:
    """An expectation that holds before and not after."""

    site: str
    name: str
    position: Position


def broken_expectations(before: Declaration, after: Declaration) -> Iterator[Broken]:
    """Yield them in written order."""
    for name, site in before.sites.items():
        sides = (examine_site(it, most_cells=0) for it in (site, after.sites[name]))
        for old, new in zip(*sides, strict=True):
            if old.outcome is Outcome.PASSED and new.outcome is not Outcome.PASSED:
                stated = old.expectation
                yield Broken(name, stated.name, stated.position)
