"""Signing in: everything that can be wrong with the address, the server and the token, worded."""

import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import requests
from support.live_client import QUICK, client_of, small_site
from support.rest_server import RestServer
from support.rest_server.faults import (
    FOR_EVER,
    Bomb,
    Cut,
    Empty,
    Fault,
    Html,
    Redirecting,
    Refusing,
    Rewriting,
    Slow,
    TooMany,
    Truncated,
)
from urllib3.exceptions import ConnectTimeoutError, MaxRetryError, ReadTimeoutError, SSLError

from tableau_perm_cli.diagnostics import ToolError
from tableau_perm_cli.exchange.rest.live import Connection, Limits, SiteRef, Token, connected
from tableau_perm_cli.exchange.rest.live.faults import Fault as CallFault
from tableau_perm_cli.exchange.rest.live.faults import Sort, of_error

INFO, SIGN_IN = "^serverinfo$", "^auth/signin$"


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_PROXY", "*")


def refused(
    url: str,
    *,
    site: str = "",
    token: Token | None = None,
    limits: Limits = QUICK,
) -> ToolError:
    """Return what the sign-in fails with."""
    connection = Connection.to(url, site)
    with (
        pytest.raises(ToolError) as raised,
        connected(connection, token or Token("name", "value"), limits=limits),
    ):
        raise AssertionError
    return raised.value


def signing(server: RestServer) -> Token:
    return Token(server.token_name, server.token_secret)


def test_signed_in_and_out_at_the_default_site() -> None:
    with RestServer(small_site()) as server:
        with client_of(server) as client:
            assert client.api_version == (3, 24)
            assert client.site() == SiteRef(server.site.id, "Training", "")
        places = [seen.place for seen in server.seen]
        assert places == ["serverinfo", "auth/signin", "site", "auth/signout"]
        # The version is negotiated before anything else is asked.
        assert "/api/3.24/" in server.seen[1].path


def test_the_servers_version_is_spoken() -> None:
    with RestServer(small_site(), api_version="3.15") as server, client_of(server) as client:
        assert client.api_version == (3, 15)
        client.site()
        assert "/api/3.15/sites/" in server.seen[-1].path


