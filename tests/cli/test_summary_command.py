"""``summary``: sentences on a terminal and off, rows, records, and what is not understood."""

import csv
import io
import json
from pathlib import Path

import jsonschema
import pytest
from support.running import ROOT, golden, run_inside, run_on_terminal

from tableau_perm_cli.report.schema_files import record_schema

BELT = ("-f", "sample_configs/students_orange_belt.yaml")
MATRIX = ("-f", "sample_configs/business_matrix.yaml")


def said(*words: str) -> str:
    ran = run_inside("summary", *words)
    assert (ran.exit_code, ran.stderr) == (0, "")
    return ran.stdout


@pytest.mark.parametrize(
    "words",
    [
        ("default", ()),
        *((it, ("--format", it)) for it in ("table", "tsv", "csv", "markdown", "json", "jsonl")),
    ],
)
def test_in_every_format(words: tuple[str, tuple[str, ...]]) -> None:
    name, asked = words
    golden(f"summary/orange_belt.{name}.txt", said(*BELT, *asked))


def test_a_business_in_few_lines() -> None:
    golden("summary/business_matrix.default.txt", said(*MATRIX))


@pytest.mark.parametrize("width", [80, 200])
def test_on_a_terminal(width: int) -> None:
    ran = run_on_terminal("summary", "Finance", *MATRIX, "--color", "never", width=width)
    assert ran.exit_code == 0
    golden(f"summary/finance.{width}.txt", ran.stdout)


def test_off_a_terminal_a_sentence_is_a_line() -> None:
    record = json.loads(said(*MATRIX, "--format", "json"))
    lines = said(*MATRIX).splitlines()
    assert lines == [it["sentence"] for it in record["statements"]]


def test_the_record_is_as_its_schema_says() -> None:
    for words in (BELT, MATRIX, (*MATRIX, "Finance", "--capabilities", "view,delete")):
        record = json.loads(said(*words, "--format", "json"))
        jsonschema.Draft202012Validator(record_schema("summary")).validate(record)


def test_a_project_is_meant_with_all_that_is_in_it() -> None:
    whole = said(*MATRIX, "project:Finance/**", "--format", "json")
    assert said(*MATRIX, "project:Finance", "--format", "json") == whole
    assert said(*MATRIX, "Finance", "--format", "json") == whole
    assert json.loads(whole)["item_count"] == 4


def test_only_some_users_and_capabilities() -> None:
    record = json.loads(
        said(*MATRIX, "Finance", "--users", "bruno", "--capabilities", "view", "--format", "json")
    )
    assert (record["users"], record["user_count"]) == ("user:bruno", 1)
    assert record["capabilities"] == ["view"]
    assert [it["capabilities"] for it in record["statements"]] == [["view"]]
    assert "every capability" not in record["statements"][0]["sentence"]


def test_nobody_is_said_to_be_nobody() -> None:
    out = said(*BELT, "project:Default", "--users", "zoe", "--capabilities", "publish")
    assert out == "nobody who was looked at can do anything there\n"


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("project:Nowhere",), "unknown project `Nowhere`"),
        (("**", "--users", "nobody"), "unknown user `nobody`"),
        (("**", "--capabilities", "fly"), "unknown capability `fly`"),
        (("**", "--users", "("), "expected a user, group or role"),
        (("**", "--format", "sarif"), "this command has no format `sarif`"),
    ],
)
def test_what_is_not_understood_is_one_error(words: tuple[str, ...], message: str) -> None:
    ran = run_inside("summary", *words, *BELT)
    assert ran.exit_code == 2
    assert ran.stdout == ""
    assert message in ran.stderr
    assert "Traceback" not in ran.stderr


HOSTILE = ("[bold]x[/]", "a/b", "line\nFORGED", "\x1b[2J", "\u202egpj.exe", "*", 'q"uo"te', "and")


def test_names_are_data(tmp_path: Path) -> None:
    site = {
        "users": dict.fromkeys(HOSTILE, "Creator"),
        "groups": {f"g{name}": [name] for name in HOSTILE},
        "projects": {
            name: {
                "permissions": {
                    "groups": {f"g{name}": {"project": "view"}},
                    "users": {HOSTILE[0]: {"project": {"allow": ["publish"]}}},
                }
            }
            for name in HOSTILE
        },
    }
    file = tmp_path / "hostile.json"
    file.write_text(json.dumps({"version": 1, "sites": {"S": site}}), encoding="utf-8")
    asked = ("-f", str(file), "-q")
    record = json.loads(said(*asked, "--format", "json"))
    assert {it["users"] for it in record["statements"]} >= {'group:"g*"', 'user:"[bold]x[/]"'}
    lines = said(*asked).splitlines()
    assert len(lines) == len(record["statements"])
    assert len(list(csv.reader(io.StringIO(said(*asked, "--format", "csv"))))) > len(lines)
    for shape in ((), ("--format", "table"), ("--format", "markdown"), ("--format", "tsv")):
        out = said(*asked, *shape)
        assert "\x1b" not in out
        assert "\u202e" not in out
        assert "\nFORGED" not in out


def test_the_page_shows_what_the_command_writes() -> None:
    page = (ROOT / "docs" / "summary.md").read_text(encoding="utf-8")
    shown = page.split("```console\n$ tableau-perm ", 1)[1].split("```", 1)[0]
    command, _, output = shown.partition("\n")
    assert run_inside(*command.split()).stdout == output
