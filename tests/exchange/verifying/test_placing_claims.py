"""What a source calls things, found in the declaration by id first and by name else."""

from dataclasses import replace

import pytest

from tableau_perm_cli.catalog import CATALOG, Kind
from tableau_perm_cli.declaration.address import Address
from tableau_perm_cli.declaration.model import Grantee, GranteeKind
from tableau_perm_cli.exchange.ids import IdEntry
from tableau_perm_cli.exchange.insights import EffectiveRow
from tableau_perm_cli.exchange.picture import GranteeId, InheritedLeader, Mode
from tableau_perm_cli.exchange.verifying import (
    AccessClaim,
    LeaderClaim,
    Names,
    Unplaced,
    access_claims,
    leader_claims,
)

IDS = Names(
    [
        IdEntry("Here", "user:ada", "u-1"),
        IdEntry("Here", "group:Chiefs", "g-1"),
        IdEntry("Here", "project:A", "p-1"),
        IdEntry("Here", "project:a%2Fb", "p-2"),
        IdEntry("Here", "workbook:a%2Fb/New name", "w-1"),
    ]
)
SALES = Address(Kind.WORKBOOK, ("a/b", "New name"))
VIEW = CATALOG[Kind.WORKBOOK].capability("view")


def leader(project: str, grantee: GranteeId, mode: Mode = Mode.ALLOW) -> InheritedLeader:
    return InheritedLeader(project, grantee, mode)


USER, GROUP = GranteeId(GranteeKind.USER, "u-1"), GranteeId(GranteeKind.GROUP, "g-1")


def test_leaders_are_told_in_the_names_of_the_declaration() -> None:
    told = [leader("p-2", USER), leader("p-1", GROUP, Mode.DENY)]
    assert [*leader_claims(told, IDS)] == [
        LeaderClaim(
            Address(Kind.PROJECT, ("a/b",)),
            Grantee(GranteeKind.USER, "ada"),
            leads=True,
            told="InheritedProjectLeader: Allow",
        ),
        LeaderClaim(
            Address(Kind.PROJECT, ("A",)),
            Grantee(GranteeKind.GROUP, "Chiefs"),
            leads=False,
            told="InheritedProjectLeader: Deny",
        ),
    ]


def test_ids_of_another_kind_of_thing_do_not_lead_anywhere() -> None:
    told = [
        leader("w-1", USER),
        leader("p-1", GranteeId(GranteeKind.GROUP, "u-1")),
    ]
    assert [*leader_claims(told, IDS)] == [Unplaced("project", "w-1"), Unplaced("group", "u-1")]


ROW = EffectiveRow(
    site="Here",
    user="ada@example.edu",
    user_id="u-1",
    kind=Kind.WORKBOOK,
    item="Old name",
    item_id="w-1",
    path=("a/b", "Old name"),
    capability="Read",
    allowed=True,
    told="Allowed to group",
    grantee="Chiefs",
    file="permissions.csv",
    line=17,
)
SAID = "Allowed to group, by the rule of `Chiefs`"


CLAIM = AccessClaim("ada", SALES, VIEW, allowed=True, told=SAID, source="permissions.csv:17")


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        # The id leads to the thing whatever it is called now, and so for the user.
        (ROW, CLAIM),
        (replace(ROW, allowed=False), replace(CLAIM, allowed=False)),
        # An id that is not known: names are compared.
        (
            replace(ROW, user_id="u-9", item_id="w-9"),
            replace(
                CLAIM, user="ada@example.edu", item=Address(Kind.WORKBOOK, ("a/b", "Old name"))
            ),
        ),
        (replace(ROW, item_id="w-9", path=None), Unplaced("workbook", "Old name")),
        (replace(ROW, site=None), CLAIM),
        (replace(ROW, site="Elsewhere"), Unplaced("site", "Elsewhere")),
        (replace(ROW, capability="Teleport"), Unplaced("capability", "Teleport of a workbook")),
        (replace(ROW, grantee=None), replace(CLAIM, told="Allowed to group")),
    ],
)
def test_a_row_in_the_names_of_the_declaration(
    told: EffectiveRow, expected: AccessClaim | Unplaced
) -> None:
    assert [*access_claims([told], IDS, "Here")] == [expected]
