"""Every cell of the ceilings table (semantics section 2), for every site role.

On this site All Users is allowed every capability of every content type, so that the site role
alone makes the difference. What is expected is read from docs/semantics.md, not from the catalog.
"""

import pytest
from support.asking import declaration_of, item_of
from support.semantics_tables import CAPABILITY_HEAD, RoleRow, capability_rows, role_rows

from tableau_perm_cli.catalog import CATALOG, Kind
from tableau_perm_cli.resolve import Remark, Resolver, open_site

ROWS = capability_rows()
ROLES = role_rows()
EVERYTHING = {kind: {"allow": [row.key for row in ROWS if row.kind == kind]} for kind in Kind}
PLURALS = {kind: CATALOG[kind].plural for kind in Kind}
NESTED = {Kind.VIEW: Kind.WORKBOOK, Kind.TABLE: Kind.DATABASE}
ITEMS = {
    **{kind: f"{kind}:P/I" for kind in Kind},
    **{kind: f"{kind}:P/I/Part" for kind in NESTED},
    Kind.PROJECT: "project:P",
}


def everything_allowed_to_all_users() -> dict:
    """Return a site with a user of every role, called as the role, and an item of every type."""
    project: dict = {"permissions": {"groups": {"All Users": {"project": EVERYTHING["project"]}}}}
    for kind in Kind:
        if kind is not Kind.PROJECT and kind not in NESTED:
            permissions = {"groups": {"All Users": EVERYTHING[kind]}}
            project[PLURALS[kind]] = {"I": {"permissions": permissions}}
    project["workbooks"]["I"]["tabs"] = "hidden"
    for kind, parent in NESTED.items():
        permissions = {"groups": {"All Users": EVERYTHING[kind]}}
        project[PLURALS[parent]]["I"][PLURALS[kind]] = {"Part": {"permissions": permissions}}
    site = {
        "settings": {"guest_access": True},
        "users": {role.name: role.name for role in ROLES},
        "projects": {"P": project},
    }
    return {"version": 1, "sites": {"Here": site}}


@pytest.fixture(scope="module")
def resolver() -> Resolver:
    return open_site(declaration_of(everything_allowed_to_all_users()), "Here")


COLUMNS = {
    "admin (all sites)": "C",
    "admin (its site)": "C",
    "creator": "C",
    "explorer_publish": "P",
    "explorer": "E",
    "viewer": "V",
    "guest": "G",
}
ADMINISTRATORS = {"admin (all sites)": "server_admin", "admin (its site)": "site_admin"}


def expected(role: RoleRow, cell: str) -> tuple[str, str, bool, bool]:
    """Return the verdict, the reason, whether uncertain, and whether it can only be granted."""
    uncertain = role.uncertain or cell.endswith("?")
    if cell.startswith("y"):
        return "allowed", ADMINISTRATORS.get(role.role_class, "group_allow"), uncertain, False
    reason = "guest" if role.role_class == "guest" else "site_role"
    return "denied", reason, uncertain, cell.startswith("m")


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("role", ROLES, ids=lambda role: role.name)
def test_the_site_role_is_the_ceiling(resolver: Resolver, role: RoleRow, kind: Kind) -> None:
    item = item_of(resolver, ITEMS[kind])
    answers = {found.capability.key: found for found in resolver.answers(role.name, item)}
    said = {
        key: (
            found.effective.value,
            found.reason.value,
            found.uncertain,
            Remark.GRANTABLE_ONLY in found.remarks,
        )
        for key, found in answers.items()
    }
    if role.role_class == "unlicensed":
        assert said == dict.fromkeys(EVERYTHING[kind]["allow"], NOTHING_AT_ALL)
        return
    column = CAPABILITY_HEAD[4:].index(COLUMNS[role.role_class])
    assert said == {row.key: expected(role, row.cells[column]) for row in ROWS if row.kind == kind}


NOTHING_AT_ALL = ("denied", "unlicensed", False, False)
"""Unlicensed: "nothing at all"."""


def test_every_column_and_every_kind_of_cell_is_exercised() -> None:
    """Read from the text: were a table not found, the test above would have nothing to hold."""
    assert {cell for row in ROWS for cell in row.cells} == {"y", "y?", "n", "n?", "m"}
    assert len(ROWS) == 2 + 17 + 12 + 11 + 8 + 3 * 5 + 6 + 2 * 4
    assert {COLUMNS.get(role.role_class) for role in ROLES} == {*"CPEVG", None}
