"""``completion``: the scripts, what they are told, and real shells that load them."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from support.running import ROOT, golden, run, run_inside, scrubbed_environment

from tableau_perm_cli.cli.commands import COMMANDS
from tableau_perm_cli.cli.options import Format
from tableau_perm_cli.cli.shell_protocol import read_typed

ORANGE_BELT = "sample_configs/students_orange_belt.yaml"
TOUR = "sample_configs/full_tour.yaml"
BREAKS = " \t\n\"'@><=;|&(:"


def candidates(*words: str, cwd: Path = ROOT, env: dict[str, str] | None = None) -> list[str]:
    """Return what the program tells a shell, of the last word."""
    told = {
        "_TABLEAU_PERM_COMPLETE": "complete_zsh",
        "_TABLEAU_PERM_WORDS": "".join(f"{word}\n" for word in words),
    }
    ran = run_inside(cwd=cwd, env={**told, **(env or {})})
    assert (ran.exit_code, ran.stderr) == (0, "")
    return [line.split("\t")[0] for line in ran.stdout.splitlines()]


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish", "powershell"])
def test_a_script_is_as_it_was(shell: str) -> None:
    ran = run_inside("completion", shell)
    assert (ran.exit_code, ran.stderr) == (0, "")
    golden(f"completion/{shell}.txt", ran.stdout)


def test_an_unknown_shell_ends_with_exit_2() -> None:
    ran = run_inside("completion", "tcsh")
    assert (ran.exit_code, ran.stdout) == (2, "")
    assert "bash" in ran.stderr


def test_commands_options_and_their_words_are_completed() -> None:
    assert candidates("") == [command.name for command in COMMANDS]
    assert candidates("expl") == ["explain"]
    assert "--projects-only" in candidates("tree", "--")
    assert candidates("tree", "--format", "") == [it.value for it in Format]
    assert candidates("tree", "--format=js") == ["--format=json", "--format=jsonl"]
    assert candidates("completion", "") == ["bash", "zsh", "fish", "powershell"]
    assert "workbook" in candidates("catalog", "")
    assert "explain" in candidates("schema", "")
    assert "workbooks" in candidates("rules", "x", "--type", "")


@pytest.mark.parametrize("before", [True, False])
def test_users_come_from_the_file_on_the_line(before: bool) -> None:  # noqa: FBT001 - a case
    file = ("-f", ORANGE_BELT)
    words = (*file, "can") if before else ("can", *file)
    assert candidates(*words, "stu") == ["student_01", "student_02", "student_03"]


def test_explain_offers_groups_as_well() -> None:
    assert candidates("explain", "-f", ORANGE_BELT, "group:S") == ["group:Students Orange Belt"]


@pytest.mark.parametrize("command", [("rules",), ("tree",), ("who", "view"), ("explain", "zoe")])
def test_items_are_completed_wherever_one_is_asked_for(command: tuple[str, ...]) -> None:
    found = candidates(*command, "-f", ORANGE_BELT, "workbook:")
    assert found == ["workbook:Student_01/Sales"]


def test_an_item_is_completed_without_its_kind_too() -> None:
    assert candidates("rules", "-f", ORANGE_BELT, "Student_01/We") == ["Student_01/Week 1"]


def test_capabilities_are_those_of_the_item_on_the_line() -> None:
    found = candidates("explain", "-f", ORANGE_BELT, "zoe", "project:Student_01", "")
    assert found[:2] == ["view", "publish"]
    assert "web_edit" not in found
    assert "publish_to" in found
    assert "web_edit" in candidates("can", "-f", ORANGE_BELT, "zoe", "web_")
    assert "see_data" not in candidates("who", "-f", ORANGE_BELT, "s")


def test_targets_and_sites_are_completed() -> None:
    words = ("can", "-f", ORANGE_BELT, "zoe", "move_to", "workbook:Student_01/Sales", "--target")
    assert "project:Default" in candidates(*words, "")
    sites = candidates("tree", "-f", "sample_configs/multi_site.yaml", "--site", "")
    assert len(sites) > 1


def test_the_default_file_and_the_environments_are_read(tmp_path: Path) -> None:
    assert run_inside("init", cwd=tmp_path).exit_code == 0
    assert candidates("access", "a", cwd=tmp_path) == ["ada", "ana"]
    variable = {"TABLEAU_PERM_FILE": ORANGE_BELT}
    assert candidates("access", "zo", env=variable) == ["zoe"]
    home = {"HOME": str(tmp_path)}
    assert candidates("access", "-f", "~/tableau-perm.yaml", "ad", env=home) == ["ada"]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"version: 1\nsites: [",
        b"\x00\xff\xfe",
        b"version: 1\nsites: {S: {users: [a], projects: {P: 3}}}",
        b"sites: {S: {users: {ann: Wizard, bob: {role: []}}}}",
        b"[1, 2]",
    ],
)
def test_a_broken_file_gives_what_can_be_read_and_never_a_word_of_complaint(
    tmp_path: Path, content: bytes
) -> None:
    (tmp_path / "tableau-perm.yaml").write_bytes(content)
    for words in (
        ("access", ""),
        ("rules", ""),
        ("explain", "x", "y", ""),
        ("tree", "--site", ""),
    ):
        assert isinstance(candidates(*words, cwd=tmp_path), list)


def test_users_of_a_file_with_errors_elsewhere_are_still_completed(tmp_path: Path) -> None:
    text = "version: 1\nsites: {S: {users: {ann: Creator}, projects: {P: {owner: nobody}}}}\n"
    (tmp_path / "tableau-perm.yaml").write_text(text)
    assert candidates("access", "", cwd=tmp_path) == ["ann"]


@pytest.mark.parametrize("file", ["-", "missing.yaml", "/dev/null", "~nobody-at-all/x.yaml"])
def test_a_file_that_cannot_be_read_gives_file_names(file: str) -> None:
    told = {
        "_TABLEAU_PERM_COMPLETE": "complete_zsh",
        "_TABLEAU_PERM_WORDS": f"access\n-f\n{file}\n\n",
    }
    ran = run_inside(env=told, stdin="version: 1")
    assert (ran.exit_code, ran.stdout, ran.stderr) == (0, "\tfiles\n", "")


def test_names_that_would_drive_a_terminal_are_not_offered(tmp_path: Path) -> None:
    text = 'version: 1\nsites: {S: {users: {"a\\eb": Viewer, "a\\nb": Viewer, "ab": Viewer}}}\n'
    (tmp_path / "tableau-perm.yaml").write_text(text)
    assert candidates("access", "", cwd=tmp_path) == ["ab"]


def test_it_is_quick_and_loads_neither_pydantic_nor_networkx() -> None:
    program = (
        "import sys\n"
        "from tableau_perm_cli.cli.main import run\n"
        "try: run([])\n"
        "finally: sys.stderr.write(' '.join({'pydantic', 'networkx'} & sys.modules.keys()))\n"
    )
    ran = subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        env=scrubbed_environment(
            {
                "_TABLEAU_PERM_COMPLETE": "complete_fish",
                "_TABLEAU_PERM_WORDS": f"access\n-f\n{TOUR}\n\n",
            }
        ),
        capture_output=True,
        text=True,
        check=False,
    )
    assert "petra" in ran.stdout
    assert ran.stderr == ""


@pytest.mark.parametrize(
    ("line", "words", "quote", "kept"),
    [
        ("t can ", ["t", "can", ""], "", 0),
        ("t  can a", ["t", "can", "a"], "", 0),
        ("t project:A", ["t", "project:A"], "", 8),
        ("t project:A\\ B", ["t", "project:A B"], "", 8),
        ("t 'project:A B", ["t", "project:A B"], "'", 0),
        ('t "project:A \\"B', ["t", 'project:A "B'], '"', 0),
        ('t project:"A B', ["t", "project:A B"], '"', 8),
        ("t workbook:@pe", ["t", "workbook:@pe"], "", 9),
        ("t --format=js", ["t", "--format=js"], "", 9),
        ("t 'a'\\''b", ["t", "a'b"], "'", 2),
    ],
)
def test_a_line_of_bash_is_read_as_bash_reads_it(
    line: str, words: list[str], quote: str, kept: int
) -> None:
    typed = read_typed(line, BREAKS)
    assert (typed.words, typed.quote) == (words, quote)
    if kept:
        assert typed.kept == kept


# Real shells

PATIENCE = 30  # seconds
LOAD = {
    "bash": (["bash", "--norc", "-i"], "source <({program} completion bash)\n"),
    "zsh": (
        ["zsh", "-f", "-i"],
        "autoload -Uz compinit; compinit -u -D; source <({program} completion zsh)\n",
    ),
}
TYPED = {
    "a user": (f"access -f {ORANGE_BELT} zo", "zoe"),
    "a command": ("catal", "catalog"),
    "a word of an option": ("tree --format=mark", "--format=markdown"),
    "a name with a blank": (
        f"rules -f {ORANGE_BELT} project:Student_01/We",
        "project:Student_01/Week 1",
    ),
    "in quotes": (f"rules -f {ORANGE_BELT} 'project:Student_01/We", "project:Student_01/Week 1"),
    "in a Personal Space": (f"rules -f {TOUR} workbook:@pe", "workbook:@petra/Draft"),
    "a group": (f"explain -f {ORANGE_BELT} group:Stu", "group:Students Orange Belt"),
    "a file": ("tree -f sample_configs/full_t", TOUR),
    "a hostile name": (
        "rules -f hostile.yaml project:Q",
        "project:Q$(touch acted)`touch acted`\"';&",
    ),
}


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A command called tableau-perm that runs the code under test, in a directory of its own."""
    directory = tmp_path_factory.mktemp("bin")
    script = directory / "tableau-perm"
    script.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m tableau_perm_cli "$@"\n')
    script.chmod(0o755)
    (directory / "hostile.yaml").write_text(
        'version: 1\nsites: {S: {projects: {"Q$(touch acted)`touch acted`\\"\';&": {}}}}\n'
    )
    (directory / "sample_configs").symlink_to(ROOT / "sample_configs")
    yield script
    assert not (directory / "acted").exists()


