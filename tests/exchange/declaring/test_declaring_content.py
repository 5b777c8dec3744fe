"""Content, views, tables, Personal Spaces and connections, with names that are hostile."""

import pytest
from support.telling import NO_RULES, SITE, content, declared_text, project, rules, site_of, user

from tableau_perm_cli.catalog import CATALOG, Kind
from tableau_perm_cli.declaration.model import CONTENT_KINDS, Authentication
from tableau_perm_cli.diagnostics import ToolError
from tableau_perm_cli.exchange.declaring import declare_site
from tableau_perm_cli.exchange.picture import Picture, ToldConnection, ToldContent, ToldProject

SOURCE = Kind.DATA_SOURCE
BOOK = Kind.WORKBOOK
PROMPT, EMBEDDED = Authentication.PROMPT, Authentication.EMBEDDED


def picture_of(*contents: ToldContent, projects: tuple[ToldProject, ...] = ()) -> Picture:
    """Return a picture of content in the project P."""
    return Picture(
        SITE,
        web_authoring=True,
        users=(user("ada", "Creator"), user("bob")),
        projects=(project("P", lists=NO_RULES), *projects),
        content=contents,
    )


def item(kind: Kind, name: str, **more: object) -> ToldContent:
    """Return content of the project P, with its sheets as tabs."""
    return content(kind, name, **{"project": "p-P", "tabs_shown": True, **more})


def reader(name: str, *to: ToldConnection, **more: object) -> ToldContent:
    """Return a workbook with connections."""
    return item(BOOK, name, connections=to, **more)


def to(name: str, authentication: Authentication = PROMPT) -> ToldConnection:
    return ToldConnection(f"data_source-{name}", authentication)


def content_text(picture: Picture) -> str:
    """Return what is written in the project P, below its rules."""
    return declared_text(picture).partition("    permissions: {}\n")[2]


def test_every_kind_has_its_section_in_the_order_of_the_catalog() -> None:
    picture = picture_of(*(item(kind, str(kind)) for kind in reversed(CONTENT_KINDS)))
    text = content_text(picture)
    keys = [line.strip(" :") for line in text.splitlines() if line.startswith("    ") and
            not line.startswith("     ")]  # fmt: skip
    assert keys == [CATALOG[kind].plural for kind in CONTENT_KINDS]
    (found,) = site_of(picture).projects
    assert {it.kind for it in found.content} == set(CONTENT_KINDS)


def test_content_is_sorted_by_name_and_says_what_is_not_as_by_default() -> None:
    picture = picture_of(
        item(BOOK, "b", tabs_shown=False),
        item(BOOK, "A", owner="u-ada"),
        item(SOURCE, "s", authentication=PROMPT),
        item(SOURCE, "r", authentication=EMBEDDED),
    )
    assert content_text(picture) == (
        "    workbooks:\n"
        "      A:\n"
        "        owner: ada\n"
        "      b:\n"
        "        tabs: hidden\n"
        "    data_sources:\n"
        "      r: {}\n"
        "      s:\n"
        "        authentication: prompt\n"
    )


def test_a_connection_names_the_path_of_its_data_source() -> None:
    picture = picture_of(
        reader("Book", to("a/b"), to("x%2Fy", EMBEDDED), to("a/b", EMBEDDED), to("a/b")),
        item(SOURCE, "a/b"),
        item(SOURCE, "x%2Fy"),
    )
    assert content_text(picture).partition("        connects_to:\n")[2].splitlines()[:3] == [
        "          - {data_source: P/a%2Fb, authentication: embedded}",
        "          - {data_source: P/a%2Fb, authentication: prompt}",
        "          - {data_source: P/x%252Fy, authentication: embedded}",
    ]
    (found,) = site_of(picture).projects
    assert [str(it.data_source) for it in found.content[0].connections] == [
        "data_source:P/a%2Fb",
        "data_source:P/a%2Fb",
        "data_source:P/x%252Fy",
    ]


def test_a_project_that_is_called_like_a_kind_does_not_confuse_a_connection() -> None:
    for name in ("data_source:X", "Data Source: Y", "workbook:Z"):
        source = content(SOURCE, "s", project=f"p-{name}")
        picture = picture_of(
            reader("Book", to("s")), source, projects=(project(name, lists=NO_RULES),)
        )
        found = next(it for it in site_of(picture).projects if it.address.path == ("P",))
        (way,) = found.content[0].connections
        assert way.data_source.path == (name, "s")


def test_a_connection_that_leads_nowhere_is_marked() -> None:
    picture = picture_of(reader("Book", to("s"), to("gone")), item(SOURCE, "s"))
    reason = "a data source that is not among the site's"
    (found,) = site_of(picture).projects
    assert found.content[0].not_read == {"connects_to": reason}
    assert [it.data_source.path for it in found.content[0].connections] == [("P", "s")]
    assert [(it.what, it.part, it.reason) for it in declare_site(picture).not_read] == [
        ("workbook:P/Book", "connects_to", reason)
    ]


