"""No result is written over a file that was read."""

import shutil
from pathlib import Path

import pytest
from support.running import SAMPLES, run_inside

ORIGINAL = SAMPLES / "students_orange_belt.yaml"
ITEM = "project:Student_01"


@pytest.fixture
def site(tmp_path: Path) -> Path:
    shutil.copy(ORIGINAL, tmp_path / "other.yaml")
    return Path(shutil.copy(ORIGINAL, tmp_path / "site.yaml"))


@pytest.mark.parametrize(
    "words",
    [
        ("who", "view", ITEM, "-f", "site.yaml", "-o", "site.yaml"),
        ("explain", "student_01", ITEM, "-f", "site.yaml", "-o", "./site.yaml"),
        ("matrix", "-f", "site.yaml", "-o", "site.yaml", "--format", "csv"),
        ("lint", "site.yaml", "-o", "site.yaml"),
        ("lint", "site.yaml", "--report", "json=site.yaml"),
        ("lint", "--fix", "site.yaml", "-o", "site.yaml"),
        ("lint", ".", "--report", "sarif=other.yaml"),
        ("lint", "site.yaml", "--baseline", "b.json", "--write-baseline", "-o", "b.json"),
        ("test", "site.yaml", "--report", "junit=site.yaml"),
        ("test", "site.yaml", "--init", "-o", "site.yaml"),
        ("diff", "site.yaml", "other.yaml", "-o", "other.yaml"),
        ("diff", "site.yaml", "other.yaml", "--report", "markdown=site.yaml"),
        ("minimise", "site.yaml", "-o", "site.yaml"),
        ("summary", "-f", "site.yaml", "-o", "site.yaml"),
        ("escalate", "-f", "site.yaml", "-o", "site.yaml"),
        ("why-not", "student_01", "view", ITEM, "-f", "site.yaml", "-o", "site.yaml"),
        ("troubleshoot", "student_01", ITEM, "-f", "site.yaml", "-o", "site.yaml"),
        ("what-if", "--role", "zoe", "Viewer", "-f", "site.yaml", "-o", "site.yaml"),
    ],
    ids=" ".join,
)
def test_what_is_read_is_not_overwritten(site: Path, words: tuple[str, ...]) -> None:
    (site.parent / "b.json").write_text('{"version": 1, "findings": []}\n')
    ran = run_inside(*words, cwd=site.parent)
    assert ran.exit_code == 2
    assert ran.stdout == ""
    assert "overwrit" in ran.stderr or "already" in ran.stderr
    assert site.read_bytes() == ORIGINAL.read_bytes()
    assert site.with_name("other.yaml").read_bytes() == ORIGINAL.read_bytes()
    assert site.with_name("b.json").read_text() == '{"version": 1, "findings": []}\n'


def test_a_suite_that_is_there_is_written_anew_when_that_is_meant(site: Path) -> None:
    suite = site.with_name("suite.yaml")
    words = ("test", "--init", "-o", "suite.yaml")
    assert run_inside(*words, "site.yaml", cwd=site.parent).exit_code == 0
    again = run_inside(*words, "--force", "site.yaml", "suite.yaml", cwd=site.parent)
    assert (again.exit_code, again.stdout) == (0, "")
    assert suite.read_text().startswith("version: 1\n") or "expectations:" in suite.read_text()
