"""Our REST server signs in, lists, pages and refuses as Tableau's documentation has it."""

import json

import pytest
import tableauserverclient as TSC  # noqa: N812 - as everybody calls it
from support.generated import random_declaration, yaml_text
from support.rest_server import ADMINISTRATOR, OnTheWire, RestServer
from support.rest_server.client import ask, below, sign_in, signed_in
from tableauserverclient.server.endpoint.exceptions import FailedSignInError, ServerResponseError

from tableau_perm_cli.catalog import Kind
from tableau_perm_cli.declaration.load import declare
from tableau_perm_cli.declaration.model import Declaration, Lock, Project

SEEDS = range(12)
KINDS = {
    "projects": Kind.PROJECT,
    "workbooks": Kind.WORKBOOK,
    "views": Kind.VIEW,
    "virtual_connections": Kind.VIRTUAL_CONNECTION,
    "databases": Kind.DATABASE,
    "tables": Kind.TABLE,
}
"""By the client's endpoint; its models of flows and data sources need a project each."""


def declared(text: str) -> Declaration:
    return declare([("site.yaml", text.encode())])


def generated(seed: int) -> Declaration:
    return declared(yaml_text(random_declaration(seed)))


TWO_SITES = declared(
    """
version: 1
sites:
  Main:
    settings: {guest_access: true, web_authoring: false}
    users: {ada: Creator, bob: {role: Viewer, full_name: Bob B., email: bob@example.edu}}
    groups:
      Analysts: [ada, bob]
      Readers: {members: [bob], minimum_site_role: Viewer, grant_on_sign_in: true}
    group_sets: {Both: [Analysts, Readers]}
    projects:
      Default: {}
      "a<&\\"b":
        content_permissions: locked_including_nested
        projects: {"In\\nside": {content_permissions: locked}}
        workbooks: {Sales: {tabs: shown, views: {Detail: {}}}}
        databases: {Warehouse: {content_permissions: locked, tables: {facts: {}}}}
        virtual_connections: {Shared: {owner: ada}}
        metrics: {Clicks: {}}
        data_roles: {City: {}}
    personal_spaces: {bob: {workbooks: {Draft: {}}}}
  Second site: {users: {cyd: Explorer}, projects: {Default: {}}}
"""
)


# Lists


@pytest.mark.parametrize("seed", SEEDS)
def test_the_official_client_lists_every_thing_that_is_declared(seed: int) -> None:
    declaration = generated(seed)
    with RestServer(declaration, largest_page=2) as server, signed_in(server) as client:
        site, addresses = server.site.site, server.site.addresses
        told = {
            endpoint: {addresses[item.id] for item in TSC.Pager(getattr(client, endpoint))}
            for endpoint in ("users", "groups", "group_sets", *KINDS)
        }
    assert told["users"] == {f"user:{name}" for name in (ADMINISTRATOR, *site.users)}
    assert told["groups"] == {f"group:{name}" for name in site.groups}
    assert told["group_sets"] == {f"group_set:{name}" for name in site.group_sets}
    for endpoint, kind in KINDS.items():
        items = {str(item.address) for item in site.items() if item.kind is kind}
        assert told[endpoint] == items, endpoint


@pytest.mark.parametrize("seed", SEEDS)
def test_every_answer_is_well_formed_and_its_json_tells_the_same(seed: int) -> None:
    with RestServer(generated(seed), api_version="3.21") as server:
        token = sign_in(server, version="3.21")
        for place in ("users", "groups", "projects", "workbooks", "datasources", "flows"):
            path = below(server, place, version="3.21")
            xml = ask(server, path, headers=token)
            told = json.loads(
                ask(server, path, headers=token | {"Accept": "application/json"}).body
            )
            ids = [element.attrib["id"] for element in xml.find(f"{place}/{place[:-1]}")]
            assert [item["id"] for item in told[place].get(place[:-1], [])] == ids, place
            assert told["pagination"]["totalAvailable"] == str(len(ids)), place


