"""``pull`` as a process: the prompt, signals, pipes, a missing extra; never half a file."""

import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from support.rest_server import RestServer
from support.rest_server.faults import FOR_EVER, Slow
from support.running import PROGRAM, Ran, run, scrubbed_environment
from support.serving import QUICKLY, pull, sample, token_of

from tableau_perm_cli.declaration.load import load_declaration

posix = pytest.mark.skipif(os.name != "posix", reason="terminals and signals as POSIX has them")
IN_CONTROL = (
    # The terminal is to control the process, or Ctrl-C would be a letter.
    "import fcntl, os, sys, termios\n"
    "fcntl.ioctl(0, termios.TIOCSCTTY, 0)\n"
    "os.execv(sys.executable, [sys.executable, *sys.argv[1:]])\n"
)
PROMPT = "Value of the token (it is not shown): "


def files(directory: Path) -> list[str]:
    return sorted(str(it.relative_to(directory)) for it in directory.rglob("*") if it.is_file())


@pytest.fixture
def slow() -> Iterator[RestServer]:
    """A server that takes its time over the rules of content, all else is answered at once."""
    fault = Slow("^(workbooks|views)/.*/permissions$", seconds=0.7, times=FOR_EVER)
    with RestServer(sample(), faults=[fault]) as server:
        yield server


def dialogue(server: RestServer, cwd: Path, *answers: str, drop: tuple[str, ...]) -> Ran:
    """Run ``pull`` on a terminal of its own, and type the answers, one a prompt."""
    pty = pytest.importorskip("pty", reason="needs a pseudo-terminal")
    env = {name: value for name, value in token_of(server).items() if name not in drop}
    master, slave = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-c", IN_CONTROL, *PROGRAM[1:], "pull", "-o", "site.yaml", *QUICKLY],
        cwd=cwd,
        env=scrubbed_environment({"TERM": "xterm-256color", "NO_COLOR": "1", **env}),
        stdin=slave,
        stdout=subprocess.PIPE,
        stderr=slave,
        start_new_session=True,
    )
    os.close(slave)
    seen, waiting = b"", [*answers]
    until = time.monotonic() + 60
    while select.select([master], [], [], max(0, until - time.monotonic()))[0]:
        try:
            seen += os.read(master, 1 << 16)
        except OSError:  # how Linux says that nobody has the terminal open any more
            break
        if waiting and seen.endswith(b": "):
            time.sleep(0.2)  # until the terminal does not echo any more
            os.write(master, waiting.pop(0).encode())
    else:
        process.kill()
    os.close(master)
    stdout, _ = process.communicate(timeout=60)
    return Ran(process.returncode, stdout.decode(), seen.decode().replace("\r\n", "\n"))


@posix
def test_on_a_terminal_what_is_missing_is_asked_for_and_the_value_not_shown(
    tmp_path: Path,
) -> None:
    with RestServer(sample()) as server:
        name, value = f"{server.token_name}\n", f"{server.token_secret}\n"
        both = ("TABLEAU_TOKEN_NAME", "TABLEAU_TOKEN_VALUE")
        ran = dialogue(server, tmp_path, name, value, drop=both)
        assert ran.exit_code == 0
        begin = f"Name of the personal access token: {name}{PROMPT}\n"
        assert ran.stderr.startswith(begin)
        assert "wrote `site.yaml`: 14 users" in ran.stderr
        assert not server.secrets_in(ran.stderr, ran.stdout)
        only = dialogue(server, tmp_path, value, drop=both[1:])
        assert only.exit_code == 0
        assert only.stderr.startswith(f"{PROMPT}\n")


