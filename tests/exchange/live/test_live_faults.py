"""What goes wrong with a call, through the real client: asked again, refused, signed in."""

import pytest
from support.live_client import (
    GROUPS,
    NAMES,
    USERS,
    WORKBOOKS,
    client_of,
    every_rule,
    fetch,
    rules_of,
    small_site,
)
from support.rest_server import RestServer
from support.rest_server.faults import (
    FOR_EVER,
    Bomb,
    Cut,
    Empty,
    Expired,
    Fault,
    Html,
    Packed,
    Redirecting,
    Refusing,
    Slow,
    TooMany,
    Truncated,
)

from tableau_perm_cli.diagnostics import ToolError
from tableau_perm_cli.exchange.rest.answers import Answer, Refusal
from tableau_perm_cli.exchange.rest.live import PullInterruptedError, Telemetry

EVERYBODY = sorted([*NAMES, "server-admin"])


@pytest.mark.parametrize(
    "fault",
    [
        Refusing(status=500),
        Refusing(status=503, times=4),
        TooMany(retry_after=None),
        TooMany(retry_after=0),
        TooMany(retry_after=0, as_date=True),
        Cut(),
        Cut(times=3),
        Truncated(times=2),
        Empty(),
        Html(),
        Bomb(),
    ],
    ids=lambda fault: f"{type(fault).__name__} {fault.times}",
)
def test_what_goes_wrong_for_a_while_is_asked_again_until_it_is_whole(fault: Fault) -> None:
    fault.place = "^users$"
    with RestServer(small_site(), faults=[fault]) as server:
        fetched = fetch(server, [USERS, GROUPS])
        assert sorted(fetched.names(USERS)) == EVERYBODY
        assert len(fetched.names(GROUPS)) == 2
        figures = fetched.telemetry.figures()
        assert figures.retries == fault.times
        assert len(server.calls("^users$")) == 1 + fault.times
        assert figures.calls == len(server.seen)


@pytest.mark.parametrize(
    ("fault", "refusal", "calls"),
    [
        (Refusing(status=403), Refusal("403 Forbidden", 403), 1),
        (Refusing(status=404), Refusal("404 Not Found", 404), 1),
        (Refusing(status=500), Refusal("500 Internal Server Error", 500), 6),
        (Refusing(status=503), Refusal("503 Service Unavailable", 503), 6),
        (TooMany(retry_after=None), Refusal("429 Too Many Requests", 429), 6),
        (Cut(), Refusal("the answer was cut"), 4),
        (Html(), Refusal("the answer is a web page", 200), 4),
        (Truncated(), Refusal("the answer cannot be read: it is not whole XML", 200), 4),
        (Empty(), Refusal("the answer cannot be read: it is not whole XML", 200), 4),
        (Bomb(), Refusal("the answer cannot be read: it holds a DTD, an entity", 200), 4),
        (Slow(seconds=1.5), Refusal("`127.0.0.1:PORT` does not answer in time"), 6),
        (Redirecting(to=""), Refusal("the server sends on to another address"), 1),
        (
            Redirecting(to="https://elsewhere.example.org/"),
            Refusal("the server sends on to another address"),
            1,
        ),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Fault) else None,
)
def test_what_goes_wrong_for_ever_is_one_refusal_beside_everything_else(
    fault: Fault, refusal: Refusal, calls: int
) -> None:
    with RestServer(small_site()) as server:
        spoilt = rules_of(server, "W3")
        fault.place, fault.times = f"^{spoilt.path}$", FOR_EVER
        server.faults.append(fault)
        patience = 0.3 if isinstance(fault, Slow) else 30.0
        fetched = fetch(server, [*every_rule(server), USERS], read_timeout=patience)
        come = fetched.answers.pop(spoilt)
        assert isinstance(come, Refusal)
        assert come.status == refusal.status
        port = server.url.rpartition(":")[2]
        assert come.reason.startswith(refusal.reason.replace("PORT", port))
        assert all(isinstance(answer, Answer) for answer in fetched.answers.values())
        assert len(server.calls(fault.place)) == calls
        figures = fetched.telemetry.figures()
        assert (figures.answered, figures.refused) == (10, 1)
        assert not server.writes()


def test_an_answer_that_unpacks_to_more_than_any_can_be_is_refused() -> None:
    most = 200_000
    with RestServer(small_site(), faults=[Packed("^users$", size=most + 1)]) as server:
        fetched = fetch(server, [USERS, GROUPS], largest_answer=most)
        assert fetched.answers[USERS] == Refusal("the answer is larger than any can be")
        assert len(fetched.names(GROUPS)) == 2
        assert len(server.calls("^users$")) == 1


