"""The program as a process: colour, pipes, signals, closed streams, files, exit codes, start-up.

The numbers in the headings are those of the acceptance list that these tests were written from.
"""

import contextlib
import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO

import pytest
from support.running import (
    PROGRAM,
    ROOT,
    Ran,
    run,
    run_inside,
    run_on_terminal,
    scrubbed_environment,
)

from tableau_perm_cli import __version__
from tableau_perm_cli.cli.commands import COMMANDS

SAMPLE = "sample_configs/students_orange_belt.yaml"
TOUR = "sample_configs/full_tour.yaml"
ESCAPE = "\x1b"

ASKING: dict[str, tuple[str, ...]] = {
    "explain": ("explain", "student_01", "workbook:Student_01/Sales"),
    "explain group": ("explain", "group:Students Orange Belt", "project:Student_01"),
    "explain trace": ("explain", "student_01", "project:Student_01", "--trace"),
    "can": ("can", "student_01", "publish", "project:Student_01"),
    "rules": ("rules", "project:Student_01"),
    "who": ("who", "view", "project:Student_01"),
    "access": ("access", "student_01"),
    "tree": ("tree",),
    "matrix": ("matrix",),
    "summary": ("summary",),
    "troubleshoot": ("troubleshoot", "instructor", "workbook:Student_01/Sales"),
    "lint": ("lint", "--fail-on", "never"),
    "why-not": ("why-not", "student_01", "view", "project:Student_01"),
    "minimise": ("minimise",),
    "escalate": ("escalate",),
    "test": ("test",),
    "what-if": ("what-if", "--role", "student_01", "Viewer", "--quiet"),
    "verify": ("verify", "--from", "tests/cli/exports/insights", "--quiet"),
}
"""Questions about ``SAMPLE``; all of them end with 0."""
TELLING: dict[str, tuple[str, ...]] = {
    "catalog": ("catalog",),
    "diff": ("diff", SAMPLE, "sample_configs/students_orange_belt_none.yaml"),
    "drift": ("drift", SAMPLE, SAMPLE, "--quiet"),
    "catalog type": ("catalog", "workbook"),
    "rule": ("rule",),
    "rule page": ("rule", "unused-ignore"),
    "schema": ("schema",),
    "init": ("init", "-"),
    "completion": ("completion", "bash"),
    "pull": ("pull", "--from", "tests/cli/exports/user_lists", "-o", "-", "--quiet"),
}
"""Commands that need no declaration."""
NAMES = {entry.name for entry in COMMANDS}
ANSWERS = {name: (*words, "-f", SAMPLE) for name, words in ASKING.items() if words[0] in NAMES} | {
    name: words for name, words in TELLING.items() if words[0] in NAMES
}

posix = pytest.mark.skipif(os.name != "posix", reason="pipes and signals as POSIX has them")


def in_shell(redirections: str, *words: str) -> Ran:
    """Run the program with streams that are closed or lead elsewhere."""
    done = subprocess.run(
        ["/bin/sh", "-c", f'exec "$@" {redirections}', "sh", *PROGRAM, *words],
        cwd=ROOT,
        env=scrubbed_environment(),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=60,
        check=False,
    )
    return Ran(done.returncode, done.stdout.decode(), done.stderr.decode())


