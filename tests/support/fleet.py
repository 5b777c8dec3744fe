"""A lake of generated sites, and what its view has to come to: for the tests on each engine."""

from collections.abc import Iterator
from pathlib import Path

from support.generated import random_declaration
from support.matrices import Row, engines_of, whole
from tableau_perm_cli.report.lake import LakeDirectory
from tableau_perm_cli.report.matrix.text import matrix_table
from tableau_perm_cli.resolve.bulk import BulkEngine
from tableau_perm_cli.resolve.factored import factor

SITES = 20
HOSTILE = ("2024", "null", "a/b=c%20", "__HIVE_DEFAULT_PARTITION__", "Ünï 🦊", "*[x]{y}", "'q'\"")
"""Names of sites that an engine would read something into, were they taken from paths."""


def fleet_engines() -> Iterator[BulkEngine]:
    """Yield as many compiled sites as a fleet has."""
    names = [*HOSTILE, *(f"Site {number}" for number in range(SITES - len(HOSTILE)))]
    seed = 0
    while names:
        plain = random_declaration(seed, 2, gaps=seed % 2 == 1)
        renamed = {names.pop(): site for site in plain["sites"].values() if names}
        yield from engines_of(plain | {"sites": renamed})
        seed += 1


def build_fleet(folder: Path) -> list[Row]:
    """Write the fleet into a lake and return the rows of its matrix, sorted."""
    lake = LakeDirectory(folder)
    lake.prepare()
    rows: list[Row] = []
    sites = 0
    for engine in fleet_engines():
        lake.put(factor(engine))
        rows += matrix_table([whole(engine)]).rows
        sites += 1
    assert sites == SITES
    return sorted(rows)
