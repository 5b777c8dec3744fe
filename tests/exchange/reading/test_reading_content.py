"""Content: what its lists tell, where it stands, its rules; what cannot be placed is told."""

import re
from collections.abc import Callable
from dataclasses import replace

import pytest
from support.scripted_answers import Script, asked, item, listed, project, read, rules, small_site

from tableau_perm_cli.catalog import Kind
from tableau_perm_cli.declaration.model import GranteeKind
from tableau_perm_cli.exchange.picture import GranteeId, Mode, ToldContent, ToldRule
from tableau_perm_cli.exchange.rest.answers import Answer, Refusal
from tableau_perm_cli.exchange.rest.node import Node

FORBIDDEN = Refusal("403 Forbidden", 403)
NESTED, ALONE = "LockedToProject", "LockedToProjectWithoutNested"
PERSONAL = '<location id="l" type="PersonalSpace" name="Personal Space"/>'
IN_P = '<project id="p" name="P"/>'
DATA_ROLES = "data roles are not read: the REST API has no list of them"


def only(script: Script, **options: object) -> ToldContent:
    (told,) = read(script, **options).content
    return told


@pytest.mark.parametrize(
    ("path", "element", "told"),
    [
        pytest.param(
            # Help, "Workbooks and Views Methods", Query Workbooks for Site.
            "workbooks",
            '<workbook id="w" name="Superstore" contentUrl="Superstore" showTabs="true" size="2" '
            f'hasExtracts="false">{IN_P}<location id="p" type="Project" name="P"/>'
            '<owner id="u-ada" name="ada"/><tags/></workbook>',
            ToldContent(Kind.WORKBOOK, "w", "Superstore", "p", None, "u-ada", tabs_shown=True),
            id="workbook",
        ),
        pytest.param(
            "workbooks",
            '<workbook id="w" name="W"><location id="p" type="Project"/></workbook>',
            ToldContent(
                *(Kind.WORKBOOK, "w", "W", "p"),
                not_read={"owner": "the REST API did not tell it"},
            ),
            id="a workbook without an owner, placed by its location",
        ),
        pytest.param(
            "datasources",
            f'<datasource id="d" name="D" hasExtracts="true">{IN_P}<owner id="u-ada"/>'
            "</datasource>",
            ToldContent(Kind.DATA_SOURCE, "d", "D", "p", None, "u-ada", has_extract=True),
            id="data source",
        ),
        pytest.param(
            "flows",
            f'<flow id="f" name="F" fileType="tfl">{IN_P}<owner id="u-ada"/></flow>',
            ToldContent(Kind.FLOW, "f", "F", "p", None, "u-ada"),
            id="flow",
        ),
        pytest.param(
            "databases",
            '<database id="b" name="B" connectionType="sqlserver" isEmbedded="false" '
            f'type="DatabaseServer" contentPermissions="LockedToDatabase">{IN_P}'
            '<site id="s"/><contact id="u-bob"/></database>',
            ToldContent(Kind.DATABASE, "b", "B", "p", locked=True),
            id="a locked database, which nobody owns",
        ),
        pytest.param(
            "databases",
            f'<database id="b" name="B" contentPermissions="ManagedByOwner">{IN_P}</database>',
            ToldContent(Kind.DATABASE, "b", "B", "p"),
            id="database",
        ),
    ],
)
def test_an_item_of_content_is_told(path: str, element: str, told: ToldContent) -> None:
    found = only(small_site(**{path: element}))
    assert found.rules == ()
    assert replace_rules(found) == told


def replace_rules(content: ToldContent) -> ToldContent:
    """The item as its list tells it."""
    names = ("kind", "id", "name", "project", "parent", "owner", "personal")
    return ToldContent(
        **{name: getattr(content, name) for name in names},
        tabs_shown=content.tabs_shown,
        has_extract=content.has_extract,
        locked=content.locked,
        not_read=content.not_read,
    )