@contextlib.contextmanager
def started(
    *words: str, cwd: Path = ROOT, env: dict[str, str] | None = None
) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen(
        [*PROGRAM, *words],
        cwd=cwd,
        env=scrubbed_environment(env),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    with process:
        try:
            yield process
        finally:
            process.kill()


def stream(file: IO[bytes] | None) -> IO[bytes]:
    assert file is not None
    return file


def wait_for(directory: Path, pattern: str) -> None:
    for _ in range(600):
        if list(directory.glob(pattern)):
            return
        time.sleep(0.05)
    pytest.fail(f"no {pattern} in {directory}")


def test_every_command_takes_part() -> None:
    assert {words[0] for words in ANSWERS.values()} == NAMES


# 1. Colour


@pytest.mark.parametrize(
    "environment",
    [
        {"NO_COLOR": "1"},
        {"FORCE_COLOR": "0"},
        {"FORCE_COLOR": "1", "PY_COLORS": "1", "CLICOLOR_FORCE": "1", "TTY_COMPATIBLE": "1"},
        {"NO_COLOR": "1", "FORCE_COLOR": "1"},
        {"TERM": "dumb", "FORCE_COLOR": "1"},
        {"TERM": "xterm-256color", "COLORTERM": "truecolor"},
        {"GITHUB_ACTIONS": "true", "CI": "true"},
    ],
    ids=str,
)
def test_off_a_terminal_there_is_no_escape_whatever_is_set(environment: dict[str, str]) -> None:
    for words in (
        (*ANSWERS["explain"], "--format", "table"),
        ("--help",),
        ("explain", "--nothing"),
    ):
        ran = run(*words, env=environment)
        assert ran.stdout or ran.stderr
        assert ESCAPE not in ran.stdout + ran.stderr


@pytest.mark.parametrize("name", ANSWERS)
def test_no_command_writes_an_escape_into_a_pipe(name: str) -> None:
    env = {"FORCE_COLOR": "1", "GITHUB_ACTIONS": "true", "PY_COLORS": "1"}

    ran = run(*ANSWERS[name], env=env)

    assert (ran.exit_code, ran.stderr) == (0, "")
    assert ran.stdout
    assert ESCAPE not in ran.stdout


def test_colour_is_written_where_it_is_asked_for() -> None:
    drawn = (*ANSWERS["explain"], "--format", "table")
    for words in (("--color", "always", *drawn), (*drawn, "--color=always")):
        for env in ({}, {"NO_COLOR": "1"}, {"TERM": "dumb"}):
            assert ESCAPE in run_inside(*words, env=env).stdout
    unknown = run_inside("access", "nobody", "-f", SAMPLE, "--color", "always")
    assert unknown.stderr.startswith("\x1b[1;31merror\x1b[0m: ")
    usage = run_inside("access", "--color", "always", "--nothing")
    assert ESCAPE in usage.stderr


def test_a_table_in_colour_says_the_same_without() -> None:
    drawn = (*ANSWERS["explain"], "--format", "table")
    colored = run_inside(*drawn, "--color", "always").stdout

    assert re.sub(r"\x1b\[[\d;]*m", "", colored) == run_inside(*drawn).stdout


@posix
def test_on_a_terminal_colour_can_be_turned_off() -> None:
    words = ANSWERS["who"]
    assert ESCAPE in run_on_terminal(*words).stdout
    assert ESCAPE in run_on_terminal("--help").stdout
    for more, env in (
        (("--color", "never"), {}),
        ((), {"NO_COLOR": "1"}),
        ((), {"TERM": "dumb"}),
    ):
        assert ESCAPE not in run_on_terminal(*words, *more, env=env).stdout
        assert ESCAPE not in run_on_terminal(*more, "--help", env=env).stdout


@posix
def test_messages_have_colour_by_where_they_go_not_the_answer() -> None:
    for words in (("access", "nobody", "-f", SAMPLE), ("access", "--nothing")):
        ran = run_on_terminal(*words, env={"GITHUB_ACTIONS": "true", "FORCE_COLOR": "1"})
        assert ran.exit_code == 2
        assert ran.stderr.startswith("error: ")
        assert ESCAPE not in ran.stderr


# 2. Nothing wrapped or cut


def test_off_a_terminal_a_long_path_stands_on_one_line(tmp_path: Path) -> None:
    steps = [f"project number {at:02} of a long path" for at in range(10)]
    path = "/".join(steps)
    assert len(path) > 300
    rules = {"groups": {"Long": {"project": "view"}}}
    projects: dict[str, object] = {}
    for step in reversed(steps):
        projects = {step: {"projects": projects, "permissions": rules}}
    many = [f"user {at:04}" for at in range(200)]
    site = {
        "users": dict.fromkeys(many, "Creator"),
        "groups": {"Long": many},
        "projects": {"Default": {"permissions": {}}, **projects},
    }
    (tmp_path / "permissions.yaml").write_text(json.dumps({"version": 1, "sites": {"S": site}}))
    address = f"project:{path}"
    for words in (
        ("explain", "user 0001", address),
        ("explain", "group:Long", address),
        ("rules", address),
        ("who", "view", address),
        ("access", "user 0001"),
        ("matrix",),
    ):
        for format_ in ("tsv", "csv", "json", "jsonl", "markdown", "table"):
            if words[0] == "matrix" and format_ in {"json", "markdown", "table"}:
                continue
            ran = run_inside(*words, "--format", format_, cwd=tmp_path)
            assert (ran.exit_code, ran.stderr) == (0, "")
            panel_of_cells = "group:Long" in words and format_ not in {"json", "table"}
            assert panel_of_cells or any(path in line for line in ran.stdout.splitlines()), (
                words[0],
                format_,
            )
            assert "…" not in ran.stdout
            assert not any(line.endswith(" ") for line in ran.stdout.splitlines())
            if words[0] in {"who", "explain"} and "user 0001" not in words:
                assert all(user in ran.stdout for user in many), (words, format_)
    # Blanks up to the end of a very wide line would take a megabyte a line to make.
    table = run_inside("access", "user 0001", "--format", "table", cwd=tmp_path)
    assert len(table.stdout) < 20_000


# 12. Twice the same


def test_two_runs_are_byte_identical() -> None:
    program = (
        "import contextlib, sys\n"
        "from tableau_perm_cli.cli.main import run\n"
        "for words in eval(sys.argv[1]):\n"
        "    with contextlib.suppress(SystemExit):\n"
        "        run(words)\n"
    )
    asked = [
        (*words, *more)
        for words in ANSWERS.values()
        for more in ((), ("--format", "json"), ("--format", "table"))
    ]
    asked += [
        (*words, "-f", TOUR, "--format", format_)
        for words in (("tree",), ("access", "petra"), ("rules", "project:Finance"))
        for format_ in ("tsv", "json", "table")
    ]
    outputs = {
        subprocess.run(
            [sys.executable, "-c", program, repr(asked)],
            cwd=ROOT,
            env=scrubbed_environment({"PYTHONHASHSEED": seed}),
            capture_output=True,
            timeout=60,
            check=True,
        ).stdout
        for seed in ("0", "1", "4242")
    }

    assert len(outputs) == 1
    assert len(outputs.pop()) > 50_000


# 4. Encodings


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "utf-16"])
def test_no_encoding_changes_the_outcome(encoding: str, tmp_path: Path) -> None:
    file = tmp_path / "permissions.yaml"
    file.write_text(
        'version: 1\nsites: {Zoë: {users: {"日本 ✓": Creator}, projects: {"Ünï → 👩": {}}}}\n',
        encoding="utf-8",
    )
    env = {"PYTHONIOENCODING": encoding}
    for words, code in (
        (("explain", "日本 ✓", "Ünï → 👩", "--format", "table"), 0),
        (("can", "日本 ✓", "view", "Ünï → 👩"), 1),
        (("access", "nobody →"), 2),
    ):
        ran = run(*words, "--quiet", cwd=tmp_path, env=env)
        assert ran.exit_code == code
        assert "Traceback" not in ran.stderr
        assert bool(ran.stdout) == (code < 2)
        assert bool(ran.stderr) == (code == 2)


