"""``schema``: the schemas are valid, and what the commands write agrees with them."""

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from support.running import SAMPLES, run_inside

from tableau_perm_cli.report.schema_files import record_names, record_schema

NAMES = ["explain", "explain-group", "can", "who", "access", "rules", "tree", "catalog"]
PATHS = [f"sample_configs/{path.name}" for path in sorted(SAMPLES.glob("*.yaml"))]
PATHS.append("sample_configs/split_site")
SITES = [
    (path, name)
    for path in PATHS
    for name in (
        yaml.safe_load((SAMPLES.parent / path).read_text(encoding="utf-8"))["sites"]
        if path.endswith(".yaml")
        else [None]
    )
]


def validated(name: str, *words: str) -> dict[str, Any]:
    """Run a command and hold its JSON against the schema of that name."""
    ran = run_inside(*words, "--format", "json")
    assert ran.exit_code in {0, 1}, ran.stderr
    record = json.loads(ran.stdout)
    jsonschema.Draft202012Validator(record_schema(name)).validate(record)
    return record


@pytest.mark.parametrize("name", NAMES)
def test_every_record_has_a_schema_that_is_one(name: str) -> None:
    assert name in record_names()
    schema = json.loads(run_inside("schema", name).stdout)
    jsonschema.Draft202012Validator.check_schema(schema)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert schema["$id"] == f"urn:tableau-perm:{name}:1"


@pytest.mark.parametrize("name", record_names())
def test_every_schema_lets_fields_be_added(name: str) -> None:
    assert "additionalProperties" not in json.dumps(record_schema(name))


@pytest.mark.parametrize(("path", "site"), SITES)
def test_what_the_commands_write_agrees_with_their_schemas(path: str, site: str | None) -> None:
    asked = ("-f", path, "--quiet", *(("--site", site) if site else ()))
    tree = validated("tree", "tree", *asked)
    flat = run_inside("tree", *asked, "--format", "jsonl").stdout.splitlines()
    one_a_kind = {it["kind"]: it["item"] for it in reversed(list(map(json.loads, flat)))}
    some = run_inside("tree", *asked).stdout
    assert tree["site"]
    assert some
    text = (SAMPLES.parent / path).read_text(encoding="utf-8") if site else None
    users = list(yaml.safe_load(text)["sites"][site]["users"]) if text else ["bea"]
    user = users[0] if text else _some_user(asked)
    validated("access", "access", user, *asked)
    for item in one_a_kind.values():
        validated("rules", "rules", item, *asked)
        validated("explain", "explain", user, item, *asked)
        validated("explain-group", "explain", "group:All Users", item, *asked)
        validated("who", "who", "view", item, *asked)
        validated("can", "can", users[-1] if text else user, "view", item, *asked)
        validated("can", "can", user, "change_owner", item, *asked)


def _some_user(asked: tuple[str, ...]) -> str:
    record = json.loads(
        run_inside("explain", "group:All Users", "Default", *asked, "--format", "json").stdout
    )
    return record["members"][0]["user"]


@pytest.mark.parametrize("page", [[], ["workbook"], ["roles"], ["tasks"], ["reasons"]])
def test_every_page_of_the_catalog_agrees_with_its_schema(page: list[str]) -> None:
    validated("catalog", "catalog", *page)


def test_answers_to_questions_from_a_pipe_agree_with_their_schema() -> None:
    questions = [
        {"user": "student_01", "capability": "view", "item": "project:Student_01"},
        {"user": "student_01", "capability": "publish_to", "item": "project:Student_01"},
        {"user": "nobody", "capability": "view", "item": "project:Student_01"},
    ]
    ran = run_inside(
        "can",
        "-",
        "-f",
        "sample_configs/students_orange_belt.yaml",
        stdin="".join(json.dumps(question) + "\n" for question in questions),
    )
    answers = [json.loads(line) for line in ran.stdout.splitlines()]
    assert [min(it) for it in answers] == ["capability", "effective", "error"]
    for answer in answers:
        jsonschema.Draft202012Validator(record_schema("can")).validate(answer)


WRONG = {
    "explain": {"schema": "tableau-perm/explain/2"},
    "can": {"schema": "tableau-perm/can/1", "user": "a", "effective": "yes"},
    "who": {"schema": "tableau-perm/who/1", "site": "S", "item": "A", "capability": "view"},
    "access": {"schema": "tableau-perm/access/1", "site": "S", "user": "a", "items": [{}]},
    "rules": {"schema": "tableau-perm/rules/1", "site": "S", "item": "project:A"},
    "tree": {"schema": "tableau-perm/tree/1", "site": "S", "items": [{"item": "project:A"}]},
    "catalog": {"schema": "tableau-perm/catalog/1"},
}


@pytest.mark.parametrize("name", WRONG)
def test_a_schema_refuses_what_breaks_the_contract(name: str) -> None:
    assert not jsonschema.Draft202012Validator(record_schema(name)).is_valid(WRONG[name])


def test_a_schema_refuses_an_unknown_reason() -> None:
    words = ("can", "student_01", "view", "project:Student_01")
    record = validated("can", *words, "-f", "sample_configs/students_orange_belt.yaml")
    record["reason"] = "because"
    assert not jsonschema.Draft202012Validator(record_schema("can")).is_valid(record)


def test_without_a_name_it_is_the_declarations() -> None:
    schema = json.loads(run_inside("schema").stdout)
    assert schema["$id"] == "urn:tableau-perm:declaration:1"
    assert run_inside("schema", "declaration").stdout == run_inside("schema").stdout


def test_an_unknown_record_ends_with_exit_2_and_a_suggestion() -> None:
    ran = run_inside("schema", "explian")
    assert (ran.exit_code, ran.stdout) == (2, "")
    assert "did you mean `explain`?" in ran.stderr


def test_a_schema_has_one_format() -> None:
    assert run_inside("schema", "--format", "json").exit_code == 0
    assert run_inside("schema", "--format", "csv").exit_code == 2


def test_it_is_written_to_a_file(tmp_path: Path) -> None:
    assert run_inside("schema", "-o", "s.json", cwd=tmp_path).stdout == ""
    assert json.loads((tmp_path / "s.json").read_text())["title"]
