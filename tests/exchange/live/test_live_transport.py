"""What goes over the wire at all: read-only, one server, and every call within the rate."""

import pytest
import requests
from support.live_client import QUICK, client_of, small_site
from support.rest_server import RestServer
from support.rest_server.faults import Refusing

from tableau_perm_cli.exchange.rest.live import Telemetry
from tableau_perm_cli.exchange.rest.live.limiter import Limiter
from tableau_perm_cli.exchange.rest.live.transport import ReadingSession, SentOnError


@pytest.mark.parametrize("method", ["put", "delete", "patch", "post", "head", "options"])
def test_nothing_but_a_get_can_be_sent(method: str) -> None:
    with RestServer(small_site()) as server:
        session = ReadingSession(server.url, QUICK, Limiter(None), Telemetry())
        with pytest.raises(RuntimeError, match="not for a program that only reads"):
            session.request(method, f"{server.url}/api/3.24/sites/1/users")
        session.close()
        assert not server.seen


def test_the_clients_get_that_puts_is_not_sent() -> None:
    # The trap of 0.42: `projects.get_by_id` sends a PUT.
    with RestServer(small_site()) as server:
        with client_of(server) as client, pytest.raises(RuntimeError, match="PUT is not for"):
            client._server.projects.get_by_id(server.luid("project:Here"))  # noqa: SLF001
        assert not server.writes()


@pytest.mark.parametrize(
    "other",
    [
        "http://elsewhere.example.org/api",
        "http://127.0.0.2:PORT/api",
        "http://localhost:PORT/api",
        "http://127.0.0.1:1/api",
        "http://127.0.0.1/api",
    ],
)
def test_no_other_server_is_asked(other: str) -> None:
    with RestServer(small_site()) as server:
        session = ReadingSession(server.url, QUICK, Limiter(None), Telemetry())
        with pytest.raises(SentOnError):
            session.get(other.replace("PORT", server.url.rpartition(":")[2]))
        session.close()
        assert not server.seen


@pytest.mark.parametrize(
    ("server", "url"),
    [
        ("https://host", "https://host:443/x"),
        ("https://HOST", "https://host/x"),
        ("http://localhost:8000", "https://localhost:8000/x"),
        ("https://bücher.example", "https://xn--bcher-kva.example/x"),
    ],
)
def test_one_server_may_be_written_in_several_ways(server: str, url: str) -> None:
    session = ReadingSession(server, QUICK, Limiter(None), Telemetry())
    adapter = session.get_adapter(url)
    write = requests.Request("DELETE", url).prepare()
    # Past the check of the host, and stopped at the next.
    with pytest.raises(RuntimeError, match="only reads"):
        adapter.send(write)
    session.close()


def test_every_call_and_every_retry_waits_for_its_turn() -> None:
    now = [0.0]
    slept = []

    def sleep(seconds: float) -> bool:
        slept.append(round(seconds, 6))
        now[0] += seconds
        return False

    limiter = Limiter(1, clock=lambda: now[0], sleep=sleep)
    telemetry = Telemetry()
    faults = [Refusing("^serverinfo$", status=503, times=2)]
    with RestServer(small_site(), faults=list(faults)) as server:
        session = ReadingSession(server.url, QUICK, limiter, telemetry)
        for _ in range(3):
            assert session.get(f"{server.url}/api/2.4/serverInfo").status_code == 200
        session.close()
        assert len(server.calls("serverinfo")) == 5
    # Five turns, a second each but for the first, the waits before retries within them.
    assert now[0] == pytest.approx(4.0, abs=0.01)
    figures = telemetry.figures()
    assert (figures.gets, figures.retries) == (3, 2)


def test_signing_out_waits_for_nobody() -> None:
    def sleep(seconds: float) -> bool:
        raise AssertionError(seconds)

    limiter = Limiter(1, sleep=sleep)
    limiter.hold(3600)
    with RestServer(small_site()) as server:
        session = ReadingSession(server.url, QUICK, limiter, Telemetry())
        session.post(f"{server.url}/api/3.24/auth/signout")
        session.close()
        assert server.calls("auth/signout", "POST")
