"""Semantics section 1 and the head of section 3: who somebody is on a site."""

import pytest
from support.asking import SITE, Case, Says, ask, check, resolver_of_text, rows

from tableau_perm_cli.declaration.load import read_files
from tableau_perm_cli.report.records import principal_record
from tableau_perm_cli.resolve import Resolver, open_site

RAISED = """
users: {vic: Viewer, cass: Creator, una: Unlicensed, guest: Guest, rita: Read Only, sam: Viewer}
groups:
  Explorers: {members: [vic, cass, una, guest, rita], minimum_site_role: Explorer,
    grant_on_sign_in: true}
  Makers: {members: [una], minimum_site_role: Creator, grant_on_sign_in: true}
  Bosses: {members: [sam], minimum_site_role: Site Administrator Explorer}
settings: {guest_access: true}
projects:
  P: {permissions: {groups: {All Users: {workbooks: explore}}}, workbooks: {W: {}}}
"""

SIGNING_IN = (
    Case(
        "A member cannot be below that role … the role used is the higher of the two, and the "
        "explanation says which group raised it",
        RAISED,
        Says(
            "vic web_edit workbook:P/W",
            "allowed group_allow",
            remarks="role_raised",
        ),
        # What the raised role cannot hold, the group is the reason for.
        Says(
            "vic overwrite workbook:P/W",
            "denied site_role",
            decided_by="group:Explorers site_role",
        ),
        Says("cass overwrite workbook:P/W", "denied unspecified", remarks=""),
        Says("sam overwrite workbook:P/W", "allowed site_admin", remarks="role_raised"),
        # The doubt about Read Only goes with the role.
        Says("rita web_edit workbook:P/W", "allowed group_allow", uncertain=False),
    ),
    Case(
        "For an *Unlicensed* member the raised role only takes effect at the next sign-in: "
        "report it as potential",
        RAISED,
        Says("una view workbook:P/W", "denied unlicensed", remarks="role_at_sign_in"),
        Says("una web_edit workbook:P/W", "denied unlicensed", remarks="role_at_sign_in"),
    ),
    Case(
        # Nor is Guest anybody who could be raised: "no", and never Connect.
        "Guest can never Connect",
        RAISED,
        Says("guest share_customized workbook:P/W", "denied guest", remarks=""),
    ),
)

OTHER_SITES = (
    Case(
        "A user who is declared on another site of the same declaration, but not on this one, "
        "is denied everything here, reason `not_on_site`",
        """
        projects:
          P: {permissions: {groups: {All Users: {project: view}}}, workbooks: {W: {}},
            data_sources: {D: {}}}
        """,
        Says(
            "far view project:P",
            "denied not_on_site",
            decided_by="user:far site_role",
            browsable=False,
            uncertain=False,
        ),
        Says("far web_edit workbook:P/W", "denied not_on_site"),
        Says(
            "far see_data workbook:P/W", "denied not_on_site", fails="site_membership workbook:P/W"
        ),
        Says(
            "far publish_to project:P", "denied not_on_site", needs="site_membership not_on_site"
        ),
        Says("far query_api data_source:P/D", "denied not_on_site"),
    ),
    Case(
        "Server Administrator | ServerAdministrator | admin (all sites)",
        "projects: {P: {permissions: {groups: {All Users: {project: denied}}}}}",
        # Declared once, for the server.
        Says("root view project:P", "allowed server_admin"),
        Says("root administer_project project:P", "allowed all_needs_met"),
    ),
)

CASES = (*SIGNING_IN, *OTHER_SITES)


@pytest.mark.parametrize(("case", "says"), rows(CASES))
def test_who_somebody_is(case: Case, says: Says) -> None:
    check(case, says)


def test_the_highest_of_several_groups_is_what_an_unlicensed_member_would_become() -> None:
    resolver = resolver_of_text(RAISED)
    record = principal_record(resolver.principal(resolver.graph.site.users["una"]))
    assert record["site_role"] == "Unlicensed"
    assert record["at_sign_in"] == "Creator"
    assert "raised_by" not in record


def test_the_record_of_a_raised_user_names_both_roles_and_the_group() -> None:
    resolver = resolver_of_text(RAISED)
    record = principal_record(resolver.principal(resolver.graph.site.users["vic"]))
    assert record["site_role"] == "Explorer"
    assert record["declared_site_role"] == "Viewer"
    assert record["raised_by"] == "group:Explorers"


TWO_SITES = b"""
version: 1
sites:
  Here:
    users: {ana: Creator, sid: Viewer, adam: Site Administrator Explorer}
    projects: {P: {permissions: {groups: {All Users: {project: publish}}}}}
  There:
    users: {ana: Viewer, sid: Server Administrator, adam: Viewer}
    projects: {P: {permissions: {groups: {All Users: {project: publish}}}}}
"""


@pytest.fixture(params=[SITE, "There"])
def one_of_two_sites(request: pytest.FixtureRequest) -> Resolver:
    return open_site(read_files([("two.yaml", TWO_SITES)]), request.param)


def test_a_site_role_is_of_one_site(one_of_two_sites: Resolver) -> None:
    """ "One user has one site role per site, and may have different ones on different sites"."""
    here = one_of_two_sites.graph.site.name == SITE
    ana = ask(one_of_two_sites, "ana publish project:P").found
    adam = ask(one_of_two_sites, "adam publish project:P").found
    assert ana.reason == ("group_allow" if here else "site_role")
    assert adam.reason == ("site_admin" if here else "site_role")


def test_a_server_administrator_of_one_site_is_one_of_all(one_of_two_sites: Resolver) -> None:
    """Server Administrator: "admin (all sites)", whatever the other site says."""
    assert ask(one_of_two_sites, "sid publish project:P").found.reason == "server_admin"
