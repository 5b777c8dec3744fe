"""Pulling a whole site: calls beside the fewest possible, time, memory, by number of workers.

Run from the root of the source tree:

    .venv/bin/python -m benchmarks.pulling                    # 5,000 items
    .venv/bin/python -m benchmarks.pulling --delay 0.02       # every answer takes 20 ms

A process of its own serves the site over HTTP on loopback, with the REST API of our tests; another
runs the real command against it. The rate is not limited, so that what is measured is ours: the
default of 20 calls a second would take as long as there are calls. The baseline is one worker.
Times are of the wall for a pull, and of the processor for what of that was ours.
"""

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.measuring import machine
from benchmarks.sites import SIZES, Size, build_declaration

_ROOT = Path(__file__).parents[1]
_WORKERS = (1, 4, 8, 16)


@dataclass(frozen=True, slots=True)
class Pull:
    """What one pull came to."""

    workers: int
    seconds: float
    """Of the wall."""
    processor: float
    """Seconds of the processor, in the pulling process."""
    megabytes: float
    """The most memory that the pulling process had."""
    calls: int
    """That the server has answered, sign-in and sign-out included."""
    words: str
    """What the command says of its cost."""


def serve(size: Size, delay: float) -> None:
    """Serve a site until standard input ends; answer each line there with the calls so far."""
    # Not for users of the benchmarks' other parts: the server belongs to the tests.
    sys.path.insert(0, str(_ROOT / "tests"))
    from support.rest_server import RestServer  # noqa: PLC0415 - after the path is there
    from support.rest_server.faults import FOR_EVER, Slow  # noqa: PLC0415

    faults = [Slow(times=FOR_EVER, seconds=delay)] if delay else []
    with RestServer(build_declaration(size), faults=faults) as server:
        _tell(f"{server.url} {server.token_name} {server.token_secret}")
        for _ in sys.stdin:
            _tell(str(len(server.seen)))
            server.forget()


def _tell(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def measure(size: str, delay: float, workers: Sequence[int]) -> list[Pull]:
    """Pull the site once with each number of workers."""
    command = [sys.executable, "-m", "benchmarks.pulling", size, "--serve", "--delay", str(delay)]
    with subprocess.Popen(
        command, cwd=_ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as server:
        assert server.stdin is not None  # noqa: S101 - for the type checker
        assert server.stdout is not None  # noqa: S101
        url, name, secret = server.stdout.readline().split()
        environment = {**os.environ, "TABLEAU_TOKEN_NAME": name, "TABLEAU_TOKEN_VALUE": secret}

        def calls() -> int:
            server.stdin.write("\n")
            server.stdin.flush()
            return int(server.stdout.readline())

        pulls = []
        for number in workers:
            calls()
            pulls.append(_pull(url, number, environment, calls))
        server.stdin.close()
    return pulls


def _pull(
    url: str, workers: int, environment: Mapping[str, str], calls: Callable[[], int]
) -> Pull:
    with tempfile.TemporaryDirectory() as folder:
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        started = time.perf_counter()
        done = subprocess.run(
            [
                *(sys.executable, "-m", "tableau_perm_cli", "pull", "--server", url),
                *("--workers", str(workers), "--rate", "0", "-o", f"{folder}/site.yaml"),
            ],
            env=environment,
            stderr=subprocess.PIPE,
            text=True,
            check=True,
        )
        seconds = time.perf_counter() - started
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return Pull(
        workers,
        seconds,
        after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime,
        after.ru_maxrss * 1024 / 1e6,
        calls(),
        next(line for line in done.stderr.splitlines() if "calls" in line),
    )


def main() -> None:
    """Measure what the command line asks for, and print it."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("size", choices=SIZES, nargs="?", default="medium")
    parser.add_argument("--delay", type=float, default=0.0, help="seconds that an answer takes")
    parser.add_argument("--workers", type=int, nargs="*", default=_WORKERS)
    parser.add_argument("--serve", action="store_true", help="only serve; for the benchmark")
    given = parser.parse_args()
    if given.serve:
        serve(SIZES[given.size], given.delay)
        return
    size = SIZES[given.size]
    print(machine())
    print(f"{size.users:,} users, {size.groups:,} groups, {size.items:,} items; ", end="")
    print(f"an answer takes {given.delay * 1000:.0f} ms and what the server computes")
    pulls = measure(given.size, given.delay, given.workers)
    print(f"  {pulls[0].words}")
    for pull in pulls:
        print(
            f"  {pull.workers:3} workers {pull.seconds:8.1f} s, "
            f"{pulls[0].seconds / pull.seconds:4.1f} x one worker; "
            f"{pull.calls / pull.seconds:6.0f} calls/s; {pull.calls:,} calls; "
            f"processor {pull.processor:6.1f} s; {pull.megabytes:,.0f} MB at most"
        )


if __name__ == "__main__":
    main()
