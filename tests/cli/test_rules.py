"""``rules``: the permission dialog, whose list it is, and what of it is dead."""

import json
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from support.running import golden, run, run_inside, run_on_terminal

ORANGE_BELT = "sample_configs/students_orange_belt.yaml"
LOCKS = "sample_configs/locked_vs_customizable.yaml"
SHEETS = "sample_configs/worksheet_permissions.yaml"
TOUR = "sample_configs/full_tour.yaml"
MATRIX = "sample_configs/business_matrix.yaml"

CASES = {
    "own_project": ("project:Student_01", ORANGE_BELT),
    "initial_copy": ("workbook:Student_01/Sales", ORANGE_BELT),
    "locked_content": ("workbook:Sealed/Inner/Report", LOCKS),
    "locked_nested_project": ("project:Sealed/Inner", LOCKS),
    "locked_database": ("table:Open/Ledger/Entries", LOCKS),
    "tabs_shown": ("view:Regions/Shown/South", SHEETS),
    "every_kind": ("project:Finance", TOUR),
    "personal_space": ("workbook:@petra/Draft", TOUR),
    "matrix": ("project:General", MATRIX),
}


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("style", ["tsv", "json", "csv", "markdown", "jsonl", "table"])
def test_formats_are_as_they_were(case: str, style: str) -> None:
    item, file = CASES[case]
    ran = run_inside("rules", item, "-f", file, "--format", style)
    assert (ran.exit_code, ran.stderr) == (0, "")
    golden(f"rules/{case}.{style}", ran.stdout)


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("width", [80, 200])
def test_drawings_fit_their_terminal(case: str, width: int) -> None:
    item, file = CASES[case]
    ran = run_on_terminal("rules", item, "-f", file, "--color", "never", width=width)
    assert ran.exit_code == 0
    assert max(map(len, ran.stdout.splitlines())) <= width
    golden(f"rules/{case}.{width}.txt", ran.stdout)


def sections(item: str, file: str, *more: str) -> dict[str, Any]:
    ran = run_inside("rules", item, "-f", file, "--format", "json", *more)
    assert ran.exit_code == 0, ran.stderr
    return {section["type"]: section for section in json.loads(ran.stdout)["sections"]}


def test_the_dialog_shows_a_template_by_its_name_and_a_mixture_as_custom() -> None:
    rules = {
        (kind, rule["grantee"]): rule["template"]
        for kind, section in sections("project:Student_01", ORANGE_BELT).items()
        for rule in section["rules"]
    }
    assert rules == {
        ("project", "group:All Users"): "Custom",
        ("project", "group:Students Orange Belt"): "Publish",
        ("workbook", "group:Students Orange Belt"): "Explore",
        ("data_source", "group:Students Orange Belt"): "View",
    }


@pytest.mark.parametrize(
    ("item", "file", "because", "rules_of"),
    [
        ("workbook:Open/Report", LOCKS, "own_rules", "workbook:Open/Report"),
        ("workbook:Open/Plain", LOCKS, "initial_copy", "project:Open"),
        ("workbook:Locked/Report", LOCKS, "locked_project", "project:Locked"),
        ("workbook:Sealed/Inner/Report", LOCKS, "locked_ancestor", "project:Sealed"),
        ("table:Open/Ledger/Entries", LOCKS, "locked_database", "database:Open/Ledger"),
        ("view:Regions/Shown/South", SHEETS, "tabs_shown", "workbook:Regions/Shown"),
        ("view:Regions/Hidden/South", SHEETS, "own_rules", "view:Regions/Hidden/South"),
        ("project:Press", TOUR, "initial_copy", "project:Default"),
    ],
)
def test_it_says_whose_list_decides_and_why(
    item: str, file: str, because: str, rules_of: str
) -> None:
    governing = next(iter(sections(item, file).values()))["governing"]
    assert (governing["because"], governing["rules_of"]) == (because, rules_of)


def test_a_locked_project_decides_and_the_items_own_rules_are_shown_as_dead() -> None:
    section = sections("workbook:Sealed/Report", LOCKS)["workbook"]
    assert [rule["grantee"] for rule in section["rules"]] == ["group:Analysts"]
    dead = section["not_consulted"]
    assert [(it["grantee"], it["deny"]) for it in dead["rules"]] == [
        ("group:Analysts", ["view"]),
        ("user:bob", []),
    ]
    drawn = run_inside("rules", "workbook:Sealed/Report", "-f", LOCKS, "--format", "table").stdout
    governing, _, below = drawn.partition("Not consulted: workbook:Sealed/Report's own rules")
    assert "user bob" not in governing
    assert "user bob" in below
    assert "locked by project:Sealed" in below


def test_a_lock_without_nested_projects_leaves_a_nested_project_its_own_rules() -> None:
    governing = sections("project:Locked/Inner", LOCKS)["project"]["governing"]
    assert (governing["because"], governing["rules_of"]) == ("own_rules", "project:Locked/Inner")


