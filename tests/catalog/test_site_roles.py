"""The site roles are the table of semantics section 1, in every spelling, legacy names too."""

import pytest
from support.semantics_tables import RoleRow, legacy_roles, role_rows

from tableau_perm_cli.catalog import (
    LEGACY_SITE_ROLES,
    SITE_ROLES,
    CeilingClass,
    RoleClass,
    SiteRole,
    higher_role,
    site_role_named,
)

ROWS = role_rows()
CLASSES = {
    "admin (all sites)": RoleClass.SERVER_ADMIN,
    "admin (its site)": RoleClass.SITE_ADMIN,
    **{name.value: name for name in RoleClass if "admin" not in name},
}
LEGACY = legacy_roles()


def role(name: str) -> SiteRole:
    reading = site_role_named(name)
    assert reading is not None, name
    return reading.role


def test_the_roles_are_those_of_the_table() -> None:
    assert [each.name for each in SITE_ROLES] == [row.name for row in ROWS]
    assert len(ROWS) == 11


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_a_role_is_as_its_row_says(row: RoleRow) -> None:
    reading = site_role_named(row.name)
    assert reading is not None
    assert reading.legacy is None
    assert reading.role.name == row.name
    assert reading.role.rest_name == row.rest_name
    assert reading.role.role_class == CLASSES[row.role_class]
    assert reading.role.may_publish == row.may_publish
    assert reading.role.uncertain == reading.uncertain == row.uncertain
    assert reading.role.is_administrator == row.role_class.startswith("admin")


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_a_role_has_the_column_of_its_class_and_an_administrator_the_creators(
    row: RoleRow,
) -> None:
    column = role(row.name).ceiling
    if row.role_class == "unlicensed":
        assert column is None
    else:
        assert column == (
            CeilingClass.CREATOR if row.role_class.startswith("admin") else row.role_class
        )


def _odd(name: str) -> list[str]:
    return [
        name,
        name.upper(),
        name.lower(),
        name.replace(" ", ""),
        name.replace(" ", "_"),
        name.replace(" ", "-"),
        "_".join(name),
    ]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_a_role_is_found_in_its_ui_or_rest_spelling_in_any_case(row: RoleRow) -> None:
    for spelling in (*_odd(row.name), *_odd(row.rest_name)):
        assert role(spelling).name == row.name, spelling


def test_the_legacy_names_are_those_of_the_semantics() -> None:
    assert {old.name: (old.today, old.uncertain) for old in LEGACY_SITE_ROLES} == LEGACY
    assert len(LEGACY) == 5


@pytest.mark.parametrize("old", LEGACY)
def test_a_legacy_name_is_a_role_of_today_and_is_remembered(old: str) -> None:
    today, uncertain = LEGACY[old]
    for spelling in _odd(old):
        reading = site_role_named(spelling)
        assert reading is not None, spelling
        assert reading.role.name == today
        assert reading.legacy is not None
        assert reading.legacy.name == old
        assert reading.uncertain == uncertain


@pytest.mark.parametrize("name", ["", "Admin", "Creators", "Explorer can", "Server", "Viewer2"])
def test_an_unknown_role_is_none(name: str) -> None:
    assert site_role_named(name) is None


# From the least to the most capable; Read Only and Support User are alike.
ORDER = (
    *("Unlicensed", "Guest", "Read Only", "Viewer", "Explorer", "Explorer (can publish)"),
    *("Creator", "Site Administrator Explorer", "Site Administrator Creator"),
    "Server Administrator",
)


@pytest.mark.parametrize("at", range(len(ORDER)))
def test_the_higher_of_two_roles_is_the_more_capable_one(at: int) -> None:
    for other_at, other in enumerate(ORDER):
        higher = ORDER[max(at, other_at)]
        assert higher_role(role(ORDER[at]), role(other)).name == higher


def test_of_two_roles_that_rank_alike_the_first_is_kept() -> None:
    assert higher_role(role("Read Only"), role("Support User")).name == "Read Only"
    assert higher_role(role("Support User"), role("Read Only")).name == "Support User"
