"""Minimising a declaration: how long each part takes, from the text to the certified patch.

Run from the root of the source tree:

    .venv/bin/python -m benchmarks.minimising               # medium, with and without --for-today
    .venv/bin/python -m benchmarks.minimising --small --rounds 5

The declaration is written as text and read once before the clock starts. Each part is timed on
what the part before it gave: the smaller model, the edited text, and the fingerprint of both. The
whole is what the command does, reading the edited text again included. In each round every part
is run once, so that all of them see the same machine.
"""

import argparse
import gc
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace

from benchmarks.measuring import PeakMemory, machine, spread
from benchmarks.site_text import plain, yaml_text
from benchmarks.sites import SITE, SIZES, build_site
from tableau_perm_cli.audit.minimising import Step, fingerprint_of, minimise, smaller_site
from tableau_perm_cli.audit.minimising.writing import Files, edited_files
from tableau_perm_cli.declaration.load import read_files
from tableau_perm_cli.declaration.model import Declaration, Site

Part = Callable[[], object]
"""What is timed."""


@dataclass(frozen=True, slots=True)
class Case:
    """A declaration that is made smaller one way."""

    files: Files
    declaration: Declaration
    for_today: bool

    def parts(self) -> dict[str, Part]:
        """Return what is timed; nothing is worked out while the clock runs but the part."""
        site, _ = self._smaller()
        after = replace(self.declaration, sites={SITE: site})
        return {
            "fingerprint": lambda: fingerprint_of(self.declaration),
            "smaller model": self._smaller,
            "edited text": lambda: edited_files(self.files, self.declaration, after, [SITE]),
            "the whole": lambda: minimise(self.files, self.declaration, for_today=self.for_today),
        }

    def _smaller(self) -> tuple[Site, list[Step]]:
        return smaller_site(self.declaration.sites[SITE], for_today=self.for_today)

    def measure(self, rounds: int) -> None:
        """Time every part and print it."""
        gc.collect()
        peak = PeakMemory()
        found = minimise(self.files, self.declaration, for_today=self.for_today)
        memory = peak.megabytes()
        before, after = found.before, found.after
        if before.fingerprint != after.fingerprint:
            raise ValueError("access is not the same")
        counts = Counter(step.kind.value for step in found.steps)
        print(
            f"\n{'for today' if self.for_today else 'with what is to come'}: "
            f"{before.rules:,} rules to {after.rules:,}, {before.lists:,} lists to "
            f"{after.lists:,}, {before.bytes:,} bytes to {after.bytes:,}; "
            f"{before.fingerprint.cells:,} cells; {memory:,.0f} MB at most"
        )
        print("  " + ", ".join(f"{number:,} {kind}" for kind, number in counts.most_common()))
        times: dict[str, list[float]] = {}
        for _ in range(rounds):
            for name, part in self.parts().items():
                started = time.process_time()
                part()
                times.setdefault(name, []).append(time.process_time() - started)
        print(f"  {'part':20} {'s':>8} {'quartiles':>17}")
        for name, taken in times.items():
            low, median, high = spread(taken)
            print(f"  {name:20} {median:8.2f} {low:8.2f}-{high:<8.2f}")


def main() -> None:
    """Measure what was asked for and print it."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    for name in SIZES:
        parser.add_argument(f"--{name}", action="store_true")
    parser.add_argument("--rounds", type=int, default=3)
    given = parser.parse_args()
    print(machine())
    for name in [it for it in SIZES if getattr(given, it)] or ["medium"]:
        files = [(f"{name}.yaml", yaml_text(plain(build_site(SIZES[name]))).encode())]
        declaration = read_files(files)
        print(f"\n{name}: {len(declaration.sites[SITE].users):,} users")
        for for_today in (False, True):
            Case(files, declaration, for_today).measure(given.rounds)
    print(machine())


if __name__ == "__main__":
    main()
