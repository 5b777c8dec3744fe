"""The bulk engine: how fast questions about whole sites are answered, and in how much memory.

Run from the root of the source tree:

    .venv/bin/python -m benchmarks.bulk                    # medium
    .venv/bin/python -m benchmarks.bulk --large --worst
    .venv/bin/python -m benchmarks.bulk --growth           # medium at 1, 2, 4 and 8 times

Each size runs in a process of its own. All questions are timed in turn, round after round, so
that whatever else the machine does hits all alike; ratios are taken within a round. Before that,
engine, resolver and walk are checked to answer alike.
"""

import argparse
import gc
import json
import resource
import subprocess
import sys
import time
from collections.abc import Sequence
from typing import TypedDict

from benchmarks.bulk_questions import (
    RESOLVER,
    WALK,
    Baselines,
    EngineQuestions,
    Question,
    Run,
    decisions,
    edit,
)
from benchmarks.measuring import PeakMemory, machine, spread
from benchmarks.sites import SITE, SIZES, build_declaration
from tableau_perm_cli.resolve.bulk import compile_site

GROWTH = ("users", "items", "groups_of_user", "lists")
FACTORS = (1, 2, 4, 8)


class Measured(TypedDict):
    """What the process of one size reports."""

    description: str
    compiling: list[float]
    """Seconds."""
    first_count: float
    """Seconds of the first whole-site count, with what is made on first use."""
    engine_megabytes: float
    """The peak of compiling and counting, beyond what the site takes."""
    process_megabytes: float
    """The peak of the process so far, with site and all."""
    editing: list[float]
    """Seconds from an edited site to who gained and lost what."""
    rounds: dict[str, list[tuple[int, float]]]
    """For each question and round, decisions and seconds."""


def measure(size: str, factors: dict[str, int], rounds: int, *, baselines: bool) -> Measured:
    """Measure one size in this process."""
    declaration = build_declaration(SIZES[size].times(**factors))
    site = declaration.sites[SITE]
    gc.collect()
    gc.freeze()  # as the loader leaves it: what is declared is not looked at again
    peak = PeakMemory()
    asked = EngineQuestions(site)
    _, first_count = timed(asked.count_again())
    process = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
    engine = asked.engine
    measured = Measured(
        description=(
            f"{len(engine.users):,} users, {len(site.groups) - 1:,} groups, "
            f"{len(engine.items):,} items, {len(engine.lists):,} distinct rule lists in "
            f"{len(engine.strata):,} strata, {decisions(engine):,} decisions"
        ),
        compiling=[timed(lambda: len(compile_site(site).items))[1] for _ in range(rounds)],
        first_count=first_count,
        engine_megabytes=peak.megabytes(),
        process_megabytes=process,
        editing=[timed(edit(site, engine))[1] for _ in range(rounds)],
        rounds={},
    )
    questions = asked.questions()
    if baselines:
        beside = Baselines(declaration, asked)
        beside.check()
        questions = beside.questions() | questions
    gc.collect()
    gc.freeze()
    measured["rounds"] = in_turn(questions, rounds)
    return measured


def in_turn(questions: dict[str, Question], rounds: int) -> dict[str, list[tuple[int, float]]]:
    """Time every question once a round."""
    found: dict[str, list[tuple[int, float]]] = {name: [] for name in questions}
    for _ in range(rounds):
        for name, prepare in questions.items():
            found[name].append(timed(prepare()))
    return found


def timed(run: Run) -> tuple[int, float]:
    """Run, and return the number of decisions and the seconds they took."""
    started = time.perf_counter()
    decided = run()
    return decided, time.perf_counter() - started


def in_a_process(
    size: str, rounds: int, factors: dict[str, int] | None = None, *, baselines: bool = True
) -> Measured:
    """Measure one size in a process of its own."""
    asked = json.dumps([size, factors or {}, rounds, baselines])
    command = [sys.executable, "-m", "benchmarks.bulk", "--inside", asked]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    measured: Measured = json.loads(done.stdout)
    return measured