def test_an_encoding_without_the_signs_gets_plain_ones() -> None:
    drawn = (*ANSWERS["explain trace"], "--format", "table")
    for encoding in ("ascii", "cp1252"):
        ran = run(*drawn, env={"PYTHONIOENCODING": encoding})
        assert ran.exit_code == 0
        assert ran.stdout.isascii()
        assert "\\u" not in ran.stdout
    broken = run(
        "tree",
        "-f",
        "-",
        stdin=f"version: 1\nusers: {'x' * 500}\n",
        env={"PYTHONIOENCODING": "ascii"},
    )
    assert broken.exit_code == 2
    assert " | users: xxx" in broken.stderr
    assert "xxx...\n" in broken.stderr


# 5. Pipes and signals


@pytest.fixture(scope="module")
def big(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A declaration with answers of more than a pipe holds."""
    directory = tmp_path_factory.mktemp("big")
    users = {f"user number {at:05}": "Viewer" for at in range(1500)}
    site = {
        "users": users,
        "projects": {
            f"project number {at:05}": {
                "permissions": {"groups": {"All Users": {"project": "view"}}}
            }
            for at in range(1500)
        },
    }
    (directory / "permissions.yaml").write_text(json.dumps({"version": 1, "sites": {"S": site}}))
    return directory


@posix
@pytest.mark.parametrize(
    "words",
    [
        ("who", "view", "project:project number 00001"),
        ("access", "user number 00001"),
        ("tree",),
        ("tree", "--format", "table"),
        ("tree", "--format", "json"),
        ("matrix",),
    ],
    ids=" ".join,
)
def test_a_reader_who_has_seen_enough_ends_the_run_quietly(
    big: Path, words: tuple[str, ...]
) -> None:
    for unbuffered in ("", "1") if "--format" in words else ("",):
        with started(*words, cwd=big, env={"PYTHONUNBUFFERED": unbuffered}) as process:
            assert stream(process.stdout).readline()
            stream(process.stdout).close()
            assert stream(process.stderr).read() == b""
            assert process.wait(30) == 1


@posix
def test_a_reader_who_is_gone_does_not_change_the_answer_of_can() -> None:
    for capability, code in (("publish", 0), ("view", 1)):
        with started("can", "student_01", capability, "project:Student_01", "-f", SAMPLE) as it:
            stream(it.stdout).close()
            assert stream(it.stderr).read() == b""
            assert it.wait(30) == code


@posix
def test_a_reader_of_the_help_may_leave() -> None:
    for words in (("--help",), ("--version",), ("explain", "--help")):
        with started(*words) as process:
            stream(process.stdout).close()
            assert stream(process.stderr).read() == b""
            assert process.wait(30) == 1


@posix
def test_ctrl_c_while_questions_are_awaited_is_130_and_answers_come_at_once() -> None:
    with started("can", "-", "-f", SAMPLE) as process:
        for user in ("student_01", "nobody", "zoe"):
            question = {"user": user, "capability": "view", "item": "project:Student_01"}
            stream(process.stdin).write(json.dumps(question).encode() + b"\n")
            stream(process.stdin).flush()
            answer = json.loads(stream(process.stdout).readline())
            assert ("error" in answer) == (user == "nobody")
        process.send_signal(signal.SIGINT)
        assert process.wait(30) == 130
        assert stream(process.stderr).read() == b""


@posix
@pytest.mark.parametrize(("sent", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, -15)])
def test_a_signal_while_the_declaration_is_read_ends_the_run(
    tmp_path: Path, sent: signal.Signals, code: int
) -> None:
    fifo = tmp_path / "declaration"
    os.mkfifo(fifo)
    with started("tree", "-f", str(fifo)) as process, fifo.open("wb", 0) as writer:
        # Opening it waits until the program does; then it reads.
        writer.write(b"version: 1\n")
        time.sleep(0.5)
        process.send_signal(sent)
        assert process.wait(30) == code
        assert stream(process.stderr).read() == b""


@posix
def test_ctrl_c_while_computing_is_130(big: Path) -> None:
    with started("matrix", cwd=big) as process:
        assert stream(process.stdout).readline()
        # It goes on computing, or waits for the pipe that nobody empties.
        process.send_signal(signal.SIGINT)
        assert process.wait(30) == 130
        assert stream(process.stderr).read() == b""


# Closed and full streams


@posix
@pytest.mark.parametrize("words", [ANSWERS["access"], ("--help",), ("--version",), ANSWERS["can"]])
def test_a_closed_standard_output_is_an_error(words: tuple[str, ...]) -> None:
    ran = in_shell(">&-", *words)

    assert ran.exit_code == 2
    assert ran.stderr == "error: cannot write to standard output: bad file descriptor\n"


@posix
@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_full_disk_is_an_error() -> None:
    for words in (ANSWERS["access"], ANSWERS["can"], ("--help",), ("--version",), ("can", "-h")):
        ran = in_shell(">/dev/full", *words)
        assert ran.exit_code == 2
        assert ran.stderr == "error: cannot write to standard output: no space left on device\n"
    assert in_shell("2>/dev/full", "access", "nobody", "-f", SAMPLE).exit_code == 2


@posix
def test_a_closed_standard_input_is_an_error_where_it_is_read() -> None:
    for words in (("tree", "-f", "-"), ("can", "-", "-f", SAMPLE)):
        ran = in_shell("<&-", *words)
        assert ran.exit_code == 2
        assert re.fullmatch(r"error: cannot read `?standard input`?: bad .*\n", ran.stderr)
        assert ran.stdout == ""
    assert in_shell("<&-", *ANSWERS["who"]).exit_code == 0


@posix
def test_a_closed_standard_error_changes_nothing_else(tmp_path: Path) -> None:
    assert in_shell("2>&-", *ANSWERS["who"]).exit_code == 0
    assert in_shell("2>&-", "access", "nobody", "-f", SAMPLE).exit_code == 2
    assert in_shell("2>&-", "nothing").exit_code == 2
    assert in_shell("<&- >&- 2>&-", "access", "nobody", "-f", SAMPLE).exit_code == 2
    target = tmp_path / "out"
    assert in_shell("<&- >&- 2>&-", *ANSWERS["who"], "-o", str(target)).exit_code == 0
    assert target.read_text() == run(*ANSWERS["who"]).stdout


# --output


def test_a_file_gets_what_a_pipe_would_get(tmp_path: Path) -> None:
    for name, words in ANSWERS.items():
        if words[0] in {"init", "pull"}:  # what they write they take care not to write over
            continue
        for format_ in ((), ("--format", "table"), ("--format", "json")):
            target = tmp_path / "out"
            piped = run_inside(*words, *format_)
            ran = run_inside(*words, *format_, "--output", str(target))
            assert ran.exit_code == piped.exit_code
            assert ran.stdout == ""
            if piped.exit_code == 0:
                assert target.read_bytes().decode() == piped.stdout, (name, format_)
    assert run_inside(*ANSWERS["who"], "-o", "-").stdout == run_inside(*ANSWERS["who"]).stdout


@posix
def test_a_file_keeps_its_mode_and_a_new_one_gets_the_usual_one(tmp_path: Path) -> None:
    for mode in (0o600, 0o644, 0o664):
        target = tmp_path / "old"
        target.write_text("old")
        target.chmod(mode)
        assert run_inside(*ANSWERS["who"], "-o", str(target)).exit_code == 0
        assert target.stat().st_mode & 0o777 == mode
        assert target.read_text() != "old"
    mask = os.umask(0o027)
    try:
        assert run_inside(*ANSWERS["who"], "-o", str(tmp_path / "new")).exit_code == 0
    finally:
        os.umask(mask)
    assert (tmp_path / "new").stat().st_mode & 0o777 == 0o640


@posix
def test_a_link_stays_and_what_it_leads_to_is_written(tmp_path: Path) -> None:
    real, link = tmp_path / "real", tmp_path / "link"
    link.symlink_to("real")
    for _ in range(2):  # first it leads nowhere
        assert run_inside(*ANSWERS["who"], "-o", str(link)).exit_code == 0
        assert link.is_symlink()
        assert real.read_text().startswith("user\t")
        real.write_text("old")


@posix
def test_a_pipe_or_a_device_is_written_not_replaced(tmp_path: Path) -> None:
    ran = run(*ANSWERS["who"], "-o", "/dev/stdout")
    assert (ran.exit_code, ran.stderr) == (0, "")
    assert ran.stdout == run(*ANSWERS["who"]).stdout
    fifo = tmp_path / "fifo"
    os.mkfifo(fifo)
    with started(*ANSWERS["who"], "-o", str(fifo)) as process:
        assert fifo.read_text() == ran.stdout
        assert process.wait(30) == 0
    assert fifo.is_fifo()


def test_a_file_that_cannot_be_written_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    for target, reason in (
        (tmp_path, "is a directory"),
        (tmp_path / "no" / "file", "no such file or directory"),
        (tmp_path / "file" / "file", "not a directory"),
        (tmp_path / ("x" * 300), "file name too long"),
    ):
        ran = run_inside(*ANSWERS["who"], "--output", str(target))
        assert ran.exit_code == 2
        assert ran.stderr == f"error: cannot write `{target}`: {reason}\n"
    assert run_inside(*ANSWERS["who"], "--output", "").exit_code == 2
    assert sorted(it.name for it in tmp_path.iterdir()) == ["file"]


@posix
@pytest.mark.skipif(os.name == "posix" and os.geteuid() == 0, reason="root may do everything")
def test_a_file_without_the_right_to_write_is_left_alone(tmp_path: Path) -> None:
    target = tmp_path / "out"
    target.write_text("old")
    target.chmod(0o444)
    assert run_inside(*ANSWERS["who"], "-o", str(target)).exit_code == 2
    assert target.read_text() == "old"


def test_an_error_leaves_the_file_as_it_was(tmp_path: Path) -> None:
    target = tmp_path / "out"
    target.write_text("old")
    for words in (("access", "nobody"), ("who", "vieww", "project:Default"), ("who",)):
        assert run_inside(*words, "-f", SAMPLE, "-o", str(target)).exit_code == 2
    assert target.read_text() == "old"
    assert list(tmp_path.iterdir()) == [target]


@posix
@pytest.mark.parametrize(("sent", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, -15)])
def test_a_signal_leaves_the_file_as_it_was(
    tmp_path: Path, sent: signal.Signals, code: int
) -> None:
    target = tmp_path / "out"
    target.write_text("old")
    with started("can", "-", "-f", SAMPLE, "-o", str(target)) as process:
        stream(process.stdin).write(b"{}\n")
        stream(process.stdin).flush()
        wait_for(tmp_path, ".tableau-perm-*")
        process.send_signal(sent)
        assert process.wait(30) == code
        assert stream(process.stderr).read() == b""
    assert target.read_text() == "old"
    assert list(tmp_path.iterdir()) == [target]


# 6. Exit codes


@pytest.mark.parametrize("name", ANSWERS)
def test_an_answer_ends_with_0(name: str) -> None:
    assert run_inside(*ANSWERS[name]).exit_code == 0


FILE = ("-f", SAMPLE)
TROUBLE: dict[tuple[str, ...], tuple[str, str]] = {
    ("explian", "x"): ("no such command `explian`", "`explain`"),
    ("nothing",): ("no such command `nothing`", "`tableau-perm --help`"),
    ("--nothing",): ("no such option `--nothing`", "`tableau-perm --help`"),
    ("who", "--formt", "json"): ("no such option `--formt`", "`--format`"),
    ("who", "-x"): ("no such option `-x`", "`tableau-perm who --help`"),
    ("tree", "--depth"): ("option `--depth` requires an argument", "--help"),
    ("tree", "--depth", "x"): ("invalid value for `--depth`: `x`", "--help"),
    ("explain",): ("missing argument `USER`", "explain [OPTIONS] USER ITEM [CAPABILITY]..."),
    ("can", "student_01"): ("missing argument", "USER CAPABILITY_OR_TASK ITEM"),
    ("who", "view"): ("missing argument `ITEM`", "who [OPTIONS] CAPABILITY ITEM"),
    ("access",): ("missing argument `USER`", "access [OPTIONS] USER"),
    ("access", "a", "b"): ("unexpected argument `b`", "--help"),
    ("rules",): ("missing argument `ITEM`", "rules [OPTIONS] ITEM"),
    ("tree", "--format", "jsn"): (
        "`jsn` is not one of `table`, `tsv`, `json`",
        "did you mean `json`?",
    ),
    ("tree", "--color", "red"): ("`red` is not one of `auto`, `always`, `never`", "--help"),
    ("can", "zoe", "view", "project:Default", "--format", "csv"): ("no format `csv`", "`json`"),
    ("tree", "--site", "Trainin"): ("unknown site `Trainin`", "did you mean `Training`?"),
    ("tree", "--site", "Elsewhere"): ("unknown site `Elsewhere`", "there is `Training`"),
    ("tree", "--site", ""): ("unknown site ``", "there is `Training`"),
    ("tree", "projct:Default"): ("unknown item `projct:Default`", "Default"),
    ("tree", "--depth", "0"): ("`--depth` cannot be 0", "1 shows"),
    ("explain", "student_1", "project:Default"): ("unknown user `student_1`", "`student_01`"),
    ("explain", "nobody", "project:Default"): ("unknown user `nobody`", "there are `dean`"),
    ("explain", "group:Intern", "project:Default"): ("unknown group `Intern`", "`Interns`"),
    ("explain", "group:Nobody", "project:Default"): ("unknown group `Nobody`", "`All Users`"),
    ("explain", "zoe", "project:Defalt"): ("unknown project `Defalt`", "`project:Default`"),
    ("explain", "zoe", "workbook:Sales"): (
        "unknown workbook `Sales`",
        "`workbook:Student_01/Sales`",
    ),
    ("explain", "zoe", "flow:Nothing"): ("unknown flow `Nothing`", "`tableau-perm tree`"),
    ("explain", "zoe", "project:Default", "vieww"): ("`vieww`", "did you mean `view`?"),
    ("explain", "zoe", "project:Default", "fly"): ("`fly`", "expected one of view, publish"),
    ("can", "zoe", "publsh", "project:Default"): ("`publsh`", "`publish`"),
    ("can", "nobody", "view", "project:Default"): ("unknown user `nobody`", "`zoe`"),
    ("can", "zoe", "view", "project:Default", "--target", "project:Default"): (
        "a capability has no target",
        "leave --target out",
    ),
    ("can", "zoe", "move_to", "workbook:Student_01/Sales"): ("needs a target", "add --target"),
    ("can", "-", "view"): ("from standard input alone", ""),
    ("who", "web_edit", "project:Default"): ("`web_edit`", "expected one of"),
    ("who", "view", "project:Nothing"): ("unknown project `Nothing`", "`tableau-perm tree`"),
    ("access", "zoee"): ("unknown user `zoee`", "`zoe`"),
    ("rules", "project:Default", "--type", "workbok"): ("unknown content type", "`workbook`"),
    ("catalog", "workbok"): ("`workbok`", "`workbook`"),
    ("schema", "explian"): ("`explian`", "`explain`"),
    ("completion", "bsh"): ("`bsh`", "`bash`"),
    ("tree", "--file", "no.yaml"): ("cannot read `no.yaml`: no such file or directory", ""),
    ("tree", "--file", ""): ("`--file` needs the name of a file", ""),
    ("tree", "--file", "x" * 300): ("file name too long", ""),
    ("tree", "-f", "tests/support"): ("no declaration in the directory", ".yaml"),
}


@pytest.mark.parametrize("words", TROUBLE, ids=" ".join)
def test_what_cannot_be_done_ends_with_2_and_says_what_to_do(words: tuple[str, ...]) -> None:
    message, help_ = TROUBLE[words]
    named = (
        ()
        if words[0] in {"catalog", "schema", "completion"} or {"-f", "--file"} & {*words}
        else FILE
    )
    before = named if words[0] in NAMES else ()

    ran = run_inside(*before, *words)

    assert ran.exit_code == 2
    assert ran.stdout == ""
    said, _, rest = ran.stderr.partition("\n")
    assert said.startswith("error: ")
    assert message in said
    assert help_ in rest
    assert rest.count("\n") <= 1
    assert not said.endswith(".")


def test_can_ends_with_its_answer() -> None:
    for words, code in (
        (("can", "student_01", "publish", "project:Student_01"), 0),
        (("can", "student_01", "view", "project:Student_01"), 1),
        (("can", "student_01", "publish_to", "project:Student_01"), 0),
        (("can", "zoe", "publish_to", "project:Student_01"), 1),
    ):
        for format_ in ("table", "tsv", "json", "jsonl"):
            assert run_inside(*words, *FILE, "--format", format_).exit_code == code


def test_questions_in_bulk_end_with_2_when_one_cannot_be_answered() -> None:
    good = {"user": "zoe", "capability": "view", "item": "project:Default"}
    lines = [
        json.dumps(good),
        "no json",
        "[" * 100_000,
        "[]",
        "{}",
        '{"user": 1, "capability": "view", "item": "project:Default"}',
        json.dumps(good | {"user": "\ud800"}),
        json.dumps(good | {"usr": "zoe"}),
        json.dumps(good | {"site": "Nowhere"}),
        json.dumps(good | {"site": ""}),
        "",
        json.dumps(good | {"target": None, "site": None}),
    ]
    ran = run_inside("can", "-", *FILE, stdin="\n".join(lines))

    assert ran.exit_code == 2
    assert ran.stderr == ""
    answers = [json.loads(line) for line in ran.stdout.splitlines()]
    assert ["error" in answer for answer in answers] == [False, *[True] * 9, False]
    assert run_inside("can", "-", *FILE, stdin=lines[0]).exit_code == 0
    assert run_inside("can", "-", *FILE).exit_code == 0


def test_a_bug_ends_with_101_and_a_traceback_for_those_who_ask(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def broken(*_: object) -> None:
        raise LookupError("nobody foresaw this")

    monkeypatch.setattr("tableau_perm_cli.cli.access.open_session", broken)
    quiet = run_inside("access", "zoe", *FILE)
    loud = run_inside("access", "zoe", *FILE, "--verbose")

    assert quiet.exit_code == loud.exit_code == 101
    assert "bug" in quiet.stderr
    assert "Traceback" not in quiet.stderr
    assert "nobody foresaw this" in loud.stderr


# Files and options


def test_the_declaration_is_found_where_it_lies(tmp_path: Path) -> None:
    def sites(*words: str, env: dict[str, str] | None = None, stdin: str = "") -> str:
        ran = run_inside("tree", "--format", "json", *words, cwd=tmp_path, env=env, stdin=stdin)
        return json.loads(ran.stdout)["site"] if ran.exit_code == 0 else ran.stderr

    def text(site: str) -> str:
        return f"version: 1\nsites: {{{site}: {{projects: {{P: {{}}}}}}}}\n"

    assert "error: no declaration given\nhelp: use --file PATH" in sites()
    (tmp_path / "permissions.yaml").write_text(text("second"))
    assert sites() == "second"
    (tmp_path / "tableau-perm.yaml").write_text(text("first"))
    assert sites() == "first"
    (tmp_path / "other.yml").write_text(text("other"))
    environment = {"TABLEAU_PERM_FILE": "other.yml"}
    assert sites(env=environment) == "other"
    assert sites("-f", "permissions.yaml", env=environment) == "second"
    assert sites(env={"TABLEAU_PERM_FILE": ""}) == "first"
    assert "cannot read `no.yaml`" in sites(env={"TABLEAU_PERM_FILE": "no.yaml"})
    assert sites("-f", "-", stdin=text("piped")) == "piped"
    assert sites("-f", "-", env=environment, stdin=text("piped")) == "piped"


def test_several_files_and_directories_are_one_declaration() -> None:
    directory = ROOT / "sample_configs" / "split_site"
    files = [f"--file={file}" for file in sorted(directory.iterdir())]
    whole = run_inside("tree", "-f", "sample_configs/split_site", "--format", "json")
    parts = run_inside("tree", *files, "--format", "json", cwd=directory)

    assert whole.exit_code == parts.exit_code == 0
    assert [it["item"] for it in json.loads(whole.stdout)["items"]] == [
        it["item"] for it in json.loads(parts.stdout)["items"]
    ]
    # Before the command, after it, or both: no file that was named is left out.
    split = run_inside(*files[:2], "tree", *files[2:], "--format", "json")
    assert split.stdout == parts.stdout


def test_options_mean_the_same_before_and_after_the_command(tmp_path: Path) -> None:
    for options in (
        ("--format", "json"),
        ("--format", "csv", "--csv-safe"),
        ("--site", "Training"),
        ("--site", "Nowhere"),
        ("--site", ""),
        ("--color", "always", "--format", "table"),
        ("--quiet",),
        ("-q", "-v"),
        ("--output", str(tmp_path / "out")),
        ("--output", ""),
        ("--file", "no.yaml"),
    ):
        before = run_inside("-f", SAMPLE, *options, "access", "zoe")
        after = run_inside("access", *options, "zoe", "-f", SAMPLE)
        assert before == after
    # The one after the command is nearer to it.
    nearer = run_inside("--format", "json", "tree", "-f", SAMPLE, "--format", "csv")
    assert nearer.stdout == run_inside("tree", "-f", SAMPLE, "--format", "csv").stdout


def test_quiet_leaves_notices_out_and_errors_in(tmp_path: Path) -> None:
    file = tmp_path / "notice.yaml"
    file.write_text(
        "version: 1\nsites: {S: {settings: {guest_access: true}, projects: {P: {}}}}\n"
    )
    loud = run_inside("tree", "-f", str(file))
    quiet = run_inside("tree", "-f", str(file), "--quiet")

    assert ": info: " in loud.stderr
    assert quiet.stderr == ""
    assert quiet.stdout == loud.stdout
    assert run_inside("access", "nobody", "-f", str(file), "-q").stderr.startswith("error: ")


@pytest.mark.parametrize("name", [None, *sorted(NAMES)])
def test_help_is_to_be_had_everywhere(name: str | None) -> None:
    words = () if name is None else (name,)
    short, long = run_inside(*words, "-h"), run_inside(*words, "--help")

    assert short == long
    assert (short.exit_code, short.stderr) == (0, "")
    assert short.stdout.startswith(f"Usage: tableau-perm {' '.join(words)}".rstrip())
    assert "{" not in short.stdout.split("\n")[0]
    for option in ("--file", "--site", "--format", "--output", "--color", "--quiet", "--verbose"):
        assert option in short.stdout


def test_without_a_word_the_help_stands_on_standard_error() -> None:
    ran = run_inside()

    assert (ran.exit_code, ran.stdout) == (2, "")
    assert ran.stderr.strip() == run_inside("--help").stdout.strip()


# Terminals


@posix
@pytest.mark.parametrize("columns", ["", "0", "-5", "\u00b2", "100000", "9" * 30])
def test_no_width_of_a_terminal_is_too_odd(columns: str) -> None:
    for words in (ANSWERS["explain"], ("explain", "--help")):
        ran = run_on_terminal(*words, width=20, env={"COLUMNS": columns})
        assert (ran.exit_code, ran.stderr) == (0, "")
        assert len(ran.stdout) < 1_000_000


@posix
@pytest.mark.parametrize("name", [*(it for it in ASKING if it in ANSWERS), "catalog"])
def test_a_terminal_of_20_columns_is_enough_to_answer(name: str) -> None:
    ran = run_on_terminal(*ANSWERS[name], width=20)

    assert (ran.exit_code, ran.stderr) == (0, "")
    if name in ASKING:
        # Words are folded, not cut.
        folded = re.sub(r"\s|\x1b\[[\d;]*m|[│├└─]", "", ran.stdout)
        if name not in {"can", "matrix", "minimise", "escalate", "test"}:
            assert "Student" in folded
        if name != "matrix":
            assert "…" not in ran.stdout


# 11. Start-up


@pytest.mark.parametrize(
    "words",
    [
        ("--version",),
        ("--help",),
        ("explain", "--help"),
        ("pull", "--help"),
        ("verify", "--help"),
        ("catalog",),
        ("completion", "bash"),
    ],
    ids=" ".join,
)
def test_what_needs_no_declaration_loads_no_heavy_library(words: tuple[str, ...]) -> None:
    program = (
        "import atexit, sys\n"
        "heavy = ('networkx', 'pydantic', 'yaml', 'rich', 'numpy', 'jsonschema',\n"
        "         'tableauserverclient', 'requests', 'defusedxml')\n"
        "found = lambda: print(*(it for it in heavy if it in sys.modules), file=sys.stderr)\n"
        "atexit.register(found)\n"
        "from tableau_perm_cli.cli.main import run\n"
        "run(sys.argv[1:])\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, *words],
        cwd=ROOT,
        env=scrubbed_environment(),
        capture_output=True,
        timeout=60,
        check=True,
    )

    assert done.stdout
    allowed = {"rich"} if words == ("catalog",) else set()
    assert set(done.stderr.decode().split()) <= allowed


@pytest.mark.parametrize(
    "words", [ANSWERS["can"], ANSWERS["pull"], ANSWERS["verify"]], ids=lambda it: it[0]
)
def test_what_asks_no_server_loads_no_client(words: tuple[str, ...]) -> None:
    program = (
        "import sys\n"
        "for name in ('tableauserverclient', 'requests', 'defusedxml'):\n"
        "    sys.modules[name] = None\n"
        "from tableau_perm_cli.cli.main import run\n"
        "run(sys.argv[1:])\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, *words],
        cwd=ROOT,
        env=scrubbed_environment(),
        capture_output=True,
        timeout=60,
        check=False,
    )

    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout


def test_the_version_is_one_line() -> None:
    for words in (("--version",), ("-V",), ("--quiet", "--version")):
        ran = run(*words)
        assert ran == Ran(0, f"tableau-perm {__version__}\n", "")