def test_a_sign_in_that_unpacks_to_more_than_any_can_be_is_an_error() -> None:
    most = 200_000
    fault = Packed("auth/signin", method="POST", size=most + 1)
    with (
        RestServer(small_site(), faults=[fault]) as server,
        pytest.raises(ToolError, match="answers with more than 200,000 bytes"),
        client_of(server, largest_answer=most),
    ):
        pass


def test_an_answer_of_another_service_is_quoted_by_its_element_only() -> None:
    with RestServer(small_site(), faults=[Html("^users$", times=FOR_EVER)]) as server:
        come = fetch(server, [USERS]).answers[USERS]
        assert isinstance(come, Refusal)
        assert "Sign in to the proxy" not in come.reason


@pytest.mark.parametrize("at", [1, 4, 9])
def test_an_expired_session_is_renewed_once_for_all_threads(at: int) -> None:
    fault = Expired("permissions", skip=at)
    with RestServer(small_site(), faults=[fault]) as server:
        fetched = fetch(server, every_rule(server), workers=4)
        assert all(isinstance(answer, Answer) for answer in fetched.answers.values())
        assert len(server.calls("auth/signin", "POST")) == 2
        assert len(server.calls("auth/signout", "POST")) == 1
        # Every request after the second sign-in carries the token of the second session.
        assert fetched.telemetry.figures().sign_ins == 3


def test_a_session_that_expires_again_and_again_is_renewed_each_time() -> None:
    faults = [Expired("permissions", skip=skip) for skip in (1, 4, 7)]
    with RestServer(small_site(), faults=list(faults)) as server:
        fetched = fetch(server, every_rule(server), workers=1)
        assert all(isinstance(answer, Answer) for answer in fetched.answers.values())
        assert len(server.calls("auth/signin", "POST")) == 4


def test_a_call_that_is_always_answered_401_is_refused_and_the_rest_read() -> None:
    with RestServer(small_site()) as server:
        spoilt = rules_of(server, "W3")
        server.faults.append(Refusing(f"^{spoilt.path}$", status=401, times=FOR_EVER))
        fetched = fetch(server, every_rule(server), workers=1)
        assert fetched.answers.pop(spoilt) == Refusal("401 Unauthorized", 401)
        assert all(isinstance(answer, Answer) for answer in fetched.answers.values())
        assert len(server.calls("auth/signin", "POST")) == 3


def test_a_token_that_was_revoked_meanwhile_ends_the_pull() -> None:
    with RestServer(small_site()) as server, client_of(server) as client:
        server.sessions.token_secret = "another"  # noqa: S105 - that nobody knows
        server.sessions.expire()
        with pytest.raises(PullInterruptedError) as raised:
            client.answers().fetch([USERS])
        assert "the session had expired, and the server does not take" in raised.value.message
        assert not server.secrets_in(raised.value.message, raised.value.help or "")


def test_calls_are_counted_by_kind() -> None:
    telemetry = Telemetry()
    faults = [Refusing("^users$", status=503), Refusing("^groups$", status=403)]
    with RestServer(small_site(), largest_page=4, faults=faults) as server:
        with client_of(server, telemetry=telemetry) as client:
            client.answers().fetch([USERS, GROUPS, WORKBOOKS])
        figures = telemetry.figures()
        assert figures.sign_ins == 2
        assert figures.retries == 1
        # The version, two pages of users, the refused groups, three pages of workbooks.
        assert figures.gets == 7
        assert figures.calls == len(server.seen) == 10
        assert (figures.answered, figures.refused, figures.from_checkpoint) == (2, 1, 0)
        assert figures.bytes > 1000
        assert figures.rate > 0


def test_everyone_is_told_of_each_resource_once() -> None:
    told = []
    with RestServer(small_site(), largest_page=2) as server, client_of(server) as client:
        asked = [USERS, GROUPS, *every_rule(server), USERS]
        come = client.answers().fetch(asked, told.append)
        assert sorted(told, key=str) == sorted(set(asked), key=str)
        assert set(come) == set(asked)
        assert client.answers().fetch([]) == {}


def test_nothing_but_reading_is_ever_sent() -> None:
    with RestServer(small_site()) as server:
        fetch(server, [USERS, GROUPS, WORKBOOKS, *every_rule(server)])
        assert not server.writes()
        assert {seen.method for seen in server.seen} == {"GET", "POST"}
