"""The bulk engine: how fast questions about whole sites are answered, and in how much memory.

Run from the root of the source tree:

    .venv/bin/python -m benchmarks.bulk                    # medium
    .venv/bin/python -m benchmarks.bulk --large --worst

Each size runs in a process of its own. All questions are timed in turn, round after round, so
that whatever else the machine does hits all alike; ratios are taken within a round. Times are of
the processor, which is all that any of this uses and which others may be using too. Before that,
engine, resolver and walk are checked to answer alike. ``scaling.py`` shows how cost grows.
"""

import argparse
import gc
import json
import resource
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict
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
from benchmarks.sites import SITE, SIZES, Size, build_declaration
from tableau_perm_cli.resolve.bulk import compile_site


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


def measure(size: Size, rounds: int, *, baselines: bool) -> Measured:
    """Measure one size in this process."""
    declaration = build_declaration(size)
    site = declaration.sites[SITE]
    gc.collect()
    gc.freeze()  # as the loader leaves it: what is declared is not looked at again
    peak = PeakMemory()
    asked = EngineQuestions(site)
    _, first_count = timed(asked.first_count())
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
    started = time.process_time()
    decided = run()
    return decided, time.process_time() - started


def in_a_process(size: Size, rounds: int, *, baselines: bool) -> Measured:
    """Measure one size in a process of its own."""
    asked = json.dumps([asdict(size), rounds, baselines])
    command = [sys.executable, "-m", "benchmarks.bulk", "--inside", asked]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    measured: Measured = json.loads(done.stdout)
    return measured


def print_size(name: str, measured: Measured) -> None:
    """Print everything about one size."""
    print(f"\n{name}: {measured['description']}")
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
    for question, found in rounds.items():
        rates = [decided / seconds for decided, seconds in found]
        rate = spread(rates)
        seconds = spread([seconds for _, seconds in found]).median
        times = seconds * 1000 / _QUESTIONS_OF.get(question, found[0][0])
        ratios = [_ratio(rates, rounds.get(baseline)) for baseline in (RESOLVER, WALK)]
        print(
            f"  {question:27} {times:13,.4f} {rate.median:15,.0f} "
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


def main() -> None:
    """Measure what was asked for and print it."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    for name in SIZES:
        parser.add_argument(f"--{name}", action="store_true")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--no-baselines", action="store_true")
    parser.add_argument("--inside", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.inside:
        size, rounds, baselines = json.loads(given.inside)
        print(json.dumps(measure(Size(**size), rounds, baselines=baselines)))
        return
    print(machine())
    sizes = [name for name in SIZES if getattr(given, name)]
    for name in sizes or ["medium"]:
        baselines = not given.no_baselines
        print_size(name, in_a_process(SIZES[name], given.rounds, baselines=baselines))
    print(machine())


if __name__ == "__main__":
    main()