@pytest.mark.parametrize(
    ("container", "part", "inside"),
    [
        ("workbook", "view", '<workbook id="c"/>'),
        ("database", "table", '<location id="c" type="Database" name="C"/>'),
        ("database", "table", '<database id="c"/>'),
    ],
)
def test_a_part_names_what_it_is_in(container: str, part: str, inside: str) -> None:
    script = small_site(
        **{
            f"{container}s": item(container, "c"),
            f"{part}s": f'<{part} id="x" name="X">{inside}<owner id="u-ada"/></{part}>',
        }
    )
    _, told = read(script).content
    assert (told.parent, told.project, told.owner, told.personal) == ("c", None, None, False)
    assert told.rules == ()


def test_rules_of_content_are_told() -> None:
    script = small_site(workbooks=item("workbook", "w"))
    script["workbooks/w/permissions"] = rules(("user", "u-bob", {"Read": "deny", "Hum": "Allow"}))
    bob = GranteeId(GranteeKind.USER, "u-bob")
    assert only(script).rules == (ToldRule(bob, {"Read": Mode.DENY, "Hum": Mode.ALLOW}),)


def test_equal_rule_lists_are_kept_once() -> None:
    script = small_site(flows=item("flow", "f") + item("flow", "g") + item("flow", "h"))
    for one in "fg":
        script[f"flows/{one}/permissions"] = rules(("user", "u-bob", {"Read": "Allow"}))
    first, second, third = (told.rules for told in read(script).content)
    assert first is second
    assert third == ()


@pytest.mark.parametrize(
    ("come", "reason"),
    [
        (FORBIDDEN, "403 Forbidden"),
        (Answer((Node("permissions"),), "it was cut"), "it was cut"),
        (rules(("robot", "r", {})), "it has a rule for a `robot`, which is not known"),
    ],
)
def test_rules_that_are_not_to_be_had_are_a_gap_of_the_item(
    come: Refusal | Answer | str, reason: str
) -> None:
    script = small_site(flows=item("flow", "f") + item("flow", "g"))
    script["flows/f/permissions"] = come
    picture = read(script)
    refused, other = picture.content
    assert (refused.rules, refused.not_read) == (None, {"permissions": reason})
    assert (other.rules, other.not_read) == ((), {})
    assert picture.not_read == {}


# What a lock makes ineffective


def rules_asked(script: Script, **options: object) -> set[str]:
    paths = asked(script, **options)
    return {
        path.removesuffix("/permissions")
        for path in paths
        if path.endswith("/permissions") and not path.startswith("projects/")
    }


EVERYTHING = {
    *("workbooks/w", "views/v", "datasources/d", "flows/f"),
    *("virtualConnections/c", "databases/b", "tables/t"),
}


def full_site(locks: tuple[str, str] = ("ManagedByOwner",) * 2, **marks: str) -> Script:
    """A site with an item of each type in B, which is in A."""
    inside = '<project id="b"/>'
    return small_site(
        projects=project("a", "A", locks[0]) + project("b", "B", locks[1], parentProjectId="a"),
        workbooks=item("workbook", "w", inside, showTabs=marks.get("tabs", "false")),
        views=item("view", "v", '<workbook id="w"/>'),
        datasources=item("datasource", "d", inside),
        flows=item("flow", "f", inside),
        virtualConnections=item("virtualConnection", "c", inside),
        databases=item(
            "database", "b", inside, contentPermissions=marks.get("database", "ManagedByOwner")
        ),
        tables=item("table", "t", '<database id="b"/>'),
    )