@posix
def test_at_the_prompt_one_may_change_ones_mind(tmp_path: Path) -> None:
    with RestServer(sample()) as server:
        for typed, code, said in (
            ("\x03", 130, ""),
            ("\x04", 2, f"{PROMPT}\nerror: no token given"),
            ("\n", 2, "error: no token given"),
            ("wrong\n", 2, "does not take the personal access token"),
            ("wr\u00f6ng\n", 2, "as the value of the personal access token cannot be one"),
        ):
            ran = dialogue(server, tmp_path, typed, drop=("TABLEAU_TOKEN_VALUE",))
            assert ran.exit_code == code, typed
            assert said in ran.stderr
            assert "Traceback" not in ran.stderr
            assert "wrong" not in ran.stderr.replace("is wrong", "")
    assert files(tmp_path) == []


def test_off_a_terminal_nobody_is_asked(tmp_path: Path) -> None:
    with RestServer(sample()) as server:
        for missing in ("TABLEAU_TOKEN_NAME", "TABLEAU_TOKEN_VALUE"):
            ran = pull(server, "-o", "site.yaml", cwd=tmp_path, env={missing: ""}, by=run)
            assert ran.exit_code == 2
            assert f"no token to sign in with: `{missing}` is not set" in ran.stderr
        assert not server.seen


def started(server: RestServer, cwd: Path, *words: str) -> "subprocess.Popen[bytes]":
    """Start a pull, and return when some of the content was asked for."""
    process = subprocess.Popen(
        [*PROGRAM, "pull", *words, *QUICKLY],
        cwd=cwd,
        env=scrubbed_environment(token_of(server)),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    for _ in range(600):
        if server.calls("^(workbooks|views)/.*/permissions$"):
            return process
        time.sleep(0.05)
    process.kill()
    pytest.fail("no rules were asked for")


@posix
@pytest.mark.parametrize(("sent", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, -15)])
@pytest.mark.parametrize("target", ["site.yaml", "site/"])
def test_a_pull_that_is_stopped_writes_nothing_and_can_be_gone_on_with(
    tmp_path: Path, slow: RestServer, target: str, sent: signal.Signals, code: int
) -> None:
    with started(slow, tmp_path, "-o", target) as process:
        process.send_signal(sent)
        assert process.stderr is not None
        said = process.stderr.read().decode()
        assert process.wait(30) == code
    checkpoint = f"{target.rstrip('/')}.partial"
    assert files(tmp_path) == [checkpoint]
    if sent is signal.SIGINT:
        assert said == (
            f"stopped; what was answered is kept in `{checkpoint}`, and the same command goes on "
            "there\n"
        )
    slow.faults.clear()
    slow.forget()
    again = pull(slow, "-o", target, cwd=tmp_path)
    assert again.exit_code == 0
    assert again.stderr.startswith("going on with the pull that began ")
    assert not slow.calls("^(users|projects|workbooks)$")
    assert checkpoint not in files(tmp_path)
    fresh = pull(slow, "-o", "fresh.yaml", cwd=tmp_path)
    assert fresh.exit_code == 0
    written = load_declaration([str(tmp_path / target)])
    other = load_declaration([str(tmp_path / "fresh.yaml")])
    addresses = [
        sorted(str(it.address) for it in one.sites["Tour"].items()) for one in (written, other)
    ]
    assert addresses[0] == addresses[1]


@posix
def test_a_stopped_pull_leaves_what_was_there(tmp_path: Path, slow: RestServer) -> None:
    old = "# Written by tableau-perm pull; a pull writes it anew.\nversion: 1\nsites: {}\n"
    (tmp_path / "site.yaml").write_text(old)
    with started(slow, tmp_path, "-o", "site.yaml") as process:
        process.send_signal(signal.SIGINT)
        assert process.wait(30) == 130
    assert (tmp_path / "site.yaml").read_text() == old
    assert files(tmp_path) == ["site.yaml", "site.yaml.partial"]


@posix
def test_into_standard_output_nothing_is_kept_and_nothing_half_written(
    tmp_path: Path, slow: RestServer
) -> None:
    with started(slow, tmp_path, "-o", "-") as process:
        process.send_signal(signal.SIGINT)
        assert process.stdout is not None
        assert process.stdout.read() == b""
        assert process.wait(30) == 130
    assert files(tmp_path) == []


