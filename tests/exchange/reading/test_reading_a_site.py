"""The site itself, what is told while it is read, and how few calls reading it takes."""

import threading
from dataclasses import replace

import pytest
from support.generated import random_declaration, yaml_text
from support.live_client import QUICK
from support.rest_server import RestServer
from support.rest_server.faults import Refusing
from support.scripted_answers import Script, Scripted, item, project, read, rules, small_site

from tableau_perm_cli.catalog import CATALOG, Kind
from tableau_perm_cli.declaration.load import declare
from tableau_perm_cli.declaration.model import ALL_USERS, Content, Declaration, Site
from tableau_perm_cli.diagnostics import ToolError
from tableau_perm_cli.exchange.picture import Picture
from tableau_perm_cli.exchange.rest.answers import Refusal, Resource
from tableau_perm_cli.exchange.rest.live import Connection, Token, connected
from tableau_perm_cli.exchange.rest.reading import (
    ReadingOptions,
    least_calls,
    read_site,
    skipped_words,
)

FORBIDDEN = Refusal("403 Forbidden", 403)


# The site


@pytest.mark.parametrize(
    ("site", "settings", "gap"),
    [
        pytest.param(
            '<site id="s" name="T" guestAccessEnabled="true" authoringEnabled="false"/>',
            *((True, False), None),
            id="both",
        ),
        pytest.param(
            '<site id="s" name="T" guestAccessEnabled="false"/>',
            (False, None),
            "the answer does not tell web authoring",
            id="one",
        ),
        pytest.param(
            '<site id="s" name="T" contentUrl="t"/>',
            (None, None),
            "the answer does not tell guest access and web authoring",
            id="none, as an older server",
        ),
    ],
)
def test_settings_of_the_site(
    site: str, settings: tuple[bool | None, bool | None], gap: str | None
) -> None:
    picture = read({**small_site(), "": site})
    assert (picture.guest_access, picture.web_authoring) == settings
    assert picture.not_read == ({"settings": gap} if gap else {})


def test_a_site_that_is_refused_is_called_what_the_caller_says() -> None:
    script: Script = {**small_site(), "": FORBIDDEN}
    picture = read_site(Scripted(script), ReadingOptions(site_name="Here"))
    assert (picture.name, picture.id, picture.guest_access) == ("Here", None, None)
    assert picture.not_read == {"settings": "403 Forbidden"}


def test_the_sites_own_name_is_believed() -> None:
    picture = read_site(Scripted(small_site()), ReadingOptions(site_name="here"))
    assert (picture.name, picture.content_url) == ("Training", "training")


def test_a_site_that_nobody_names_is_an_error() -> None:
    with pytest.raises(ToolError, match=r"is not told \(403 Forbidden\)") as raised:
        read({**small_site(), "": FORBIDDEN})
    assert raised.value.help == "name it with `--site NAME`"


# What is told meanwhile


class Counting:
    """A watch that counts; from any thread."""

    def __init__(self) -> None:
        self.expected: list[int] = []
        self.finished: list[Resource] = []
        self._lock = threading.Lock()

    def more(self, count: int) -> None:
        self.expected.append(count)

    def done(self, resource: Resource) -> None:
        with self._lock:
            self.finished.append(resource)


def test_every_question_is_counted_before_it_is_asked_and_once_it_is_answered() -> None:
    script = small_site(
        flows="".join(item("flow", f"f{number}") for number in range(1200)),
        groups='<group id="g" name="G" userCount="1"/>',
    )
    script["groups/g/users"] = '<users><user id="u-ada"/></users>'
    answers, watch = Scripted(script), Counting()
    read_site(answers, watch=watch)
    # Lists; members and a project's seven rule lists; the rules of 1,200 flows.
    assert watch.expected == [12, 8, 1200]
    assert [one.path for one in watch.finished] == answers.asked


def test_what_was_skipped_is_said_in_words() -> None:
    script = small_site(
        projects=project("a", "A", "LockedToProject")
        + project("b", "B", parentProjectId="a")
        + project("p", "P"),
        flows=item("flow", "f", '<project id="b"/>') + item("flow", "g"),
        workbooks=item("workbook", "w", showTabs="true"),
        views=item("view", "v", '<workbook id="w"/>'),
        databases=item("database", "d", contentPermissions="LockedToDatabase"),
        tables=item("table", "t", '<database id="d"/>') + item("table", "u", '<database id="d"/>'),
    )
    assert skipped_words(read(script)) == (
        "the own rules of 1 item of content in locked projects",
        "the own rules of 1 view in locked projects or of workbooks with tabs",
        "the own rules of 2 tables in locked projects or databases",
        "the default rules of 1 project below a locked one",
    )
    assert skipped_words(read(script, every_rule=True)) == ()


# A generated site, served and read by the real client


def served(seed: int) -> Declaration:
    text = yaml_text(random_declaration(seed, 3))
    return declare([("site.yaml", text.encode())])


def first_site(seed: int) -> Site:
    return next(iter(served(seed).sites.values()))


def pulled(server: RestServer, *, every_rule: bool = False) -> Picture:
    token = Token(server.token_name, server.token_secret)
    with connected(Connection.to(server.url), token, limits=QUICK) as client:
        return read_site(client.answers(), ReadingOptions(every_rule=every_rule))


