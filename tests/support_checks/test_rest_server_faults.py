"""Every fault of our REST server does on the wire what it is there for."""

import gzip
import http.client
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from xml.etree.ElementTree import ParseError

import pytest
from defusedxml import EntitiesForbidden
from defusedxml.ElementTree import fromstring
from support.rest_server import RestServer
from support.rest_server.client import ask, below, sign_in
from support.rest_server.faults import (
    FOR_EVER,
    Bomb,
    CreateRefreshMetrics,
    Cut,
    Duplicated,
    Empty,
    Expired,
    Fault,
    Growing,
    Html,
    LeaderDenied,
    Mangled,
    Packed,
    Redirecting,
    Refusing,
    Rewriting,
    Shifting,
    Shrinking,
    Slow,
    TooMany,
    Truncated,
    UnknownCapability,
    UnknownGrantee,
    UnknownOwner,
    UnknownSiteRole,
    WrongTotal,
)
from support.rest_server.faults.telling import NOBODY

from tableau_perm_cli.declaration.load import declare

SITE = declare(
    [
        (
            "site.yaml",
            b"""
version: 1
sites:
  Main:
    users: {ada: Creator, bob: Viewer, cyd: Explorer}
    projects:
      Default: {permissions: {users: {ada: {project: view, workbooks: view}}}}
      Other: {workbooks: {Sales: {owner: ada}}}
""",
        )
    ]
)
USERS = ["server-admin", "ada", "bob", "cyd"]


def names(server: RestServer, token: dict[str, str], query: str = "") -> list[str]:
    came = ask(server, below(server, f"users{query}"), headers=token)
    return [each.attrib["name"] for each in came.find("users/user")]


def statuses(fault: Fault, requests: int) -> list[int]:
    with RestServer(SITE, faults=[fault]) as server:
        token = sign_in(server)
        return [ask(server, below(server, "users"), headers=token).status for _ in range(requests)]


# How often and where


@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        (Refusing("^users$"), [403, 200, 200]),
        (Refusing("^users$", status=404), [404, 200, 200]),
        (Refusing("^users$", times=2, status=500), [500, 500, 200]),
        (Refusing("^users$", times=FOR_EVER, status=503), [503, 503, 503]),
        (Refusing("^users$", skip=1), [200, 403, 200]),
        (Refusing("^groups$"), [200, 200, 200]),
        (Refusing("^users$", method="POST"), [200, 200, 200]),
        (Refusing("^users$", query={"pageNumber": "2"}), [200, 200, 200]),
    ],
)
def test_a_fault_acts_as_often_and_where_it_says(fault: Fault, expected: list[int]) -> None:
    assert statuses(fault, 3) == expected


def test_an_expired_session_is_refused_until_somebody_signs_in_again() -> None:
    with RestServer(SITE, faults=[Expired("^users$", skip=1)]) as server:
        token = sign_in(server)
        before = [ask(server, below(server, "users"), headers=token).status for _ in range(3)]
        again = sign_in(server)
        assert before == [200, 401, 401]
        assert names(server, again) == USERS


def test_too_many_requests_say_when_to_come_again() -> None:
    faults = [TooMany("^users$", retry_after=7), TooMany("^groups$", retry_after=7, as_date=True)]
    with RestServer(SITE, faults=[*faults, TooMany("^projects$", retry_after=None)]) as server:
        token = sign_in(server)
        seconds, date, nothing = (
            ask(server, below(server, place), headers=token)
            for place in ("users", "groups", "projects")
        )
    assert {seconds.status, date.status, nothing.status} == {429}
    assert seconds.headers["Retry-After"] == "7"
    assert 5 < (parsedate_to_datetime(date.headers["Retry-After"]) - datetime.now(UTC)).seconds < 9
    assert "Retry-After" not in nothing.headers


def test_a_redirect_says_where_the_answer_is() -> None:
    with RestServer(SITE, faults=[Redirecting("^users$", to="http://127.0.0.1:9/x")]) as server:
        came = ask(server, below(server, "users"), headers=sign_in(server))
    assert (came.status, came.headers["Location"]) == (302, "http://127.0.0.1:9/x")


# The way an answer comes


def test_a_slow_answer_comes_late_and_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    waited: list[float] = []
    monkeypatch.setattr("support.rest_server.server.time.sleep", waited.append)
    with RestServer(SITE, faults=[Slow("^users$", seconds=30)]) as server:
        assert names(server, sign_in(server)) == USERS
    assert waited == [30]