def test_what_was_not_read_of_content_is_marked_and_not_written() -> None:
    gaps = {"connects_to": "500 Oops", "owner": "not told", "permissions": "403 Forbidden"}
    picture = picture_of(
        reader("Book", not_read=gaps, rules=rules(u_ada="Read"), owner="u-ada"),
        content(Kind.VIEW, "View", parent="workbook-Book", not_read={"permissions": "x y"}),
        item(Kind.FLOW, "Flow", not_read={"connects_to": "no such thing"}),
    )
    assert content_text(picture) == (
        "    workbooks:\n"
        "      Book:\n"
        "        not_read:\n"
        '          permissions: "403 Forbidden"\n'
        "          owner: not told\n"
        '          connects_to: "500 Oops"\n'
        "        views:\n"
        "          View:\n"
        "            not_read:\n"
        "              permissions: x y\n"
        "    flows:\n"
        "      Flow: {}\n"
    )
    (found,) = site_of(picture).projects
    assert found.content[0].not_read == gaps
    assert found.content[0].parts[0].not_read == {"permissions": "x y"}


def test_a_whole_content_type_that_was_not_read_is_marked_on_the_site() -> None:
    picture = Picture(SITE, web_authoring=True, not_read={"tables": "403 Forbidden", "flows": " "})
    assert declared_text(picture) == (
        'not_read:\n  flows: not said why\n  tables: "403 Forbidden"\n'
    )
    assert site_of(picture).not_read == {"flows": "not said why", "tables": "403 Forbidden"}


def test_a_project_says_what_was_not_read_of_it() -> None:
    lists = {kind: told for kind, told in NO_RULES.items() if kind is not Kind.FLOW}
    gaps = {"flows": "403 Forbidden", "owner": "not told"}
    told = project("Q", lists=lists, owner="u-ada", not_read=gaps)
    picture = Picture(SITE, users=(user("ada"),), projects=(told,))
    assert declared_text(picture).partition("projects:\n")[2] == (
        "  Q:\n"
        "    permissions: {}\n"
        "    not_read:\n"
        "      owner: not told\n"
        '      flows: "403 Forbidden"\n'
    )
    assert site_of(picture).projects[0].not_read == gaps


def test_duplicates_of_one_kind_in_one_place_get_their_ids_and_a_note() -> None:
    picture = picture_of(
        item(BOOK, "Sales", id="3f2a91c4-1"),
        item(BOOK, "Sales", id="77aa00bb-1"),
        item(Kind.FLOW, "Sales"),
        content(Kind.VIEW, "V", id="11111111-1", parent="77aa00bb-1"),
        content(Kind.VIEW, "V", id="22222222-1", parent="77aa00bb-1"),
        projects=(
            project("Sales", id="aaaaaaaa-1", parent="p-P", lists=NO_RULES),
            project("Sales", id="bbbbbbbb-1", parent="p-P", lists=NO_RULES),
            project("Sales", lists=NO_RULES),
        ),
    )
    declared = declare_site(picture)
    assert [it.what for it in declared.ids if it.what.partition(":")[0] != "user"] == [
        "flow:P/Sales",
        "project:P",
        "project:P/Sales (aaaaaaaa)",
        "project:P/Sales (bbbbbbbb)",
        "project:Sales",
        "view:P/Sales (77aa00bb)/V (11111111)",
        "view:P/Sales (77aa00bb)/V (22222222)",
        "workbook:P/Sales (3f2a91c4)",
        "workbook:P/Sales (77aa00bb)",
    ]
    assert declared.notes == (
        "2 projects in `P` are called `Sales`: `Sales (aaaaaaaa)`, `Sales (bbbbbbbb)`",
        "2 views in `P/Sales (77aa00bb)` are called `V`: `V (11111111)`, `V (22222222)`",
        "2 workbooks in `P` are called `Sales`: `Sales (3f2a91c4)`, `Sales (77aa00bb)`",
    )


def personal(kind: Kind, name: str, **more: object) -> ToldContent:
    """Return content of ada's Personal Space."""
    return content(kind, name, **{"owner": "u-ada", "personal": True, "tabs_shown": True, **more})


