"""Cost as work grows: time and memory at 1, 2, 4 and 8 times users, items, groups, lists.

Run from the root of the source tree with ``python -m benchmarks.scaling``. Each number is varied
alone from one base site. Every measurement is of a new process, which loads the site from YAML,
compiles it, counts the whole site, and asks who and access. Times are of the processor, as others
may be at work. The memory of loading is the peak of the process beyond what it began with; that
of compiling and counting is the peak of what Python allocates, from a second pass. The last line
of a table is the slope of cost over size on logarithmic scales, by least squares: 0 is no growth,
1 is growth in proportion, 2 is growth with the square.
"""

import argparse
import json
import math
import statistics
import subprocess
import sys
import tempfile
import time
import tracemalloc
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from benchmarks.measuring import PeakMemory, forget_caches, machine
from benchmarks.site_text import plain, yaml_text
from benchmarks.sites import SITE, Size, build_site
from tableau_perm_cli.catalog import CATALOG
from tableau_perm_cli.declaration.load import load_declaration
from tableau_perm_cli.declaration.model import Site
from tableau_perm_cli.resolve.bulk import BulkEngine, compile_site

BASE = Size(users=5_000, groups=300, items=4_000, lists=100, groups_of_user=4, own_rules=90)
FACTORS = (1, 2, 4, 8)
REPEATS = 3
SECONDS = 240
"""Nothing is measured again once so much time is gone."""
ASKED = 300
"""How many items are asked who, and how many users their access: the median is shown."""

COLUMNS = (
    *("lists", "strata", "load s", "load MB", "compile s", "comp MB", "count s", "count MB"),
    *("who ms", "access ms"),
)
"""The first two say how many distinct rule lists govern, and in how many places they differ."""

WHY = {
    "users": """\
Loading grows with the text, to which a user adds a line and some memberships, beside content that
stays as it is. Compiling interns each user and sets a bit for each membership. Counting and who
work on sets of users, a bit a user, so the number of steps stays and each handles longer
integers. Access is of one user.""",
    "items": """\
Loading grows with the text and compiling with the walk over the items; where it grows faster than
they do, look for one search for garbage through everything that was loaded (``gc.freeze`` after
loading took it away when it was tried). Counting evaluates a
list once, a stratum (list, charge and lock) once, and adds one number for each item: projects
grow with the items here, and with them the strata. Access looks at every item once. Who is of one
item.""",
    "groups_of_user": """\
Only memberships grow: loading reads a name and compiling sets a bit for each. Sets of users are
no longer than before, so counting and who do not grow. Access goes over one user's groups once
for each stratum.""",
    "lists": """\
As many rules are written as before, more of them distinct, so loading does not grow. Compiling
keeps more lists, and counting evaluates each of them once; at these sizes there are more strata
than lists, and their cost hides it. Access and who look up as much as before.""",
}


