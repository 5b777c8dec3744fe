"""Our REST server tells the rules that a site stores: copies made, templates spelt out."""

import pytest
import tableauserverclient as TSC  # noqa: N812 - as everybody calls it
from support.generated import random_declaration, yaml_text
from support.rest_server import RestServer
from support.rest_server.client import ask, below, sign_in, signed_in

from tableau_perm_cli.catalog import CATALOG, Kind
from tableau_perm_cli.declaration.load import declare

Told = dict[tuple[str, str], dict[str, str]]
"""The modes of capabilities by the kind and the name of the grantee."""

PLACES = {
    Kind.WORKBOOK: "workbooks",
    Kind.VIEW: "views",
    Kind.DATA_SOURCE: "datasources",
    Kind.FLOW: "flows",
    Kind.DATABASE: "databases",
    Kind.TABLE: "tables",
    Kind.VIRTUAL_CONNECTION: "virtualConnections",
    Kind.PROJECT: "projects",
}

SITE = declare(
    [
        (
            "site.yaml",
            b"""
version: 1
sites:
  Main:
    users: {ada: Creator, bob: Viewer, cyd: Explorer}
    groups: {Analysts: [ada, bob]}
    group_sets: {Both: [Analysts, All Users]}
    projects:
      Default:
        permissions:
          groups: {All Users: {project: view, workbooks: view, data_sources: none}}
      Outer:
        permissions:
          groups:
            Analysts: {leader: true, workbooks: {template: view, deny: [Filter]}}
            All Users: {leader: denied}
          group_sets: {Both: {project: publish}}
        workbooks:
          Own: {permissions: {users: {bob: {allow: [ExportImage], deny: [Filter]}}}}
          Copied:
            connects_to: [{data_source: Outer/Facts, authentication: prompt}]
            views: {Detail: {}}
        data_sources: {Facts: {authentication: prompt}, Other: {}}
        databases: {Warehouse: {tables: {facts: {}}}}
        projects: {Inner: {permissions: {users: {cyd: {project: view, leader: true}}}}}
      Copy: {workbooks: {OfDefault: {}}}
    personal_spaces: {bob: {workbooks: {Draft: {}}}}
""",
        )
    ]
)


def told(server: RestServer, place: str) -> Told:
    """Ask for a rule list."""
    came = ask(server, below(server, place), headers=sign_in(server))
    assert came.status == 200, came.body
    rules: Told = {}
    for grantee in came.find("permissions/granteeCapabilities"):
        (whom,) = (child for child in grantee if "id" in child.attrib)
        kind, _, name = server.site.addresses[whom.attrib["id"]].partition(":")
        rules[kind, name] = {each.attrib["name"]: each.attrib["mode"] for each in grantee[1]}
    return rules


def rules_of(server: RestServer, address: str) -> Told:
    kind = Kind(address.partition(":")[0])
    return told(server, f"{PLACES[kind]}/{server.luid(address)}/permissions")


def allowed(kind: Kind, *keys: str) -> dict[str, str]:
    return {CATALOG[kind].capability(key).rest_name: "Allow" for key in keys}


VIEW = allowed(
    Kind.WORKBOOK,
    *("view", "filter", "view_comments", "add_comments"),
    *("download_image_pdf", "download_summary_data"),
)


def test_capabilities_have_the_names_of_the_rest_api() -> None:
    with RestServer(SITE) as server:
        assert rules_of(server, "workbook:Outer/Own") == {
            ("user", "bob"): {"ExportImage": "Allow", "Filter": "Deny"}
        }


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("workbook:Outer/Copied", {("group", "Analysts"): VIEW | {"Filter": "Deny"}}),
        ("view:Outer/Copied/Detail", {("group", "Analysts"): VIEW | {"Filter": "Deny"}}),
        ("workbook:Copy/OfDefault", {("group", "All Users"): VIEW}),
        ("project:Copy", {("group", "All Users"): {"Read": "Allow"}}),
        ("table:Outer/Warehouse/facts", {}),
        ("workbook:@bob/Draft", {}),
    ],
)
def test_what_has_no_list_has_the_copy_it_was_created_with(address: str, expected: Told) -> None:
    """Semantics section 4."""
    with RestServer(SITE) as server:
        assert rules_of(server, address) == expected


