"""``test``: what it reads, what it writes in every format, and what it exits with."""

import csv
import io
import json
from pathlib import Path

import jsonschema
import pytest
from support.running import ROOT, golden, run, run_inside, run_on_terminal

from tableau_perm_cli.report.schema_files import record_schema

SITE = """\
version: 1
sites:
  Company:
    users:
      ada: Creator
      bob: Explorer
      vic: Viewer
      root: Site Administrator Creator
    groups:
      HR: [ada, bob]
      "[bold] Interns": [vic]
    projects:
      HR:
        permissions:
          groups:
            HR: {project: view, workbooks: explore}
            "[bold] Interns": {workbooks: {deny: [view]}}
        workbooks:
          Payroll: {owner: ada}
"""
EXPECTATIONS = """\
version: 1
expectations:
  Company:
    - name: HR opens payroll
      users: group:HR
      items: "workbook:HR/Payroll"
      expect: {view: allowed}
    - name: nobody else does, "[bold]" or not
      users: [vic, bob]
      items: ["workbook:HR/Payroll"]
      expect: {view: denied, see_data: denied}
      because: {view: unspecified}
    - name: payroll stays in HR
      only: {users: ada, capabilities: [view, web_edit], items: "workbook:HR/**"}
      any_user: true
    - name: a capability that is none
      users: vic
      items: project:HR
      expect: {vieww: denied}
"""
FORMATS = ("full", "concise", "json", "jsonl", "table", "tsv", "csv", "markdown")
CI_FORMATS = ("sarif", "junit", "github", "gitlab")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "site.yaml").write_text(SITE, encoding="utf-8")
    (tmp_path / "expectations.yaml").write_text(EXPECTATIONS, encoding="utf-8")
    (tmp_path / "good.yaml").write_text(
        EXPECTATIONS.partition("    - name: nobody else")[0], encoding="utf-8"
    )
    return tmp_path


ASKED = ("test", "expectations.yaml", "-f", "site.yaml")


@pytest.mark.parametrize("form", FORMATS)
def test_the_output_in_each_format(form: str, folder: Path) -> None:
    ran = run_inside(*ASKED, "--format", form, cwd=folder)
    assert (ran.exit_code, ran.stderr) == (2, "")
    golden(f"test/broken.{form}.txt", ran.stdout)


@pytest.mark.parametrize("form", CI_FORMATS)
def test_the_formats_of_ci_systems_name_the_expectation_and_the_cell(
    form: str, folder: Path
) -> None:
    ran = run_inside(*ASKED, "--format", form, cwd=folder)
    assert ran.exit_code == 2
    assert "TPX01" in ran.stdout
    assert ("TPX02" if form != "junit" else "<error ") in ran.stdout
    assert "payroll stays in HR" in ran.stdout
    assert "workbook:HR/Payroll" in ran.stdout


def test_on_a_terminal_it_is_full_too_and_in_colour(folder: Path) -> None:
    ran = run_on_terminal(*ASKED, "--color", "never", width=80, cwd=folder)
    golden("test/broken.80.txt", ran.stdout)
    colored = run_on_terminal(*ASKED, width=80, cwd=folder)
    assert "\x1b[1;31m" in colored.stdout


def test_the_record_is_as_its_schema_says(folder: Path) -> None:
    ran = run_inside(*ASKED, "--format", "json", cwd=folder)
    record = json.loads(ran.stdout)
    jsonschema.Draft202012Validator(record_schema("test")).validate(record)
    assert (record["passed"], record["failed"], record["errors"]) == (1, 2, 1)
    by_name = {result["name"]: result for result in record["results"]}
    table = by_name['nobody else does, "[bold]" or not']
    assert (table["outcome"], table["file"], table["line"]) == ("failed", "expectations.yaml", 8)
    first = {key: table["cells"][0][key] for key in ("user", "item", "capability", "expected")}
    assert first == {
        "user": "bob",
        "item": "workbook:HR/Payroll",
        "capability": "view",
        "expected": "denied",
    }
    assert [
        (cell["user"], cell["effective"], cell["reason"], cell.get("expected_reason"))
        for cell in table["cells"]
    ] == [
        ("bob", "allowed", "group_allow", "unspecified"),
        ("vic", "denied", "group_deny", "unspecified"),
        ("bob", "allowed", "all_needs_met", None),
    ]
    possible = by_name["payroll stays in HR"]["cells"][-1]["possible"]
    assert possible == {"role": "Explorer", "groups": ["HR"], "not_in": [], "owner": False}
    lines = run_inside(*ASKED, "--format", "jsonl", cwd=folder).stdout.splitlines()
    assert [json.loads(line) for line in lines] == record["results"]


