"""What a lock, tabs or a locked database make ineffective, and what is declared of it."""

from dataclasses import replace

import pytest
from support.telling import (
    NO_RULES,
    SITE,
    content,
    declared_text,
    group,
    project,
    rules,
    site_of,
    user,
)

from tableau_perm_cli.catalog import Kind
from tableau_perm_cli.declaration.load import read_files
from tableau_perm_cli.declaration.model import Lock
from tableau_perm_cli.exchange.declaring import declare_site, one_file
from tableau_perm_cli.exchange.picture import Picture, ToldContent, ToldProject, ToldRules
from tableau_perm_cli.graph import Because
from tableau_perm_cli.resolve import Resolver, open_site

NESTED = "LockedToProject"
ALONE = "LockedToProjectWithoutNested"
GONE = "403 Forbidden"


def picture_of(*projects: ToldProject, contents: tuple[ToldContent, ...] = ()) -> Picture:
    """Return a picture of projects and content, with Staff and two users."""
    return Picture(
        SITE,
        users=(user("ada", "Creator"), user("bob", "Creator")),
        groups=(group("Staff", "ada"),),
        projects=projects,
        content=contents,
    )


def resolver_of(picture: Picture) -> Resolver:
    """Return the resolver of what our loader reads of a picture."""
    text = "".join(one_file([declare_site(picture)]))
    return open_site(read_files([("pulled.yaml", text.encode())]), SITE)


def top(told: ToldRules, lock: str = NESTED, **more: object) -> ToldProject:
    """Return a locked project with these workbook defaults."""
    lists = {**NO_RULES, Kind.PROJECT: rules(g_Staff="Read"), Kind.WORKBOOK: told}
    return project("Top", lists=lists, content_permissions=lock, **more)


def nested(told: ToldRules = (), **more: object) -> ToldProject:
    """Return a project in Top of which only its own rules were asked for."""
    return project("Below", **{"parent": "p-Top", "lists": {Kind.PROJECT: told}, **more})


@pytest.mark.parametrize(
    ("told", "lock"),
    [
        ("ManagedByOwner", Lock.CUSTOMIZABLE),
        (ALONE, Lock.LOCKED),
        (NESTED, Lock.LOCKED_INCLUDING_NESTED),
        (None, Lock.CUSTOMIZABLE),
    ],
)
def test_a_lock_is_declared_by_our_word(told: str | None, lock: Lock) -> None:
    picture = picture_of(project("P", content_permissions=told, lists=NO_RULES))
    assert site_of(picture).projects[0].lock is lock
    assert ("content_permissions" in declared_text(picture)) == (lock is not Lock.CUSTOMIZABLE)


def test_a_nested_project_of_a_locked_hierarchy_has_no_permissions() -> None:
    picture = picture_of(top(rules(g_Staff="Read")), nested(rules(u_bob="Read")))
    assert declared_text(picture).partition("projects:\n")[2] == (
        "  Top:\n"
        "    content_permissions: locked_including_nested\n"
        "    permissions:\n"
        "      groups:\n"
        "        Staff: {project: view, workbooks: {allow: [view]}}\n"
        "    projects:\n"
        "      Below: {}\n"
    )


def test_one_with_leaders_of_its_own_has_the_managing_projects_rules_and_them() -> None:
    picture = picture_of(top(rules(g_Staff="Read")), nested(rules(u_bob="-Read ProjectLeader")))
    assert declared_text(picture).partition("      Below:\n")[2] == (
        "        permissions:\n"
        "          groups:\n"
        "            Staff: {project: view, workbooks: {allow: [view]}}\n"
        "          users:\n"
        "            bob: {leader: true}\n"
    )
    resolver = resolver_of(picture)
    project_ = resolver.graph.site.projects[0].projects[0]
    answers = {name: resolver.answers(name, project_)[0].reason.value for name in ("ada", "bob")}
    assert answers == {"ada": "group_allow", "bob": "project_leader"}


def test_the_managing_project_is_the_outermost_and_its_leaders_are_not_the_nested_ones() -> None:
    lists = {**NO_RULES, Kind.PROJECT: rules(g_Staff="Read ProjectLeader")}
    picture = picture_of(
        project("Top", lists=lists, content_permissions=NESTED),
        nested(content_permissions=NESTED),
        project("Deep", parent="p-Below", lists={Kind.PROJECT: rules(u_bob="ProjectLeader")}),
    )
    assert declared_text(picture).partition("          Deep:\n")[2] == (
        "            permissions:\n"
        "              groups:\n"
        "                Staff: {project: view}\n"
        "              users:\n"
        "                bob: {leader: true}\n"
    )  # fmt: skip


def test_the_residue_of_a_denied_leader_alone_writes_no_rules() -> None:
    picture = picture_of(top(()), nested(rules(u_bob="-ProjectLeader")))
    assert declared_text(picture).endswith("      Below: {}\n")