def test_a_project_tells_its_leaders_the_residues_and_who_leads_it_from_above() -> None:
    with RestServer(SITE) as server:
        assert rules_of(server, "project:Outer") == {
            ("group_set", "Both"): {"Read": "Allow", "Write": "Allow"},
            ("group", "Analysts"): {"ProjectLeader": "Allow"},
            ("group", "All Users"): {"ProjectLeader": "Deny"},
        }
        assert rules_of(server, "project:Outer/Inner") == {
            ("user", "cyd"): {"Read": "Allow", "ProjectLeader": "Allow"},
            ("group", "Analysts"): {"InheritedProjectLeader": "Allow"},
        }


@pytest.mark.parametrize(
    ("word", "version", "status"),
    [
        *((word, "3.24", 200) for word in ("workbooks", "datasources", "flows", "dataroles")),
        *((word, "3.24", 200) for word in ("databases", "tables", "virtualConnections")),
        *((word, "3.22", 404) for word in ("databases", "tables", "virtualConnections")),
        *((word, "3.21", 200) for word in ("metrics", "lenses")),
        *((word, "3.22", 404) for word in ("metrics", "lenses")),
    ],
)
def test_default_rules_are_told_in_the_versions_that_have_them(
    word: str, version: str, status: int
) -> None:
    with RestServer(SITE) as server:
        place = f"projects/{server.luid('project:Outer')}/default-permissions/{word}"
        came = ask(server, below(server, place, version=version), headers=sign_in(server))
    assert came.status == status


def test_default_rules_are_told_by_content_type() -> None:
    with RestServer(SITE) as server:
        place = f"projects/{server.luid('project:Outer')}/default-permissions"
        assert told(server, f"{place}/workbooks") == {
            ("group", "Analysts"): VIEW | {"Filter": "Deny"}
        }
        assert told(server, f"{place}/flows") == {}


def test_connections_tell_the_published_data_source_and_how_they_sign_in() -> None:
    with RestServer(SITE) as server, signed_in(server) as client:
        workbooks = {workbook.name: workbook for workbook in TSC.Pager(client.workbooks)}
        client.workbooks.populate_connections(workbooks["Copied"])
        published, embedded = workbooks["Copied"].connections
        sources = {}
        for source in TSC.Pager(client.datasources):
            client.datasources.populate_connections(source)
            (connection,) = source.connections
            sources[source.name] = connection.embed_password
        facts = server.luid("data_source:Outer/Facts")
        known = set(server.site.addresses)
    assert (published.connection_type, published.datasource_id) == ("sqlproxy", facts)
    assert published.embed_password is False
    assert embedded.connection_type == "excel-direct"
    assert embedded.datasource_id not in known
    assert sources == {"Facts": False, "Other": True}


@pytest.mark.parametrize("seed", range(12))
def test_every_rule_list_says_what_the_graph_does(seed: int) -> None:
    """The client reads every list of a generated site; each is the one that is stored."""
    declaration = declare([("site.yaml", yaml_text(random_declaration(seed)).encode())])
    with RestServer(declaration) as server, signed_in(server) as client:
        graph, ids = server.site.graph, server.site.ids
        for item in server.site.items.values():
            endpoint = ENDPOINTS.get(item.kind)
            if endpoint is None:
                continue
            stored = graph.own_rules(item).rules
            content_type = CATALOG[item.kind]
            expected = {
                ids[f"{rule.grantee.kind.value}:{rule.grantee.name}"]: {
                    **{each.rest_name: "Allow" for each in content_type.members(rule.allow)},
                    **{each.rest_name: "Deny" for each in content_type.members(rule.deny)},
                }
                for rule in (stored.rules if stored else ())
                if rule.allow | rule.deny
            }
            assert read(client, endpoint, server.site.id_of(item)) == expected, item.address


ENDPOINTS = {
    Kind.WORKBOOK: "workbooks",
    Kind.DATA_SOURCE: "datasources",
    Kind.FLOW: "flows",
    Kind.DATABASE: "databases",
    Kind.VIRTUAL_CONNECTION: "virtual_connections",
    Kind.PROJECT: "projects",
}


def read(client: TSC.Server, endpoint: str, identity: str) -> dict[str, dict[str, str]]:
    """Return what the client makes of a rule list, but for project leaders."""
    item = _Item(identity)
    getattr(client, endpoint).populate_permissions(item)
    leaders = {"ProjectLeader", "InheritedProjectLeader"}
    rules = {
        rule.grantee.id: {
            name: mode for name, mode in rule.capabilities.items() if name not in leaders
        }
        for rule in item.fetch()
    }
    return {grantee: modes for grantee, modes in rules.items() if modes}


class _Item:
    """What the client asks of an item whose rules it reads."""

    def __init__(self, identity: str) -> None:
        self.id = identity

    def _set_permissions(self, fetch: object) -> None:
        self.fetch = fetch
