"""``diff`` as a user runs it: every format, exit codes, selections, names that are hostile."""

import csv
import io
import json
from pathlib import Path

import jsonschema
import pytest
from support.hostile import HOSTILE
from support.running import SAMPLES, Ran, golden, run, run_inside, run_on_terminal

from tableau_perm_cli.report.diff.markdown import LONGEST
from tableau_perm_cli.report.schema_files import record_schema

OLD = """\
version: 1
sites:
  S:
    users: {ada: Creator, bob: Explorer, cyd: Viewer, dan: Viewer}
    groups:
      Analysts: [ada, bob]
      Readers: [cyd]
    projects:
      Default: {permissions: {groups: {All Users: {project: view}}}}
      Finance:
        permissions:
          groups:
            Analysts: {project: view, workbooks: explore}
        workbooks:
          Pay:
            permissions: {groups: {Analysts: explore, Readers: view}}
          Other: {}
"""
NEW = """\
version: 1
sites:
  S:
    users:
      ada: Creator
      bob: Explorer
      cyd: Explorer
      dan: Viewer
    groups:
      Analysts: [ada, bob]
      Readers: [cyd, dan]
    projects:
      Default: {permissions: {groups: {All Users: {project: view}}}}
      Finance:
        labels: [x]
        permissions:
          groups:
            Analysts: {project: view, workbooks: view}
            Readers:
              workbooks: {template: view, allow: [download_full_data]}
        workbooks:
          Pay:
            permissions: {groups: {Analysts: explore, Readers: explore}}
          Other: {}
"""


@pytest.fixture
def here(tmp_path: Path) -> Path:
    (tmp_path / "old.yaml").write_text(OLD)
    (tmp_path / "new.yaml").write_text(NEW)
    return tmp_path


def diff(here: Path, *words: str, **more: object) -> Ran:
    return run_inside("diff", "old.yaml", "new.yaml", *words, cwd=here, **more)


FORMATS = (
    *("table", "tsv", "csv", "json", "jsonl", "markdown"),
    *("full", "concise", "sarif", "junit", "github", "gitlab"),
)


@pytest.mark.parametrize("form", FORMATS)
def test_every_format(here: Path, form: str) -> None:
    ran = diff(here, "--format", form)
    assert (ran.exit_code, ran.stderr) == (0, "")
    golden(f"diff/formats.{form}.txt", ran.stdout)


@pytest.mark.parametrize("width", [80, 120])
def test_on_a_terminal(here: Path, width: int) -> None:
    words = ("diff", "old.yaml", "new.yaml", "--color", "never")
    ran = run_on_terminal(*words, width=width, cwd=here)
    golden(f"diff/terminal.{width}.txt", ran.stdout)


def test_off_a_terminal_it_is_a_row_a_cell(here: Path) -> None:
    assert diff(here).stdout == diff(here, "--format", "tsv").stdout


def test_json_and_its_lines_agree_with_the_schema_and_with_each_other(here: Path) -> None:
    validator = jsonschema.Draft202012Validator(record_schema("diff"))
    whole = json.loads(diff(here, "--format", "json").stdout)
    cells = [json.loads(it) for it in diff(here, "--format", "jsonl").stdout.splitlines()]
    for record in (whole, *cells):
        validator.validate(record)
    assert not validator.is_valid(whole | {"verdict": "better"})
    assert not validator.is_valid(cells[0] | {"change": "kept"})
    gained = [it for it in cells if it["change"] == "gained"]
    assert (whole["gained"], whole["lost"]) == (len(gained), len(cells) - len(gained))
    assert sum(it["gained"] for it in whole["groups"]) == len(gained)
    rows = list(csv.DictReader(io.StringIO(diff(here, "--format", "csv").stdout)))
    assert [(it["user"], it["item"], it["capability"]) for it in rows] == [
        (it["user"], it["item"], it["capability"]) for it in cells
    ]
    for group in whole["groups"]:
        plain = {key: it for key, it in group["witness"].items() if key != "edits"}
        for side in ("before", "after"):
            kept = plain[side]
            plain[side] = {key: kept[key] for key in ("effective", "reason")}
        assert plain in cells


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ((), 0),
        (("--exit-code",), 1),
        (("--fail-on", "any"), 1),
        (("--fail-on", "gained"), 1),
        (("--fail-on", "lost"), 1),
        (("--fail-on", "gained", "--users", "ada"), 0),
        (("--fail-on", "lost", "--users", "ada"), 1),
        (("--fail-on", "gained", "--items", "project:**"), 0),
        (("--fail-on", "lost", "--capabilities", "view"), 0),
    ],
)
def test_exit_codes(here: Path, words: tuple[str, ...], code: int) -> None:
    ran = diff(here, *words)
    assert (ran.exit_code, ran.stderr) == (code, "")


