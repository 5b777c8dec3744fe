"""Linting: all rules over one site, by family, with the slowest rules, against loading it.

Run from the root of the source tree:

    .venv/bin/python -m benchmarks.linting                 # medium
    .venv/bin/python -m benchmarks.linting --large --rounds 1

The site is loaded from its JSON, so that every rule has its place in a text as in a real run. Each
round starts with nothing compiled or remembered, and runs every rule in the order of codes; what
several rules share is paid for by the first that asks, or stands under what all share. The
baseline is loading the same text to a checked declaration. Times are of the processor.
"""

import argparse
import gc
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

from benchmarks.measuring import PeakMemory, forget_caches, machine, spread
from benchmarks.site_text import json_text, plain
from benchmarks.sites import SIZES, Size, build_site
from tableau_perm_cli.audit.lint import LintedSite, LintRule, Thresholds, all_rules
from tableau_perm_cli.audit.lint.registry import FAMILIES
from tableau_perm_cli.declaration.load import read_files
from tableau_perm_cli.declaration.model import Declaration

_SLOWEST = 10
_PACKAGE = "tableau_perm_cli.audit.lint"


@dataclass(slots=True)
class Measured:
    """What the rounds of one size came to."""

    description: str
    loading: float
    """Seconds."""
    shared: list[float] = field(default_factory=list)
    """Seconds, a round each, for the engine and the lists with what they govern."""
    rules: dict[str, list[float]] = field(default_factory=dict)
    """Seconds by the code of a rule."""
    findings: dict[str, int] = field(default_factory=dict)
    """By the code of a rule."""
    megabytes: float = 0.0
    """The most memory of the first round, beyond the declaration."""

    def totals(self) -> list[float]:
        """Return the seconds of each round for everything after loading."""
        return [sum(times) for times in zip(self.shared, *self.rules.values(), strict=True)]


def measure(size: Size, rounds: int) -> Measured:
    """Measure one size in this process."""
    text = json_text(plain(build_site(size))).encode()
    gc.collect()
    started = time.process_time()
    declaration = read_files([("site.json", text)])
    loading = time.process_time() - started
    gc.collect()
    gc.freeze()  # as the loader leaves it: what is declared is not looked at again
    description = (
        f"{size.users:,} users, {size.items:,} items, {size.lists:,} distinct rule lists, "
        f"{len(text) / 1e6:.1f} MB of JSON"
    )
    measured = Measured(description, loading)
    for number in range(rounds):
        gc.collect()
        forget_caches(_PACKAGE)
        peak = PeakMemory()
        lint_once(declaration, all_rules(), measured)
        if not number:
            measured.megabytes = peak.megabytes()
    return measured


def lint_once(declaration: Declaration, rules: Sequence[LintRule], measured: Measured) -> None:
    """Run every rule once and add what each took."""
    (site,) = declaration.sites.values()
    started = time.process_time()
    linted = LintedSite(declaration, site, Thresholds())
    assert linted.lists is not None  # noqa: S101 - asked for to be made, engine and all
    measured.shared.append(time.process_time() - started)
    for rule in rules:
        started = time.process_time()
        found = list(rule.check(linted))
        measured.rules.setdefault(rule.code, []).append(time.process_time() - started)
        measured.findings[rule.code] = len(found)


def print_size(name: str, measured: Measured) -> None:
    """Print everything about one size."""
    total = spread(measured.totals())
    print(f"\n{name}: {measured.description}")
    print(
        f"  loading (the baseline)   {measured.loading:9.2f} s\n"
        f"  lint with all {len(measured.rules)} rules   {total.median:9.2f} s "
        f"({total.low:.2f}-{total.high:.2f}), {total.median / measured.loading:.1f} x loading; "
        f"{sum(measured.findings.values()):,} findings\n"
        f"  memory beyond the declaration: {measured.megabytes:,.0f} MB at most\n"
        f"  {'compiling, and all lists':24} {spread(measured.shared).median:9.2f} s"
    )
    names = {rule.code: rule.name for rule in all_rules()}
    seconds = {code: spread(times).median for code, times in measured.rules.items()}
    for family in FAMILIES:
        codes = [rule.code for rule in all_rules() if f".{family}." in rule.check.__module__]
        print(f"  {family:24} {sum(seconds[it] for it in codes):9.2f} s, {len(codes)} rules")
    print(f"  the {_SLOWEST} slowest rules:")
    for code in sorted(seconds, key=lambda it: -seconds[it])[:_SLOWEST]:
        print(
            f"    {code} {names[code]:32} {seconds[code]:9.2f} s "
            f"{measured.findings[code]:9,} findings"
        )


def main() -> None:
    """Measure what was asked for and print it."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    for name in SIZES:
        parser.add_argument(f"--{name}", action="store_true")
    parser.add_argument("--rounds", type=int, default=5)
    given = parser.parse_args()
    print(machine())
    for name in [name for name in SIZES if getattr(given, name)] or ["medium"]:
        print_size(name, measure(SIZES[name], given.rounds))
    print(machine())


if __name__ == "__main__":
    main()
