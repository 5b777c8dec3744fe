"""``test --mutate`` and ``test --init``: what they write, and what they exit with."""

import json
from pathlib import Path

import jsonschema
import pytest
import yaml
from support.running import SAMPLES, golden, run_inside, run_on_terminal

from tableau_perm_cli.report.schema_files import record_schema

SITE = """\
version: 1
sites:
  Company:
    users:
      bob: Explorer
      vic: Viewer
      lea: Creator
    groups:
      "[bold] HR": [bob]
      Interns: [vic]
    projects:
      HR:
        permissions:
          groups:
            "[bold] HR": {project: view}
            Interns: {project: {deny: [view]}}
          users:
            lea: {leader: true}
"""
EXPECTATIONS = """\
    expectations:
      - name: HR sees its project
        users: bob
        items: project:HR
        expect: {view: allowed}
      - name: which does not hold
        users: vic
        items: project:HR
        expect: {view: allowed}
"""
GOOD = EXPECTATIONS.partition("      - name: which")[0]
FORMATS = ("full", "concise", "json", "github", "junit", "markdown")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "tableau-perm.yaml").write_text(SITE + GOOD, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize("form", FORMATS)
def test_the_output_in_each_format(form: str, folder: Path) -> None:
    ran = run_inside("test", "--mutate", "--format", form, cwd=folder)
    assert ran.exit_code == 0
    golden(f"test/mutation.{form}.txt", ran.stdout)
    assert ("mutation: " in ran.stderr) is (form not in {"full", "json"})


def test_json_is_as_its_schema_says(folder: Path) -> None:
    ran = run_inside("test", "--cov", "--mutate", "--format", "json", cwd=folder)
    record = json.loads(ran.stdout)
    jsonschema.validate(record, record_schema("test"))
    found = record["mutation"]
    assert found["mutants"] == found["noticed"] + len(found["survivors"])
    assert found["percent"] == round(100 * found["noticed"] / found["mutants"], 3)
    assert {it["mutation"] for it in found["survivors"]} == {"flip", "step_down"}


def test_every_survivor_is_noticed_once_its_expectation_is_pasted(folder: Path) -> None:
    ran = run_inside("test", "--mutate", "--format", "json", cwd=folder)
    survivors = json.loads(ran.stdout)["mutation"]["survivors"]
    assert survivors
    pasted = [line for it in survivors for line in it["expectation"].splitlines()]
    text = SITE + GOOD + "".join(f"      {line}\n" for line in pasted)
    (folder / "tableau-perm.yaml").write_text(text, encoding="utf-8")
    again = run_inside("test", "--min-score", "100", cwd=folder)
    assert again.exit_code == 0
    assert "mutation: 100 %" in again.stdout
    assert "SURVIVED" not in again.stdout


@pytest.mark.parametrize(
    ("words", "configured", "code"),
    [
        # Whoever asks for nothing is told, and no more.
        (("--mutate",), None, 0),
        (("--min-score", "1"), None, 0),
        (("--min-score", "100"), None, 1),
        (("--mutate",), "100", 1),
        (("--mutate", "--isolated"), "100", 0),
        (("--min-score", "1"), "100", 0),
        (("--cov",), "100", 0),
    ],
)
def test_less_than_is_asked_for_exits_with_1(
    words: tuple[str, ...], configured: str | None, code: int, folder: Path
) -> None:
    if configured is not None:
        text = f"[test]\nmin-score = {configured}\n"
        (folder / "tableau-perm.toml").write_text(text, encoding="utf-8")
    assert run_inside("test", *words, cwd=folder).exit_code == code


def test_an_expectation_that_does_not_hold_notices_nothing(folder: Path) -> None:
    def score() -> dict:
        ran = run_inside("test", "--mutate", "--format", "json", cwd=folder)
        return {"exit": ran.exit_code, **json.loads(ran.stdout)["mutation"]}

    before = score()
    (folder / "tableau-perm.yaml").write_text(SITE + EXPECTATIONS, encoding="utf-8")
    after = score()
    assert (before.pop("exit"), after.pop("exit")) == (0, 1)
    assert before == after


def test_filter_mutates_for_some_of_the_expectations(folder: Path) -> None:
    (folder / "tableau-perm.yaml").write_text(SITE + EXPECTATIONS, encoding="utf-8")
    ran = run_inside("test", "--mutate", "--filter", "which*", cwd=folder)
    assert "mutation: 0 %" in ran.stdout


def test_a_terminal_shows_how_far_it_is_and_nothing_else_remains() -> None:
    ran = run_on_terminal(
        "test", "-f", str(SAMPLES / "full_tour.yaml"), "--mutate", "--color", "never", width=80
    )
    assert ran.exit_code == 0
    assert ran.stdout.splitlines()[-1].startswith("mutation: ")


# --init


@pytest.mark.parametrize("sample", ["students_orange_belt", "locked_vs_customizable", "full_tour"])
def test_the_suite_it_writes_scores_100_per_cent(sample: str, tmp_path: Path) -> None:
    declaration, suite = str(SAMPLES / f"{sample}.yaml"), tmp_path / "suite.yaml"
    ran = run_inside("test", "-f", declaration, "--init", "-o", str(suite))
    assert (ran.exit_code, ran.stdout) == (0, "")
    assert ran.stderr.splitlines()[0] == f"wrote {suite}"
    asked = ("test", str(suite), "-f", declaration, "--min-score", "100", "--format", "json")
    tested = run_inside(*asked)
    record = json.loads(tested.stdout)
    assert tested.exit_code == 0
    assert record["failed"] == 0
    assert record["mutation"]["percent"] == 100
    assert record["mutation"]["survivors"] == []


def test_the_suite_of_the_orange_belt(tmp_path: Path) -> None:
    ran = run_inside("test", "-f", str(SAMPLES / "students_orange_belt.yaml"), "--init")
    assert (ran.exit_code, ran.stderr) == (0, "")
    golden("test/init.orange_belt.yaml", ran.stdout)
    assert list(yaml.safe_load(ran.stdout)) == ["version", "expectations"]
    assert not list(tmp_path.iterdir())


def test_it_overwrites_nothing_without_force(folder: Path) -> None:
    suite = folder / "suite.yaml"
    suite.write_text("mine", encoding="utf-8")
    ran = run_inside("test", "--init", "-o", "suite.yaml", cwd=folder)
    assert (ran.exit_code, ran.stdout) == (2, "")
    assert "`suite.yaml` is there already" in ran.stderr
    assert suite.read_text("utf-8") == "mine"
    assert run_inside("test", "--init", "-o", "suite.yaml", "--force", cwd=folder).exit_code == 0
    assert "expectations:" in suite.read_text("utf-8")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--init", "--mutate"), "`--init` writes expectations and tests none"),
        (("--init", "--cov"), "`--init` writes expectations and tests none"),
        (("--init", "--filter", "x*"), "`--init` writes expectations and tests none"),
        (("--init", "--format", "json"), "`--init` writes expectations and tests none"),
        (("--init", "--report", "json=x"), "`--init` writes expectations and tests none"),
        (("--init", "--site", "Compani"), "unknown site `Compani`"),
        (("--force",), "`--force` is for `--init`"),
        (("--min-score", "-1"), "-1"),
    ],
)
def test_what_cannot_be_asked_exits_with_2(
    words: tuple[str, ...], said: str, folder: Path
) -> None:
    ran = run_inside("test", *words, cwd=folder)
    assert (ran.exit_code, ran.stdout) == (2, "")
    assert said in ran.stderr


def test_a_site_where_nothing_makes_a_difference_has_no_suite(folder: Path) -> None:
    text = "version: 1\nsites:\n  Empty:\n    users: {ada: Creator}\n    projects: {P: {}}\n"
    (folder / "tableau-perm.yaml").write_text(text, encoding="utf-8")
    ran = run_inside("test", "--init", cwd=folder)
    assert (ran.exit_code, ran.stdout) == (2, "")
    assert "there is nothing to expect" in ran.stderr