def test_of_a_thing_with_itself_there_is_one_line_and_nothing_fails(here: Path) -> None:
    words = ("diff", "old.yaml", "old.yaml", "--exit-code")
    for form, expected in {
        "table": "Nobody gains or loses access: the two declare the same.\n",
        "markdown": "### tableau-perm diff: Nobody gains or loses access: the two declare the "
        "same\n",
        "jsonl": "",
        "github": "",
    }.items():
        ran = run_inside(*words, "--format", form, cwd=here)
        assert (ran.exit_code, ran.stdout, ran.stderr) == (0, expected, "")


@pytest.mark.parametrize("sample", sorted(SAMPLES.glob("*.yaml")), ids=lambda it: it.stem)
def test_every_sample_is_the_same_as_itself(sample: Path) -> None:
    name = f"sample_configs/{sample.name}"
    ran = run_inside("diff", name, name, "--format", "table", "--exit-code", "-q")
    assert ran.stdout == "Nobody gains or loses access: the two declare the same.\n"
    assert ran.exit_code == 0


def test_a_file_that_is_split_up_declares_the_same(here: Path) -> None:
    (here / "split").mkdir()
    head, _, projects = OLD.partition("    projects:\n")
    (here / "split" / "a.yaml").write_text(head)
    (here / "split" / "b.json").write_text(
        json.dumps({"version": "1", "sites": {"S": {"projects": _plain(projects)}}})
    )
    ran = run_inside("diff", "old.yaml", "split", "--format", "table", cwd=here)
    assert ran.stdout == "Nobody gains or loses access: the two declare the same.\n"


def _plain(projects: str) -> object:
    import yaml  # noqa: PLC0415 - for this one test

    return yaml.safe_load(projects)


def test_standard_input_is_a_side_and_its_places_are_said(here: Path) -> None:
    ran = run_inside("diff", "old.yaml", "-", "--format", "concise", stdin=NEW, cwd=here)
    assert ran.stdout.startswith("<stdin>:7:12: warning[TPD01 access-gained]")


def test_several_reports_in_one_run(here: Path) -> None:
    reports = ("--report", "markdown=comment.md", "--report", "sarif=out.sarif")
    ran = diff(here, "--format", "jsonl", *reports)
    assert ran.stdout == diff(here, "--format", "jsonl").stdout
    assert (here / "comment.md").read_text() == diff(here, "--format", "markdown").stdout
    assert len(json.loads((here / "out.sarif").read_text())["runs"][0]["results"]) == 5


def test_the_other_site_is_left_out_when_one_is_named(here: Path) -> None:
    more = NEW.replace("sites:\n", "sites:\n  T: {users: {zed: Creator}, projects: {X: {}}}\n")
    (here / "new.yaml").write_text(more)
    sites = {json.loads(it)["site"] for it in diff(here, "--format", "jsonl").stdout.splitlines()}
    assert sites == {"S"}  # nobody may do anything on T: X has no rules
    (here / "new.yaml").write_text(more.replace("zed: Creator", "zed: ServerAdministrator"))
    ran = diff(here, "--format", "jsonl", "--site", "T")
    assert {json.loads(it)["site"] for it in ran.stdout.splitlines()} == {"T"}
    ran = diff(here, "--site", "U", "-q")
    assert ran.exit_code == 2
    assert ran.stderr.startswith("error: unknown site `U`\n")


