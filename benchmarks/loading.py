"""Loading: from the bytes of a file to a checked declaration, beside PyYAML's fastest loader.

Run from the root of the source tree with ``.venv/bin/python -m benchmarks.loading [ROUNDS]``.
Every round takes each way once, each in a process of its own, in turn, so that what else the
machine does hits all alike. Medians of wall time with their quartiles, the memory that stays
(resident) and the most there was at once, both beyond what the process had before it began, and
ratios to ``yaml.load(CSafeLoader)`` of the same size, the named baseline.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

from benchmarks.measuring import PeakMemory, machine, spread
from benchmarks.site_text import json_text, plain, yaml_text
from benchmarks.sites import SIZES, build_site

ROOT = Path(__file__).resolve().parents[1]
MEGABYTES = (10, 50)
BASELINE = "yaml.load(CSafeLoader)"
_LARGE = 45.4
"""Megabytes of the large site as YAML; it grows with its people, items and rules."""
KINDS = ("yaml", "json")


def csafe(path: Path) -> object:
    """Load YAML as PyYAML does."""
    import yaml  # noqa: PLC0415 - not to be measured with the others

    return yaml.load(path.read_bytes(), Loader=yaml.CSafeLoader)


def stdlib_json(path: Path) -> object:
    """Load JSON as the standard library does."""
    return json.loads(path.read_bytes())


def positioned(path: Path) -> object:
    """Read a file to values of which every place is known."""
    from tableau_perm_cli.declaration.text.reader import read_document  # noqa: PLC0415

    return read_document(path.name, path.read_bytes())


def whole(path: Path) -> object:
    """Load a file to a checked declaration."""
    from tableau_perm_cli.declaration.load import load_declaration  # noqa: PLC0415

    return load_declaration([str(path)])


def cached(path: Path) -> object:
    """Load a declaration that was kept; the cache is filled before the rounds."""
    from tableau_perm_cli.declaration.load import load_declaration  # noqa: PLC0415

    return load_declaration([str(path)], cached=True)


WAYS: dict[str, tuple[str, Callable[[Path], object]]] = {
    BASELINE: ("yaml", csafe),
    "to positioned values, YAML": ("yaml", positioned),
    "to a checked declaration, YAML": ("yaml", whole),
    "json.loads": ("json", stdlib_json),
    "to positioned values, JSON": ("json", positioned),
    "to a checked declaration, JSON": ("json", whole),
    "from the cache": ("yaml", cached),
}


def measure(way: str, path: Path) -> None:
    """Load once and print seconds, resident and peak megabytes; in a process of its own."""
    load = WAYS[way][1]
    before = _resident()
    peak = PeakMemory()
    started = time.perf_counter()
    loaded = load(path)
    seconds = time.perf_counter() - started
    print(json.dumps([seconds, _resident() - before, peak.megabytes()]))
    sys.stdout.flush()
    del loaded
    os._exit(0)  # the end of a process with millions of objects is nobody's loading


def _resident() -> float:
    """Return the megabytes that this process has in memory; not a number but on Linux."""
    pages = Path("/proc/self/statm")
    if not pages.exists():
        return float("nan")
    return int(pages.read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6


def write(megabytes: int, folder: Path) -> None:
    """Write one site as YAML of about so many megabytes, and as JSON."""
    large = SIZES["large"]
    share = megabytes / _LARGE
    size = replace(
        large,
        users=round(large.users * share),
        groups=round(large.groups * share),
        items=round(large.items * share),
        lists=round(large.lists * share),
    )
    declaration = plain(build_site(size))
    (folder / "site.yaml").write_text(yaml_text(declaration), encoding="utf-8")
    (folder / "site.json").write_text(json_text(declaration), encoding="utf-8")


def in_another_process(*words: str, cache: Path) -> str:
    """Run this script with other words and return what it prints."""
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.loading", *words],
        cwd=ROOT,
        env={**os.environ, "XDG_CACHE_HOME": str(cache)},
        stdout=subprocess.PIPE,
        check=True,
    )
    return done.stdout.decode()


def timings(folder: Path, rounds: int) -> Mapping[str, list[list[float]]]:
    """Return what every way measured in every round: seconds, resident, peak."""
    found: dict[str, list[list[float]]] = {way: [] for way in WAYS}
    paths = {kind: str(folder / f"site.{kind}") for kind in KINDS}
    in_another_process("--measure", "from the cache", paths["yaml"], cache=folder)
    for _ in range(rounds):
        for way, (kind, _) in WAYS.items():
            printed = in_another_process("--measure", way, paths[kind], cache=folder)
            found[way].append(json.loads(printed))
    return found


def report(folder: Path, found: Mapping[str, list[list[float]]]) -> None:
    """Print a line for every way."""
    sizes = {kind: (folder / f"site.{kind}").stat().st_size / 1e6 for kind in KINDS}
    print(", ".join(f"{size:.1f} MB of {kind.upper()}" for kind, size in sizes.items()))
    print(f"{'way':32} {'s':>7} {'quartiles':>13} {'MB/s':>6} {'resident':>8} {'peak':>6} ratio")
    baseline = spread([it[0] for it in found[BASELINE]]).median
    memory = spread([it[2] for it in found[BASELINE]]).median
    for way, measured in found.items():
        low, seconds, high = spread([it[0] for it in measured])
        resident, peak = (spread([it[at] for it in measured]).median for at in (1, 2))
        print(
            f"{way:32} {seconds:7.2f} {low:6.2f}-{high:<6.2f} {sizes[WAYS[way][0]] / seconds:6.1f}"
            f" {resident:8.0f} {peak:6.0f} {baseline / seconds:5.1f} x as fast,"
            f" {peak / memory:.2f} of its memory"
        )


def main() -> None:
    """Time every way at every size and print a table for each."""
    parser = argparse.ArgumentParser(description="Time loading.")
    parser.add_argument("rounds", type=int, nargs="?", default=5)
    parser.add_argument("--megabytes", type=int, nargs="*", default=MEGABYTES)
    parser.add_argument("--measure", nargs=2, help=argparse.SUPPRESS)
    parser.add_argument("--write", nargs=2, help=argparse.SUPPRESS)
    wanted = parser.parse_args()
    if wanted.measure:
        measure(wanted.measure[0], Path(wanted.measure[1]))
    elif wanted.write:
        write(int(wanted.write[0]), Path(wanted.write[1]))
    else:
        print(machine())
        for megabytes in wanted.megabytes:
            with tempfile.TemporaryDirectory() as name:
                folder = Path(name)
                in_another_process("--write", str(megabytes), name, cache=folder)
                report(folder, timings(folder, wanted.rounds))


if __name__ == "__main__":
    main()
