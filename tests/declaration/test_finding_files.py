"""Files and directories are found as a user expects, each once; what is not there is explained."""

import os
import stat
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from support.running import run, run_on_terminal

from tableau_perm_cli.declaration.files import find_files, read_bytes
from tableau_perm_cli.declaration.load import load_declaration
from tableau_perm_cli.diagnostics import DeclarationError, ToolError, UsageError

GOOD = "version: 1\nsites: {Training: {users: {ada: Creator}, projects: {X: {}}}}\n"
POSIX = pytest.mark.skipif(os.name != "posix", reason="needs links, pipes and modes of POSIX")


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def write(*names: str, text: str = GOOD) -> None:
    for name in names:
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).write_text(text, encoding="utf-8")


def test_a_directory_stands_for_the_declarations_in_it_and_below_in_order() -> None:
    write("d/b.yaml", "d/a.yml", "d/c.JSON", "d/sub/z.yaml", "d/notes.txt", "d/yaml", "other.yaml")
    expected = ["d/a.yml", "d/b.yaml", "d/c.JSON", "d/sub/z.yaml"]
    assert find_files(["d"]) == [str(Path(name)) for name in expected]


def test_hidden_files_and_directories_are_skipped_unless_they_are_named() -> None:
    write("d/a.yaml", "d/.a.yaml", "d/.git/b.yaml", "d/.github/workflows/c.yml", ".e/f.yaml")
    assert find_files(["d"]) == [str(Path("d/a.yaml"))]
    assert find_files(["d/.a.yaml", ".e"]) == ["d/.a.yaml", str(Path(".e/f.yaml"))]


def test_a_file_is_read_once_however_often_it_is_named() -> None:
    write("d/a.yaml")
    assert find_files(["d/a.yaml", "d/a.yaml", "d", "./d/a.yaml", str(Path("d").absolute())]) == [
        "d/a.yaml"
    ]
    assert find_files(["-", "-"]) == ["-"]
    assert len(load_declaration(["d/a.yaml", "d"]).sites["Training"].users) == 1


@POSIX
def test_a_link_to_a_file_is_the_file() -> None:
    write("d/a.yaml")
    Path("d/b.yaml").symlink_to("a.yaml")
    assert find_files(["d"]) == ["d/a.yaml"]


@POSIX
def test_links_that_lead_back_up_end() -> None:
    write("d/a.yaml", "elsewhere/b.yaml")
    Path("d/up").symlink_to("..", target_is_directory=True)
    Path("d/self").symlink_to(".", target_is_directory=True)
    assert find_files(["d"]) == ["d/a.yaml", "d/up/elsewhere/b.yaml"]


@POSIX
def test_a_link_to_nothing_or_to_itself_is_an_error() -> None:
    write("d/a.yaml")
    Path("d/gone.yaml").symlink_to("nowhere.yaml")
    with pytest.raises(ToolError, match=r"^cannot read `d/gone.yaml`: it is a link to nothing$"):
        load_declaration(["d"])
    Path("loop.yaml").symlink_to("loop.yaml")
    with pytest.raises(ToolError, match=r"^cannot read `loop.yaml`: too many levels"):
        load_declaration(["loop.yaml"])


@POSIX
def test_a_pipe_is_read_when_it_is_named_and_skipped_in_a_directory() -> None:
    write("d/a.yaml")
    os.mkfifo("d/pipe.yaml")
    assert find_files(["d"]) == ["d/a.yaml"]
    writer = threading.Thread(target=write, args=("d/pipe.yaml",), daemon=True)
    writer.start()
    assert "Training" in load_declaration(["d/pipe.yaml"]).sites
    writer.join()


@POSIX
@pytest.mark.skipif(os.name == "posix" and os.geteuid() == 0, reason="root may read anything")
def test_what_may_not_be_read_is_an_error() -> None:
    write("d/a.yaml", "d/sub/b.yaml")
    Path("d/a.yaml").chmod(0)
    with pytest.raises(ToolError, match=r"^cannot read `d/a.yaml`: permission denied$"):
        load_declaration(["d/a.yaml"])
    Path("d/sub").chmod(stat.S_IWUSR)
    with pytest.raises(ToolError, match=r"^cannot read the directory `d/sub`: permission denied$"):
        find_files(["d"])
    Path("d/sub").chmod(stat.S_IRWXU)