@pytest.mark.parametrize(
    ("words", "error"),
    [
        (("old.yaml",), "NEW"),
        (("old.yaml", "none.yaml"), "error: cannot read `none.yaml`: no such file or directory\n"),
        (("old.yaml", ""), "error: the name of a file is empty\n"),
        (("old.yaml", "new.yaml", "-f", "x.yaml"), "error: `--file` is not for `diff`\n"),
        (("old.yaml", "new.yaml", "--users", "adda"), "error: unknown user `adda`\n"),
        (("old.yaml", "new.yaml", "--format", "parquet"), "error: this command has no format"),
        (("old.yaml", "new.yaml", "--fail-on", "wide"), "wide"),
        (("old.yaml", "broken.yaml"), "error: 1 error in the declaration\n"),
    ],
)
def test_what_cannot_be_done_is_one_clear_error(
    here: Path, words: tuple[str, ...], error: str
) -> None:
    (here / "broken.yaml").write_text("version: 1\nsites: {S: {users: {ada: Wizard}}}\n")
    ran = run_inside("diff", *words, cwd=here)
    assert ran.exit_code == 2
    assert error in ran.stderr
    assert ran.stdout == ""


@pytest.mark.parametrize("name", HOSTILE)
def test_names_are_data_in_every_format(here: Path, name: str) -> None:
    declared = {
        "version": "1",
        "sites": {
            name: {
                "users": {name: "Viewer"},
                "groups": {name: []},
                "projects": {name: {"permissions": {"groups": {name: {"project": "view"}}}}},
            }
        },
    }
    (here / "old.yaml").write_text(json.dumps(declared))
    declared["sites"][name]["groups"][name] = [name]
    (here / "new.yaml").write_text(json.dumps(declared, indent=1))
    (cell,) = diff(here, "--format", "jsonl").stdout.splitlines()
    assert json.loads(cell)["user"] == name
    text = diff(here, "--format", "markdown").stdout
    outside = _without_code(text)
    assert "<script" not in outside
    assert "@everyone" not in outside
    assert text.count("</details>") - text.count("`</details>`") <= 2 + text.count("&lt;/details>")
    assert "\x1b" not in text
    assert "\u202e" not in text
    for line in text.splitlines():
        if line.startswith("| "):
            assert _cells(line) in {6, 4}
    for form in ("table", "tsv", "full", "github", "concise"):
        ran = diff(here, "--format", form)
        assert ran.exit_code == 0
        assert "\x1b" not in ran.stdout
        assert "\u202e" not in ran.stdout


def _without_code(text: str) -> str:
    """Return Markdown without what stands in grave accents."""
    lines = text.splitlines()
    return "\n".join(it if it.count("`") % 2 else "".join(it.split("`")[::2]) for it in lines)


def _cells(line: str) -> int:
    return line.replace("\\|", "").count("|") - 1


def test_a_comment_stays_short_however_much_there_is(here: Path) -> None:
    users = {f"user {number} {'x' * 300}": "Viewer" for number in range(200)}
    projects = {f"P{number} {'y' * 300}": {} for number in range(200)}
    old = {"version": "1", "sites": {"S": {"users": users, "projects": projects}}}
    (here / "old.yaml").write_text(json.dumps(old))
    for number, user in enumerate(users):
        project = f"P{number} {'y' * 300}"
        projects[project] = {"permissions": {"users": {user: {"project": "view"}}}}
    (here / "new.yaml").write_text(json.dumps(old))
    text = diff(here, "--format", "markdown", "-q").stdout
    assert len(text) <= LONGEST < 65_536
    assert text.startswith("### tableau-perm diff: This widens access: 200 cells gained, by 200 e")
    assert "more, left out to keep this short." in text
    assert text.count("<details>") == text.count("</details>") == 2


def test_the_same_twice_is_the_same_byte_for_byte(here: Path) -> None:
    words = ("diff", "old.yaml", "new.yaml", "--format", "json")
    runs = [run(*words, cwd=here, env={"PYTHONHASHSEED": seed}).stdout for seed in "12"]
    assert runs[0] == runs[1]
