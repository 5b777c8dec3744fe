"""``tree``: the hierarchy, with locks, owners, leaders, and what rules each item has."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from support.running import golden, run, run_inside, run_on_terminal

LOCKS = "sample_configs/locked_vs_customizable.yaml"
SHEETS = "sample_configs/worksheet_permissions.yaml"
TOUR = "sample_configs/full_tour.yaml"

CASES = {
    "locks": ("-f", LOCKS),
    "tour": ("-f", TOUR),
    "tour_projects": ("-f", TOUR, "--projects-only"),
    "tour_depth": ("-f", TOUR, "--depth", "2"),
    "branch": ("-f", TOUR, "project:Finance/Locked Shelf"),
    "split": ("-f", "sample_configs/split_site"),
}


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("style", ["tsv", "json", "jsonl", "csv", "markdown", "table"])
def test_formats_are_as_they_were(case: str, style: str) -> None:
    ran = run_inside("tree", *CASES[case], "--format", style)
    assert (ran.exit_code, ran.stderr) == (0, "")
    golden(f"tree/{case}.{style}", ran.stdout)


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("width", [80, 200])
def test_drawings_fit_their_terminal(case: str, width: int) -> None:
    ran = run_on_terminal("tree", *CASES[case], "--color", "never", width=width)
    assert ran.exit_code == 0
    assert max(map(len, ran.stdout.splitlines())) <= width
    golden(f"tree/{case}.{width}.txt", ran.stdout)


def items(file: str, *more: str) -> dict[str, Any]:
    """Return every item's record by address."""
    ran = run_inside("tree", "-f", file, "--format", "jsonl", *more)
    assert ran.exit_code == 0, ran.stderr
    return {it["item"]: it for it in map(json.loads, ran.stdout.splitlines())}


@pytest.mark.parametrize(
    ("item", "file", "rules", "managed_by"),
    [
        ("workbook:Open/Report", LOCKS, "own", None),
        ("workbook:Open/Plain", LOCKS, "copy", None),
        ("workbook:Locked/Report", LOCKS, "dead", "project:Locked"),
        ("project:Locked", LOCKS, "own", None),
        ("project:Locked/Inner", LOCKS, "own", None),
        ("project:Sealed", LOCKS, "own", None),
        ("project:Sealed/Inner", LOCKS, "dead", "project:Sealed"),
        ("project:Shelf/Vault/Shaft", LOCKS, "dead", "project:Shelf/Vault"),
        ("project:Half/Core", LOCKS, "own", None),
        ("table:Open/Ledger/Entries", LOCKS, "dead", None),
        ("view:Regions/Shown/South", SHEETS, "dead", None),
        ("view:Regions/Shown/Summary", SHEETS, "copy", None),
        ("view:Regions/Hidden/South", SHEETS, "own", None),
        ("workbook:@petra/Draft", TOUR, "none", None),
    ],
)
def test_each_item_says_what_rules_it_has_and_who_manages_it(
    item: str, file: str, rules: str, managed_by: str | None
) -> None:
    found = items(file)[item]
    assert (found["rules"], found["managed_by"]) == (rules, managed_by)


def test_a_project_says_its_lock_owner_leaders_labels_and_place() -> None:
    finance = items(TOUR)["project:Finance"]
    assert finance == {
        "site": "Tour",
        "item": "project:Finance",
        "kind": "project",
        "name": "Finance",
        "depth": 0,
        "owner": "curt",
        "lock": "customizable",
        "managed_by": None,
        "rules": "own",
        "leaders": ["user:otto"],
        "labels": ["sensitive", "quarterly"],
        "location": "sample_configs/full_tour.yaml:71:7",
    }


def test_a_managed_project_names_its_manager_and_its_own_unused_lock() -> None:
    drawn = run_inside("tree", "-f", LOCKS, "--format", "table").stdout
    line = next(it for it in drawn.splitlines() if it.strip().startswith("Drawer"))
    assert "■ managed by project:Sealed, its own lock (locked) not consulted" in line


def test_projects_only_counts_the_content_it_leaves_out() -> None:
    drawn = run_inside("tree", "-f", TOUR, "--projects-only", "--format", "table").stdout
    assert "Press Kit" not in drawn
    assert "(1 workbook, 1 data source)" in drawn
    assert {it["kind"] for it in items(TOUR, "--projects-only").values()} == {"project"}


def test_a_depth_of_one_is_the_top_level() -> None:
    assert {
        it["depth"] for it in items(TOUR, "--depth", "1").values() if "@" not in it["item"]
    } == {0}


def test_an_item_starts_the_tree() -> None:
    assert list(items(TOUR, "database:Finance/ledger_db")) == [
        "database:Finance/ledger_db",
        "table:Finance/ledger_db/entries",
        "table:Finance/ledger_db/accounts",
    ]


def test_the_nested_record_has_the_same_items_as_the_flat_one() -> None:
    def walk(record: dict[str, Any]) -> Iterator[str]:
        yield record["item"]
        for inner in record["items"]:
            yield from walk(inner)

    record = json.loads(run_inside("tree", "-f", TOUR, "--format", "json").stdout)
    tops = [
        *record["items"],
        *(it for space in record["personal_spaces"] for it in space["items"]),
    ]
    assert [address for top in tops for address in walk(top)] == list(items(TOUR))


@pytest.mark.parametrize("depth", ["0", "-1", "x"])
def test_a_depth_must_be_a_number_from_one_up(depth: str) -> None:
    assert run_inside("tree", "-f", TOUR, "--depth", depth).exit_code == 2


def test_off_a_terminal_the_tree_is_indented_without_lines_and_uncut() -> None:
    ran = run_inside("tree", "-f", LOCKS, "--format", "table")
    assert not {"│", "└", "\x1b"} & set(ran.stdout)
    assert max(map(len, ran.stdout.splitlines())) > 80


def test_without_unicode_locks_have_signs_in_ascii() -> None:
    plain = run("tree", "-f", LOCKS, "--format", "table", env={"PYTHONIOENCODING": "ascii"})
    assert "[x] locked, nested projects included" in plain.stdout
    assert plain.stdout.isascii()
