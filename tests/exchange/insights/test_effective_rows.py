"""The rows of Permissions as the site's own answers."""

import shutil
from pathlib import Path

import pytest

from tableau_perm_cli.catalog import Kind
from tableau_perm_cli.diagnostics import FileError
from tableau_perm_cli.exchange.insights import EffectiveRow, effective_rows

FIXTURES = Path(__file__).parent / "fixtures"
TODAY = FIXTURES / "today"
EARLY = FIXTURES / "early"
HEADER = "Item LUID,Item Type,Capability Type,Grantee LUID,Grantee Type,User LUID,User Email"


def test_a_row_is_who_what_whether_and_why() -> None:
    rows = list(effective_rows([TODAY]))
    assert rows[1] == EffectiveRow(
        site="Training",
        user="bob@example.com",
        user_id="u-bob",
        kind=Kind.WORKBOOK,
        item="Overview",
        item_id="w-ove",
        path=("Default", "Overview"),
        capability="Read",
        allowed=True,
        told="Allowed to a group of the user (7)",
        grantee="All Users",
        file=(TODAY / "Permissions.csv").as_posix(),
        line=3,
    )


def test_has_permission_counts_before_the_description() -> None:
    rows = {(it.item_id, it.capability): it for it in effective_rows([TODAY])}
    # The rule allows, the site role does not.
    assert not rows["w-ove", "WebAuthoring"].allowed
    assert rows["w-ove", "WebAuthoring"].told == "Allowed to the user (5)"
    assert rows["w-ove", "Write"].allowed


def test_rows_about_nobody_and_of_other_types_are_passed_over() -> None:
    rows = list(effective_rows([TODAY]))
    assert len(rows) == 14
    assert {it.item_id for it in rows}.isdisjoint({"c-fav"})
    assert ("w-ove", "Delete") not in {(it.item_id, it.capability) for it in rows}


def test_a_path_goes_through_every_project_and_a_views_workbook() -> None:
    rows = {it.item_id: it.path for it in effective_rows([TODAY])}
    assert rows["w-ord"] == ("Sales", "Europe", "Orders")
    assert rows["v-tab"] == ("HR", "Inside HR", "Open", "Table")
    assert rows["p-eur"] == ("Sales", "Europe")


def test_permissions_alone_are_enough_and_tell_no_path() -> None:
    rows = list(effective_rows([TODAY / "Permissions.csv"]))
    assert {it.path for it in rows} == {None}
    assert rows[1].item == "Overview"


def test_the_two_values_that_help_documents_are_enough() -> None:
    found = [(it.capability, it.allowed, it.told) for it in effective_rows([EARLY])]
    assert found == [("View", True, "7"), ("Download Full Data", False, "8")]
    assert {it.site for it in effective_rows([EARLY])} == {None}


def test_rows_come_before_what_is_wrong_with_a_later_one(tmp_path: Path) -> None:
    path = tmp_path / "rows.csv"
    lines = [
        HEADER + ",Has Permission?",
        "w,Workbook,Read,g,Group,u,ada,yes",
        "w,Workbook,Read,g,Group,u,ada,",
        "w,Workbook,Read,g,Group,u,ada,no,more",
    ]
    path.write_text("\n".join(lines), encoding="utf-8")
    rows = effective_rows([path])
    assert next(rows).allowed
    with pytest.raises(FileError) as caught:
        next(rows)
    assert [(it.position.line, it.message) for it in caught.value.diagnostics] == [
        (
            3,
            (
                "column `Permission Value`: expected 7, 8, or a description or "
                "`Has Permission?` that says what it means, not ``"
            ),
        ),
        (4, "the row has 9 cells, where the first line names 8"),
    ]


@pytest.mark.parametrize(("site", "number"), [(None, 14), ("Training", 14), ("Other", 0)])
def test_rows_of_another_site_are_passed_over(site: str | None, number: int) -> None:
    assert len(list(effective_rows([TODAY], site))) == number
    # Rows that name no site are of the one that is asked about.
    assert len(list(effective_rows([EARLY], site))) == 2


def test_without_permissions_there_is_no_answer(tmp_path: Path) -> None:
    shutil.copytree(TODAY, tmp_path, dirs_exist_ok=True)
    (tmp_path / "Permissions.csv").unlink()
    with pytest.raises(FileError) as caught:
        next(effective_rows([tmp_path]))
    assert caught.value.diagnostics[0].message == (
        "there is no file with the columns of `Permissions`, which the site's own answers need"
    )


def test_many_rows_are_read_as_a_stream(tmp_path: Path) -> None:
    path = tmp_path / "rows.csv"
    row = "w,Workbook,Read,g,Group,u,ada,yes\n"
    path.write_text(HEADER + ",Has Permission?\n" + row * 20_000, encoding="utf-8")
    rows = effective_rows([path])
    assert [next(rows).line for _ in range(3)] == [2, 3, 4]
    assert sum(1 for _ in rows) == 19_997