def test_defaults_of_a_managed_project_are_the_managing_projects() -> None:
    section = sections("project:Sealed/Inner", LOCKS, "--type", "Workbooks")["workbook"]
    assert section["governing"]["rules_of"] == "project:Sealed"
    assert [it["template"] for it in section["not_consulted"]["rules"]] == ["Explore"]


def test_all_users_comes_first_then_groups_users_and_group_sets(tmp_path: Path) -> None:
    (tmp_path / "permissions.yaml").write_text(
        """
version: 1
sites:
  S:
    users: {Ann: Viewer, bob: Viewer}
    groups: {Zebras: [], Aardvarks: []}
    group_sets: {Both: [Zebras, Aardvarks]}
    projects:
      Default:
        permissions:
          group_sets: {Both: {project: view}}
          users: {bob: {project: view}, Ann: {project: view}}
          groups: {Zebras: {project: view}, All Users: {project: view}, Aardvarks: {project: view}}
"""
    )
    ran = run_inside("rules", "project:Default", "--format", "json", cwd=tmp_path)
    rules = json.loads(ran.stdout)["sections"][0]["rules"]
    assert [rule["grantee"] for rule in rules] == [
        "group:All Users",
        "group:Aardvarks",
        "group:Zebras",
        "user:Ann",
        "user:bob",
        "group_set:Both",
    ]


def test_leaders_are_listed_with_those_of_the_projects_above() -> None:
    ran = run_inside("rules", "project:Sealed/Inner", "-f", LOCKS, "--format", "json")
    leaders = json.loads(ran.stdout)["leaders"]
    assert [(it["grantee"], it["item"], it["inherited"], it["ignored"]) for it in leaders] == [
        ("user:lea", "project:Sealed/Inner", False, False),
        ("user:max", "project:Sealed", True, False),
    ]


def test_a_denied_leader_from_before_2020_is_shown_as_ignored() -> None:
    rows = run_inside("rules", "project:Finance", "-f", TOUR).stdout.splitlines()
    columns = rows[0].split("\t")
    payroll = dict(zip(columns, rows[2].split("\t"), strict=True))
    assert (payroll["grantee"], payroll["leader"]) == ("group:Payroll", "denied")
    drawn = run_inside("rules", "project:Finance", "-f", TOUR, "--format", "table").stdout
    assert "ignored  leader denied, as before 2020.1: Payroll (" in drawn


def test_one_type_alone_has_its_own_columns_only() -> None:
    ran = run_inside("rules", "project:Finance", "-f", TOUR, "--type", "flow")
    header, *rows = ran.stdout.splitlines()
    assert header.split("\t")[7:] == [
        "view",
        "download_flow",
        "run_flow",
        "overwrite",
        "web_edit",
        "move",
        "delete",
        "set_permissions",
    ]
    assert [row.split("\t")[3] for row in rows if "\tflow\t" in row] == [
        "group:Analysts",
        "user:petra",
    ]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("rules", "project:Finanse"), "did you mean `project:Finance`?"),
        (("rules", "project:Finance", "--type", "workbok"), "did you mean `workbook"),
        (("rules", "project:Finance", "--type", "views"), "--type workbooks"),
        (("rules", "workbook:Finance/Costs", "--type", "workbook"), "leave --type out"),
    ],
)
def test_a_wrong_word_ends_with_exit_2_and_a_suggestion(words: tuple[str, ...], said: str) -> None:
    ran = run_inside(*words, "-f", TOUR)
    assert (ran.exit_code, ran.stdout) == (2, "")
    assert said in ran.stderr


def test_on_a_narrow_terminal_every_letter_of_the_grid_is_spelt_out() -> None:
    ran = run_on_terminal(
        "rules", "workbook:Student_01/Sales", "-f", ORANGE_BELT, "--color", "never", width=80
    )
    lines = ran.stdout.splitlines()
    header = next(line for line in lines if line.startswith("Grantee"))
    letters = header.split("Line")[1].split()
    legend = "\n".join(lines[lines.index(header) + 1 :])
    assert len(letters) == 17
    for letter, following in pairwise(letters):
        assert legend.index(f"{letter} ") < legend.index(f"  {following} ")
    assert "k Download Workbook/Save a Copy" in legend


def test_off_a_terminal_nothing_is_cut_wrapped_or_coloured(tmp_path: Path) -> None:
    name = "x" * 300 + " [bold]y[/] :key: 名"
    (tmp_path / "permissions.yaml").write_text(
        json.dumps(
            {
                "version": 1,
                "sites": {
                    "S": {
                        "groups": {name: []},
                        "projects": {
                            "Default": {"permissions": {"groups": {name: {"workbooks": "view"}}}}
                        },
                    }
                },
            }
        ),
        encoding="utf-8",
    )
    first, second = (
        run("rules", "Default", "--format", "table", "--type", "workbooks", cwd=tmp_path)
        for _ in range(2)
    )
    assert first == second
    assert "\x1b" not in first.stdout
    assert any(line.startswith(name) for line in first.stdout.splitlines())