def test_members_group_sets_and_settings_are_told() -> None:
    with RestServer(TWO_SITES) as server, signed_in(server) as client:
        groups = {group.name: group for group in TSC.Pager(client.groups)}
        members = {}
        for name, group in groups.items():
            client.groups.populate_users(group)
            members[name] = {user.name for user in group.users}
        both = client.group_sets.get_by_id(server.luid("group_set:Both"))
        site = client.sites.get_by_id(server.site.id)
    assert members == {
        "All Users": {ADMINISTRATOR, "ada", "bob"},
        "Analysts": {"ada", "bob"},
        "Readers": {"bob"},
    }
    assert [group.name for group in both.groups] == ["Analysts", "Readers"]
    assert groups["Readers"].minimum_site_role == "Viewer"
    assert groups["Readers"].license_mode == "onLogin"
    assert groups["All Users"].domain_name == "local"
    assert (site.guest_access_enabled, site.authoring_enabled) == (True, False)


def test_projects_tell_their_parent_their_lock_and_who_controls_their_permissions() -> None:
    with RestServer(TWO_SITES) as server:
        came = ask(server, below(server, "projects"), headers=sign_in(server))
        outer = server.luid('project:a<&"b')
    told = {element.attrib["name"]: element.attrib for element in came.find("projects/project")}
    assert told['a<&"b']["contentPermissions"] == "LockedToProject"
    assert told["In\nside"]["contentPermissions"] == "LockedToProjectWithoutNested"
    assert told["In\nside"]["parentProjectId"] == outer
    assert told["In\nside"]["controllingPermissionsProjectId"] == outer
    assert told["Default"]["contentPermissions"] == "ManagedByOwner"
    assert "parentProjectId" not in told["Default"]


def test_content_tells_where_it_is_and_whose() -> None:
    with RestServer(TWO_SITES) as server:
        token = sign_in(server)
        ids = server.site.ids

        def told(place: str, name: str) -> dict[str, dict[str, str]]:
            (element,) = (
                each
                for each in ask(server, below(server, place), headers=token).xml[1]
                if each.attrib["name"] == name
            )
            return {child.tag.partition("}")[2]: dict(child.attrib) for child in element}

        draft, sales = told("workbooks", "Draft"), told("workbooks", "Sales")
        detail, facts = told("views", "Detail"), told("tables", "facts")
        warehouse, shared = told("databases", "Warehouse"), told("virtualconnections", "Shared")
        shared_id = ids['virtual_connection:a<&"b/Shared']
        one = ask(server, below(server, f"virtualConnections/{shared_id}"), headers=token)
    assert "project" not in draft
    assert draft["location"]["type"] == "PersonalSpace"
    assert draft["owner"]["id"] == ids["user:bob"]
    assert sales["project"]["id"] == ids['project:a<&"b']
    assert sales["owner"]["id"] == ids[f"user:{ADMINISTRATOR}"]
    assert detail["workbook"]["id"] == ids['workbook:a<&"b/Sales']
    assert facts["location"]["type"] == "Database"
    assert facts["location"]["id"] == ids['database:a<&"b/Warehouse']
    assert warehouse["location"]["id"] == ids['project:a<&"b']
    assert shared == {}  # "Returns a list of available virtual connection names and IDs"
    assert one.find("virtualConnection/owner")[0].attrib["id"] == ids["user:ada"]


def test_a_list_may_leave_out_what_another_request_tells() -> None:
    options = {"tables_tell_database": False, "group_sets_tell_groups": False}
    with RestServer(TWO_SITES, **options) as server:
        token, ids = sign_in(server), server.site.ids

        def asked(place: str, path: str) -> list[str]:
            came = ask(server, below(server, place), headers=token)
            return [element.attrib["id"] for element in came.find(path)]

        database = ids['database:a<&"b/Warehouse']
        assert asked("tables", "tables/table") == [ids['table:a<&"b/Warehouse/facts']]
        assert asked("tables", "tables/table/location") == []
        assert asked(f"databases/{database}/tables", "tables/table") == [
            ids['table:a<&"b/Warehouse/facts']
        ]
        assert asked("groupsets", "groupSets/groupSet") == [ids["group_set:Both"]]
        assert asked("groupsets", "groupSets/groupSet/group") == []
        both = asked(f"groupsets/{ids['group_set:Both']}", "groupSet/group")
        assert both == [ids["group:Analysts"], ids["group:Readers"]]


