"""A directory of saved answers gives the picture that the server gave, or says what is wrong."""

import json
import shutil
from pathlib import Path

import pytest
from support.generated import random_declaration, yaml_text
from support.live_client import QUICK
from support.rest_server import RestServer
from support.saving_answers import (
    Layout,
    as_downloaded,
    as_requested,
    flat,
    from_saved,
    in_any_order,
    in_folders,
    save,
)
from support.scripted_answers import Script, item, listed, project, read, rules, small_site

from tableau_perm_cli.declaration.load import declare
from tableau_perm_cli.diagnostics import FileError, ToolError
from tableau_perm_cli.exchange.rest.live import Connection, Token, connected
from tableau_perm_cli.exchange.rest.node import Node
from tableau_perm_cli.exchange.rest.reading import (
    IncompletePeopleError,
    ReadingOptions,
    read_site,
)
from tableau_perm_cli.exchange.rest.saved import SavedAnswers, recognises
from tableau_perm_cli.exchange.rest.xml_text import parse_xml

NOT_SAVED = "no answer is saved"
HEAD = '<tsResponse xmlns="http://tableau.com/api">'


@pytest.mark.parametrize("form", ["xml", "json"])
@pytest.mark.parametrize("layout", [in_folders, flat, as_requested, as_downloaded])
@pytest.mark.parametrize("seed", range(3))
def test_saved_answers_give_the_servers_picture(
    tmp_path: Path, seed: int, layout: Layout, form: str
) -> None:
    declaration = declare([("site.yaml", yaml_text(random_declaration(seed, 2)).encode())])
    with RestServer(declaration, largest_page=3) as server:
        token = Token(server.token_name, server.token_secret)
        with connected(Connection.to(server.url), token, limits=QUICK) as client:
            live = read_site(client.answers(), ReadingOptions())
        save(server, tmp_path, layout, form)
    assert in_any_order(from_saved(tmp_path)) == in_any_order(live)


@pytest.mark.parametrize("layout", [in_folders, flat, as_downloaded])
def test_tables_of_databases_that_were_saved_are_the_servers(
    tmp_path: Path, layout: Layout
) -> None:
    declaration = declare([("site.yaml", yaml_text(random_declaration(1, 2)).encode())])
    with RestServer(declaration, largest_page=3, tables_tell_database=False) as server:
        token = Token(server.token_name, server.token_secret)
        with connected(Connection.to(server.url), token, limits=QUICK) as client:
            live = read_site(client.answers(), ReadingOptions())
        assert server.calls("^databases/.*/tables$")
        save(server, tmp_path, layout, "xml")
    assert live.tables_by_database
    assert in_any_order(from_saved(tmp_path)) == in_any_order(live)


# By hand: a site, written as people save it.


def site() -> Script:
    script = small_site(
        groups='<group id="g-all" name="All Users"/><group id="g-1" name="Staff"/>',
        workbooks=item("workbook", "w", showTabs="false"),
        views=item("view", "v", '<workbook id="w"/>'),
        datasources=item("datasource", "d", hasExtracts="false"),
        databases=item("database", "b"),
        tables=item("table", "t", '<database id="b"/>'),
    )
    script["groups/g-1/users"] = listed("users", '<user id="u-bob" name="bob"/>')
    script["workbooks/w/permissions"] = rules(
        ("group", "g-1", {"Read": "Allow"}), ("user", "u-bob", {"Write": "Deny"})
    )
    script["workbooks/w/connections"] = listed(
        "connections",
        '<connection type="sqlproxy" embedPassword="false"><datasource id="d"/></connection>',
    )
    for path in ("views/v", "datasources/d", "databases/b", "tables/t", "projects/p"):
        script[f"{path}/permissions"] = "<permissions/>"
    script["datasources/d/connections"] = "<connections/>"
    for kind in ("workbooks", "datasources", "flows", "dataroles", "virtualConnections"):
        script[f"projects/p/default-permissions/{kind}"] = "<permissions/>"
    script["projects/p/default-permissions/databases"] = "<permissions/>"
    return script


def write(directory: Path, script: Script, form: str = "xml") -> Path:
    for path, inside in script.items():
        assert isinstance(inside, str)
        file = directory / f"{path or 'site'}.{form}"
        file.parent.mkdir(parents=True, exist_ok=True)
        text = f"{HEAD}{inside}</tsResponse>"
        file.write_text(text if form == "xml" else as_json(text), encoding="utf-8")
    return directory