def test_a_server_that_is_too_old_for_tokens() -> None:
    with RestServer(small_site(), api_version="3.5") as server:
        error = refused(server.url, token=signing(server))
        assert error.message == (
            "the server speaks version 3.5 of the REST API; personal access tokens need 3.6, "
            "which is Tableau 2019.4"
        )
        assert not server.calls(SIGN_IN, "POST")


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (Html(INFO), "does not answer as a Tableau server does: what it answers is something"),
        (Empty(INFO), "does not answer as a Tableau server does: what it answers is something"),
        (Truncated(INFO), "does not answer as a Tableau server does: what it answers"),
        (Bomb(INFO), "does not answer as a Tableau server does: what it answers"),
        (
            Rewriting(INFO, pattern="<restApiVersion>.*</restApiVersion>"),
            "does not answer as a Tableau server does: what it answers",
        ),
        (Refusing(INFO, status=404), "does not answer as a Tableau server does: 404 Not Found"),
        (Refusing(INFO, status=403), "does not answer as a Tableau server does: 403 Forbidden"),
        (Refusing(INFO, status=503), "answers 503 Service Unavailable"),
        (TooMany(INFO, retry_after=None), "answers 429 Too Many Requests"),
        (TooMany(INFO, retry_after=9999), "the server asks to wait for 9,999 seconds"),
        (Cut(INFO), "the server cannot be asked: the answer was cut"),
        (Slow(INFO, seconds=1.0), "the server cannot be asked: `127.0.0.1:PORT` does not answer"),
        (Redirecting(INFO), "it only sends on to other addresses"),
        (Redirecting(INFO, to="/api/2.4/serverInfo"), "it only sends on to other addresses"),
        (
            Redirecting(INFO, to="https://elsewhere.example.org/x?y"),
            "sends on to `https://elsewhere.example.org`, which is not followed",
        ),
        (Html(SIGN_IN, method="POST"), "its answer to the sign-in is something else"),
        (Empty(SIGN_IN, method="POST"), "its answer to the sign-in is something else"),
        (Truncated(SIGN_IN, method="POST"), "its answer to the sign-in is something else"),
        (Bomb(SIGN_IN, method="POST"), "its answer to the sign-in is something else"),
        (
            Rewriting(SIGN_IN, method="POST", pattern="<credentials.*</credentials>"),
            "its answer to the sign-in is something else",
        ),
        (
            Rewriting(SIGN_IN, method="POST", pattern='token="[^"]*"'),
            "its answer to the sign-in is something else",
        ),
        (
            Refusing(SIGN_IN, method="POST", status=403),
            "the server answers 403 Forbidden to the sign-in at the default site",
        ),
        (
            Refusing(SIGN_IN, method="POST", status=503),
            "the server answers 503 Service Unavailable to the sign-in at the default site",
        ),
        (
            TooMany(SIGN_IN, method="POST", retry_after=1),
            "the server answers 429 Too Many Requests to the sign-in at the default site",
        ),
        (Refusing(SIGN_IN, method="POST", status=404), "the server knows no default site"),
        (Cut(SIGN_IN, method="POST"), "the server cannot be asked to sign in: the answer was cut"),
        (Slow(SIGN_IN, method="POST", seconds=1.0), "cannot be asked to sign in: `127.0.0.1"),
    ],
    ids=lambda value: f"{value.place} {type(value).__name__}" if isinstance(value, Fault) else "",
)
def test_a_server_that_does_not_let_sign_in_is_told_in_one_sentence(
    fault: Fault, words: str
) -> None:
    fault.times = FOR_EVER
    patience = 0.3 if isinstance(fault, Slow) else 30.0
    limits = Limits(rate=None, backoff=0.001, read_timeout=patience)
    with RestServer(small_site(), faults=[fault]) as server:
        error = refused(server.url, token=signing(server), limits=limits)
        said = f"{error.message} {error.help}"
        assert words.replace("PORT", server.url.rpartition(":")[2]) in error.message
        assert "\n" not in said
        assert not server.secrets_in(said)
        # A sign-in is made once, whatever becomes of it.
        assert len(server.calls(SIGN_IN, "POST")) <= 1
        assert not server.writes()


def test_a_wrong_token_is_told_without_it_and_asked_once() -> None:
    with RestServer(small_site()) as server:
        error = refused(server.url, token=Token("a-name-1", "a-value-2"))
        assert error.message == (
            "the server does not take the personal access token: its name or its value is wrong, "
            "it has expired or was revoked, or it is not for the default site"
        )
        assert "My Account Settings" in (error.help or "")
        assert not any(word in f"{error}{error.help}" for word in ("a-name-1", "a-value-2"))
        assert len(server.calls(SIGN_IN, "POST")) == 1
        # The error that the user sees leads to none that holds the request.
        assert error.__cause__ is None


def test_a_site_that_there_is_not() -> None:
    with RestServer(small_site()) as server:
        error = refused(server.url, site="nowhere", token=signing(server))
        assert "or it is not for the site `nowhere`" in error.message
        assert "/#/site/NAME/" in (error.help or "")


def test_a_server_that_takes_no_connection() -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    error = refused(f"http://127.0.0.1:{port}")
    assert error.message == (f"the server cannot be asked: `127.0.0.1:{port}` takes no connection")
    assert "HTTPS_PROXY" in (error.help or "")


def test_a_host_that_there_is_not() -> None:
    # RFC 2606: `.invalid` is no domain and never will be.
    error = refused("https://tableau.invalid")
    assert error.message == (
        "the server cannot be asked: there is no host `tableau.invalid`, as far as names tell"
    )


def test_a_host_whose_name_cannot_be_one() -> None:
    error = refused(f"https://{'a' * 64}.example.org")
    assert "a" * 64 in error.message


