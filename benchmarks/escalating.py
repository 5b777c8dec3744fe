"""Who can become able: how long a search of a whole site takes, and in how much memory.

Run from the root of the source tree:

    .venv/bin/python -m benchmarks.escalating              # medium
    .venv/bin/python -m benchmarks.escalating --small

The site is in memory when the clock starts, as after loading. Times are of the processor. The
edits that close most are each counted by a search of the whole site with the edit made, of which
what cannot have changed is taken over.
"""

import argparse
import gc
import time

from benchmarks.measuring import PeakMemory, machine, spread
from benchmarks.sites import SIZES, build_site
from tableau_perm_cli.audit.escalation import close_escalations, find_escalations
from tableau_perm_cli.declaration.model import Site
from tableau_perm_cli.report.escalate.groups import groups_of


def measure(site: Site, rounds: int) -> None:
    """Time the parts of the answer for the whole site, and print them."""
    gc.collect()
    gc.freeze()
    times: dict[str, list[float]] = {"search": [], "groups": [], "closing edits": []}
    peak = PeakMemory()
    for _ in range(rounds):
        started = time.process_time()
        found = find_escalations(site)
        searched = time.process_time()
        groups = groups_of(found, 0, by_item=False)
        grouped = time.process_time()
        closings = close_escalations(found)
        closed = time.process_time()
        times["search"].append(searched - started)
        times["groups"].append(grouped - searched)
        times["closing edits"].append(closed - grouped)
    chains = {it.steps for it in found.found}
    print(
        f"  {found.count:,} escalations of {found.users.bit_count():,} users by {len(chains)} "
        f"kinds of path, in {len(groups):,} groups; {found.beyond:,} beyond the bound"
    )
    print(
        f"  {closings.possible:,} edits might close something, {closings.tried} were tried; "
        f"the best is {'proven' if closings.proven else 'the best of these'}, and closes "
        f"{closings.best[0].closes if closings.best else 0:,}"
    )
    for name, taken in times.items():
        low, median, high = spread(taken)
        print(f"  {name:14} {median:8.2f} s ({low:.2f}-{high:.2f})")
    print(f"  memory         {peak.megabytes():8,.0f} MB at most")


def main() -> None:
    """Measure what was asked for and print it."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    for name in SIZES:
        parser.add_argument(f"--{name}", action="store_true")
    parser.add_argument("--rounds", type=int, default=3)
    given = parser.parse_args()
    print(machine())
    for name in [it for it in SIZES if getattr(given, it)] or ["medium"]:
        site = build_site(SIZES[name])
        print(f"\n{name}: {len(site.users):,} users, {sum(1 for _ in site.items()):,} items")
        measure(site, given.rounds)
    print(machine())


if __name__ == "__main__":
    main()