def as_json(text: str) -> str:
    """The JSON of an answer; one of a kind is an object, several are a list."""
    return json.dumps(_object(parse_xml(text.encode())))


def _object(node: Node) -> dict[str, object]:
    found: dict[str, object] = dict(node.attributes)
    for tag in dict.fromkeys(child.tag for child in node.children):
        values = [_object(child) for child in node.all(tag)]
        found[tag] = values[0] if len(values) == 1 else values
    return found


def test_xml_and_json_saved_by_hand_give_equal_pictures(tmp_path: Path) -> None:
    as_xml = from_saved(write(tmp_path / "xml", site()))
    assert as_xml == from_saved(write(tmp_path / "json", site(), "json"))
    assert as_xml == read(site(), api_version=(3, 27))
    assert as_xml.not_read == {}
    assert not any(one.not_read for one in (*as_xml.projects, *as_xml.content))


def test_hidden_files_and_other_files_are_left_alone(tmp_path: Path) -> None:
    write(tmp_path, site())
    (tmp_path / "notes.txt").write_text("not an answer")
    (tmp_path / ".cache").mkdir()
    (tmp_path / ".cache" / "x.xml").write_text("not an answer")
    assert from_saved(tmp_path).name == "Training"


# What is missing


def test_people_who_are_not_saved_are_an_error_with_the_requests_to_save(tmp_path: Path) -> None:
    script = site()
    del script["users"], script["groupsets"]
    with pytest.raises(IncompletePeopleError) as raised:
        from_saved(write(tmp_path, script))
    assert [(one.path, one.reason) for one in raised.value.failures] == [
        ("users", NOT_SAVED),
        ("groupsets", NOT_SAVED),
    ]
    assert "`users`: no answer is saved; `groupsets`: no answer is saved" in raised.value.message


def test_members_that_are_not_saved_are_an_error(tmp_path: Path) -> None:
    script = site()
    del script["groups/g-1/users"]
    with pytest.raises(IncompletePeopleError, match="`groups/g-1/users`: no answer is saved"):
        from_saved(write(tmp_path, script))


def test_everything_else_that_is_not_saved_is_a_gap(tmp_path: Path) -> None:
    script = site()
    missing = ("flows", "workbooks/w/permissions", "workbooks/w/connections")
    for path in (*missing, "projects/p/permissions", "projects/p/default-permissions/flows"):
        del script[path]
    picture = from_saved(write(tmp_path, script))
    assert picture.not_read == {"flows": NOT_SAVED}
    assert picture.projects[0].not_read == {"project": NOT_SAVED, "flows": NOT_SAVED}
    assert {one.id: dict(one.not_read) for one in picture.content if one.not_read} == {
        "w": {"permissions": NOT_SAVED, "connects_to": NOT_SAVED}
    }


def test_an_error_that_was_saved_is_a_gap_with_its_code(tmp_path: Path) -> None:
    script = site()
    script["flows"] = (
        '<error code="403004"><summary>Forbidden</summary><detail>No.</detail></error>'
    )
    picture = from_saved(write(tmp_path, script))
    assert picture.not_read == {"flows": "an error is saved, 403004"}


def test_a_site_that_is_not_saved_is_called_what_the_caller_says(tmp_path: Path) -> None:
    script = site()
    del script[""]
    write(tmp_path, script)
    assert from_saved(tmp_path, "Training").name == "Training"
    with pytest.raises(ToolError, match="what the site is called is not told"):
        from_saved(tmp_path)


# Pages


def page(number: int, total: int, *ids: str) -> str:
    users = "".join(f'<user id="{one}" name="{one}" siteRole="Viewer"/>' for one in ids)
    told = f'<pagination pageNumber="{number}" pageSize="2" totalAvailable="{total}"/>'
    return f"{told}<users>{users}</users>"


def paged(directory: Path, pages: dict[str, str]) -> Path:
    script = site()
    del script["users"]
    write(directory, script)
    for name, inside in pages.items():
        (directory / name).write_text(f"{HEAD}{inside}</tsResponse>", encoding="utf-8")
    return directory


@pytest.mark.parametrize(
    "names",
    [
        ("users.xml", "users.page2.xml"),
        ("users-1.xml", "users-2.xml"),
        ("users-b.d/users.xml", "users.xml"),
        # What the answer says counts, whatever the name says.
        ("users.page2.xml", "users.page1.xml"),
    ],
)
def test_pages_are_put_together(tmp_path: Path, names: tuple[str, str]) -> None:
    (tmp_path / "users-b.d").mkdir()
    pages = (page(1, 3, "u-ada", "u-bob"), page(2, 3, "u-cyd"))
    paged(tmp_path, dict(zip(names, pages, strict=True)))
    assert {user.id for user in from_saved(tmp_path).users} == {"u-ada", "u-bob", "u-cyd"}