def test_the_user_list_tells_names_in_full_only_when_all_fields_are_asked_for() -> None:
    with RestServer(TWO_SITES) as server:
        token = sign_in(server)

        def bob(query: str) -> dict[str, str]:
            came = ask(server, below(server, f"users{query}"), headers=token)
            (found,) = (
                each for each in came.find("users/user") if each.attrib.get("name", "bob") == "bob"
            )
            return dict(found.attrib)

        assert bob("?fields=_all_")["fullName"] == "Bob B."
        assert bob("?fields=_all_")["email"] == "bob@example.edu"
        assert "fullName" not in bob("")
        assert set(bob("?filter=name:eq:bob&fields=user.siteRole,id")) == {"id", "siteRole"}


def test_lists_are_filtered_and_sorted() -> None:
    with RestServer(TWO_SITES) as server:
        token = sign_in(server)

        def names(query: str) -> list[str]:
            came = ask(server, below(server, f"users?{query}"), headers=token)
            return [each.attrib["name"] for each in came.find("users/user")]

        assert names("filter=siteRole:eq:Viewer") == ["bob"]
        assert names("filter=name:in:[ada,bob],siteRole:eq:Creator") == ["ada"]
        assert names("sort=name:desc") == [ADMINISTRATOR, "bob", "ada"]


def test_names_and_domains_can_be_others_on_the_wire() -> None:
    wire = OnTheWire({"user:bob": "ada", "project:Default": "Twin"}, {"user:bob": "EAST"})
    with (
        RestServer(TWO_SITES, on_the_wire={"Main": wire}) as server,
        signed_in(server) as client,
    ):
        users = {(user.domain_name, user.name) for user in TSC.Pager(client.users)}
        projects = {project.name for project in TSC.Pager(client.projects)}
    assert {("local", "ada"), ("EAST", "ada")} <= users
    assert "Twin" in projects


# Pages


def test_a_page_is_no_larger_than_asked_for_and_the_total_is_told() -> None:
    with RestServer(TWO_SITES) as server:
        token = sign_in(server)
        came = ask(server, below(server, "users?pageSize=2&pageNumber=2"), headers=token)
    assert dict(came.find("pagination")[0].attrib) == {
        "pageNumber": "2",
        "pageSize": "2",
        "totalAvailable": "3",
    }
    assert len(came.find("users/user")) == 1


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("pageNumber=2", "400006"),
        ("pageNumber=0", "400006"),
        ("pageNumber=x", "400006"),
        ("pageSize=1001", "400007"),
        ("pageSize=0", "400007"),
    ],
)
def test_a_page_that_cannot_be_is_a_bad_request(query: str, code: str) -> None:
    with RestServer(TWO_SITES) as server:
        came = ask(server, below(server, f"users?{query}"), headers=sign_in(server))
    assert came.status == 400
    assert came.find("error")[0].attrib["code"] == code
    assert came.find("error/summary")[0].text == "Bad Request"


def test_the_first_page_of_an_empty_list_is_an_answer() -> None:
    with RestServer(TWO_SITES) as server:
        came = ask(server, below(server, "flows"), headers=sign_in(server))
    assert (came.status, came.find("flows/flow")) == (200, [])


# Signing in


def test_a_wrong_token_is_401001() -> None:
    with RestServer(TWO_SITES) as server:
        client = TSC.Server(server.url)
        wrong = TSC.PersonalAccessTokenAuth(server.token_name, "wrong", site_id="")
        with pytest.raises(FailedSignInError) as refused:
            client.auth.sign_in(wrong)
        client.close()
    assert refused.value.code == "401001"


def test_an_unknown_site_is_401001() -> None:
    with (
        RestServer(TWO_SITES) as server,
        pytest.raises(FailedSignInError) as refused,
        signed_in(server, "Nowhere"),
    ):
        pass
    assert refused.value.code == "401001"


