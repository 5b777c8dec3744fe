"""Projects: their tree, locks and owners; their rules, leaders, and what is not asked for."""

import pytest
from support.scripted_answers import Script, asked, item, project, read, rules, small_site

from tableau_perm_cli.catalog import Kind
from tableau_perm_cli.declaration.model import GranteeKind
from tableau_perm_cli.exchange.picture import (
    GranteeId,
    InheritedLeader,
    Mode,
    ToldProject,
    ToldRule,
)
from tableau_perm_cli.exchange.rest.answers import Answer, Refusal
from tableau_perm_cli.exchange.rest.node import Node
from tableau_perm_cli.exchange.rest.reading import IncompletePeopleError

ALLOW, DENY = Mode.ALLOW, Mode.DENY
STAFF = GranteeId(GranteeKind.GROUP, "g-1")
NESTED = "LockedToProject"
ALONE = "LockedToProjectWithoutNested"


def only(script: Script, **options: object) -> ToldProject:
    (told,) = read(script, **options).projects
    return told


@pytest.mark.parametrize(
    ("element", "told"),
    [
        pytest.param(
            # Help, "Projects Methods", Query Projects.
            '<project id="p" name="Sales" description="" topLevelProject="true" writeable="true" '
            'contentPermissions="LockedToProject" createdAt="2024-02-14T04:42:03Z">'
            '<owner id="u-ada" name="ada"/></project>',
            ("p", "Sales", None, "u-ada", "LockedToProject", {}),
            id="everything",
        ),
        pytest.param(
            '<project id="p" name="Sales" contentPermissions="ManagedByOwner"/>',
            (
                "p",
                "Sales",
                None,
                None,
                "ManagedByOwner",
                {"owner": "the REST API did not tell it"},
            ),
            id="no owner",
        ),
        pytest.param(
            '<project id="p" name="a/b"><owner id="u-ada"/></project>',
            (
                *("p", "a/b", None, "u-ada", None),
                {"content_permissions": "the REST API did not tell it"},
            ),
            id="no lock",
        ),
        pytest.param(
            '<project id="p" name="S" contentPermissions="Sealed"><owner id="u-ada"/></project>',
            ("p", "S", None, "u-ada", None, {"content_permissions": "`Sealed` is not known"}),
            id="a lock that is not known",
        ),
    ],
)
def test_a_project_is_told(element: str, told: tuple) -> None:
    found = only(small_site(projects=element))
    assert told == (
        *(found.id, found.name, found.parent, found.owner, found.content_permissions),
        found.not_read,
    )


def test_a_nested_project_names_the_one_above() -> None:
    script = small_site(projects=project("a", "A") + project("b", "B", parentProjectId="a"))
    assert [one.parent for one in read(script).projects] == [None, "a"]


@pytest.mark.parametrize(
    ("projects", "reason"),
    [
        pytest.param(
            project("b", "B", parentProjectId="gone"),
            "`B` is in a project that is not among them",
            id="a parent that is not there",
        ),
        pytest.param(
            project("a", "A", parentProjectId="b") + project("b", "B", parentProjectId="a"),
            "`A` is inside itself",
            id="a circle",
        ),
        pytest.param(
            project("a", "A", parentProjectId="a"), "`A` is inside itself", id="in itself"
        ),
    ],
)
def test_projects_that_are_no_tree_are_a_failure(projects: str, reason: str) -> None:
    """Without the projects above nobody can say which lock holds."""
    with pytest.raises(IncompletePeopleError) as raised:
        read(small_site(projects=projects))
    assert ("projects", reason) in [(one.path, one.reason) for one in raised.value.failures]


def test_every_rule_of_a_project_is_told() -> None:
    script = small_site()
    script["projects/p/permissions"] = rules(
        ("group", "g-1", {"Read": "Allow", "Write": "Deny", "ProjectLeader": "Deny"}),
        ("user", "u-ada", {"ProjectLeader": "Allow", "Sing": "Allow"}),
    )
    script["projects/p/default-permissions/workbooks"] = rules(
        ("groupSet", "s-1", {"Read": "Allow", "CreateRefreshMetrics": "Allow"})
    )
    told = only(script)
    assert told.lists[Kind.PROJECT] == (
        ToldRule(STAFF, {"Read": ALLOW, "Write": DENY, "ProjectLeader": DENY}),
        ToldRule(
            GranteeId(GranteeKind.USER, "u-ada"),
            {"ProjectLeader": ALLOW, "Sing": ALLOW},  # what no version knows is kept
        ),
    )
    assert told.lists[Kind.WORKBOOK] == (
        ToldRule(
            GranteeId(GranteeKind.GROUP_SET, "s-1"), {"Read": ALLOW, "CreateRefreshMetrics": ALLOW}
        ),
    )
    assert told.lists[Kind.FLOW] == ()
    assert told.not_read == {}