@contextmanager
def hanging_up() -> Iterator[str]:
    """Accept connections and say something that is no HTTP, or nothing."""

    def serve() -> None:
        while True:
            try:
                connection, _ = listening.accept()
            except OSError:
                return
            with connection:
                connection.recv(1024)
                connection.sendall(b"220 mail.example.org\r\n")

    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield f"127.0.0.1:{listening.getsockname()[1]}"
        listening.shutdown(socket.SHUT_RDWR)
    thread.join()


def test_a_server_that_speaks_no_http() -> None:
    with hanging_up() as host:
        error = refused(f"http://{host}")
    assert error.message == f"the server cannot be asked: `{host}` cuts the connection"


def test_a_server_that_speaks_no_tls() -> None:
    with hanging_up() as host:
        error = refused(f"https://{host}")
    assert error.message == (
        f"the server cannot be asked: no encrypted connection to `{host}` comes about"
    )


def given_up(reason: Exception) -> MaxRetryError:
    """Return what urllib3 raises when its retries are used up."""
    return MaxRetryError(None, "/", reason)  # type: ignore[arg-type]


UNTRUSTED = ssl.SSLCertVerificationError(1, "certificate verify failed: self-signed")
SILENT = ReadTimeoutError(None, "/", "read timed out")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("error", "sort", "reason"),
    [
        (
            requests.exceptions.SSLError(given_up(SSLError(UNTRUSTED))),
            Sort.UNREACHABLE,
            "the certificate of `host` is not trusted",
        ),
        (
            requests.exceptions.ConnectTimeout(given_up(ConnectTimeoutError())),
            Sort.UNREACHABLE,
            "no connection to `host` in time",
        ),
        # Silent before the answer, urllib3 has asked again; silent in its middle, it has not.
        (
            requests.ConnectionError(given_up(SILENT)),
            Sort.FAILED,
            "`host` does not answer in time",
        ),
        (requests.ConnectionError(SILENT), Sort.BROKEN, "`host` does not answer in time"),
        (
            requests.exceptions.ContentDecodingError("not gzip"),
            Sort.BROKEN,
            "the answer was cut",
        ),
        (
            requests.exceptions.InvalidHeader("odd"),
            Sort.FAILED,
            "`host` does not answer as HTTP asks for",
        ),
    ],
)
def test_what_is_hard_to_bring_about_is_worded_all_the_same(
    error: requests.RequestException, sort: Sort, reason: str
) -> None:
    assert of_error(error, "host") == CallFault(sort, reason)


def test_a_proxy_that_lets_nothing_through_is_not_quoted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NO_PROXY")
    monkeypatch.setenv("no_proxy", "")
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    monkeypatch.setenv("HTTPS_PROXY", f"http://ada:s3cret@127.0.0.1:{port}")
    error = refused("https://tableau.example.org")
    assert error.message == (
        "the server cannot be asked: the proxy does not let through to `tableau.example.org`"
    )
    assert "s3cret" not in f"{error.help}"


def test_a_server_that_redirects_within_itself_is_followed() -> None:
    fault = Redirecting(INFO, to="/api/2.5/serverInfo")
    with RestServer(small_site(), faults=[fault]) as server, client_of(server) as client:
        assert client.api_version == (3, 24)


@pytest.mark.parametrize(
    "fault",
    [
        Refusing("auth/signout", method="POST", status=500),
        Html("auth/signout", method="POST"),
        Cut("auth/signout", method="POST"),
        Redirecting("auth/signout", method="POST", to="https://elsewhere.example.org"),
    ],
    ids=lambda fault: type(fault).__name__,
)
def test_signing_out_masks_no_error_and_makes_none(fault: Fault) -> None:
    with RestServer(small_site(), faults=[fault]) as server:
        with client_of(server):
            pass
        with pytest.raises(LookupError), client_of(server):
            raise LookupError
        assert len(server.calls("auth/signout", "POST")) == 2
