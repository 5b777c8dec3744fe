"""Runs the program as a user does, and compares what it writes with files kept beside the tests.

Four ways, all with an environment in which nothing of the machine shows (no CI, no colour, no
width, no ``TABLEAU_*``):

- ``run(...)``: the real program in a process of its own, standard output a pipe;
- ``run_inside(...)``: the same words through ``cli.main.run`` in this process, some fifty times
  as fast: for the many cases;
- ``run_on_terminal(..., width=80)``: a process whose standard output is a real terminal;
- ``golden("rules/orange_belt.80.txt", text)``: compares with ``tests/cli/golden/…``; with
  ``UPDATE_GOLDEN=1`` in the environment it writes the file instead. Read what it wrote.

All take the words after ``tableau-perm`` and run in the repository's root, so that
``sample_configs/…`` can be named as in the README.
"""

import contextlib
import difflib
import io
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from unittest import mock

import pytest

ROOT = Path(__file__).resolve().parents[2]
"""The repository's root."""
SAMPLES = ROOT / "sample_configs"
GOLDEN = ROOT / "tests" / "cli" / "golden"
PROGRAM = (sys.executable, "-m", "tableau_perm_cli")

_SCRUBBED = frozenset({"CI", "NO_COLOR", "FORCE_COLOR", "PY_COLORS", "COLUMNS", "LINES", "TERM"})
_SCRUBBED_PREFIXES = ("GITHUB_", "TABLEAU_", "_TABLEAU_PERM_", "_TYPER_", "TYPER_")
_LONGEST = 60  # seconds a run may take before it counts as hanging


@dataclass(frozen=True, slots=True)
class Ran:
    """What one run came to."""

    exit_code: int
    """Negative for the number of the signal that ended it."""
    stdout: str
    """Line ends as they were written; of a terminal ``\\n``."""
    stderr: str


def scrubbed_environment(extra: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return this process's environment without what changes the program's behaviour.

    Args:
        extra: variables to set on top, e.g. ``{"NO_COLOR": "1"}``.
    """
    kept = {
        name: value
        for name, value in os.environ.items()
        if name not in _SCRUBBED and not name.startswith(_SCRUBBED_PREFIXES)
    }
    # The package under test, wherever the run starts; UTF-8, whatever the machine's locale.
    kept["PYTHONPATH"] = str(ROOT)
    kept["PYTHONIOENCODING"] = "utf-8"
    return kept | dict(extra or {})


def run(
    *words: str,
    cwd: Path = ROOT,
    stdin: str = "",
    env: Mapping[str, str] | None = None,
) -> Ran:
    """Run the real program in a process of its own, its output into pipes.

    Args:
        words: what follows ``tableau-perm``.
        cwd: where it runs.
        stdin: what it reads from standard input.
        env: variables on top of the scrubbed environment.
    """
    done = subprocess.run(
        [*PROGRAM, *words],
        cwd=cwd,
        input=stdin.encode(),
        env=scrubbed_environment(env),
        capture_output=True,
        timeout=_LONGEST,
        check=False,
    )
    return Ran(
        done.returncode,
        done.stdout.decode("utf-8", "backslashreplace"),
        done.stderr.decode("utf-8", "backslashreplace"),
    )


def run_inside(
    *words: str,
    cwd: Path = ROOT,
    stdin: str = "",
    env: Mapping[str, str] | None = None,
) -> Ran:
    """Run the program in this process; as ``run``, without the cost of a new one."""
    from tableau_perm_cli.cli.main import run as program  # noqa: PLC0415 - slow, not all need it

    stdout, stderr = _captured(), _captured()
    code: object = 0
    with (
        mock.patch.dict(os.environ, scrubbed_environment(env), clear=True),
        contextlib.chdir(cwd),
        mock.patch.object(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin.encode()))),
        contextlib.redirect_stdout(stdout),
        contextlib.redirect_stderr(stderr),
    ):
        try:
            program(words)
        except SystemExit as end:
            code = end.code
    assert code is None or isinstance(code, int), f"ended with {code!r}"
    return Ran(int(code or 0), _text_of(stdout), _text_of(stderr))


def _captured() -> io.TextIOWrapper:
    return io.TextIOWrapper(io.BytesIO(), encoding="utf-8", newline="")


def _text_of(stream: io.TextIOWrapper) -> str:
    stream.flush()
    buffer = stream.buffer
    assert isinstance(buffer, io.BytesIO)
    return buffer.getvalue().decode()


def run_on_terminal(
    *words: str,
    width: int = 80,
    cwd: Path = ROOT,
    env: Mapping[str, str] | None = None,
) -> Ran:
    """Run the real program with a terminal as standard input and output.

    There is colour, as on a terminal; add ``--color never`` for text that can be compared.
    Standard error goes to a file, so that it can be told apart.

    Args:
        words: what follows ``tableau-perm``.
        width: the terminal's columns.
        cwd: where it runs.
        env: variables on top of the scrubbed environment, in which ``TERM`` is that of a
            terminal with colours.
    """
    pty = pytest.importorskip("pty", reason="needs a pseudo-terminal")
    import fcntl  # noqa: PLC0415 - not on every system, as pty
    import struct  # noqa: PLC0415
    import tempfile  # noqa: PLC0415
    import termios  # noqa: PLC0415

    master, slave = pty.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 40, width, 0, 0))
    with tempfile.TemporaryFile() as stderr:
        process = subprocess.Popen(
            [*PROGRAM, *words],
            cwd=cwd,
            env=scrubbed_environment({"TERM": "xterm-256color", **(env or {})}),
            stdin=slave,
            stdout=slave,
            stderr=stderr,
            start_new_session=True,
        )
        os.close(slave)
        written = b"".join(_read_terminal(master))
        os.close(master)
        code = process.wait(timeout=_LONGEST)
        stderr.seek(0)
        errors = stderr.read().decode("utf-8", "backslashreplace")
    # The terminal driver writes a carriage return before each line feed.
    return Ran(code, written.decode("utf-8", "backslashreplace").replace("\r\n", "\n"), errors)


def _read_terminal(master: int) -> Iterator[bytes]:
    while True:
        try:
            piece = os.read(master, 1 << 16)
        except OSError:  # how Linux says that nobody has the terminal open any more
            return
        if not piece:
            return
        yield piece


def golden(path: str, text: str) -> None:
    """Hold ``text`` against the file kept at ``tests/cli/golden/<path>``.

    Fails with a diff when they differ or the file is missing. With ``UPDATE_GOLDEN=1`` in the
    environment the file is written instead.

    Args:
        path: by convention ``<command>/<case>.<format or width>.txt``.
        text: what the program wrote; every byte counts.
    """
    file = GOLDEN / path
    if os.environ.get("UPDATE_GOLDEN") == "1":
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text.encode())
        return
    if not file.exists():
        pytest.fail(f"no golden file {path}: run with UPDATE_GOLDEN=1 and read what it writes")
    kept = file.read_bytes().decode()
    if kept != text:
        difference = difflib.unified_diff(
            kept.splitlines(keepends=True),
            text.splitlines(keepends=True),
            f"golden/{path}",
            "now",
        )
        pytest.fail(
            "the output changed (UPDATE_GOLDEN=1 accepts it):\n"
            + "\n".join(line.rstrip("\n") for line in difference)
        )
