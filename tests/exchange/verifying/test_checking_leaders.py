"""Leaders: what we infer against what the server computes, a grantee at a time."""

from collections.abc import Sequence

import pytest

from tableau_perm_cli.declaration.address import Address, decode_path, split_kind
from tableau_perm_cli.declaration.load import read_files
from tableau_perm_cli.declaration.model import Grantee, GranteeKind
from tableau_perm_cli.exchange.verifying import LeaderClaim, Outcome, Unplaced, check_leaders
from tableau_perm_cli.graph import SiteGraph
from tableau_perm_cli.resolve import open_site

TEXT = b"""\
version: 1
sites:
  Here:
    users: {ada: Creator, bob: Creator}
    groups: {Chiefs: [bob]}
    projects:
      A:
        permissions: {users: {ada: {leader: true}}, groups: {Chiefs: {leader: denied}}}
        projects:
          B:
            permissions: {groups: {Chiefs: {leader: true}}}
            projects: {C: {}}
      D: {}
"""
ADA = Grantee(GranteeKind.USER, "ada")
CHIEFS = Grantee(GranteeKind.GROUP, "Chiefs")


@pytest.fixture(name="graph")
def _graph() -> SiteGraph:
    return open_site(read_files([("site.yaml", TEXT)]), "Here").graph


def project(path: str) -> Address:
    kind, rest = split_kind(f"project:{path}")
    assert kind is not None
    return Address(kind, decode_path(rest))


def told(path: str, grantee: Grantee, *, leads: bool = True) -> LeaderClaim:
    return LeaderClaim(project(path), grantee, leads, "InheritedProjectLeader: Allow")


ALL = ("A", "A/B", "A/B/C", "D")
RIGHT = (told("A/B", ADA), told("A/B/C", ADA), told("A/B/C", CHIEFS))


def found(
    graph: SiteGraph, claims: Sequence[LeaderClaim], asked: Sequence[str] = ALL
) -> list[tuple[str, str, Outcome]]:
    checks, unplaced = check_leaders(graph, claims, map(project, asked))
    assert not unplaced
    return [(str(it.project), str(it.grantee), it.outcome) for it in checks]


def test_leader_rights_cascade_down_never_up_never_sideways(graph: SiteGraph) -> None:
    # "Leader and owner rights cascade down the hierarchy, never up, never sideways." (section 3)
    # A denied leader is a residue, and nobody is an inherited leader where the setting stands.
    assert found(graph, RIGHT) == [
        ("project:A/B", "user:ada", Outcome.AGREED),
        ("project:A/B/C", "group:Chiefs", Outcome.AGREED),
        ("project:A/B/C", "user:ada", Outcome.AGREED),
    ]


def test_what_the_server_does_not_tell_disagrees_with_what_we_infer(graph: SiteGraph) -> None:
    assert found(graph, RIGHT[1:]) == [
        ("project:A/B", "user:ada", Outcome.DISAGREED),
        ("project:A/B/C", "group:Chiefs", Outcome.AGREED),
        ("project:A/B/C", "user:ada", Outcome.AGREED),
    ]


def test_what_we_do_not_infer_disagrees_with_what_the_server_tells(graph: SiteGraph) -> None:
    assert ("project:D", "user:ada", Outcome.DISAGREED) in found(graph, [*RIGHT, told("D", ADA)])
    assert ("project:A", "group:Chiefs", Outcome.DISAGREED) in found(
        graph, [*RIGHT, told("A", CHIEFS)]
    )


def test_an_inherited_denial_agrees_where_nobody_leads(graph: SiteGraph) -> None:
    assert ("project:D", "user:ada", Outcome.AGREED) in found(
        graph, [*RIGHT, told("D", ADA, leads=False)]
    )


def test_projects_whose_rules_were_not_told_are_not_compared(graph: SiteGraph) -> None:
    assert found(graph, [], ["A", "D"]) == []


def test_the_check_names_the_nearest_setting_that_makes_the_leader(graph: SiteGraph) -> None:
    checks, _ = check_leaders(graph, RIGHT, map(project, ALL))
    by_place = {(str(it.project), str(it.grantee)): it for it in checks}
    above, leader = by_place["project:A/B/C", "group:Chiefs"].ours[0]
    assert str(above) == "project:A/B"
    assert leader.position.line == 11


def test_a_project_that_is_not_declared_is_said_and_not_compared(graph: SiteGraph) -> None:
    checks, unplaced = check_leaders(graph, [told("Gone", ADA)], [])
    assert checks == []
    assert unplaced == [Unplaced("project", "project:Gone")]


@pytest.mark.parametrize(
    "grantee",
    [Grantee(GranteeKind.USER, "zed"), Grantee(GranteeKind.GROUP, "ada")],
)
def test_a_leader_who_is_not_declared_is_said_and_not_compared(
    graph: SiteGraph, grantee: Grantee
) -> None:
    checks, unplaced = check_leaders(graph, [*RIGHT, told("D", grantee)], map(project, ALL))
    assert [it.outcome for it in checks] == [Outcome.AGREED] * 3
    assert unplaced == [Unplaced(grantee.kind.value, grantee.name)]


@pytest.mark.parametrize(
    ("unread", "claims", "outcome"),
    [
        # Who leads the project above is not declared: the server may know of a leader there.
        pytest.param("A", [told("A/B", ADA)], Outcome.UNCERTAIN, id="above"),
        # Its own leaders are not inherited.
        pytest.param("B", [told("A/B", CHIEFS)], Outcome.DISAGREED, id="itself"),
        # That ada leads A is declared, whatever else is not.
        pytest.param("B", [], Outcome.DISAGREED, id="we infer, they do not"),
    ],
)
def test_rules_that_were_not_read_make_it_uncertain_only_below(
    unread: str, claims: Sequence[LeaderClaim], outcome: Outcome
) -> None:
    leads = b"permissions: {users: {ada: {leader: true}}, groups: {Chiefs: {leader: denied}}}"
    chief = b"permissions: {groups: {Chiefs: {leader: true}}}"
    gap = b'permissions: {}, not_read: {project: "403 Forbidden"}'.replace(b", not", b"\n    not")
    before, indent = (leads, b"        ") if unread == "A" else (chief, b"            ")
    text = TEXT.replace(before, gap.replace(b"\n    ", b"\n" + indent))
    site = open_site(read_files([("site.yaml", text)]), "Here").graph
    checks, _ = check_leaders(site, claims, [project("A/B")])
    assert [it.outcome for it in checks if it.outcome is not Outcome.AGREED][:1] == [outcome]
