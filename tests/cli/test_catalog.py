"""``catalog``: what it prints is what the program uses."""

import json
from pathlib import Path
from typing import Any

import pytest
from support.running import golden, run_inside, run_on_terminal

from tableau_perm_cli.catalog import CATALOG, SITE_ROLES, Kind, site_role_named, template_named
from tableau_perm_cli.resolve import TASKS, Reason

PAGES = ["", "workbook", "data_source", "roles", "tasks", "reasons"]


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("style", ["tsv", "json", "jsonl", "csv", "markdown", "table"])
def test_formats_are_as_they_were(page: str, style: str) -> None:
    ran = run_inside("catalog", *page.split(), "--format", style)
    assert (ran.exit_code, ran.stderr) == (0, "")
    golden(f"catalog/{page or 'overview'}.{style}", ran.stdout)


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("width", [80, 200])
def test_drawings_fit_their_terminal(page: str, width: int) -> None:
    ran = run_on_terminal("catalog", *page.split(), "--color", "never", width=width)
    assert ran.exit_code == 0
    assert max(map(len, ran.stdout.splitlines())) <= width
    golden(f"catalog/{page or 'overview'}.{width}.txt", ran.stdout)


def record(*words: str) -> dict[str, Any]:
    return json.loads(run_inside("catalog", *words, "--format", "json").stdout)


def test_it_needs_no_declaration(tmp_path: Path) -> None:
    assert run_inside("catalog", cwd=tmp_path).exit_code == 0


@pytest.mark.parametrize(
    "word", ["data_source", "data_sources", "Data Source", "datasource", "DATA-SOURCES"]
)
def test_a_type_is_found_in_any_spelling(word: str) -> None:
    assert [it["type"] for it in record(word)["content_types"]] == ["data_source"]


@pytest.mark.parametrize("kind", list(Kind))
def test_every_capability_is_found_under_every_name_that_is_printed(kind: Kind) -> None:
    [described] = record(kind.value)["content_types"]
    assert [it["key"] for it in described["capabilities"]] == [
        it.key for it in CATALOG[kind].capabilities
    ]
    for it in described["capabilities"]:
        for name in (it["key"], it["label"], it["rest_name"], *it["aliases"]):
            assert CATALOG[kind].find(name).key == it["key"]


@pytest.mark.parametrize("kind", list(Kind))
def test_every_template_is_printed_with_what_it_holds(kind: Kind) -> None:
    [described] = record(kind.value)["content_types"]
    for it in described["templates"]:
        template = template_named(kind, it["name"])
        assert template.allow == CATALOG[kind].mask(tuple(it["allow"]))
        assert template.deny == CATALOG[kind].mask(tuple(it["deny"]))


def test_the_printed_template_is_the_first_that_has_the_capability() -> None:
    rows = run_inside("catalog", "workbook").stdout.splitlines()
    first = {row.split("\t")[1]: row.split("\t")[-1] for row in rows[1:]}
    assert first["view"] == "View"
    assert first["web_edit"] == "Explore"
    assert first["download_workbook"] == "Publish"
    assert first["delete"] == "Administer"
    assert first["refresh_extracts"] == "Administer?"


def test_every_site_role_stands_with_the_names_that_mean_it() -> None:
    roles = record("roles")["site_roles"]
    assert [it["name"] for it in roles] == [role.name for role in SITE_ROLES]
    for it in roles:
        for name in (it["name"], it["rest_name"], *(old["name"] for old in it["legacy_names"])):
            assert site_role_named(name).role.name == it["name"]


def test_every_task_and_reason_has_a_sentence() -> None:
    tasks = {it["task"]: it["needs"] for it in record("tasks")["tasks"]}
    reasons = {it["reason"]: it["meaning"] for it in record("reasons")["reasons"]}
    assert list(tasks) == list(TASKS)
    assert list(reasons) == [reason.value for reason in Reason]
    assert all(said.endswith(".") for said in [*tasks.values(), *reasons.values()])


def test_an_unknown_type_ends_with_exit_2_and_a_suggestion() -> None:
    ran = run_inside("catalog", "workbok")
    assert (ran.exit_code, ran.stdout) == (2, "")
    assert "did you mean `workbook`?" in ran.stderr
    assert "expected one of project" in run_inside("catalog", "xyzzy").stderr