def test_nothing_is_told_to_who_is_not_signed_in() -> None:
    with RestServer(TWO_SITES) as server:
        before = ask(server, below(server, "users"))
        token = sign_in(server)
        inside = ask(server, below(server, "users"), headers=token)
        ask(server, "3.24/auth/signout", method="POST", headers=token)
        after = ask(server, below(server, "users"), headers=token)
        authorised = [seen.authorised for seen in server.calls("users")]
    assert [came.status for came in (before, inside, after)] == [401, 200, 401]
    assert authorised == [False, True, False]


def test_signing_in_again_with_a_personal_access_token_ends_its_session() -> None:
    """Help, "Personal Access Tokens": concurrent sessions with one token end each other."""
    with RestServer(TWO_SITES) as server:
        first, second = sign_in(server), sign_in(server)
        statuses = [
            ask(server, below(server, "users"), headers=token).status for token in (first, second)
        ]
    assert statuses == [401, 200]


def test_a_server_administrator_lists_the_sites_and_switches() -> None:
    with RestServer(TWO_SITES) as server, signed_in(server) as client:
        sites = {site.name: site for site in TSC.Pager(client.sites)}
        client.auth.switch_site(sites["Second site"])
        users = {user.name for user in TSC.Pager(client.users)}
        assert server.writes() == []
    assert {site.content_url for site in sites.values()} == {"", "Secondsite"}
    assert users == {ADMINISTRATOR, "cyd"}


def test_others_may_not_list_the_sites() -> None:
    with (
        RestServer(TWO_SITES, lists_all_sites=False) as server,
        signed_in(server) as client,
        pytest.raises(ServerResponseError) as refused,
    ):
        client.sites.get()
    assert refused.value.code == "403004"


def test_another_site_than_the_session_s_is_forbidden() -> None:
    with RestServer(TWO_SITES) as server:
        came = ask(server, below(server, "users", "Second site"), headers=sign_in(server))
    assert came.status == 403


# Versions


@pytest.mark.parametrize(
    ("place", "version", "status"),
    [
        ("metrics", "3.21", 200),
        ("metrics", "3.22", 404),
        ("lenses", "3.21", 200),
        ("lenses", "3.24", 404),
        ("groupsets", "3.21", 404),
        ("groupsets", "3.22", 200),
        ("virtualConnections", "3.17", 404),
        ("virtualConnections", "3.18", 200),
        ("dataroles", "3.24", 404),
        ("users", "3.25", 404),
    ],
)
def test_a_list_is_there_in_the_versions_that_have_it(
    place: str, version: str, status: int
) -> None:
    with RestServer(TWO_SITES) as server:
        came = ask(server, below(server, place, version=version), headers=sign_in(server))
    assert came.status == status


def test_the_client_finds_out_which_version_the_server_speaks() -> None:
    with RestServer(TWO_SITES, api_version="3.21") as server, signed_in(server) as client:
        assert client.version == "3.21"


# The record


def test_everything_that_was_asked_is_remembered() -> None:
    with RestServer(TWO_SITES) as server:
        token = sign_in(server)
        ask(server, below(server, "users?pageSize=2"), headers=token)
        ask(server, below(server, "users/x"), method="PUT", headers=token, body="<tsRequest/>")
        (listed,) = server.calls("^users$")
        assert (listed.status, dict(listed.query)) == (200, {"pageSize": "2"})
        assert [(seen.method, seen.status) for seen in server.writes()] == [("PUT", 405)]
        assert server.peak_rate(60) == 3
        assert server.secrets_in(f"x {server.token_secret} y", token["X-Tableau-Auth"])
        assert not server.secrets_in("<credentials/>")


def test_a_project_can_not_be_asked_for_by_its_id() -> None:
    """There is no "Get Project": what the client calls get_by_id is a PUT."""
    with RestServer(TWO_SITES) as server:
        path = below(server, f"projects/{server.luid('project:Default')}")
        assert ask(server, path, headers=sign_in(server)).status == 405


def test_ids_lead_back_to_addresses() -> None:
    with RestServer(TWO_SITES) as server:
        site = server.site
        assert all(site.addresses[identity] == address for address, identity in site.ids.items())
        inside = site.items[server.luid('project:a<&"b/In\nside')]
        assert isinstance(inside, Project)
        assert inside.lock is Lock.LOCKED
