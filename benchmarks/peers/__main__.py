"""The same decisions by everyone in one run: ours, cedarpy, pycasbin, networkx, DuckDB, SQLite.

Run from the root of the source tree:

    python -m venv bench
    bench/bin/pip install -e '.[bench]'
    bench/bin/python -m benchmarks.peers

First every contender is checked on thousands of cells, of every reason that this site and a small
one with what this one lacks have (the reasons are printed; pycasbin's plain Enforcer is so slow
that it is checked on twenty cells a site). Who gives a single wrong answer is reported and not
timed. Then all are timed in turn, round after round, so that whatever else the machine does hits
all alike; ratios are taken within a round. A peer that is not installed is left out.

These engines answer general policy questions, keep audit trails, take changes while they run, and
some prove things about policies. They are compared on this one question only.
"""

import argparse
import gc
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from benchmarks.measuring import PeakMemory, machine, spread
from benchmarks.peers import contenders as taking_part
from benchmarks.peers.contenders import CONTENDERS, Contender, Player, Scene
from benchmarks.peers.facts import Cell, gather
from benchmarks.peers.sampling import cells_of_every_reason, expected, odd_site, random_cells
from benchmarks.sites import SITE, SIZES, build_declaration
from tableau_perm_cli.declaration.model import Declaration
from tableau_perm_cli.resolve import Reason, Verdict
from tableau_perm_cli.resolve.bulk import compile_site

CHECKED_AT_RANDOM = 3_000
MOST = max(contender.a_round for contender in CONTENDERS)
FEW = 4_000
"""Up to so many cells a round are the same for everyone; beyond it is ours alone."""


@dataclass(slots=True)
class Timings:
    """What was measured of one contender, a value a round."""

    decisions: int = 0
    seconds: list[float] = field(default_factory=list)

    @property
    def rates(self) -> list[float]:
        """Decisions a second."""
        return [self.decisions / seconds for seconds in self.seconds]