def test_what_the_system_refuses_to_read_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    write("a.yaml")

    def refuse(path: Path) -> bytes:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(Path, "read_bytes", refuse)
    with pytest.raises(ToolError, match=r"^cannot read `a.yaml`: permission denied$"):
        load_declaration(["a.yaml"])


def test_a_directory_that_the_system_refuses_to_list_is_an_error(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    write("d/a.yaml", "d/sub/b.yaml")
    listed = os.scandir

    def refuse(path: str) -> Iterator[os.DirEntry[str]]:
        if Path(path).name == "sub":
            raise PermissionError(13, "Permission denied", path)
        return listed(path)

    monkeypatch.setattr(os, "scandir", refuse)
    with pytest.raises(ToolError, match=r"^cannot read the directory `d.sub`: permission denied$"):
        find_files(["d"])


@pytest.mark.parametrize(
    ("name", "said", "advice"),
    [
        ("permisions.yaml", "no such file or directory", "did you mean `permissions.yaml`?"),
        ("conf/finanse.yaml", "no such file or directory", "did you mean `conf/finance.yaml`?"),
        ("permissions", "no such file or directory", "did you mean `permissions.yaml`?"),
        ("nowhere/a.yaml", "no such file or directory", "there is no directory `nowhere`"),
        ("quite_different", "no such file or directory", None),
        ("permissions.yaml/a.yaml", "not a directory", None),
    ],
)
def test_a_missing_file_is_guessed(name: str, said: str, advice: str | None) -> None:
    write("permissions.yaml", "conf/finance.yaml")
    with pytest.raises(ToolError) as caught:
        load_declaration([name])
    assert caught.value.message == f"cannot read `{name}`: {said}"
    assert caught.value.help == advice


def test_an_empty_file_name_is_an_error_and_not_this_directory() -> None:
    write("a.yaml")
    with pytest.raises(UsageError, match="the name of a file is empty"):
        find_files([""])


def test_a_directory_without_declarations_is_an_error() -> None:
    write("d/readme.txt", "d/.hidden.yaml")
    with pytest.raises(ToolError, match="no declaration in the directory `d`"):
        find_files(["d"])


@pytest.mark.skipif(sys.platform != "linux", reason="needs a file system that takes any bytes")
def test_a_file_name_may_be_any_bytes() -> None:
    name = os.fsdecode(b"caf\xe9.yaml")
    write(name, text="version: 1\nsitez: {}\n")
    with pytest.raises(DeclarationError) as caught:
        load_declaration(["."])
    (found,) = caught.value.diagnostics
    assert found.position is not None
    assert caught.value.sources(found.position.file) == ["version: 1", "sitez: {}", ""]
    ran = run("explain", "ada", "project:X", "-f", ".", cwd=Path.cwd())
    assert ran.exit_code == 2
    assert " --> caf\\udce9.yaml:2:1\n" in ran.stderr


def test_standard_input_is_read_once_and_named() -> None:
    bad = GOOD.replace("Creator", "Creatr")
    ran = run("explain", "ada", "project:X", "-f", "-", "-f", "-", stdin=bad)
    assert (ran.exit_code, ran.stdout) == (2, "")
    assert " --> <stdin>:2:33\n" in ran.stderr
    assert "error: 1 error in the declaration\n" in ran.stderr


def test_nothing_on_standard_input_is_an_empty_file() -> None:
    ran = run("explain", "ada", "project:X", "-f", "-")
    assert ran.exit_code == 2
    assert "error: the file is empty\n --> <stdin>:1:1\n" in ran.stderr


@POSIX
def test_a_terminal_as_standard_input_is_an_error_and_no_wait() -> None:
    ran = run_on_terminal("explain", "ada", "project:X", "-f", "-", "--color", "never")
    assert ran.exit_code == 2
    assert "error: nothing to read on standard input: it is a terminal\n" in ran.stderr


def test_closed_standard_input_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", None)
    with pytest.raises(ToolError, match="cannot read standard input: it is closed"):
        read_bytes("-")
