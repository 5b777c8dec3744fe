"""Start-up: how long small commands take, beside an empty Typer program and bare Python.

Run with ``.venv/bin/python -m benchmarks.startup [ROUNDS]``. Every round runs each program once,
in turn, so that what else the machine does hits all alike. Medians, with the spread between the
quartiles, and ratios to the empty Typer program.
"""

import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SAMPLE = str(ROOT / "sample_configs" / "students_orange_belt.yaml")
EMPTY = """
import typer
app = typer.Typer(rich_markup_mode=None, add_completion=False)
@app.command()
def main() -> None:
    pass
app()
"""


def programs(folder: Path) -> dict[str, list[str]]:
    """Return what is timed, by name; the first two are the baselines."""
    empty = folder / "empty.py"
    empty.write_text(EMPTY)
    ours = [sys.executable, "-m", "tableau_perm_cli"]
    question = ["student_01", "view", "project:Student_01", "-f", SAMPLE]
    return {
        "bare Python": [sys.executable, "-c", "pass"],
        "empty Typer program": [sys.executable, str(empty)],
        "--version": [*ours, "--version"],
        "--help": [*ours, "--help"],
        "can, small file": [*ours, "can", *question],
        "explain, small file": [*ours, "explain", question[0], question[2], *question[3:]],
    }


def main() -> None:
    """Time every program and print a table."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 15
    with tempfile.TemporaryDirectory() as folder:
        commands = programs(Path(folder))
        times: dict[str, list[float]] = {name: [] for name in commands}
        for _ in range(rounds):
            for name, command in commands.items():
                started = time.perf_counter()
                subprocess.run(
                    command, check=False, stdout=subprocess.DEVNULL, cwd=ROOT, timeout=60
                )
                times[name].append(time.perf_counter() - started)
    baseline = statistics.median(times["empty Typer program"])
    print(f"{'program':24} {'ms':>6} {'quartiles':>13} {'ratio':>6}")
    for name, found in times.items():
        low, median, high = (1000 * it for it in statistics.quantiles(found, n=4))
        print(f"{name:24} {median:6.0f} {low:6.0f}-{high:<6.0f} {median / 1000 / baseline:6.2f}")


if __name__ == "__main__":
    main()