@pytest.mark.parametrize(
    ("script", "skipped"),
    [
        pytest.param(full_site, set(), id="nothing is locked"),
        pytest.param(
            lambda: full_site(("ManagedByOwner", ALONE)), EVERYTHING, id="the project is locked"
        ),
        pytest.param(
            lambda: full_site(("ManagedByOwner", NESTED)),
            EVERYTHING,
            id="with what is nested in it",
        ),
        pytest.param(
            lambda: full_site((NESTED, "ManagedByOwner")), EVERYTHING, id="the one above"
        ),
        pytest.param(
            lambda: full_site((ALONE, "ManagedByOwner")), set(), id="the one above, alone"
        ),
        pytest.param(lambda: full_site(tabs="true"), {"views/v"}, id="tabs are shown"),
        pytest.param(
            lambda: full_site(database="LockedToDatabase"), {"tables/t"}, id="a locked database"
        ),
        pytest.param(lambda: full_site(("ManagedByOwner", "Odd")), set(), id="an unknown lock"),
    ],
)
def test_rules_that_nobody_consults_are_not_asked_for(
    script: Callable[[], Script], skipped: set[str]
) -> None:
    """Semantics 3, step 5: exactly one rule list decides; the others are not consulted."""
    assert rules_asked(script()) == EVERYTHING - skipped
    assert rules_asked(script(), every_rule=True) == EVERYTHING
    told = {f"{one.kind}:{one.id}": one for one in read(script()).content}
    assert sum(one.rules is None for one in told.values()) == len(skipped)
    assert not any(one.not_read for one in told.values())


def test_content_in_a_personal_space_has_no_project_and_no_rules() -> None:
    script = small_site(
        workbooks=item("workbook", "w", PERSONAL), views=item("view", "v", '<workbook id="w"/>')
    )
    workbook, view = read(script).content
    assert (workbook.personal, workbook.project, workbook.owner) == (True, None, "u-ada")
    assert (workbook.rules, view.rules, view.not_read) == (None, None, {})
    assert rules_asked(script, every_rule=True) == set()


# What lacks


@pytest.mark.parametrize(
    ("lists", "gaps", "kept", "note"),
    [
        pytest.param(
            {"workbooks": item("workbook", "w", "") + item("workbook", "x")},
            {"workbooks": "1 without a project"},
            {"x"},
            "left out, without a project: `W` of the workbooks",
            id="no place",
        ),
        pytest.param(
            {"flows": "".join(item("flow", one, '<project id="gone"/>') for one in "fg")},
            {"flows": "2 in a project that is not among the site's"},
            set(),
            "left out, in a project that is not among the site's: `F` and 1 more of the flows",
            id="a project that is not there",
        ),
        pytest.param(
            {"workbooks": f'<workbook id="w" name="W">{PERSONAL}</workbook>'},
            {"workbooks": "1 in a Personal Space without an owner"},
            set(),
            "left out, in a Personal Space without an owner: `W` of the workbooks",
            id="nobody's Personal Space",
        ),
        pytest.param(
            {"views": item("view", "v", '<workbook id="gone"/>')},
            {"views": "1 of a workbook that was not read"},
            set(),
            "left out, of a workbook that was not read: `V` of the views",
            id="a workbook that is not there",
        ),
        pytest.param(
            {"flows": f'<flow name="F">{IN_P}</flow>'},
            {"flows": "1 without an id or a name"},
            set(),
            "left out, without an id or a name: `F` of the flows",
            id="no id",
        ),
    ],
)
def test_content_without_a_place_is_left_out_and_told(
    lists: dict[str, str], gaps: dict[str, str], kept: set[str], note: str
) -> None:
    picture = read(small_site(**lists))
    assert picture.not_read == gaps
    assert {one.id for one in picture.content} == kept
    assert note in picture.notes


def test_a_list_that_is_refused_is_a_gap_of_the_site() -> None:
    script = small_site(datasources=item("datasource", "d"))
    script["flows"] = FORBIDDEN
    picture = read(script)
    assert picture.not_read == {"flows": "403 Forbidden"}
    assert [one.id for one in picture.content] == ["d"]


@pytest.mark.parametrize(
    ("container", "parts", "words"),
    [("workbooks", "views", "workbooks"), ("databases", "tables", "databases")],
)
def test_parts_of_what_is_refused_are_a_gap_too(container: str, parts: str, words: str) -> None:
    part = parts.removesuffix("s")
    script = small_site(**{parts: item(part, "x", f'<{container.removesuffix("s")} id="c"/>')})
    script[container] = FORBIDDEN
    picture = read(script)
    assert picture.content == ()
    assert picture.not_read == {
        container: "403 Forbidden",
        parts: f"the {words} were not read",
    }