def calls(server: RestServer) -> int:
    """GETs below the site: finding out the server's version is not a part of reading it."""
    return len(server.calls()) - len(server.calls("^(serverinfo|sites)$"))


@pytest.mark.parametrize("largest_page", [1000, 3])
@pytest.mark.parametrize("every_rule", [False, True])
@pytest.mark.parametrize("seed", range(3))
def test_a_site_takes_no_more_calls_than_the_least(
    seed: int,
    every_rule: bool,  # noqa: FBT001 - a parameter of the table
    largest_page: int,
) -> None:
    with RestServer(served(seed), largest_page=largest_page) as server:
        picture = pulled(server, every_rule=every_rule)
        assert calls(server) == least_calls(
            picture, largest_page, every_rule=every_rule, api_version=(3, 24)
        )
        assert {seen.status for seen in server.calls()} == {200}
        assert not server.writes()


@pytest.mark.parametrize("largest_page", [1000, 2])
@pytest.mark.parametrize("seed", range(4))
def test_tables_that_tell_no_database_give_the_same_picture(seed: int, largest_page: int) -> None:
    with RestServer(served(seed), largest_page=largest_page) as server:
        told = pulled(server)
        assert not server.calls("^databases/.*/tables$")
    with RestServer(served(seed), largest_page=largest_page, tables_tell_database=False) as server:
        asked = pulled(server)
        tables = any(one.kind is Kind.TABLE for one in asked.content)
        assert bool(server.calls("^databases/.*/tables$")) == tables == asked.tables_by_database
        assert calls(server) == least_calls(asked, largest_page, api_version=(3, 24))
    assert replace(asked, tables_by_database=False) == told


def test_some_generated_site_has_tables() -> None:
    kinds = [{item.kind for item in site.items()} for site in map(first_site, range(4))]
    assert sum(Kind.TABLE in found for found in kinds) > 1


def test_skipping_what_is_locked_saves_calls_and_the_least_counts_so() -> None:
    sites = [served(seed) for seed in range(6)]
    pictures = []
    for declaration in sites:
        with RestServer(declaration) as server:
            pictures.append(pulled(server))
    assert sum(map(least_calls, pictures)) < sum(
        least_calls(picture, every_rule=True) for picture in pictures
    )


@pytest.mark.parametrize("seed", range(6))
def test_a_generated_site_is_told_as_it_is(seed: int) -> None:
    declaration = served(seed)
    site = next(iter(declaration.sites.values()))
    with RestServer(declaration) as server:
        picture = pulled(server, every_rule=True)
        ids = server.sites[site.name].ids

    assert picture.name == site.name
    assert {user.id for user in picture.users} == {ids[f"user:{n}"] for n in site.users} | {
        ids["user:server-admin"]
    }
    assert {group.id: set(group.members) for group in picture.groups} == {
        ids[f"group:{group.name}"]: {ids[f"user:{name}"] for name in group.members}
        for group in site.groups.values()
    }
    assert all(not one.members for one in picture.groups if one.name == ALL_USERS)
    assert {one.id: set(one.groups) for one in picture.group_sets} == {
        ids[f"group_set:{one.name}"]: {ids[f"group:{name}"] for name in one.groups}
        for one in site.group_sets.values()
    }
    items = {
        ids[str(each.address)]: each
        for each in site.items()
        if each.kind not in {Kind.DATA_ROLE, Kind.METRIC, Kind.LENS}  # not listed in 3.24
    }
    content = {one.id: one for one in picture.content}
    assert {*content, *(one.id for one in picture.projects)} == set(items)
    for identity, told in content.items():
        declared = items[identity]
        assert isinstance(declared, Content)
        assert (told.kind, told.name) == (declared.kind, declared.address.path[-1])
        assert (told.tabs_shown, told.locked) == (declared.tabs_shown, declared.locked)
        assert {(one.data_source, one.authentication) for one in told.connections} == {
            (ids[str(one.data_source)], one.authentication) for one in declared.connections
        }
        if declared.kind is Kind.DATA_SOURCE:
            assert told.authentication is declared.authentication
        if declared.permissions is not None and not told.personal:
            assert told.rules is not None
            assert told.not_read == {}
            assert {
                (ids[str(rule.grantee)], rest)
                for rule in declared.permissions.rules
                for rest in (each.rest_name for each in CATALOG[declared.kind].members(rule.allow))
            } == {
                (rule.grantee.id, name)
                for rule in told.rules
                for name, mode in rule.capabilities.items()
                if mode == "Allow"
            }


def test_one_item_that_the_server_refuses_is_one_gap() -> None:
    declaration = declare(
        [("site.yaml", b"version: 1\nsites: {T: {projects: {P: {flows: {F: {}, G: {}}}}}}\n")]
    )
    with RestServer(declaration) as server:
        flow = server.luid("flow:P/F")
        server.faults.append(Refusing(f"^flows/{flow}/permissions", status=403))
        picture = pulled(server)
    assert {one.name: dict(one.not_read) for one in picture.content} == {
        "F": {"permissions": "403 Forbidden"},
        "G": {},
    }
    assert picture.not_read == {}


def test_rules_are_kept_once_however_many_items_have_them() -> None:
    script = small_site(flows="".join(item("flow", f"f{number}") for number in range(50)))
    for number in range(50):
        script[f"flows/f{number}/permissions"] = rules(("group", "g-all", {"Read": "Allow"}))
    assert len({id(one.rules) for one in read(script).content}) == 1