def test_inherited_leaders_are_told_apart_and_are_no_rules() -> None:
    script = small_site()
    script["projects/p/permissions"] = rules(
        ("group", "g-1", {"InheritedProjectLeader": "Allow"}),
        ("user", "u-ada", {"Read": "Allow", "InheritedProjectLeader": "Allow"}),
    )
    picture = read(script)
    ada = GranteeId(GranteeKind.USER, "u-ada")
    assert picture.projects[0].lists[Kind.PROJECT] == (ToldRule(ada, {"Read": ALLOW}),)
    assert picture.inherited_leaders == (
        InheritedLeader("p", STAFF, ALLOW),
        InheritedLeader("p", ada, ALLOW),
    )


@pytest.mark.parametrize(
    ("inside", "reason"),
    [
        pytest.param(
            rules(("robot", "r-1", {"Read": "Allow"})),
            "it has a rule for a `robot`, which is not known",
            id="a grantee of an unknown kind",
        ),
        pytest.param(
            '<permissions><granteeCapabilities><capabilities><capability name="Read" '
            'mode="Allow"/></capabilities></granteeCapabilities></permissions>',
            "it has a rule for nobody, which is not known",
            id="nobody",
        ),
        pytest.param(
            rules(("group", "g-1", {"Read": "Perhaps"})),
            "it says `Perhaps` of `Read`, which is not known",
            id="an unknown mode",
        ),
        pytest.param(
            rules(("group", "g-1", {"Read": "Allow"}), ("group", "g-1", {"Read": "Deny"})),
            "`Read` is both allowed and denied to one group",
            id="both",
        ),
        pytest.param("<elsewhere/>", "the answer has no `permissions`", id="something else"),
        pytest.param(Refusal("403 Forbidden", 403), "403 Forbidden", id="refused"),
        pytest.param(Answer((Node("permissions"),), "it was cut"), "it was cut", id="not whole"),
    ],
)
@pytest.mark.parametrize(
    ("path", "part", "kind"),
    [
        ("projects/p/permissions", "project", Kind.PROJECT),
        ("projects/p/default-permissions/datasources", "data_sources", Kind.DATA_SOURCE),
        ("projects/p/default-permissions/dataroles", "data_roles", Kind.DATA_ROLE),
    ],
)
def test_a_rule_list_that_is_not_understood_is_a_gap_with_its_reason(
    path: str, part: str, kind: Kind, inside: str | Refusal | Answer, reason: str
) -> None:
    script = small_site()
    script[path] = inside
    told = only(script)
    assert told.not_read == {part: reason}
    assert kind not in told.lists
    assert Kind.WORKBOOK in told.lists


def test_rules_of_one_grantee_in_two_places_are_one_rule() -> None:
    script = small_site()
    script["projects/p/permissions"] = rules(
        ("group", "g-1", {"Read": "Allow"}), ("group", "g-1", {"Write": "Allow"})
    )
    assert only(script).lists[Kind.PROJECT] == (ToldRule(STAFF, {"Read": ALLOW, "Write": ALLOW}),)


# What is asked for

DEFAULTS_OF_3_24 = {
    *("workbooks", "datasources", "flows", "dataroles", "virtualConnections", "databases"),
}


def questions(script: Script, identity: str, **options: object) -> set[str]:
    start = f"projects/{identity}/"
    return {
        path.removeprefix(start) for path in asked(script, **options) if path.startswith(start)
    }


@pytest.mark.parametrize(
    ("version", "types"),
    [
        ((3, 24), DEFAULTS_OF_3_24),
        ((3, 22), {"workbooks", "datasources", "flows", "dataroles"}),
        ((3, 21), {"workbooks", "datasources", "flows", "dataroles", "metrics", "lenses"}),
        ((3, 3), {"workbooks", "datasources", "metrics"}),
        ((2, 8), {"workbooks", "datasources"}),
    ],
)
def test_default_rules_are_asked_for_by_version(version: tuple[int, int], types: set[str]) -> None:
    assert questions(small_site(), "p", api_version=version) == {
        "permissions",
        *(f"default-permissions/{one}" for one in types),
    }


