"""Repairs: how long ``why-not`` takes to find what would turn a denial, on a site of some size.

Run from the root of the source tree:

    .venv/bin/python -m benchmarks.repairing               # medium
    .venv/bin/python -m benchmarks.repairing --size small --questions 60

Denied questions are drawn at random, capabilities and tasks, and each is asked as a user does
who has the site loaded: the engine is there, nothing else is. Times are of the processor, which
is all that this uses and which others may be using too. The first question pays for what is made
on first use, and is told apart.
"""

import argparse
import random
import time
from collections import Counter
from collections.abc import Iterator

from benchmarks.measuring import PeakMemory, machine, spread
from benchmarks.sites import SITE, SIZES, build_declaration
from tableau_perm_cli.audit.repairs import Question, Repairs, repairs_for
from tableau_perm_cli.catalog import CATALOG
from tableau_perm_cli.declaration.model import Site
from tableau_perm_cli.resolve import TASKS, Verdict
from tableau_perm_cli.resolve.bulk import BulkEngine, compile_site


def questions(site: Site, choose: random.Random) -> Iterator[Question]:
    """Yield questions about a site: two capabilities, then a task, and so on."""
    users, items = list(site.users), list(site.items())
    number = 0
    while True:
        number += 1
        user, item = choose.choice(users), choose.choice(items)
        if number % 3:
            yield Question(site, user, item, choose.choice(CATALOG[item.kind].capabilities))
            continue
        tasks = [it for it in TASKS.values() if item.kind in it.kinds and not it.target_required]
        yield Question(site, user, item, choose.choice(tasks))


def timed(question: Question, engine: BulkEngine) -> tuple[Repairs, float]:
    """Find the repairs, and return them with the seconds that took."""
    started = time.process_time()
    found = repairs_for(question, engine)
    return found, time.process_time() - started


def main() -> None:
    """Ask, and print what it took."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", choices=list(SIZES), default="medium")
    parser.add_argument("--questions", type=int, default=40, help="how many denials")
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    site = build_declaration(SIZES[asked.size]).sites[SITE]
    started = time.process_time()
    engine = compile_site(site)
    compiling = time.process_time() - started
    print(machine())
    print(f"{asked.size}: {len(engine.users):,} users, {len(engine.items):,} items")
    print(f"compiling the site: {compiling:.2f} s")
    peak = PeakMemory()
    seconds: list[float] = []
    repairs: list[int] = []
    kinds: Counter[str] = Counter()
    cut = 0
    choose = random.Random(asked.seed)  # noqa: S311 - varied, not secret
    for question in questions(site, choose):
        found, took = timed(question, engine)
        if found.result.effective is Verdict.ALLOWED:
            continue
        seconds.append(took)
        repairs.append(len(found.repairs))
        kinds.update({edit.kind for it in found.repairs for edit in it.edits})
        cut += bool(found.left_out or found.groups_left_out)
        if len(seconds) == asked.questions:
            break
    first, rest = seconds[0], seconds[1:]
    middle = spread(rest)
    print(f"the first question: {first:.2f} s, with what is made on first use")
    print(
        f"{len(rest)} more: median {middle.median:.2f} s, quartiles {middle.low:.2f} to "
        f"{middle.high:.2f} s, worst {max(rest):.2f} s"
    )
    print(
        f"repairs a question: median {spread(repairs).median:.0f}, most {max(repairs)}; bounds "
        f"cut {cut} of {len(seconds)}; {sum(not it for it in repairs)} without any"
    )
    print(f"peak memory beyond the site and its engine: {peak.megabytes():.0f} MB")
    print("kinds of edit:", ", ".join(f"{kind} {n}" for kind, n in kinds.most_common()))


if __name__ == "__main__":
    main()