@posix
def test_a_reader_who_has_seen_enough_ends_the_run_quietly(tmp_path: Path) -> None:
    with (
        RestServer(sample()) as server,
        subprocess.Popen(
            [*PROGRAM, "pull", "-o", "-", "-q", *QUICKLY],
            cwd=tmp_path,
            env=scrubbed_environment(token_of(server)),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        ) as process,
    ):
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait(30) == 1


@posix
def test_a_pipe_or_a_device_gets_the_text_and_nothing_lies_beside_it(tmp_path: Path) -> None:
    fifo = tmp_path / "fifo"
    os.mkfifo(fifo)
    with (
        RestServer(sample()) as server,
        subprocess.Popen(
            [*PROGRAM, "pull", "-o", "fifo", "-q", *QUICKLY],
            cwd=tmp_path,
            env=scrubbed_environment(token_of(server)),
        ) as process,
    ):
        assert fifo.read_text().startswith("# Written by tableau-perm pull")
        assert process.wait(30) == 0
    assert [it.name for it in tmp_path.iterdir()] == ["fifo"]


@posix
def test_on_a_terminal_progress_is_shown_and_wiped(tmp_path: Path, slow: RestServer) -> None:
    ran = dialogue(slow, tmp_path, drop=())
    assert ran.exit_code == 0
    assert " items, " in ran.stderr
    assert " calls" in ran.stderr
    shown, _, said = ran.stderr.rpartition("\r\x1b[K")
    assert shown
    assert said.startswith("wrote `site.yaml`: ")


def test_a_server_that_goes_away_ends_the_pull_and_what_was_answered_is_kept(
    tmp_path: Path,
) -> None:
    fault = Slow("^(workbooks|views)/.*/permissions$", seconds=0.7, times=FOR_EVER)
    with RestServer(sample(), faults=[fault]) as server:
        process = started(server, tmp_path, "-o", "site.yaml")
    with process:
        assert process.stderr is not None
        said = process.stderr.read().decode()
        assert process.wait(60) == 2
    assert said.startswith("error: the site could not be read to the end: ")
    assert "what was answered is kept in `site.yaml.partial`\n" in said
    assert files(tmp_path) == ["site.yaml.partial"]


def test_without_the_extra_it_is_said_before_anybody_is_asked_for_a_token(
    tmp_path: Path,
) -> None:
    program = (
        "import sys\n"
        "sys.modules['tableauserverclient'] = None\n"
        "from tableau_perm_cli.cli.main import run\n"
        "run(sys.argv[1:])\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, "pull", "--server", "h", "-o", "x.yaml"],
        cwd=tmp_path,
        env=scrubbed_environment(),
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 2
    assert done.stderr.decode() == (
        "error: to read a live site needs the extra `server`, which is not installed\n"
        "help: pip install 'tableau-perm[server]'\n"
    )


def test_a_bug_found_while_it_is_read_back_replaces_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "site.yaml").touch()
    monkeypatch.setattr(
        "tableau_perm_cli.exchange.declaring.one_file", lambda _sites: ["version: 1\nsits: {}\n"]
    )
    with RestServer(sample()) as server:
        ran = pull(server, "-o", "site.yaml", "--verbose", cwd=tmp_path)
    assert ran.exit_code == 101
    assert "the text of a pull has errors:" in ran.stderr
    assert "unknown key `sits`" in ran.stderr
    assert files(tmp_path) == ["site.yaml", "site.yaml.partial"]
    assert (tmp_path / "site.yaml").read_text() == ""


def test_links_are_followed_and_stay(tmp_path: Path) -> None:
    real = tmp_path / "real"
    real.mkdir()
    (tmp_path / "site.yaml").symlink_to("real/site.yaml")
    with RestServer(sample()) as server:
        for _ in range(2):  # first it leads nowhere
            assert pull(server, "-o", "site.yaml", cwd=tmp_path).exit_code == 0
            assert (tmp_path / "site.yaml").is_symlink()
    assert files(tmp_path) == ["real/site.yaml", "site.ids", "site.yaml"]