@pytest.mark.parametrize(
    ("upper", "lower", "defaults"),
    [
        pytest.param("ManagedByOwner", "ManagedByOwner", True, id="no lock"),
        pytest.param(ALONE, "ManagedByOwner", True, id="the upper one alone"),
        pytest.param(ALONE, ALONE, True, id="each alone"),
        pytest.param("ManagedByOwner", NESTED, True, id="the lower one including nested"),
        pytest.param(NESTED, "ManagedByOwner", False, id="the upper one including nested"),
        pytest.param(NESTED, NESTED, False, id="both: the outermost decides"),
        pytest.param(
            "Sealed", "ManagedByOwner", True, id="a lock that is not known skips nothing"
        ),
    ],
)
def test_default_rules_below_a_lock_including_nested_projects_are_not_asked_for(
    upper: str,
    lower: str,
    defaults: bool,  # noqa: FBT001 - a column of the table
) -> None:
    """Semantics 3, step 5a: the outermost locked project's default rules decide there."""
    script = small_site(
        projects=project("a", "A", upper) + project("b", "B", lower, parentProjectId="a")
    )
    told = {one.id: one for one in read(script).projects}
    whole = {"permissions", *(f"default-permissions/{one}" for one in DEFAULTS_OF_3_24)}
    assert questions(script, "a") == whole
    assert questions(script, "b") == (whole if defaults else {"permissions"})
    assert questions(script, "b", every_rule=True) == whole
    # The project's own rules are always read: its leaders are in them.
    assert set(told["b"].lists) >= {Kind.PROJECT}
    assert (Kind.WORKBOOK in told["b"].lists) is defaults
    assert told["b"].not_read == {}


def test_defaults_that_an_older_api_cannot_tell_are_a_gap_where_such_content_is() -> None:
    databases = item("database", "db")
    assert only(small_site(databases=databases), api_version=(3, 21)).not_read == {
        "databases": "REST API 3.21 does not tell it"
    }
    assert only(small_site(), api_version=(3, 21)).not_read == {}


# controllingPermissionsProjectId


@pytest.mark.parametrize(
    ("upper", "lower", "told", "note"),
    [
        pytest.param(NESTED, "ManagedByOwner", "a", None, id="as the locks say"),
        pytest.param("ManagedByOwner", "ManagedByOwner", "b", None, id="itself, not locked"),
        pytest.param("ManagedByOwner", ALONE, "b", None, id="itself, locked"),
        pytest.param("ManagedByOwner", "ManagedByOwner", "", None, id="not told"),
        pytest.param(
            "ManagedByOwner",
            "ManagedByOwner",
            "a",
            "the server says that `A` controls the permissions of `A/B`; by the locks it tells, "
            "none does",
            id="a lock that is not told",
        ),
        pytest.param(
            NESTED,
            "ManagedByOwner",
            "b",
            "the server says that `A/B` controls the permissions of `A/B`; by the locks it tells, "
            "`A` does",
            id="a lock that does not hold",
        ),
        pytest.param(
            NESTED,
            "ManagedByOwner",
            "gone",
            "the server says that a project that is not there controls the permissions of `A/B`; "
            "by the locks it tells, `A` does",
            id="a project that is not there",
        ),
    ],
)
def test_the_servers_word_on_who_controls_permissions_is_held_against_the_locks(
    upper: str, lower: str, told: str, note: str | None
) -> None:
    nested = project("b", "B", lower, parentProjectId="a", controllingPermissionsProjectId=told)
    script = small_site(
        projects=project("a", "A", upper) + nested,
        workbooks=item("workbook", "w", '<project id="b"/>'),
    )
    notes = [one for one in read(script).notes if one.startswith("the server says")]
    assert notes == ([note] if note else [])
    if note:
        # Nothing is skipped for a lock that is in doubt.
        assert "workbooks/w/permissions" in asked(script)
        assert "projects/b/default-permissions/workbooks" in asked(script)


def test_many_such_projects_are_counted() -> None:
    odd = "".join(
        project(f"p{number}", f"P{number}", controllingPermissionsProjectId="gone")
        for number in range(7)
    )
    notes = read(small_site(projects=odd)).notes
    assert sum(note.startswith("the server says") for note in notes) == 5
    assert "so it is with 2 more projects" in notes