def test_a_row_of_the_table_is_a_cell(folder: Path) -> None:
    rows = list(csv.reader(io.StringIO(run_inside(*ASKED, "--format", "csv", cwd=folder).stdout)))
    assert {len(row) for row in rows} == {len(rows[0])}
    assert [row[2] for row in rows[1:]] == ["passed", *["failed"] * 7, "error"]


@pytest.mark.parametrize(
    ("words", "code", "stdout"),
    [
        (("good.yaml", "-f", "site.yaml"), 0, "1 expectation: 1 passed\n"),
        (("good.yaml", "site.yaml"), 0, "1 expectation: 1 passed\n"),
        (("expectations.yaml", "site.yaml", "--filter", "HR*"), 0, "1 expectation: 1 passed\n"),
        (("expectations.yaml", "site.yaml", "--filter", "*HR"), 1, None),
        (("expectations.yaml", "site.yaml", "--filter", "a cap*"), 2, None),
        (("good.yaml", "site.yaml", "--site", "Company"), 0, "1 expectation: 1 passed\n"),
    ],
)
def test_what_it_exits_with(
    words: tuple[str, ...], code: int, stdout: str | None, folder: Path
) -> None:
    ran = run_inside("test", *words, cwd=folder)
    assert ran.exit_code == code
    assert stdout is None or ran.stdout == stdout


def test_where_no_file_declares_a_site_the_default_declaration_is_read(folder: Path) -> None:
    (folder / "site.yaml").rename(folder / "tableau-perm.yaml")
    assert run_inside("test", "good.yaml", cwd=folder).exit_code == 0
    env = {"TABLEAU_PERM_FILE": "tableau-perm.yaml"}
    assert run_inside("test", "good.yaml", cwd=folder, env=env).exit_code == 0
    assert run_inside("test", "-", cwd=folder, stdin=EXPECTATIONS).exit_code == 2
    in_one = SITE + EXPECTATIONS.partition("\n")[2]
    (folder / "tableau-perm.yaml").write_text(in_one, encoding="utf-8")
    ran = run_inside("test", "--filter", "HR*", cwd=folder)
    assert (ran.exit_code, ran.stdout) == (0, "1 expectation: 1 passed\n")


@pytest.mark.parametrize(
    ("words", "error"),
    [
        (("site.yaml",), "error: there are no expectations to test\nhelp: write them under"),
        (("good.yaml",), "error: no declaration given\n"),
        (("good.yaml", "site.yaml", "--filter", "x"), "error: no expectation is called `x`\n"),
        (("good.yaml", "site.yaml", "--site", "X"), "error: unknown site `X`\n"),
        (("nowhere.yaml",), "error: cannot read `nowhere.yaml`: no such file or directory\n"),
        (("good.yaml", "site.yaml", "--format", "parquet"), "error: this command has no format"),
        (
            ("good.yaml", "site.yaml", "--report", "junit"),
            "error: `--report junit` needs the name",
        ),
        (("",), "error: a file to test has no name\n"),
    ],
)
def test_trouble_is_one_clear_error(words: tuple[str, ...], error: str, folder: Path) -> None:
    ran = run_inside("test", *words, cwd=folder)
    assert (ran.exit_code, ran.stdout) == (2, "")
    assert ran.stderr.startswith(error)


def test_one_run_writes_several_formats(folder: Path) -> None:
    reports = ("--report", "junit=j.xml", "--report", "json=r.json", "--report", "full=f.txt")
    ran = run_inside(*ASKED, *reports, cwd=folder)
    assert ran.exit_code == 2
    assert (folder / "f.txt").read_text(encoding="utf-8") == ran.stdout
    assert json.loads((folder / "r.json").read_text(encoding="utf-8"))["failed"] == 2
    junit = (folder / "j.xml").read_text(encoding="utf-8")
    assert '<testsuite name="tableau-perm test" tests="4" failures="2" errors="1"' in junit


def test_a_site_of_another_name_is_not_asked(folder: Path) -> None:
    two = SITE + "  Empty: {users: {zoe: Viewer}}\n"
    (folder / "site.yaml").write_text(two, encoding="utf-8")
    assert run_inside("test", "good.yaml", "site.yaml", cwd=folder).exit_code == 0
    ran = run_inside("test", "good.yaml", "site.yaml", "--site", "Empty", cwd=folder)
    assert ran.exit_code == 2


def test_the_expectations_of_a_sample_hold_in_a_process_of_its_own() -> None:
    ran = run("test", "sample_configs/full_tour.yaml", cwd=ROOT)
    assert (ran.exit_code, ran.stderr) == (0, "")
    assert ran.stdout.endswith(" passed\n")