def main() -> None:
    """Check, time and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--size", choices=SIZES, default="medium")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--at-most", type=float, default=120, help="seconds of timing")
    parser.add_argument("--memory-of", type=int, help=argparse.SUPPRESS)
    given = parser.parse_args()
    declaration = build_declaration(SIZES[given.size])
    if given.memory_of is not None:
        scene = set_scene(declaration, every_reason=False)
        print(memory_of(CONTENDERS[given.memory_of], scene))
        return
    print(machine())
    scene = set_scene(declaration)
    facts = scene.facts
    print(
        f"{given.size}: {len(facts.users):,} users, {len(facts.items):,} items, "
        f"{len(facts.rules):,} distinct rule lists, {facts.decisions:,} decisions"
    )
    players = checked_players(scene, set_scene(odd_site()))
    gc.collect()
    gc.freeze()  # what is loaded is not looked at again, whoever's it is
    timings = timed(players, scene, given.rounds, given.at_most)
    gc.unfreeze()
    memory = {name: memory_in_a_process(name, given.size) for name in timings}
    print_table(timings, memory)
    print_bars(timings)
    print(machine())


def set_scene(declaration: Declaration, *, every_reason: bool = True) -> Scene:
    """Return everything that contenders are set up from."""
    facts, resolver = gather(declaration, SITE)
    site = declaration.sites[SITE]
    engine = compile_site(site)
    cells = [
        *(cells_of_every_reason(facts, engine, seed=2) if every_reason else ()),
        *random_cells(facts, CHECKED_AT_RANDOM, seed=3),
        *random_cells(facts, FEW, seed=4),
    ]
    return Scene(declaration, site, facts, resolver, engine, cells)


def checked_players(*scenes: Scene) -> dict[str, Player]:
    """Return who gives our answers on all scenes, set up on the first, and print who does not."""
    reasons = Counter(
        reason for scene in scenes for reason in expected(scene.engine, to_check(scene))
    )
    print("checked on", ", ".join(f"{reason} {n}" for reason, n in reasons.most_common()))
    missing = [reason for reason in Reason if reason not in reasons]
    print("not among them:", ", ".join(missing))
    players: dict[str, Player] = {}
    for contender in CONTENDERS:
        try:
            for scene in reversed(scenes):
                players[contender.name] = checked(contender, scene)
        except ImportError as error:
            print(f"{contender.name}: left out, {error}")
        except ValueError as error:
            players.pop(contender.name, None)
            print(f"{contender.name}: NOT TIMED, {error}")
    return players


def to_check(scene: Scene) -> Sequence[Cell]:
    """Return the cells of the scene that are checked: those of every reason come first."""
    return scene.cells[:-FEW]


def checked(contender: Contender, scene: Scene) -> Player:
    """Return the contender on a scene.

    Raises:
        ValueError: an answer of it is not ours.
    """
    cells = to_check(scene)
    if contender.checked is not None:
        cells = cells[: contender.checked]
    player = contender.set_up(scene)
    answers = player.check(cells)
    wanted = expected(scene.engine, cells)
    derived = taking_part.OursDerived(scene)
    if contender.name == taking_part.BULK:  # both of ours have to agree before anything
        reasons = [scene.resolver.derive(*it).reason for it in derived.requests(cells)]
        if reasons != wanted:
            raise ValueError("the bulk engine and the resolver differ")
    wrong = [
        (cell, reason)
        for cell, answer, reason in zip(cells, answers, wanted, strict=True)
        if answer != (reason.verdict is Verdict.ALLOWED)
    ]
    if wrong:
        raise ValueError(f"{len(wrong)} of {len(cells)} answers differ, the first {wrong[0]}")
    return player


def timed(
    players: Mapping[str, Player], scene: Scene, rounds: int, at_most: float
) -> dict[str, Timings]:
    """Time everyone in turn; no round begins once the time is up, but five are made at least."""
    same = scene.cells[-FEW:]
    cells = [*same, *random_cells(scene.facts, MOST - FEW, seed=5)]
    timings = {it.name: Timings() for it in CONTENDERS if it.name in players}
    began = time.perf_counter()
    for number in range(rounds):
        if number >= 5 and time.perf_counter() - began > at_most:  # noqa: PLR2004 - see above
            break
        for contender in CONTENDERS:
            if contender.name in players:
                asked = cells[: contender.a_round]
                if contender.a_round < FEW:  # a round of a slow one is a part of the others'
                    start = number * contender.a_round % FEW
                    asked = same[start : start + contender.a_round] or same[: contender.a_round]
                run = players[contender.name].prepare(asked)
                started = time.perf_counter()
                decisions = run()
                timing = timings[contender.name]
                timing.seconds.append(time.perf_counter() - started)
                timing.decisions = decisions
    return timings


def memory_of(contender: Contender, scene: Scene) -> float:
    """Return the megabytes that setting a contender up and asking it takes, at the peak."""
    gc.collect()
    peak = PeakMemory()
    player = contender.set_up(scene)
    player.prepare(scene.cells[-FEW:][: contender.a_round])()
    return peak.megabytes()


def memory_in_a_process(name: str, size: str) -> float:
    """Return the memory that a contender takes, measured in a process of its own."""
    number = next(n for n, contender in enumerate(CONTENDERS) if contender.name == name)
    command = [sys.executable, "-m", "benchmarks.peers", "--size", size]
    found = subprocess.run(
        [*command, "--memory-of", str(number)], check=True, stdout=subprocess.PIPE, text=True
    )
    return float(found.stdout)


def print_table(timings: Mapping[str, Timings], memory: Mapping[str, float]) -> None:
    """Print a line for everyone."""
    print(
        f"\n{'':35}{'decisions':>12} {'seconds':>8} {'decisions/s':>13} {'quartiles':>23}"
        f" {'bulk ÷ it':>11} {'single ÷ it':>11} {'peak MB':>7}"
    )
    for name, timing in timings.items():
        low, median, high = spread(timing.rates)
        seconds = spread(timing.seconds).median
        bulk = ratio(timings, taking_part.BULK, name)
        single = ratio(timings, taking_part.NAMED, name)
        print(
            f"{name:35}{timing.decisions:>12,} {seconds:8.3f} {median:>13,.4g} "
            f"{f'{low:,.3g} - {high:,.3g}':>23} {bulk:>11,.3g} {single:>11,.3g} "
            f"{memory[name]:7.0f}"
        )
    print(
        f"\n{len(next(iter(timings.values())).seconds)} interleaved rounds. bulk: "
        f"{taking_part.BULK!r}; single: {taking_part.NAMED!r}. Ratios are medians of the ratios "
        "within a round.\nMemory: added to a process with the site loaded, by setting up and one "
        "round, at the peak."
    )


def ratio(timings: Mapping[str, Timings], ours: str, theirs: str) -> float:
    """Return how many times as fast one is as another: the median of the rounds."""
    pairs = zip(timings[ours].rates, timings[theirs].rates, strict=True)
    return spread([one / other for one, other in pairs]).median


def print_bars(timings: Mapping[str, Timings]) -> None:
    """Print what was asked for and what was reached."""
    print()
    for ours, theirs, bar in (
        (taking_part.BULK, taking_part.CEDAR_BATCH, 50_000),
        (taking_part.BULK, taking_part.CASBIN_BEST, 400_000),
        (taking_part.BULK, taking_part.DUCKDB, 10),
        (taking_part.INDEXED, taking_part.CEDAR_SINGLE, 30),
        (taking_part.NAMED, taking_part.CEDAR_SINGLE, 30),
        (taking_part.DERIVED, taking_part.CEDAR_SINGLE, 1),
    ):
        if ours in timings and theirs in timings:
            found = ratio(timings, ours, theirs)
            verdict = "reached" if found >= bar else "NOT reached"
            print(f"{ours!r} is {found:,.3g} times {theirs!r}; bar {bar:,}: {verdict}")


if __name__ == "__main__":
    main()