def test_rules_that_are_told_all_the_same_are_declared() -> None:
    picture = picture_of(
        top(rules(g_Staff="Read")),
        nested(lists={**NO_RULES, Kind.WORKBOOK: rules(u_bob="Read")}),
        contents=(
            content(
                Kind.WORKBOOK,
                "Book",
                project="p-Below",
                tabs_shown=True,
                rules=rules(u_bob="Read"),
            ),
        ),
    )
    below = site_of(picture).projects[0].projects[0]
    assert below.permissions is not None
    assert [str(it.grantee) for it in below.permissions.lists[Kind.WORKBOOK].rules] == ["user:bob"]
    assert below.content[0].permissions is not None


def test_what_was_not_read_of_the_managing_project_is_not_known_below_it() -> None:
    lists = {kind: told for kind, told in NO_RULES.items() if kind is not Kind.FLOW}
    picture = picture_of(
        project("Top", lists=lists, content_permissions=NESTED, not_read={"flows": GONE}),
        nested(rules(u_bob="ProjectLeader")),
    )
    below = site_of(picture).projects[0].projects[0]
    assert below.not_read == {"flows": GONE}


def test_a_nested_project_whose_own_rules_could_not_be_read_says_so() -> None:
    picture = picture_of(
        top(rules(g_Staff="Read")), nested(lists={}, not_read={"project": GONE})
    )  # who leads it is among them
    assert declared_text(picture).partition("      Below:\n")[2] == (
        "        permissions:\n"
        "          groups:\n"
        "            Staff: {workbooks: {allow: [view]}}\n"
        "        not_read:\n"
        '          project: "403 Forbidden"\n'
    )
    assert site_of(picture).projects[0].projects[0].not_read == {"project": GONE}


@pytest.mark.parametrize("lock", [ALONE, NESTED])
def test_content_of_a_locked_project_is_declared_without_rules(lock: str) -> None:
    book = content(Kind.WORKBOOK, "Book", project="p-Top", tabs_shown=True)
    view = content(Kind.VIEW, "View", parent="workbook-Book")
    picture = picture_of(top(rules(g_Staff="Read"), lock), contents=(book, view))
    assert declared_text(picture).endswith(
        "    workbooks:\n      Book:\n        views:\n          View: {}\n"
    )
    resolver = resolver_of(picture)
    (found,) = resolver.graph.site.projects[0].content
    assert resolver.graph.governing(found.parts[0]).because is Because.LOCKED_PROJECT
    assert resolver.answers("ada", found.parts[0])[0].reason.value == "group_allow"


@pytest.mark.parametrize(
    ("shown", "told", "because"),
    [(True, None, Because.TABS_SHOWN), (False, rules(u_bob="Read"), Because.OWN_RULES)],
)
def test_views_of_tabs_have_no_rules_of_their_own(
    shown: bool,  # noqa: FBT001
    told: ToldRules | None,
    because: Because,
) -> None:
    book = content(
        Kind.WORKBOOK, "Book", project="p-P", tabs_shown=shown, rules=rules(g_Staff="Read")
    )
    view = content(Kind.VIEW, "View", parent="workbook-Book", rules=told)
    picture = picture_of(project("P", lists=NO_RULES), contents=(book, view))
    assert ("tabs: hidden" in declared_text(picture)) == (not shown)
    resolver = resolver_of(picture)
    (found,) = resolver.graph.site.projects[0].content
    assert resolver.graph.governing(found.parts[0]).because is because


def test_tables_of_a_locked_database_have_no_rules_of_their_own() -> None:
    base = content(Kind.DATABASE, "Base", project="p-P", locked=True, rules=rules(g_Staff="Read"))
    table = content(Kind.TABLE, "Table", parent="database-Base")
    picture = picture_of(project("P", lists=NO_RULES), contents=(base, table))
    assert declared_text(picture).partition("    databases:\n")[2] == (
        "      Base:\n"
        "        content_permissions: locked\n"
        "        permissions:\n"
        "          groups:\n"
        "            Staff: view\n"
        "        tables:\n"
        "          Table: {}\n"
    )
    resolver = resolver_of(picture)
    (found,) = resolver.graph.site.projects[0].content
    assert resolver.graph.governing(found.parts[0]).because is Because.LOCKED_DATABASE


def test_a_project_of_which_no_list_was_told_has_no_permissions() -> None:
    picture = picture_of(project("P"))
    assert declared_text(picture).endswith("projects:\n  P: {}\n")


def test_what_looks_like_the_initial_copy_is_declared_all_the_same() -> None:
    told = {**NO_RULES, Kind.WORKBOOK: rules(g_Staff="Read")}
    book = content(
        Kind.WORKBOOK, "Book", project="p-P", tabs_shown=True, rules=rules(g_Staff="Read")
    )
    picture = picture_of(
        project("Default", lists=told), project("P", lists=told), contents=(book,)
    )
    default, other = site_of(picture).projects
    assert default.permissions is not None
    assert other.permissions is not None
    assert other.content[0].permissions is not None


def test_a_lock_that_is_not_known_is_marked() -> None:
    picture = picture_of(project("P", content_permissions="LockedToMoon", lists=NO_RULES))
    assert site_of(picture).projects[0].not_read == {
        "content_permissions": "the content permissions are not known"
    }
    unread = project(
        "P", content_permissions=None, lists=NO_RULES, not_read={"content_permissions": GONE}
    )
    assert site_of(replace(picture, projects=(unread,))).projects[0].not_read == {
        "content_permissions": GONE
    }
