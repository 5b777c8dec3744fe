"""Rules: what a source tells of a grantee, and how it is declared."""

from dataclasses import replace

import pytest
from support.telling import (
    EVERYONE,
    NO_RULES,
    SITE,
    content,
    declared_text,
    group,
    group_set,
    project,
    rules,
    site_of,
    user,
)

from tableau_perm_cli.catalog import CATALOG, Kind, template_named
from tableau_perm_cli.catalog.templates import TEMPLATES
from tableau_perm_cli.exchange.declaring import declare_site
from tableau_perm_cli.exchange.declaring.rules import rule_value
from tableau_perm_cli.exchange.picture import Mode, Picture, ToldProject

WORKBOOK_VIEW = "Read Filter ViewComments AddComment ExportImage ExportData"


def said(words: str) -> dict[str, Mode]:
    """Return what ``Read -Write`` tells: allowed, but for what has a minus before it."""
    return {
        word.removeprefix("-"): Mode.DENY if word.startswith("-") else Mode.ALLOW
        for word in words.split()
    }


@pytest.mark.parametrize(
    ("kind", "words", "value"),
    [
        (Kind.WORKBOOK, WORKBOOK_VIEW, "view"),
        (Kind.PROJECT, "Write Read", "publish"),
        (Kind.DATA_SOURCE, "Read Connect ExportXml", "explore"),
        (Kind.TABLE, "-Read -Write -ChangeHierarchy -ChangePermissions", "denied"),
        (Kind.PROJECT, "", "none"),
        # in catalog order, whatever the order of the source
        (Kind.WORKBOOK, "Delete Write Read -Filter -AddComment", {
            "allow": ["view", "overwrite", "delete"], "deny": ["filter", "add_comments"]}),
        (Kind.PROJECT, "-Write", {"deny": ["publish"]}),
        # a capability that is not known is kept
        (Kind.PROJECT, "Read TimeTravel -Levitate", {
            "allow": ["view"], "unknown": {"allow": ["TimeTravel"], "deny": ["Levitate"]}}),
        (Kind.WORKBOOK, f"{WORKBOOK_VIEW} Zap Aim", {
            "allow": ["view", "filter", "view_comments", "add_comments", "download_image_pdf",
                      "download_summary_data"], "unknown": {"allow": ["Aim", "Zap"]}}),
        # CreateRefreshMetrics is a capability of workbooks and of no view
        (Kind.WORKBOOK, "CreateRefreshMetrics", {"allow": ["create_refresh_metrics"]}),
        (Kind.VIEW, "CreateRefreshMetrics", {"unknown": {"allow": ["CreateRefreshMetrics"]}}),
        # the server computes it, it is no rule
        (Kind.WORKBOOK, "InheritedProjectLeader Read", {"allow": ["view"]}),
        # two names of one capability
        (Kind.WORKBOOK, "Write -Save", {"deny": ["overwrite"]}),
    ],
)  # fmt: skip
def test_a_rule_is_a_template_where_it_is_exactly_that(
    kind: Kind, words: str, value: object
) -> None:
    assert rule_value(kind, said(words)) == value


@pytest.mark.parametrize("kind", list(CATALOG))
def test_no_template_with_an_uncertain_member_is_recognised(kind: Kind) -> None:
    for template in TEMPLATES[kind].values():
        told = {it.rest_name: Mode.ALLOW for it in CATALOG[kind].members(template.allow)}
        told |= {it.rest_name: Mode.DENY for it in CATALOG[kind].members(template.deny)}
        value = rule_value(kind, told)
        if template.uncertain:
            assert value == {"allow": [it.key for it in CATALOG[kind].members(template.allow)]}
        else:
            assert isinstance(value, str)
            found = template_named(kind, value)
            assert found
            assert (found.allow, found.deny) == (template.allow, template.deny)


def with_lists(**lists: str) -> ToldProject:
    """Return a project with rules for Staff, by kind: ``workbook="Read"``."""
    return project(
        "P", lists={**NO_RULES, **{Kind(k): rules(g_Staff=v) for k, v in lists.items()}}
    )


def of_project(*projects: ToldProject) -> Picture:
    """Return a picture of projects, with some people."""
    return Picture(
        SITE,
        users=(user("ada"), user("Bob")),
        groups=(EVERYONE, group("Staff"), group("authors")),
        group_sets=(group_set("Both"),),
        projects=projects,
    )


def permissions_text(picture: Picture) -> str:
    """Return what is written of the projects."""
    return declared_text(picture).partition("projects:\n")[2]


