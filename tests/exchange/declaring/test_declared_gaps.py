"""What was not read reaches the answers: none pretends to know it."""

from dataclasses import replace

import pytest
from support.telling import (
    NO_RULES,
    SITE,
    content,
    group,
    project,
    read_back,
    rules,
    user,
)

from tableau_perm_cli.catalog import CATALOG, Kind
from tableau_perm_cli.exchange.declaring import declare_site
from tableau_perm_cli.exchange.picture import Picture, ToldContent, ToldProject
from tableau_perm_cli.resolve import Derivation, open_site

GONE = "403 Forbidden"
NESTED = "LockedToProject"
LISTS = {**NO_RULES, Kind.WORKBOOK: rules(g_Staff="Read")}
UNTOLD = {kind: told for kind, told in LISTS.items() if kind is not Kind.WORKBOOK}


def picture_of(
    told: ToldProject | None = None, book: ToldContent | None = None, members: str = "ada"
) -> Picture:
    """Return a picture of one workbook, which Staff may view."""
    return Picture(
        SITE,
        users=(user("ada", "Creator"), user("odd", "Wizard")),
        groups=(group("Staff", *members.split()),),
        projects=(told or project("P", lists=LISTS),),
        content=(book or BOOK,),
    )


BOOK = content(Kind.WORKBOOK, "Book", project="p-P", tabs_shown=True, rules=rules(g_Staff="Read"))


def view_of(picture: Picture, name: str) -> Derivation:
    """Return whether somebody may view the workbook."""
    resolver = open_site(read_back(declare_site(picture)), SITE)
    (book,) = (it for it in resolver.graph.items() if it.kind is Kind.WORKBOOK)
    return resolver.derive(name, book, CATALOG[Kind.WORKBOOK].capability("view"))


@pytest.mark.parametrize(
    ("picture", "name", "reason", "uncertain"),
    [
        (picture_of(), "ada", "group_allow", False),
        (
            picture_of(book=replace(BOOK, rules=None, not_read={"permissions": GONE})),
            *("ada", "not_read", True),
        ),
        (
            picture_of(
                project(
                    "P", lists=UNTOLD, not_read={"workbooks": GONE}, content_permissions=NESTED
                )
            ),
            *("ada", "not_read", True),
        ),
        (
            picture_of(
                project("P", lists=UNTOLD, not_read={"workbooks": GONE}),
                replace(BOOK, rules=None),  # its initial copy, of what nobody knows
            ),
            *("ada", "not_read", True),
        ),
        # who it is, nobody knows; so whatever is said of them is uncertain
        (picture_of(), "odd", "unlicensed", True),
        (picture_of(members="gone"), "unknown user u-gone", "unlicensed", True),
        # the owner may be ada
        (
            picture_of(book=replace(BOOK, rules=(), not_read={"owner": GONE})),
            *("ada", "unspecified", True),
        ),
        # of a group that is not among the groups nobody knows the members
        (picture_of(book=replace(BOOK, rules=rules(g_x="Read"))), "ada", "unspecified", True),
        (picture_of(book=replace(BOOK, rules=rules(u_x="Read"))), "ada", "unspecified", False),
    ],
)
def test_an_answer_says_what_it_rests_on(
    picture: Picture,
    name: str,
    reason: str,
    uncertain: bool,  # noqa: FBT001
) -> None:
    found = view_of(picture, name)
    assert (found.reason.value, found.uncertain) == (reason, uncertain)
