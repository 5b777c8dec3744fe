"""``matrix --group-by``: the cells counted by class of site role or by group."""

import json
from collections import Counter
from pathlib import Path

import pytest
from jsonschema import validate
from support.asking import declaration_of
from support.generated import random_declaration
from support.matrices import engines_of, rows_by_resolver, whole
from support.running import run_inside

from tableau_perm_cli.resolve import open_site
from tableau_perm_cli.resolve.shares import classes_of, groups_of, shares

TOUR = "sample_configs/full_tour.yaml"
MULTI = "sample_configs/multi_site.yaml"


def summary(*words: str) -> str:
    ran = run_inside("matrix", "-q", *words)
    assert (ran.exit_code, ran.stderr) == (0, "")
    return ran.stdout


@pytest.mark.parametrize("seed", range(15))
def test_shares_are_the_cells_counted(seed: int) -> None:
    declaration = declaration_of(random_declaration(seed))
    cells = rows_by_resolver(declaration)
    for engine in engines_of(random_declaration(seed)):
        site = engine.site
        resolver = open_site(declaration, site.name)
        of = [resolver.principal(user) for user in site.users.values()]
        by_class = {it.role.role_class.value: set() for it in of}
        for principal in of:
            by_class[principal.role.role_class.value].add(principal.name)
        by_group = {
            name: {it.name for it in of if name in {group.name for group in it.groups}}
            for name in site.groups
        }
        asked = whole(engine)
        for teams, members in (
            (classes_of(engine, asked.users), by_class),
            (groups_of(engine, asked.users), by_group),
        ):
            expected = Counter()
            for _, user, item, key, _, reason in (row for row in cells if row[0] == site.name):
                for team, inside in members.items():
                    expected[item, key, team, reason] += user in inside
            found = Counter()
            for share in shares(asked, teams):
                assert share.members == len(members[share.team]) == sum(share.reasons.values())
                for reason, number in share.reasons.items():
                    found[share.item, share.capability.key, share.team, reason.value] += number
            assert found == +expected


def test_every_format_has_the_same_rows(tmp_path: Path) -> None:
    words = ("-f", TOUR, "--group-by", "group", "--items", "workbook:Finance/Costs")
    rows = json.loads(summary(*words, "--format", "json"))["rows"]
    assert {row["group"] for row in rows} == {"All Users", "Analysts", "Authors", "Payroll"}
    assert [json.loads(it) for it in summary(*words, "--format", "jsonl").splitlines()] == rows
    head, *lines = (line.split("\t") for line in summary(*words).splitlines())
    assert head == ["site", "item", "capability", "group", "members", "allowed", "reasons"]
    for row, line in zip(rows, lines, strict=True):
        reasons = ", ".join(f"{reason} {number}" for reason, number in row["reasons"].items())
        assert line == [*map(str, list(row.values())[:-1]), reasons]
    assert len(summary(*words, "--format", "csv").splitlines()) == len(rows) + 1
    assert len(summary(*words, "--format", "markdown").splitlines()) == len(rows) + 2
    pq = pytest.importorskip("pyarrow.parquet")
    file = tmp_path / "s.parquet"
    summary(*words, "--format", "parquet", "-o", str(file))
    stored = pq.read_table(file).to_pylist()
    assert [{**row, "reasons": dict(row["reasons"])} for row in stored] == rows


def test_only_a_selected_user_is_counted() -> None:
    words = (
        "-f",
        TOUR,
        "--group-by",
        "class",
        "--items",
        "project:Press",
        "--users",
        "role:Viewer",
    )
    lines = [line.split("\t") for line in summary(*words).splitlines()[1:]]
    assert [line[3:6] for line in lines] == [["viewer", "1", "1"], ["viewer", "1", "0"]]


def test_only_denied_leaves_teams_out_that_are_allowed_altogether() -> None:
    words = (
        "-f",
        MULTI,
        "--group-by",
        "class",
        "--items",
        "workbook:Budget/*",
        "--only",
        "denied",
    )
    found = {line.split("\t")[3] for line in summary(*words).splitlines()[1:]}
    assert "server_admin" not in found
    assert "explorer" in found


def test_the_drawing_puts_capabilities_that_come_to_the_same_on_one_line() -> None:
    words = ("-f", MULTI, "--group-by", "class", "--items", "workbook:Budget/*")
    lines = summary(*words, "--format", "table", "--site", "Marketing").splitlines()
    assert lines[0] == "workbook:Budget/Forecast  Marketing"
    assert lines[2].split() == ["2", "of", "2", "server_admin", "server_admin", "2", "everything"]
    assert len(lines) == 9


def test_nobody_and_nothing_is_said_in_words() -> None:
    words = ("-f", TOUR, "--group-by", "class", "--users", "group_set:Nobody")
    assert summary(*words, "--format", "table") == "nobody and nothing is selected\n"


@pytest.mark.parametrize(
    ("record", "words"), [("matrix", ()), ("matrix-summary", ("--group-by", "class"))]
)
def test_the_json_is_what_its_schema_says(record: str, words: tuple[str, ...]) -> None:
    text = summary("-f", MULTI, *words, "--format", "json")
    validate(json.loads(text), json.loads(run_inside("schema", record).stdout))
