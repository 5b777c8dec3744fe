"""With and without the cache every answer is the same; it never gets in anybody's way."""

import io
import os
import sys
from collections.abc import Callable
from pathlib import Path
from unittest import mock

import pytest
from support.generated import random_declaration, yaml_text
from support.running import Ran, run, run_inside

from tableau_perm_cli.cli import loading
from tableau_perm_cli.cli.options import Options
from tableau_perm_cli.declaration import cache as cache_package
from tableau_perm_cli.declaration.load import LEAST_CACHED

SITE = """\
version: 1
sites:
  Main:
    settings: {guest_access: true}
    users: {ada: Interactor, bob: Explorer}
    groups: {Staff: {members: [bob]}}
    projects:
      Default: {permissions: {groups: {All Users: {project: view, workbooks: view}}}}
      Sales:
        workbooks:
          Report: {permissions: {users: {ada: {template: view, deny: [filter]}}}}
"""
QUESTIONS = (
    ("explain", "ada", "workbook:Sales/Report", "filter"),
    ("rules", "workbook:Sales/Report", "--format", "json"),
    ("tree",),
    ("matrix", "--format", "jsonl"),
    ("can", "ada", "view", "workbook:Sales/Repart"),
)


def padded(text: str) -> str:
    """Return a declaration that is large enough to be worth an entry."""
    return text + ("# " + "." * 97 + "\n") * (LEAST_CACHED // 100 + 1)


@pytest.fixture
def place(tmp_path: Path) -> Path:
    (tmp_path / "site.yaml").write_text(padded(SITE), encoding="utf-8")
    return tmp_path


def ask(place: Path, *words: str, **env: str) -> Ran:
    return run_inside(
        *words, "-f", "site.yaml", cwd=place, env={"XDG_CACHE_HOME": str(place / "c"), **env}
    )


def entries(place: Path) -> list[Path]:
    return sorted((place / "c").rglob("*.declaration"))


@pytest.mark.parametrize("question", QUESTIONS, ids=[question[0] for question in QUESTIONS])
def test_every_byte_is_the_same_from_the_cache(place: Path, question: tuple[str, ...]) -> None:
    plain = ask(place, *question, "--no-cache")
    assert not entries(place)
    cold = ask(place, *question)
    (entry,) = entries(place)
    kept = entry.read_bytes()
    warm = ask(place, *question)
    middle = len(kept) // 2
    entry.write_bytes(kept[:middle] + bytes([kept[middle] ^ 255]) + kept[middle + 1 :])
    damaged = ask(place, *question)
    assert entry.read_bytes() == kept
    entry.write_bytes(kept[:middle])
    cut = ask(place, *question)
    assert plain == cold == warm == damaged == cut
    assert "site.yaml:" in plain.stderr  # a notice, with its place


def test_the_second_run_answers_from_the_entry_without_reading(place: Path) -> None:
    question = QUESTIONS[0]
    cold = ask(place, *question)
    with mock.patch("tableau_perm_cli.declaration.load.read_files", side_effect=AssertionError):
        assert ask(place, *question) == cold


@pytest.mark.parametrize("seed", range(3))
def test_generated_sites_have_the_same_answers(tmp_path: Path, seed: int) -> None:
    (tmp_path / "site.yaml").write_text(
        padded(yaml_text(random_declaration(seed, size=3, gaps=seed % 2 == 1))), encoding="utf-8"
    )
    runs = [ask(tmp_path, "matrix", "--format", "jsonl") for _ in range(2)]
    assert runs[0] == runs[1]
    assert runs[0].exit_code == 0
    assert len(entries(tmp_path)) == 1


def test_another_version_reads_for_itself(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cold = ask(place, *QUESTIONS[0])
    cache_package.program.cache_clear()
    monkeypatch.setattr(cache_package, "__version__", "99.0")
    try:
        assert ask(place, *QUESTIONS[0]) == cold
    finally:
        cache_package.program.cache_clear()
    assert len(entries(place)) == 2


def test_a_cache_that_cannot_be_written_is_no_error(place: Path) -> None:
    plain = ask(place, *QUESTIONS[0], "--no-cache")
    (place / "c").write_text("not a directory")
    assert ask(place, *QUESTIONS[0]) == plain
    assert ask(place, *QUESTIONS[0], XDG_CACHE_HOME="/dev/null/nowhere") == plain


@pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write anywhere"
)
def test_a_cache_that_is_read_only_is_no_error(place: Path) -> None:
    (place / "c" / "tableau-perm").mkdir(parents=True, mode=0o500)
    plain = ask(place, *QUESTIONS[0], "--no-cache")
    assert ask(place, *QUESTIONS[0]) == plain
    assert not entries(place)


def _by_option(place: Path) -> Ran:
    return ask(place, "tree", "--no-cache")


def _by_variable(place: Path) -> Ran:
    return ask(place, "tree", TABLEAU_PERM_NO_CACHE="1")


@pytest.mark.parametrize("opted_out", [_by_option, _by_variable])
def test_who_opts_out_leaves_and_reads_nothing(
    place: Path, opted_out: Callable[[Path], Ran]
) -> None:
    assert opted_out(place).exit_code == 0
    assert not (place / "c").exists()
    ask(place, "tree")
    (entry,) = entries(place)
    os.utime(entry, (1, 1))
    opted_out(place)
    assert entry.stat().st_mtime == 1


def test_errors_small_files_and_standard_input_leave_nothing(place: Path) -> None:
    env = {"XDG_CACHE_HOME": str(place / "c")}
    text = padded(SITE)
    (place / "small.yaml").write_text(SITE)
    (place / "wrong.yaml").write_text(text.replace("bob: Explorer", "bob: Explorre"))
    assert run_inside("tree", "-f", "small.yaml", cwd=place, env=env).exit_code == 0
    assert run_inside("tree", "-f", "wrong.yaml", cwd=place, env=env).exit_code == 2
    assert run_inside("tree", "-f", "-", cwd=place, env=env, stdin=text).exit_code == 0
    assert not (place / "c").exists()


def test_a_cached_answer_loads_neither_yaml_nor_pydantic(place: Path) -> None:
    question = ("can", "bob", "view", "workbook:Sales/Report", "-f", "site.yaml")
    env = {"XDG_CACHE_HOME": str(place / "c")}
    assert run(*question, cwd=place, env=env).exit_code in {0, 1}
    ran = run(*question, cwd=place, env=env | {"PYTHONPROFILEIMPORTTIME": "1"})
    assert "declaration.cache" in ran.stderr
    loaded = {line.rpartition("|")[2].strip() for line in ran.stderr.splitlines()}
    assert loaded.isdisjoint({"yaml", "pydantic"})


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_loading_says_how_far_it_is_on_a_terminal_past_a_second(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TERM", "xterm")
    names = [str(place / "site.yaml")]
    options = Options(no_cache=True)
    for patience, stream in ((0.0, _Terminal()), (60.0, _Terminal()), (0.0, io.StringIO())):
        monkeypatch.setattr(loading, "_PATIENCE", patience)
        monkeypatch.setattr(sys, "stderr", stream)
        loading.load(names, options)
        drawn = [line for line in stream.getvalue().split("\r") if "%" in line]
        if patience or not stream.isatty():
            assert not drawn
        else:
            size = (place / "site.yaml").stat().st_size
            assert f"of {size:,} bytes read" in drawn[0]
            assert "\x1b[K" in stream.getvalue().rpartition("bytes read")[2]