def print_size(size: str, measured: Measured) -> None:
    """Print everything about one size."""
    print(f"\n{size}: {measured['description']}")
    print(f"  compiling          {_milliseconds(measured['compiling'])}")
    print(f"  first count        {measured['first_count'] * 1000:,.1f} ms")
    print(f"  edit to difference {_milliseconds(measured['editing'])}")
    print(
        f"  memory: engine and counts {measured['engine_megabytes']:,.0f} MB at most, the whole "
        f"process with the site {measured['process_megabytes']:,.0f} MB"
    )
    heads = ("question", "ms a question", "decisions/s", "quartiles", "x resolver", "x walk")
    print("  {:27} {:>13} {:>15} {:>23} {:>12} {:>12}".format(*heads))
    rounds = measured["rounds"]
    for name, found in rounds.items():
        rates = [decided / seconds for decided, seconds in found]
        rate = spread(rates)
        seconds = spread([seconds for _, seconds in found]).median
        times = seconds * 1000 / _QUESTIONS_OF.get(name, found[0][0])
        ratios = [_ratio(rates, rounds.get(baseline)) for baseline in (RESOLVER, WALK)]
        print(
            f"  {name:27} {times:13,.4f} {rate.median:15,.0f} "
            f"{rate.low:11,.3g}-{rate.high:<11,.3g} {ratios[0]:>12} {ratios[1]:>12}"
        )


_QUESTIONS_OF = {
    "count of the whole site": 1,
    "the same once more": 1,
    "who, by reason": 100,
    "who, names of all allowed": 100,
    "access of one user": 3,
    "columns for a matrix": 1,
}
"""How many questions a run asks, where they are not cells."""


def _ratio(rates: Sequence[float], baseline: Sequence[tuple[int, float]] | None) -> str:
    if baseline is None:
        return "-"
    pairs = zip(rates, baseline, strict=True)
    return f"{spread([rate / (cells / seconds) for rate, (cells, seconds) in pairs]).median:,.1f}"


def _milliseconds(seconds: Sequence[float]) -> str:
    low, median, high = (1000 * it for it in spread(seconds))
    return f"{median:,.1f} ms ({low:,.1f}-{high:,.1f})"


def print_growth(rounds: int) -> None:
    """Print how time and memory of medium grow with each of its numbers."""
    print(f"\nmedium, one number at a time multiplied; seconds (median of {rounds}) and MB")
    print(f"  {'what':15} {'times':>5} {'lists':>7} {'compile':>9} {'count':>9} {'MB':>7}")
    for what in GROWTH:
        for factor in FACTORS:
            measured = in_a_process("medium", rounds, {what: factor}, baselines=False)
            counts = [seconds for _, seconds in measured["rounds"]["count of the whole site"]]
            lists = measured["description"].split(" distinct")[0].rpartition(" ")[2]
            print(
                f"  {what:15} {factor:5} {lists:>7} {spread(measured['compiling']).median:9.3f} "
                f"{spread(counts).median:9.3f} {measured['engine_megabytes']:7.1f}"
            )


def main() -> None:
    """Measure what was asked for and print it."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    for size in SIZES:
        parser.add_argument(f"--{size}", action="store_true")
    parser.add_argument("--growth", action="store_true")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--no-baselines", action="store_true")
    parser.add_argument("--inside", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.inside:
        size, factors, rounds, baselines = json.loads(given.inside)
        print(json.dumps(measure(size, factors, rounds, baselines=baselines)))
        return
    print(machine())
    sizes = [size for size in SIZES if getattr(given, size)]
    for size in sizes or ([] if given.growth else ["medium"]):
        print_size(size, in_a_process(size, given.rounds, baselines=not given.no_baselines))
    if given.growth:
        print_growth(given.rounds)
    print(machine())


if __name__ == "__main__":
    main()