def test_a_cut_connection_is_seen_as_one() -> None:
    with RestServer(SITE, faults=[Cut("^users$")]) as server:
        token = sign_in(server)
        with pytest.raises(http.client.IncompleteRead):
            ask(server, below(server, "users"), headers=token)
        assert names(server, token) == USERS


@pytest.mark.parametrize("fault", [Truncated("^users$"), Empty("^users$"), Html("^users$")])
def test_what_is_no_xml_comes_as_if_it_were_whole(fault: Fault) -> None:
    with RestServer(SITE, faults=[fault]) as server:
        came = ask(server, below(server, "users"), headers=sign_in(server))
    assert came.status == 200
    assert came.headers["Content-Length"] == str(len(came.body))
    with pytest.raises(ParseError):
        fromstring(came.body)


def test_what_is_packed_is_small_on_its_way() -> None:
    with RestServer(SITE, faults=[Packed("^users$", size=100_000)]) as server:
        came = ask(server, below(server, "users"), headers=sign_in(server))
    assert came.headers["Content-Encoding"] == "gzip"
    assert len(came.body) < 1_000
    assert gzip.decompress(came.body) == b" " * 100_000


def test_the_bomb_is_one() -> None:
    with RestServer(SITE, faults=[Bomb("^users$")]) as server:
        came = ask(server, below(server, "users"), headers=sign_in(server))
    with pytest.raises(EntitiesForbidden):
        fromstring(came.body)


# Lists


@pytest.mark.parametrize(("by", "total"), [(2, "6"), (-3, "1"), (-9, "0")])
def test_a_total_can_be_wrong(by: int, total: str) -> None:
    with RestServer(SITE, faults=[WrongTotal("^users$", by=by)]) as server:
        came = ask(server, below(server, "users"), headers=sign_in(server))
    assert came.find("pagination")[0].attrib["totalAvailable"] == total
    assert len(came.find("users/user")) == 4


@pytest.mark.parametrize(
    ("fault", "pages"),
    [
        (Shrinking("^users$"), [USERS[:2], [USERS[3]], USERS[1:3]]),
        (Growing("^users$"), [USERS[1:3], USERS[2:], USERS[:2]]),
        (Shifting("^users$"), [USERS[:2], [USERS[3]], USERS[:2]]),
        (Duplicated("^users$"), [USERS[:2], USERS[2:], USERS[:2]]),
    ],
)
def test_a_list_shifts_while_it_is_paged(fault: Fault, pages: list[list[str]]) -> None:
    with RestServer(SITE, faults=[fault], largest_page=2) as server:
        token = sign_in(server)
        assert [names(server, token, f"?pageNumber={number}") for number in (1, 2, 1)] == pages


def test_a_duplicate_comes_on_the_last_page() -> None:
    with RestServer(SITE, faults=[Duplicated("^users$")], largest_page=2) as server:
        assert names(server, sign_in(server), "?pageNumber=3") == USERS[:1]


# What an answer tells


@pytest.mark.parametrize(
    ("fault", "place", "told"),
    [
        (UnknownCapability(), "projects/{project}/permissions", b'name="TeleportContent" mode='),
        (LeaderDenied(), "projects/{project}/permissions", b'name="ProjectLeader" mode="Deny"'),
        (CreateRefreshMetrics(), "workbooks/{workbook}/permissions", b'"CreateRefreshMetrics"'),
        (UnknownSiteRole(), "users", b'name="ada" siteRole="Archaeologist"'),
        (UnknownGrantee(), "projects/{project}/permissions", f'<user id="{NOBODY}"'.encode()),
        (UnknownOwner("^workbooks$"), "workbooks", f'<owner id="{NOBODY}"'.encode()),
        (Rewriting("^users$", pattern="bob", by="rob"), "users", b'name="rob"'),
    ],
)
def test_an_answer_tells_what_nobody_knows(fault: Fault, place: str, told: bytes) -> None:
    with RestServer(SITE) as server:
        ids = {
            "project": server.luid("project:Default"),
            "workbook": server.luid("workbook:Other/Sales"),
        }
        path, token = below(server, place.format(**ids)), sign_in(server)
        before = ask(server, path, headers=token)
        server.faults.append(fault)
        after = ask(server, path, headers=token)
    assert told not in before.body
    assert told in after.body
    assert after.xml.tag.endswith("tsResponse")


def test_a_mangled_answer_is_another_and_well_formed_all_the_same() -> None:
    told = set()
    for seed in range(40):
        with RestServer(SITE, faults=[Mangled("^users$", seed=seed, percent=100)]) as server:
            came = ask(server, below(server, "users"), headers=sign_in(server))
        assert came.xml.tag.endswith("tsResponse")
        told.add(came.body)
    assert len(told) > 20
