"""``test --cov``: what it writes in each format, and what it exits with."""

import json
from pathlib import Path

import jsonschema
import pytest
from support.running import golden, run_inside

from tableau_perm_cli.report.schema_files import record_schema

SITE = """\
version: 1
sites:
  Company:
    users:
      bob: Explorer
      vic: Viewer
    groups:
      "[bold] HR": [bob]
      Empty: []
    projects:
      HR:
        permissions:
          groups:
            "[bold] HR": {project: view, workbooks: explore}
            Empty: {workbooks: view}
          users:
            vic: {workbooks: {deny: [view]}}
        workbooks:
          Payroll: {}
    expectations:
      - name: HR opens payroll
        users: bob
        items: "workbook:HR/Payroll"
        expect: {view: allowed}
"""
FORMATS = ("full", "concise", "json", "github", "junit", "csv")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "tableau-perm.yaml").write_text(SITE, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize("form", FORMATS)
def test_the_output_in_each_format(form: str, folder: Path) -> None:
    ran = run_inside("test", "--cov", "--format", form, cwd=folder)
    assert ran.exit_code == 0
    golden(f"test/coverage.{form}.txt", ran.stdout)
    said_inside = form in {"full", "json"}
    line = "coverage: 33.3 %, 1 of 3 rules are touched; 1 more is dead\n"
    assert ran.stderr == ("" if said_inside else line)


def test_nothing_is_said_of_it_unless_it_is_asked_for(folder: Path) -> None:
    ran = run_inside("test", cwd=folder)
    assert (ran.stdout, ran.stderr, ran.exit_code) == ("1 expectation: 1 passed\n", "", 0)
    record = json.loads(run_inside("test", "--format", "json", cwd=folder).stdout)
    assert "coverage" not in record
    assert "mutation" not in record


def test_json_is_as_its_schema_says(folder: Path) -> None:
    ran = run_inside("test", "--min-coverage", "50", "--format", "json", cwd=folder)
    record = json.loads(ran.stdout)
    jsonschema.validate(record, record_schema("test"))
    assert ran.exit_code == 1
    found = record["coverage"]
    assert (found["percent"], found["min_percent"], found["enough"]) == (33.333, 50.0, False)
    assert [(it["grantee"], it["line"], it["content_type"]) for it in found["untouched"]] == [
        ("group:[bold] HR", 14, "project"),
        ("user:vic", 17, "workbook"),
    ]
    assert [it["grantee"] for it in found["dead"]] == ["group:Empty"]


@pytest.mark.parametrize(
    ("words", "configured", "code"),
    [
        (("--cov",), None, 0),
        (("--min-coverage", "33.3"), None, 0),
        (("--min-coverage", "33.4"), None, 1),
        (("--cov",), "33", 0),
        (("--cov",), "34", 1),
        (("--cov", "--isolated"), "34", 0),
        (("--min-coverage", "10"), "34", 0),
        # It is measured when it is asked for, not because of the configuration.
        ((), "34", 0),
    ],
)
def test_less_than_is_asked_for_exits_with_1(
    words: tuple[str, ...], configured: str | None, code: int, folder: Path
) -> None:
    if configured is not None:
        text = f"[test]\nmin-coverage = {configured}\n"
        (folder / "tableau-perm.toml").write_text(text, encoding="utf-8")
    assert run_inside("test", *words, cwd=folder).exit_code == code


@pytest.mark.parametrize("form", ["github", "junit", "concise"])
def test_what_falls_short_is_an_error_in_the_formats_of_ci(form: str, folder: Path) -> None:
    ran = run_inside("test", "--min-coverage", "90", "--format", form, cwd=folder)
    assert ran.exit_code == 1
    assert {"github": "::error ", "junit": "<failure", "concise": "error[TPX03"}[
        form
    ] in ran.stdout
    assert ran.stderr.endswith("; 90 % is asked for\n")


def test_a_failing_expectation_fails_whatever_is_covered(folder: Path) -> None:
    (folder / "tableau-perm.yaml").write_text(SITE.replace("allowed", "denied"), encoding="utf-8")
    ran = run_inside("test", "--min-coverage", "0", cwd=folder)
    assert ran.exit_code == 1
    assert "coverage: 33.3 %" in ran.stdout  # it looks at the cell all the same


@pytest.mark.parametrize(
    ("words", "configured", "said"),
    [
        (("--min-coverage", "101"), None, "101"),
        (("--min-coverage", "much"), None, "much"),
        (("--cov",), "min-coverage = 101", "`min-coverage` is not a number from 0 to 100"),
        (("--cov",), "min-scor = 1", "unknown key `min-scor`"),
        (("--cov", "--config", "gone.toml"), None, "cannot read the configuration `gone.toml`"),
    ],
)
def test_what_cannot_be_asked_exits_with_2(
    words: tuple[str, ...], configured: str | None, said: str, folder: Path
) -> None:
    if configured is not None:
        (folder / "tableau-perm.toml").write_text(f"[test]\n{configured}\n", encoding="utf-8")
    ran = run_inside("test", *words, cwd=folder)
    assert (ran.exit_code, ran.stdout) == (2, "")
    assert said in ran.stderr