def main() -> None:
    """Measure and print, or measure one site as the process that was started for it."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--measure", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.measure is not None:
        print(json.dumps(measure(given.measure)))
        return
    print(machine())
    print(f"base: {BASE}")
    with tempfile.TemporaryDirectory() as folder:
        files = written(Path(folder))
        measured = measured_in_turn(files)
        for varied, why in WHY.items():
            print_table(varied, [measured[files[varied, factor]] for factor in FACTORS], why)
    print(machine())


def written(folder: Path) -> dict[tuple[str, int], str]:
    """Write the sites and return their files; the base is the same file for all."""
    files: dict[tuple[str, int], str] = {}
    for varied in WHY:
        for factor in FACTORS:
            path = folder / ("base.yaml" if factor == 1 else f"{varied}-{factor}.yaml")
            if not path.exists():
                size = BASE.times(**{varied: factor})
                path.write_text(yaml_text(plain(build_site(size))), encoding="utf-8")
            files[varied, factor] = str(path)
    return files


def measured_in_turn(files: Mapping[tuple[str, int], str]) -> dict[str, list[float]]:
    """Return for each file the medians of the columns."""
    found: dict[str, list[list[float]]] = {name: [] for name in files.values()}
    began = time.perf_counter()
    for _ in range(REPEATS):
        for name, rows in found.items():
            if not rows or time.perf_counter() - began < SECONDS:
                command = [sys.executable, "-m", "benchmarks.scaling", "--measure", name]
                output = subprocess.run(
                    command, check=True, stdout=subprocess.PIPE, text=True
                ).stdout
                rows.append(json.loads(output))
    return {
        name: [statistics.median(column) for column in zip(*rows, strict=True)]
        for name, rows in found.items()
    }


def measure(name: str) -> list[float]:
    """Return the columns for one file, all of this one process."""
    peak = PeakMemory()
    started = time.process_time()
    declaration = load_declaration([name])
    loading = [time.process_time() - started, peak.megabytes()]
    site = declaration.sites[SITE]
    started = time.process_time()
    engine = compile_site(site)
    compiled = time.process_time()
    consume(engine.counts())
    counted = time.process_time()
    times = [compiled - started, counted - compiled]
    governing = {id(each.stratum.rules) for each in engine.items}
    strata = {id(each.stratum) for each in engine.items}
    megabytes = [*allocated(site)]
    engine = compile_site(site)  # one that has evaluated nothing
    return [
        *(len(governing), len(strata), *loading),
        *(times[0], megabytes[0], times[1], megabytes[1]),
        *(who(engine), access(engine)),
    ]


def allocated(site: Site) -> Iterator[float]:
    """Yield the megabytes that compiling takes at most, and those of counting beyond it."""
    forget_caches("tableau_perm_cli.resolve.bulk")
    tracemalloc.start()
    engine = compile_site(site)
    yield tracemalloc.get_traced_memory()[1] / 1e6
    before = tracemalloc.get_traced_memory()[0]
    tracemalloc.reset_peak()
    consume(engine.counts())
    yield (tracemalloc.get_traced_memory()[1] - before) / 1e6
    tracemalloc.stop()


def consume(counted: Iterator[object]) -> None:
    """Go over an iterator and keep nothing of it."""
    for _ in counted:
        pass


def who(engine: BulkEngine) -> float:
    """Return how many milliseconds it takes to say who has a capability, after loading."""
    items = range(0, len(engine.items), max(1, len(engine.items) // ASKED))
    times: list[float] = []
    for place in items:
        capability = CATALOG[engine.items[place].item.kind].capabilities[0]
        started = time.process_time()
        engine.allowed(place, capability)
        times.append(1000 * (time.process_time() - started))
    return statistics.median(times)


def access(engine: BulkEngine) -> float:
    """Return how many milliseconds it takes to list everything that one user has, at first."""
    times: list[float] = []
    for user in range(0, len(engine.users), max(1, len(engine.users) // 9)):
        started = time.process_time()
        consume(engine.access(user))
        times.append(1000 * (time.process_time() - started))
    return statistics.median(times)


def print_table(varied: str, rows: Sequence[Sequence[float]], why: str) -> None:
    """Print the rows of one varied number, the slopes, and why they are what they are."""
    base = getattr(BASE, varied)
    print(f"\n{varied:>16} " + " ".join(f"{column:>10}" for column in COLUMNS))
    for factor, row in zip(FACTORS, rows, strict=True):
        print(f"{base * factor:>16,} " + " ".join(shown(value) for value in row))
    slopes = (slope(column) for column in zip(*rows, strict=True))
    print(f"{'slope':>16} " + " ".join(f"{it:10.2f}" for it in slopes))
    print(why)


def shown(value: float) -> str:
    """Return a number as a table shows it."""
    return f"{value:10,.0f}" if value >= 100 else f"{value:10.3g}"  # noqa: PLR2004 - 3 digits


def slope(costs: Sequence[float]) -> float:
    """Return the slope of the logarithm of the costs over that of the factors."""
    if min(costs) <= 0:
        return math.nan
    sizes = [math.log(factor) for factor in FACTORS]
    return statistics.linear_regression(sizes, [math.log(cost) for cost in costs]).slope


if __name__ == "__main__":
    main()