def test_a_list_that_may_lack_some_is_used_and_marked() -> None:
    script = small_site()
    node = Node("flow", {"id": "f", "name": "F"}, (Node("project", {"id": "p"}),))
    script["flows"] = Answer((node,), "it changed while it was read")
    picture = read(script)
    assert [one.id for one in picture.content] == ["f"]
    assert picture.not_read == {"flows": "it changed while it was read"}
    assert "the list `flows` may lack some: it changed while it was read" in picture.notes


def test_data_roles_have_no_list_and_a_note_says_so() -> None:
    assert read(small_site()).notes == (DATA_ROLES,)


# Databases without a project


def test_databases_that_tell_no_project_are_where_external_assets_are() -> None:
    """Help: in 2022.3 such assets were put into the External Assets Default Project."""
    assets = project("x", "External Assets Default Project", ALONE)
    script = small_site(
        projects=project("p", "P") + assets,
        databases=item("database", "b", "") + item("database", "c"),
    )
    picture = read(script)
    assert [(one.id, one.project) for one in picture.content] == [("b", "x"), ("c", "p")]
    assert picture.not_read == {}
    assert (
        "put in `External Assets Default Project`, since they tell no project: 1 of the databases"
        in picture.notes
    )
    assert rules_asked(script) == {"databases/c"}  # the other is in a locked project


def test_without_that_project_they_and_their_tables_are_left_out() -> None:
    script = small_site(
        projects=project("p", "P")
        + project("x", "External Assets Default Project", parentProjectId="p"),
        databases=item("database", "b", ""),
        tables=item("table", "t", '<database id="b"/>'),
    )
    picture = read(script)
    assert picture.content == ()
    assert picture.not_read == {
        "databases": "1 without a project",
        "tables": "1 of a database that was not read",
    }


# Tables whose list tells no database


# Query Tables, as the official client's samples have it: it tells no database.
UNPLACED = '<site id="s"/>'


def two_databases(*tables: str) -> Script:
    return small_site(
        databases=item("database", "b") + item("database", "c"), tables="".join(tables)
    )


def tables_in(*names: str) -> str:
    return listed("tables", "".join(f'<table id="{name}" name="{name}"/>' for name in names))


def databases_asked(script: Script) -> set[str]:
    return {path for path in asked(script) if re.fullmatch("databases/.*/tables", path)}


def test_databases_are_asked_for_their_tables_where_the_list_leaves_them_out() -> None:
    script = two_databases(item("table", "t", UNPLACED), item("table", "u", UNPLACED))
    script |= {"databases/b/tables": tables_in("u"), "databases/c/tables": tables_in("t", "gone")}
    assert databases_asked(script) == {"databases/b/tables", "databases/c/tables"}
    told = two_databases(
        item("table", "t", '<database id="c"/>'), item("table", "u", '<database id="b"/>')
    )
    picture = read(script)
    assert picture.tables_by_database
    assert replace(picture, tables_by_database=False) == read(told)
    assert picture.not_read == {}


@pytest.mark.parametrize(
    "table",
    [
        item("table", "t", '<database id="c"/>'),
        item("table", "t", '<location type="Database" id="c"/>'),
        item("table", "t", "", databaseId="c"),
    ],
)
def test_no_database_is_asked_where_every_table_tells_its_own(table: str) -> None:
    script = two_databases(table)
    script["databases/b/tables"] = tables_in("t")
    assert databases_asked(script) == set()
    assert [one.parent for one in read(script).content if one.kind is Kind.TABLE] == ["c"]
    # One that does not tell is enough; what is told counts before what is asked for.
    script = two_databases(table, item("table", "u", UNPLACED))
    script |= {"databases/b/tables": tables_in("t", "u"), "databases/c/tables": tables_in()}
    assert databases_asked(script) == {"databases/b/tables", "databases/c/tables"}
    assert [one.parent for one in read(script).content if one.kind is Kind.TABLE] == ["c", "b"]