def test_a_personal_space_has_no_rules_and_no_owners() -> None:
    picture = picture_of(
        personal(BOOK, "Draft", rules=rules(u_bob="Read"), not_read={"permissions": "x"}),
        content(Kind.VIEW, "Sheet", parent="workbook-Draft"),
        personal(SOURCE, "Mine"),
        reader("Book", to("Mine")),
    )
    assert declared_text(picture).partition("personal_spaces:\n")[2] == (
        "  ada:\n"
        "    workbooks:\n"
        "      Draft:\n"
        "        views:\n"
        "          Sheet: {}\n"
        "    data_sources:\n"
        "      Mine: {}\n"
    )
    (space,) = site_of(picture).personal_spaces
    assert [str(it.address) for it in space.content] == [
        "workbook:@ada/Draft",
        "data_source:@ada/Mine",
    ]
    assert '- {data_source: "@ada/Mine", authentication: prompt}' in declared_text(picture)


def test_a_project_does_not_take_the_addresses_of_a_personal_space() -> None:
    both = (project("@ada", id="12345678-9", lists=NO_RULES), project("@bob", lists=NO_RULES))
    picture = picture_of(personal(BOOK, "Draft"), projects=both)
    assert [it.address.path[0] for it in site_of(picture).projects] == [
        "@ada (12345678)",
        "@bob",
        "P",
    ]
    assert declare_site(picture).notes == (
        "the name `@ada` of one of the projects is taken: `@ada (12345678)`",
    )


def test_a_personal_space_of_an_unknown_user() -> None:
    picture = picture_of(personal(BOOK, "Draft", owner="gone-forever"))
    (space,) = site_of(picture).personal_spaces
    assert space.user == "unknown user gone-for"


def test_a_project_that_is_mentioned_alone_is_made_up() -> None:
    picture = picture_of(
        item(BOOK, "Lost", project="12345678-9", rules=rules(u_ada="Read")),
        projects=(project("Inner", parent="12345678-9", lists=NO_RULES),),
    )
    found = next(
        it for it in site_of(picture).projects if it.address.path == ("unknown project 12345678",)
    )
    assert set(found.not_read.values()) == {"not among the site's projects"}
    assert {"project", "workbooks", "owner", "content_permissions"} <= found.not_read.keys()
    assert [it.address.path[-1] for it in (*found.content, *found.projects)] == ["Lost", "Inner"]
    assert declare_site(picture).notes == (
        "1 project is known by an id alone, not among the site's: `unknown project 12345678`",
    )


def test_projects_in_a_circle_are_all_declared() -> None:
    circle = (
        project("A", parent="p-C", lists=NO_RULES),
        project("B", parent="p-A", lists=NO_RULES),
        project("C", parent="p-B", lists=NO_RULES),
        project("Self", parent="p-Self", lists=NO_RULES),
    )
    addresses = {str(it.address) for it in site_of(picture_of(projects=circle)).items()}
    assert addresses == {"project:A", "project:A/B", "project:A/B/C", "project:Self", "project:P"}


def nested(number: int) -> tuple[ToldProject, ...]:
    """Return so many projects, each but the first in the one before."""
    told = rules(u_ada="Read -ProjectLeader")
    lists = {**NO_RULES, BOOK: told, Kind.PROJECT: told}
    parents = (None, *(f"p-{it}" for it in range(number - 1)))
    return tuple(project(f"{it}", parent=above, lists=lists) for it, above in enumerate(parents))


def test_projects_nest_as_deeply_as_a_declaration_can() -> None:
    deepest = nested(40)
    book = content(BOOK, "W", project="p-39", rules=rules(u_ada="Read"))
    site = site_of(picture_of(book, projects=deepest))
    assert max(len(it.address.path) for it in site.items()) == 41


def test_a_hierarchy_that_no_site_has_is_refused() -> None:
    for number in (42, 3000):
        with pytest.raises(ToolError, match="nested more than 40 deep, from `0` on"):
            declare_site(picture_of(projects=nested(number)))


def test_content_that_stands_in_nothing_is_left_out_and_marked() -> None:
    picture = picture_of(
        item(BOOK, "Nowhere", project=None),
        content(Kind.VIEW, "Sheet", parent="workbook-Nowhere"),
        content(Kind.VIEW, "Other", parent="workbook-gone"),
        content(Kind.TABLE, "Table"),
        personal(Kind.LENS, "Lens"),
        personal(BOOK, "Of nobody", owner=None),
    )
    reason = "some are in nothing that is among the site's"
    assert site_of(picture).not_read == dict.fromkeys(
        ("workbooks", "lenses", "views", "tables"), reason
    )
    assert declare_site(picture).notes == (
        "1 of the lenses is left out, since what holds them is not told",
        "1 of the tables is left out, since what holds them is not told",
        "2 of the views are left out, since what holds them is not told",
        "2 of the workbooks are left out, since what holds them is not told",
    )


def test_an_empty_site_is_a_site() -> None:
    assert site_of(Picture(SITE)).name == SITE
    assert declare_site(Picture("")).name == "unnamed"
