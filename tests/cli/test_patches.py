"""Patches are taken by ``patch -p1``, whatever the file is called."""

import shutil
import subprocess
from pathlib import Path

import pytest

from tableau_perm_cli.cli.patches import unified_diff

BEFORE = "a: 1\nb: \u2028x\r\nc: 3\n"
CASES = {
    "the last line has no end": (BEFORE, BEFORE + "d: 4"),
    "an end comes": ("a: 1", "a: 1\n"),
    "everything goes": (BEFORE, ""),
    "a line that only Unicode ends": (BEFORE, BEFORE.replace("x", "y")),
}
needs_patch = pytest.mark.skipif(shutil.which("patch") is None, reason="needs patch")


@needs_patch
@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("name", ["site.yaml", "dir/my site.yaml", "./site.yaml"])
def test_a_patch_gives_the_other_state(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, case: str
) -> None:
    monkeypatch.chdir(tmp_path)
    before, after = (text.encode() for text in CASES[case])
    file = tmp_path / name
    file.parent.mkdir(exist_ok=True)
    file.write_bytes(before)
    _apply("".join(unified_diff(name, before, after)), tmp_path)
    assert (file.read_bytes() if file.exists() else b"") == after


@needs_patch
@pytest.mark.parametrize("absolute", [True, False])
def test_a_file_that_is_not_below_is_patched_where_it_is(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    absolute: bool,  # noqa: FBT001 - one of two ways to name it
) -> None:
    here, there = tmp_path / "here", tmp_path / "there"
    here.mkdir()
    there.mkdir()
    monkeypatch.chdir(here)
    file = there / "site.yaml"
    file.write_bytes(b"a: 1\n")
    name = str(file) if absolute else "../there/site.yaml"
    _apply("".join(unified_diff(name, b"a: 1\n", b"a: 2\n")), there)
    assert file.read_bytes() == b"a: 2\n"


def test_nothing_is_written_where_nothing_differs() -> None:
    assert list(unified_diff("f", b"a", b"a")) == []


def _apply(patch: str, directory: Path) -> None:
    subprocess.run(
        ["patch", "-p1", "--binary", "--silent"],  # noqa: S607 - the one that is there
        cwd=directory,
        input=patch.encode(),
        check=True,
        timeout=20,
    )