def test_a_project_has_a_line_a_grantee_and_a_key_a_list() -> None:
    told = with_lists(project="Read", workbook=WORKBOOK_VIEW, data_source="-Delete", flow="Read")
    assert permissions_text(of_project(told)) == (
        "  P:\n"
        "    permissions:\n"
        "      groups:\n"
        "        Staff: {project: view, workbooks: view, data_sources: {deny: [delete]}, "
        "flows: view}\n"
    )


def test_a_list_that_was_told_empty_is_the_complete_list() -> None:
    picture = of_project(project("P", lists=NO_RULES))
    assert permissions_text(picture) == "  P:\n    permissions: {}\n"
    (found,) = site_of(picture).projects
    assert found.permissions is not None
    assert not any(it.rules for it in found.permissions.lists.values())


def test_all_users_come_first_then_groups_then_users_then_sets() -> None:
    told = rules(
        s_Both="Read", u_ada="Read", u_Bob="Read", g_Staff="Read", g_authors="Read",
        **{"g_All Users": "Read"},
    )  # fmt: skip
    picture = of_project(project("P", lists={**NO_RULES, Kind.FLOW: told}))
    assert permissions_text(picture) == (
        "  P:\n"
        "    permissions:\n"
        "      groups:\n"
        "        All Users: {flows: view}\n"
        "        authors: {flows: view}\n"
        "        Staff: {flows: view}\n"
        "      users:\n"
        "        ada: {flows: view}\n"
        "        Bob: {flows: view}\n"
        "      group_sets:\n"
        "        Both: {flows: view}\n"
    )


def test_leaders_and_the_residues_of_who_was_denied_it() -> None:
    told = rules(g_Staff="ProjectLeader", u_ada="Read ProjectLeader", u_Bob="-ProjectLeader")
    picture = of_project(project("P", lists={**NO_RULES, Kind.PROJECT: told}))
    assert permissions_text(picture) == (
        "  P:\n"
        "    permissions:\n"
        "      groups:\n"
        "        Staff: {leader: true}\n"
        "      users:\n"
        "        ada: {project: view, leader: true}\n"
        "        Bob: {leader: denied}\n"
    )
    found = site_of(picture).projects[0].permissions
    assert found is not None
    assert [str(it.grantee) for it in found.leaders] == ["group:Staff", "user:ada"]
    assert [str(it.grantee) for it in found.leader_residues] == ["user:Bob"]


def test_an_inherited_leader_is_never_a_rule() -> None:
    told = rules(g_Staff="InheritedProjectLeader", u_ada="Read InheritedProjectLeader")
    text = permissions_text(of_project(project("P", lists={**NO_RULES, Kind.PROJECT: told})))
    assert "eader" not in text
    assert "ada: {project: view}" in text


def test_a_group_set_cannot_lead_and_that_is_noted() -> None:
    told = rules(s_Both="Read ProjectLeader")
    picture = of_project(project("P", lists={**NO_RULES, Kind.PROJECT: told}))
    assert "Both: {project: view}" in permissions_text(picture)
    assert declare_site(picture).notes == (
        "the group set `Both` is told to lead `project:P`, which no group set can",
    )
    site_of(picture)


def test_project_leader_among_the_defaults_is_a_capability_that_is_not_known() -> None:
    picture = of_project(with_lists(workbook="ProjectLeader"))
    assert "Staff: {workbooks: {unknown: {allow: [ProjectLeader]}}}" in permissions_text(picture)
    (found,) = site_of(picture).projects
    assert found.permissions is not None
    (rule,) = found.permissions.lists[Kind.WORKBOOK].rules
    assert rule.unknown == (("ProjectLeader", "allow"),)


def test_two_rules_for_one_grantee_are_one() -> None:
    told = (*rules(g_Staff="Read Write"), *rules(g_Staff="-Write"))
    text = permissions_text(of_project(project("P", lists={**NO_RULES, Kind.PROJECT: told})))
    assert "Staff: {project: {allow: [view], deny: [publish]}}" in text


def test_content_has_a_rule_a_grantee() -> None:
    told = rules(g_Staff=WORKBOOK_VIEW, u_ada="-Read")
    book = content(Kind.WORKBOOK, "Book", project="p-P", tabs_shown=True, rules=told)
    picture = replace(of_project(project("P", lists=NO_RULES)), content=(book,))
    assert permissions_text(picture).partition("workbooks:\n")[2] == (
        "      Book:\n"
        "        permissions:\n"
        "          groups:\n"
        "            Staff: view\n"
        "          users:\n"
        "            ada: {deny: [view]}\n"
    )
