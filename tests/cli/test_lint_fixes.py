"""``lint --fix`` and ``lint --diff``, as a user runs them."""

import shutil
import subprocess
from pathlib import Path

import pytest
from support.running import SAMPLES, golden, run_inside

TOUR = SAMPLES / "full_tour.yaml"


@pytest.fixture
def tour(tmp_path: Path) -> Path:
    return Path(shutil.copy(TOUR, tmp_path / "tour.yaml"))


def test_diff_shows_what_fix_would_write_and_writes_nothing(tour: Path) -> None:
    ran = run_inside("lint", "--diff", "tour.yaml", cwd=tour.parent)
    assert ran.exit_code == 1
    assert ran.stderr == "would fix 4 findings in 1 file\n"
    golden("lint/full_tour.diff.txt", ran.stdout)
    assert tour.read_bytes() == TOUR.read_bytes()


def test_the_diff_is_a_patch_that_gives_what_fix_writes(tour: Path) -> None:
    patch = run_inside("lint", "--diff", "tour.yaml", cwd=tour.parent).stdout
    patched = tour.with_name("patched")
    patched.mkdir()
    shutil.copy(tour, patched / "tour.yaml")
    subprocess.run(["git", "apply", "-"], cwd=patched, input=patch.encode(), check=True)  # noqa: S607
    ran = run_inside("lint", "--fix", "--fail-on", "never", "tour.yaml", cwd=tour.parent)
    assert ran.exit_code == 0
    assert "fixed 4 findings in 1 file\n" in ran.stderr
    assert tour.read_bytes() == (patched / "tour.yaml").read_bytes()
    assert run_inside("lint", "--diff", "tour.yaml", cwd=tour.parent).exit_code == 0


def test_what_is_left_is_reported(tour: Path) -> None:
    select = ("--select", "leader-denied,dead-rule-under-lock,user-rule")
    ran = run_inside("lint", "--fix", *select, "--format", "concise", "tour.yaml", cwd=tour.parent)
    assert ran.exit_code in {0, 1}
    assert "user-rule" in ran.stdout
    assert "leader-denied" not in ran.stdout


def test_what_a_comment_or_the_baseline_puts_aside_stays(tour: Path) -> None:
    baseline = ("--baseline", "b.json")
    run_inside("lint", *baseline, "--write-baseline", "tour.yaml", cwd=tour.parent)
    ran = run_inside("lint", *baseline, "--fix", "tour.yaml", cwd=tour.parent)
    assert ran.exit_code == 0
    assert tour.read_bytes() == TOUR.read_bytes()


def test_a_fix_that_is_refused_says_why(tmp_path: Path) -> None:
    file = tmp_path / "site.yaml"
    file.write_text(
        "version: 1\nsites:\n  S:\n    users: {a: Creator, b: Explorer}\n    groups: {G: [a, b]}\n"
        "    projects:\n      Default: {permissions: {groups: {}}}\n"
        "      P:\n        content_permissions: locked\n        permissions: {groups: {}}\n"
        "        workbooks: {W: {permissions: &rules {groups: {G: view}}}}\n"
        "      Q: {workbooks: {W: {permissions: *rules}}}\n"
    )
    before = file.read_bytes()
    ran = run_inside("lint", "--fix", "--fail-on", "never", "site.yaml", cwd=tmp_path)
    assert file.read_bytes() == before
    assert "fixed 0 findings in 0 files\n" in ran.stderr
    assert (
        "not fixed: TP204 dead-rule-under-lock: the declaration would not be valid" in ran.stderr
    )


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--fix", "--diff"], "`--fix` writes what `--diff` shows"),
        (["--unsafe-fixes"], "`--unsafe-fixes` is for fixes"),
        (["--diff", "--statistics"], "`--diff` writes no findings, so `--statistics` has"),
        (["--fix", "-"], "standard input cannot be fixed"),
    ],
)
def test_what_does_not_go_together_is_one_clear_error(words: list[str], message: str) -> None:
    ran = run_inside("lint", *words, stdin=TOUR.read_text("utf-8"))
    assert ran.exit_code == 2
    assert ran.stdout == ""
    assert message in ran.stderr


def test_a_file_that_cannot_be_written_is_one_clear_error(tour: Path) -> None:
    tour.with_name("dir").mkdir()
    (tour.with_name("dir") / "a.yaml").write_bytes(TOUR.read_bytes())
    ran = run_inside("lint", "--fix", "dir", "--fail-on", "never", cwd=tour.parent)
    assert ran.exit_code == 0
    assert (tour.with_name("dir") / "a.yaml").read_bytes() != TOUR.read_bytes()
