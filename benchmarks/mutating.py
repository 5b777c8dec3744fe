"""Mutation: which changes of rules and memberships expectations notice, against testing again.

Run from the root of the source tree:

    .venv/bin/python -m benchmarks.mutating                  # medium, 2,000 rules
    .venv/bin/python -m benchmarks.mutating --small --rules 50 --again 20

The expectations are tables of cells as they are, invariants and limits over the whole site. The
site is in memory when the clock starts, as after loading. The baseline is what needs no idea: for
each mutant the site is changed, compiled, and every expectation tested again. It is run on a
sample of the mutants, and both must judge these alike. Times are of the processor.
"""

import argparse
import gc
import random
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from benchmarks.measuring import PeakMemory, machine, spread
from benchmarks.sites import SITE, SIZES, build_site
from tableau_perm_cli.audit.expectations import Outcome, examine_site
from tableau_perm_cli.audit.expectations.bench import Bench
from tableau_perm_cli.audit.mutation import Fate, Judged, MutationRun, RuleMutant
from tableau_perm_cli.audit.mutation.anew import notices_anew
from tableau_perm_cli.audit.mutation.members import MemberJudge
from tableau_perm_cli.audit.mutation.mutants import groups_that_count, rule_mutants
from tableau_perm_cli.audit.mutation.pinned import PinnedCell, tables_of
from tableau_perm_cli.audit.mutation.rules import RuleJudge
from tableau_perm_cli.audit.mutation.watched import Watched, watched_on
from tableau_perm_cli.catalog import CATALOG
from tableau_perm_cli.declaration.expectation_model import Expectation
from tableau_perm_cli.declaration.load import read_files
from tableau_perm_cli.declaration.model import Site
from tableau_perm_cli.report.expectations.suite_text import suite_text
from tableau_perm_cli.resolve.bulk import BulkEngine, changed_cells, compile_site

_TABLES = 300
_INVARIANTS = """\
    - name: no Viewer deletes
      never: {users: role:Viewer, capabilities: [delete, set_permissions], items: "**"}
    - name: nobody shares but in a group
      only: {users: "group:*", capabilities: share_customized, items: "workbook:**"}
    - name: few publish
      at_most: 4000
      capabilities: publish
      items: "project:**"
"""
_FRAME = f"version: 1\nsites: {{{SITE}: {{}}}}\n"


def holding(site: Site, engine: BulkEngine, seed: int = 1) -> list[Expectation]:
    """Return expectations that hold on the site."""
    choose = random.Random(seed)  # noqa: S311 - the same for everybody
    cells = []
    for _ in range(_TABLES):
        place = choose.randrange(len(engine.items))
        item = engine.items[place].item
        capability = choose.choice(CATALOG[item.kind].capabilities)
        for user in choose.sample(range(len(engine.users)), 3):
            answer = engine.decide(user, place, capability.index)
            cells.append(PinnedCell(engine.users[user], item.address, capability.key, answer))
    text = "".join(suite_text({SITE: tables_of(cells)})) + _INVARIANTS
    files = [("site.yaml", _FRAME.encode()), ("suite.yaml", text.encode())]
    stated = read_files(files).sites[SITE].expectations
    results = examine_site(site, stated, most_cells=0)
    return [it.expectation for it in results if it.outcome is Outcome.PASSED]


def chosen_rules(engine: BulkEngine, rules: int) -> list[tuple[RuleMutant, list[int]]]:
    """Return the mutants of so many rules, of lists that govern anything."""
    found = [it for it in rule_mutants(engine) if it[1]]
    written = list(dict.fromkeys(_written(mutant) for mutant, _ in found))
    choose = random.Random(1)  # noqa: S311 - the same for everybody
    chosen = {*choose.sample(written, min(rules, len(written)))}
    return [it for it in found if _written(it[0]) in chosen]


def _written(mutant: RuleMutant) -> tuple[int, int]:
    """Return what tells a written rule from all others: lists of a generated site share rules."""
    return id(mutant.rules), id(mutant.rule)


