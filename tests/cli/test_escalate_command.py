"""``escalate``: what it writes in every format, what it is asked, and how it refuses."""

import inspect
import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from support.running import SAMPLES, golden, run_inside, run_on_terminal

from tableau_perm_cli.audit.escalation import DEFAULT_HOPS
from tableau_perm_cli.cli.escalate import escalate
from tableau_perm_cli.report.schema_files import record_schema

TOUR = ("-f", "sample_configs/full_tour.yaml")
MATRIX = ("-f", "sample_configs/business_matrix.yaml")
FORMATS = ("table", "tsv", "csv", "json", "jsonl", "markdown")
CASES: dict[str, tuple[str, ...]] = {
    "site": ("escalate", *TOUR),
    "user": ("escalate", "petra", *TOUR),
    "items": ("escalate", "--items", "workbook:BOD/**", "--to", "delete", *MATRIX),
}
SITES = sorted(path for path in SAMPLES.glob("*.yaml") if path.name != "multi_site.yaml")


def escalated(*words: str) -> dict[str, Any]:
    ran = run_inside("escalate", *words, "--format", "json")
    assert (ran.exit_code, ran.stderr) == (0, "")
    record = json.loads(ran.stdout)
    jsonschema.Draft202012Validator(record_schema("escalate")).validate(record)
    return record


@pytest.mark.parametrize("style", FORMATS)
@pytest.mark.parametrize("case", CASES)
def test_formats_are_as_they_were(case: str, style: str) -> None:
    ran = run_inside(*CASES[case], "--format", style)
    assert (ran.exit_code, ran.stderr) == (0, "")
    golden(f"escalate/{case}.{style}.txt", ran.stdout)


@pytest.mark.parametrize("width", [80, 160])
@pytest.mark.parametrize("case", CASES)
def test_the_answer_on_a_terminal(case: str, width: int) -> None:
    ran = run_on_terminal(*CASES[case], "--color", "never", width=width)
    assert (ran.exit_code, ran.stderr) == (0, "")
    golden(f"escalate/{case}.{width}.txt", ran.stdout)


@pytest.mark.parametrize("path", SITES, ids=lambda path: path.name)
def test_every_sample_agrees_with_the_schema_and_with_itself(path: Path) -> None:
    record = escalated("-f", str(path), "--quiet")
    assert record["escalations"] == sum(it["escalations"] for it in record["groups"])
    assert [it["sensitive"] for it in record["groups"]] == sorted(
        (it["sensitive"] for it in record["groups"]), reverse=True
    )
    for closing in record["closings"]:
        assert closing["closes"] + closing["left"] == record["escalations"]


def test_a_user_and_items_and_a_capability_narrow_it_down() -> None:
    whole = escalated(*TOUR)
    petra = escalated("petra", *TOUR)
    assert whole["escalations"] > petra["escalations"] == 8
    assert {it["user"] for it in petra["paths"]} == {"petra"}
    assert escalated("group:Analysts", *TOUR)["escalations"] == 8
    assert escalated("petra", "--to", "Delete", *TOUR)["escalations"] == 2
    shelf = escalated("petra", "--items", "workbook:Finance/Locked Shelf/*", *TOUR)
    assert [it["capabilities"] for it in shelf["paths"]] == [["set_permissions"]]
    assert "paths" not in whole
    assert [it["names"] for it in shelf["groups"]] == [["petra"]]


def test_a_search_that_is_cut_says_so(tmp_path: Path) -> None:
    site = tmp_path / "washed.yaml"
    site.write_text(
        "version: 1\n"
        "sites:\n"
        "  Here:\n"
        "    users: {cre: Creator}\n"
        "    projects:\n"
        "      P: {permissions: {users: {cre: {workbooks: {allow: [move]}}}},"
        " workbooks: {W: {}}}\n"
        "      Shut: {content_permissions: locked, permissions: {users: {cre:"
        " {project: publish, workbooks: {allow: [move, set_permissions]}}}}}\n"
        "      Open: {permissions: {users: {cre: {project: publish}}}}\n",
        encoding="utf-8",
    )
    whole = escalated("-f", str(site), "--quiet")
    cut = escalated("-f", str(site), "--quiet", "--hops", "2")
    assert (whole["beyond"], cut["beyond"]) == (0, whole["escalations"] - cut["escalations"])
    assert cut["beyond"] > 0
    drawn = run_inside(
        *("escalate", "-f", str(site), "--quiet", "--hops", "2", "--format", "table")
    )
    assert f"the search was cut: {cut['beyond']} more need more (--hops)" in drawn.stdout


def test_nobody_is_an_answer_too() -> None:
    ran = run_inside(
        *("escalate", "-f", "sample_configs/locked_vs_customizable.yaml", "--format", "table")
    )
    assert ran.exit_code == 0
    assert "nobody, to anything that they cannot do already" in ran.stdout


@pytest.mark.parametrize(
    ("words", "error"),
    [
        (("petr",), "error: unknown user `petr`\nhelp: did you mean `petra`?\n"),
        (("--to", "downlod"), "error: unknown capability `downlod`\n"),
        (("--items", "workbook:None"), "error: unknown workbook `None`\n"),
        (("a and",), "error: "),
        (("--format", "sarif"), "error: this command has no format `sarif`\n"),
    ],
)
def test_what_is_wrong_is_one_clear_error(words: tuple[str, ...], error: str) -> None:
    ran = run_inside("escalate", *words, *TOUR)
    assert (ran.exit_code, ran.stdout) == (2, "")
    assert error in ran.stderr
    assert "Traceback" not in ran.stderr


def test_it_comes_to_the_same_twice() -> None:
    words = ("escalate", *MATRIX, "--format", "json")
    assert run_inside(*words).stdout == run_inside(*words).stdout


def test_the_bound_is_that_of_the_search() -> None:
    assert inspect.signature(escalate).parameters["hops"].default == DEFAULT_HOPS


HOSTILE = ("[bold]x[/]", "\x1b[2Jred", "line\nFORGED", "tab\tFORGED", "\u202egpj", "a/b", "=1+1")


@pytest.mark.parametrize("style", FORMATS)
def test_names_are_data(tmp_path: Path, style: str) -> None:
    projects = {
        name: {
            "permissions": {
                "users": {name: {"project": "publish", "workbooks": {"allow": ["overwrite"]}}}
            },
            "workbooks": {name: {}},
        }
        for name in HOSTILE
    }
    site = {"users": dict.fromkeys(HOSTILE, "Creator"), "projects": projects}
    file = tmp_path / "hostile.json"
    file.write_text(json.dumps({"version": 1, "sites": {"[red]": site}}), encoding="utf-8")
    ran = run_inside("escalate", "--items", "**", "-f", str(file), "--quiet", "--format", style)
    assert (ran.exit_code, ran.stderr) == (0, "")
    assert not {"\x1b", "\u202e"}.intersection(ran.stdout)
    lines = [line.strip() for line in ran.stdout.splitlines()]
    if style != "csv":  # which keeps line ends, in quotes
        assert not any(line.startswith("FORGED") for line in lines)
    if style in {"tsv", "jsonl"}:
        assert len(lines) == len(HOSTILE) + (style == "tsv")
    if style == "table":
        assert sum("[bold]x[/]" in line for line in lines) >= 1