@pytest.mark.parametrize("case", TYPED)
@pytest.mark.parametrize("shell", LOAD)
def test_a_real_shell_completes(shell: str, case: str, program: Path) -> None:
    if shutil.which(shell) is None:
        pytest.skip(f"no {shell} here")
    typed, expected = TYPED[case]
    argv, load = LOAD[shell]
    # Before the line is run, it is turned into the arguments of a command that shows them.
    show = f'\x01"{sys.executable}" -c "import sys; print(ascii(sys.argv[-1]), 7 * 11)" \n'
    line = f"{program.name} {typed}\t{show}"
    written = in_shell(argv, program, (load.format(program=program.name), "$ "), (line, " 77"))
    assert f"{expected!a} 77" in written


def in_shell(argv: list[str], program: Path, *typed: tuple[str, str]) -> str:
    """Type into an interactive shell, and return what it wrote after the last piece.

    Args:
        argv: how to start it.
        program: whose directory it starts in.
        typed: pieces to type, and what to wait for after each.
    """
    pty = pytest.importorskip("pty", reason="needs a pseudo-terminal")
    path = f"{program.parent}{os.pathsep}{os.environ['PATH']}"
    env = scrubbed_environment({"TERM": "dumb", "PATH": path, "PS1": "$ ", "HISTFILE": ""})
    master, slave = pty.openpty()
    shell = subprocess.Popen(
        argv,
        cwd=program.parent,
        env=env,
        stdin=slave,
        stdout=slave,
        stderr=slave,
        start_new_session=True,
    )
    os.close(slave)
    os.set_blocking(master, False)
    try:
        written = read_until(master, "$ ")
        for piece, wanted in typed:
            os.write(master, piece.encode())
            written = read_until(master, wanted)
    finally:
        shell.kill()
        shell.wait()
        os.close(master)
    return written


def read_until(master: int, wanted: str) -> str:
    """Read until something has come and nothing follows it; give up after a while."""
    read = b""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        try:
            read += os.read(master, 1 << 16)
        except BlockingIOError:
            if wanted in read.decode(errors="replace"):
                break
            time.sleep(0.02)
        except OSError:
            break
    return read.decode(errors="replace")


@pytest.mark.parametrize("case", TYPED)
def test_a_real_fish_completes(case: str, program: Path) -> None:
    fish = shutil.which("fish")
    if fish is None:
        pytest.skip("no fish here")
    typed, expected = TYPED[case]
    path = f"{program.parent}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        [
            fish,
            "-c",
            'tableau-perm completion fish | source; complete -C "$argv[1]"',
            f"tableau-perm {typed}",
        ],
        cwd=program.parent,
        env=scrubbed_environment({"PATH": path}),
        capture_output=True,
        text=True,
        check=False,
    )
    assert expected in [line.split("\t")[0] for line in done.stdout.splitlines()]


def test_in_a_pipe_the_script_is_written_without_a_trace_of_colour() -> None:
    assert "\x1b" not in run("completion", "zsh").stdout