def again(
    engine: BulkEngine, mutants: Iterable[RuleMutant], expectations: Sequence[Expectation]
) -> Iterator[Fate]:
    """Yield what becomes of mutants by changing the site and testing everything again."""
    for mutant in mutants:
        after = compile_site(mutant.applied(engine.site))
        if not any(True for _ in changed_cells(engine, after)):
            yield Fate.EQUIVALENT
        else:
            yield Fate.NOTICED if notices_anew(after, expectations) else Fate.SURVIVED


def told(name: str, fates: Counter[Fate], seconds: float, memory: float | None = None) -> None:
    """Print what a run over mutants came to."""
    number = fates.total()
    peak = f"{memory:,.0f} MB at most" if memory is not None else ""
    print(
        f"  {name:28} {number:8,} mutants {seconds:8.2f} s {number / seconds:10,.0f}/s   "
        f"{fates[Fate.NOTICED]:,} noticed, {fates[Fate.SURVIVED]:,} survived, "
        f"{fates[Fate.EQUIVALENT]:,} change nothing   {peak}"
    )


def fates(judged: Iterable[Judged]) -> Counter[Fate]:
    """Return how often each fate comes."""
    return Counter(it.fate for it in judged)


def measure(site: Site, rules: int, sample: int, rounds: int) -> None:
    """Time the mutation of a site and its baseline, and print both."""
    engine = compile_site(site)
    expectations = holding(site, engine)
    mutants = chosen_rules(engine, rules)
    bench = Bench(engine)
    watched = [watched_on(bench, expectation) for expectation in expectations]
    print(f"  {len(expectations)} expectations, {rules:,} rules")
    gc.collect()
    gc.freeze()
    ratios = [_round(engine, expectations, mutants, watched, sample) for _ in range(rounds)]
    low, median, high = spread(ratios)
    print(f"  a mutant of a rule: {median:,.0f} times as fast as testing again")
    print(f"  ({low:,.0f} to {high:,.0f}), on the same {sample} mutants of rules")
    groups = groups_that_count(engine)
    peak, started = PeakMemory(), time.process_time()
    judge = MemberJudge(engine, watched)
    found = fates(judged for group in groups for judged in judge.judge(group))
    told("all memberships", found, time.process_time() - started, peak.megabytes())
    peak, started = PeakMemory(), time.process_time()
    found = fates(MutationRun(engine, expectations).judged())
    told("the whole site", found, time.process_time() - started, peak.megabytes())


def _round(
    engine: BulkEngine,
    expectations: Sequence[Expectation],
    mutants: Sequence[tuple[RuleMutant, list[int]]],
    watched: Sequence[Watched],
    sample: int,
) -> float:
    """Time both once; return how much longer the baseline takes on the same mutants."""
    peak, started = PeakMemory(), time.process_time()
    judge = RuleJudge(engine, watched)
    found = fates(judge.judge(mutant, places) for mutant, places in mutants)
    told("rules", found, time.process_time() - started, peak.megabytes())
    step = max(1, len(mutants) // sample)
    some = list(islice(mutants, 0, step * sample, step))
    started = time.process_time()
    fast = [judge.judge(mutant, places).fate for mutant, places in some]
    seconds = time.process_time() - started
    started = time.process_time()
    slow = list(again(engine, (mutant for mutant, _ in some), expectations))
    baseline = time.process_time() - started
    if fast != slow:
        raise ValueError("the two judge mutants differently")
    told("testing again, on a sample", Counter(slow), baseline)
    return baseline / seconds


def main() -> None:
    """Measure what was asked for and print it."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    for name in SIZES:
        parser.add_argument(f"--{name}", action="store_true")
    parser.add_argument("--rules", type=int, default=2_000)
    parser.add_argument("--again", type=int, default=60)
    parser.add_argument("--rounds", type=int, default=3)
    given = parser.parse_args()
    print(machine())
    for name in [it for it in SIZES if getattr(given, it)] or ["medium"]:
        site = build_site(SIZES[name])
        print(f"\n{name}: {len(site.users):,} users")
        measure(site, given.rules, given.again, given.rounds)
    print(machine())


if __name__ == "__main__":
    main()