def test_pages_without_a_word_of_the_page_go_by_their_names(tmp_path: Path) -> None:
    one, two = (page(n, 0, who).partition("/>")[2] for n, who in ((1, "u-ada"), (2, "u-bob")))
    paged(tmp_path, {"users.xml": one, "users.page2.xml": two})
    assert {user.id for user in from_saved(tmp_path).users} == {"u-ada", "u-bob"}


@pytest.mark.parametrize(
    ("pages", "why"),
    [
        pytest.param(
            {"users.xml": page(1, 3, "u-ada", "u-bob")}, "2 of 3 are saved", id="a page is missing"
        ),
        pytest.param(
            {"users.xml": page(1, 3, "u-ada", "u-bob"), "users-2.xml": page(2, 4, "u-cyd")},
            "its saved pages do not agree how many there are",
            id="totals differ",
        ),
    ],
)
def test_pages_that_do_not_fit_are_missing_people(
    tmp_path: Path, pages: dict[str, str], why: str
) -> None:
    with pytest.raises(IncompletePeopleError, match=f"`users`: {why}"):
        from_saved(paged(tmp_path, pages))


# Recognised by content


def test_answers_that_say_what_they_are_may_be_called_anything(tmp_path: Path) -> None:
    script = site()
    of_the_item = '<permissions><workbook id="w" name="W"/></permissions>'
    own = {"the site": script.pop(""), "rules": of_the_item}
    del script["workbooks/w/permissions"]
    for path in ("groups", "projects", "workbooks", "datasources"):
        count = 2 if path == "groups" else 1
        told = f'<pagination pageNumber="1" pageSize="100" totalAvailable="{count}"/>'
        own[f"download ({path[0]})"] = f"{told}{script.pop(path)}"
    whole = from_saved(write(write(tmp_path, script), own))
    assert (whole.name, len(whole.groups), len(whole.projects)) == ("Training", 2, 1)
    assert {one.id: dict(one.not_read) for one in whole.content} == {key: {} for key in "wvdbt"}
    assert whole.content[0].rules == ()


# What is wrong


@pytest.mark.parametrize(
    ("name", "text", "why"),
    [
        pytest.param("flows.xml", f"{HEAD}<flows>", "it is not whole XML", id="cut"),
        pytest.param("flows.xml", "<html/>", "it is a `html`", id="a page"),
        pytest.param("flows.json", "[1, 2]", "it is not an object", id="not an object"),
        pytest.param(
            "flows.xml",
            f"{HEAD}<workbooks/></tsResponse>",
            "by its name it answers `flows`, and it holds `workbooks`",
            id="something else than its name says",
        ),
        pytest.param(
            "flows/f/permissions.xml",
            f"{HEAD}</tsResponse>",
            "by its name it answers `flows/f/permissions`, and it holds nothing",
            id="nothing",
        ),
        pytest.param(
            "flows/f/permissions.xml",
            f'{HEAD}<permissions><flow id="g"/></permissions></tsResponse>',
            "by its name it is about `flows/f`, and it holds the rules of `flows/g`",
            id="another item's rules",
        ),
        pytest.param(
            "projects/q/default-permissions/flows.xml",
            f'{HEAD}<permissions><project id="p"/></permissions></tsResponse>',
            "by its name it is about `projects/q`, and it holds the rules of `projects/p`",
            id="another project's rules",
        ),
        pytest.param(
            "users/u-ada/workbooks.xml",
            f"{HEAD}<workbooks/></tsResponse>",
            "by its name it answers a request that is not asked; leave it out, or rename it",
            id="another request",
        ),
        pytest.param(
            "a.xml",
            f'{HEAD}<pagination pageNumber="1" pageSize="2" totalAvailable="0"/><users/>'
            "</tsResponse>",
            "it may be the site's users or those of a group; name it `users` or `groups/ID/users`",
            id="users of nobody knows whom",
        ),
        pytest.param(
            "a.xml",
            f'{HEAD}<pagination pageNumber="1" pageSize="2" totalAvailable="0"/><tables/>'
            "</tsResponse>",
            "it may be the site's tables or those of a database; name it `tables` or "
            "`databases/ID/tables`",
            id="tables of nobody knows what",
        ),
        pytest.param(
            "a.xml",
            f'{HEAD}<permissions><project id="p"/></permissions></tsResponse>',
            "it may be a project's own rules or its default rules for any type of content",
            id="a project's rules, one or the other",
        ),
        pytest.param(
            "a.xml",
            f"{HEAD}<connections/></tsResponse>",
            "neither its name nor what is in it says which request it answers",
            id="connections of nobody knows what",
        ),
        pytest.param(
            "workbooks.json",
            '{"workbooks": {}}',
            "page 1 of `workbooks` is answered by `workbooks.json` too, differently",
            id="twice, differently",
        ),
        pytest.param(
            "flows.xml",
            f'{HEAD}<pagination pageNumber="one"/><flows/></tsResponse>',
            "its `pagination` does not say which page it is",
            id="a page without a number",
        ),
        pytest.param(
            "flows.xml",
            f'{HEAD}<pagination pageNumber="1" pageSize="1" totalAvailable="{"9" * 5000}"/>'
            "<flows/></tsResponse>",
            "its `pagination` does not say which page it is",
            id="a number of thousands of digits",
        ),
    ],
)
def test_a_file_that_is_no_answer_is_an_error_with_its_name(
    tmp_path: Path, name: str, text: str, why: str
) -> None:
    script = site()
    script.pop(name.removesuffix(".xml"), None)
    write(tmp_path, script)
    file = tmp_path / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    with pytest.raises(FileError) as raised:
        SavedAnswers(tmp_path)
    (found,) = raised.value.diagnostics
    assert why in found.message
    assert found.position is not None
    files = {tmp_path / name, tmp_path / "workbooks.xml"}
    assert Path(found.position.file) in files
    assert raised.value.message == "1 error in the saved answers"