@pytest.mark.parametrize(
    ("come", "reason"),
    [
        (tables_in(), ""),
        (FORBIDDEN, " (403 Forbidden)"),
        (Answer((), "it changed while it was read"), " (it changed while it was read)"),
    ],
)
def test_tables_that_are_in_no_database_are_left_out_and_told(
    come: str | Refusal | Answer, reason: str
) -> None:
    script = two_databases(item("table", "t", UNPLACED), item("table", "u", UNPLACED))
    script |= {"databases/b/tables": tables_in("u"), "databases/c/tables": come}
    picture = read(script)
    assert {one.id: one.parent for one in picture.content} == {"b": None, "c": None, "u": "b"}
    why = f"without the database that they are in{reason}"
    assert picture.not_read == {"tables": f"1 {why}"}
    assert f"left out, {why}: `T` of the tables" in picture.notes


def test_a_database_that_is_refused_is_no_gap_where_it_lacks_no_table() -> None:
    script = two_databases(item("table", "t", UNPLACED))
    script |= {"databases/b/tables": tables_in("t"), "databases/c/tables": FORBIDDEN}
    assert read(script).not_read == {}


# Virtual connections


def named_connection() -> str:
    # As in the official client's sample of List Virtual Connections: no project, no owner.
    return '<virtualConnection id="c" name="vconn" hasExtracts="false" isCertified="true"/>'


def test_a_virtual_connection_is_asked_where_it_is() -> None:
    script = small_site(virtualConnections=named_connection())
    script["virtualConnections/c"] = item("virtualConnection", "c", IN_P)
    told = only(script)
    assert (told.name, told.project, told.owner, told.rules) == ("vconn", "p", "u-ada", ())


@pytest.mark.parametrize(
    ("version", "gap"),
    [
        ((3, 24), "1 without a project (404 Not Found)"),
        ((3, 22), "1 without a project"),
    ],
)
def test_a_virtual_connection_that_tells_no_project_is_left_out(
    version: tuple[int, int], gap: str
) -> None:
    picture = read(small_site(virtualConnections=named_connection()), api_version=version)
    assert (picture.content, picture.not_read) == ((), {"virtual_connections": gap})


def test_rules_that_an_older_api_cannot_tell_are_a_gap_of_the_item() -> None:
    script = small_site(virtualConnections=item("virtualConnection", "c"))
    told = only(script, api_version=(3, 21))
    assert told.not_read == {"permissions": "REST API 3.21 does not tell them"}
    assert rules_asked(script, api_version=(3, 21)) == set()


# Versions


@pytest.mark.parametrize(
    ("version", "absent"),
    [
        ((3, 24), {"metrics", "lenses"}),
        ((3, 22), {"metrics", "lenses"}),
        ((3, 21), {"groupsets"}),
        ((3, 17), {"groupsets", "virtualConnections"}),
        ((3, 8), {"groupsets", "virtualConnections", "lenses", "metrics"}),
        (
            (3, 4),
            {"groupsets", "virtualConnections", "lenses", "metrics", "databases", "tables"},
        ),
    ],
)
def test_lists_are_asked_for_by_version(version: tuple[int, int], absent: set[str]) -> None:
    every = {
        *("", "users", "groups", "groupsets", "projects", "workbooks", "views", "datasources"),
        *("flows", "virtualConnections", "databases", "tables", "metrics", "lenses"),
    }
    lists = {path for path in asked(small_site(), api_version=version) if "/" not in path}
    assert lists == every - absent


def test_metrics_and_lenses_of_an_older_site_are_read() -> None:
    script = small_site(lenses=item("lens", "l"))
    script["metrics"] = item("metric", "m")  # Query Metrics: the list is in no element of its own
    told = read(script, api_version=(3, 21)).content
    assert [(one.kind, one.id, one.rules) for one in told] == [
        (Kind.METRIC, "m", ()),
        (Kind.LENS, "l", ()),
    ]