def test_all_such_files_are_told_at_once(tmp_path: Path) -> None:
    write(tmp_path, site())
    for number in range(3):
        (tmp_path / f"x{number}.xml").write_text("?")
    with pytest.raises(FileError, match="3 errors in the saved answers"):
        SavedAnswers(tmp_path)


def test_the_same_saved_twice_as_xml_and_json_is_one_answer(tmp_path: Path) -> None:
    write(tmp_path, site())
    write(tmp_path, site(), "json")
    assert from_saved(tmp_path) == from_saved(write(tmp_path / "../once", site()))


def test_answers_of_two_sites_are_an_error(tmp_path: Path) -> None:
    write(tmp_path / "api/3.24/sites/one", site())
    write(tmp_path / "api/3.24/sites/two", site())
    with pytest.raises(FileError) as raised:
        SavedAnswers(tmp_path)
    assert [one.message for one in raised.value.diagnostics] == ["the answers are of 2 sites"]
    shutil.rmtree(tmp_path / "api/3.24/sites/two")
    assert from_saved(tmp_path).name == "Training"


def test_a_directory_without_answers_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ToolError, match="there are no answers of the REST API in"):
        SavedAnswers(tmp_path)


# Versions


@pytest.mark.parametrize(
    ("folder", "schema", "version"),
    [
        ("", "", (3, 27)),
        ("", "ts-api_3_19.xsd", (3, 19)),
        ("", "ts-api-2.3.xsd", (2, 3)),
        ("api/3.21/sites/S", "ts-api_3_19.xsd", (3, 21)),
    ],
)
def test_the_version_is_that_of_the_path_else_of_the_schema(
    tmp_path: Path, folder: str, schema: str, version: tuple[int, int]
) -> None:
    told = f' xmlns:xsi="x" xsi:schemaLocation="http://tableau.com/api {schema}"' if schema else ""
    file = tmp_path / folder / "projects.xml"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(f"<tsResponse{told}><projects>{project('p', 'P')}</projects></tsResponse>")
    assert SavedAnswers(tmp_path).api_version == version


# Which kind of source a directory is


@pytest.mark.parametrize(
    ("name", "text", "is_one"),
    [
        ("users.xml", "anything: reading says what is wrong", True),
        ("x.xml", f'{HEAD}<site id="s" name="T"/></tsResponse>', True),
        ("x.xml", "<html/>", False),
        ("users.csv", "a,b", False),
        ("package.json", '{"name": "x"}', False),
    ],
)
def test_a_directory_of_answers_is_recognised(
    tmp_path: Path,
    name: str,
    text: str,
    is_one: bool,  # noqa: FBT001 - a column of the table
) -> None:
    (tmp_path / name).write_text(text)
    assert recognises([tmp_path]) is is_one
    assert recognises([tmp_path / name]) is False
