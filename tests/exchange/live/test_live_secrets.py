"""No token, of either kind, in anything that is written: logs at DEBUG, files, errors, streams."""

import logging
import subprocess
import sys
import traceback
from pathlib import Path

import pytest
from support.live_client import LISTS, USERS, checkpoint_at, client_of, every_rule, small_site
from support.rest_server import RestServer
from support.rest_server.faults import (
    FOR_EVER,
    Bomb,
    Cut,
    Empty,
    Expired,
    Fault,
    Html,
    Redirecting,
    Refusing,
    Slow,
    TooMany,
    Truncated,
)

from tableau_perm_cli.diagnostics import ToolError

LIGHT = """
import sys
import tableau_perm_cli.exchange.rest.live
heavy = {"tableauserverclient", "requests", "urllib3", "defusedxml"} & set(sys.modules)
sys.exit(f"loaded: {heavy}" if heavy else 0)
"""

WITHOUT_THE_EXTRA = """
import sys
for name in ("tableauserverclient", "requests", "defusedxml"):
    sys.modules[name] = None
from tableau_perm_cli.diagnostics import ToolError
from tableau_perm_cli.exchange.rest.live import Connection, Token, connected
try:
    with connected(Connection.to("https://host"), Token("a", "b")):
        pass
except ToolError as error:
    print(error.message)
    print(error.help)
"""

ON_STDERR = """
import sys
from tableau_perm_cli.exchange.rest.live import Connection, Limits, Token, connected
from tableau_perm_cli.exchange.rest.answers import Resource
url, name, value = sys.argv[1:]
limits = Limits(backoff=0.001, read_timeout=0.3)
with connected(Connection.to(url), Token(name, value), limits=limits) as client:
    client.answers().fetch([Resource("users", "user", paged=True), Resource("groups", "group")])
"""

FAULTS = [
    Expired("^users$"),
    Refusing("^groups$", status=401, times=2),
    Refusing("^groups$", status=503, times=2),
    TooMany("^workbooks$", retry_after=0),
    Cut("^workbooks$"),
    Html("^workbooks$"),
    Empty("^workbooks$"),
    Truncated("^workbooks$"),
    Bomb("^workbooks$"),
    Redirecting("permissions", to="https://elsewhere.example.org/"),
    Refusing("permissions", status=403),
]


def test_nothing_logged_at_debug_and_nothing_kept_has_a_token_in_it(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "site.partial"
    with caplog.at_level(logging.DEBUG), RestServer(small_site(), faults=FAULTS) as server:
        logging.getLogger("TSC").setLevel(logging.DEBUG)
        checkpoint = checkpoint_at(path, server)
        with client_of(server) as client:
            come = client.answers(checkpoint=checkpoint).fetch([*LISTS, *every_rule(server)])
        checkpoint.close()
        logging.getLogger("TSC").setLevel(logging.NOTSET)
        logged = "\n".join(f"{record.getMessage()} {record.args}" for record in caplog.records)
        assert "request method get" in logged  # the client's own debugging is on
        assert len(server.sessions.issued) > 1  # there were several tokens to betray
        written = capfd.readouterr()
        found = server.secrets_in(logged, path.read_bytes(), repr(come), *written)
        # The site's id is a part of every session token, and no secret.
        assert set(found) <= {server.site.id}
        assert (written.out, written.err) == ("", "")


@pytest.mark.parametrize(
    "fault",
    [
        Refusing("signin", method="POST", status=403),
        Html("signin", method="POST"),
        Cut("signin", method="POST"),
        Slow("signin", method="POST", seconds=1),
        Redirecting("signin", method="POST", to="https://elsewhere.example.org"),
        Bomb("signin", method="POST"),
    ],
    ids=lambda fault: type(fault).__name__,
)
def test_no_error_of_the_sign_in_leads_to_the_token(
    fault: Fault, caplog: pytest.LogCaptureFixture
) -> None:
    fault.times = FOR_EVER
    with (
        caplog.at_level(logging.DEBUG),
        RestServer(small_site(), faults=[fault]) as server,
        pytest.raises(ToolError) as raised,
        client_of(server, read_timeout=0.3 if isinstance(fault, Slow) else 30.0),
    ):
        raise AssertionError
    # Errors of requests hold the request, and that the token.
    assert raised.value.__cause__ is None
    shown = "".join(traceback.format_exception(raised.value))
    assert not server.secrets_in(shown, caplog.text, repr(raised.value.__dict__))


def test_nothing_that_goes_wrong_is_written_to_the_terminal() -> None:
    # Without a handler Python writes what the client logs as a warning or an error.
    faults = [
        Html("^users$", times=FOR_EVER),
        Slow("^groups$", seconds=1, times=2),
        Cut("^groups$", skip=2),
    ]
    with RestServer(small_site(), faults=list(faults)) as server:
        arguments = [server.url, server.token_name, server.token_secret]
        done = subprocess.run(
            [sys.executable, "-c", ON_STDERR, *arguments], capture_output=True, check=False
        )
        assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")
        assert server.calls("auth/signout", "POST")


def test_what_the_client_logs_as_an_error_is_not_written_either() -> None:
    script = (
        "import logging, tableau_perm_cli.exchange.rest.live.client\n"
        "logging.getLogger('TSC').error('a whole page')"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b"")


def test_nothing_of_the_client_is_loaded_before_it_is_needed() -> None:
    done = subprocess.run(
        [sys.executable, "-c", LIGHT], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_without_the_extra_there_is_a_clear_error() -> None:
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT_THE_EXTRA], capture_output=True, text=True, check=False
    )
    assert done.stderr == ""
    assert done.stdout.splitlines() == [
        "to read a live site needs the extra `server`, which is not installed",
        "pip install 'tableau-perm[server]'",
    ]


def test_the_token_goes_to_no_other_host() -> None:
    with RestServer(small_site()) as other, RestServer(small_site()) as server:
        for method, place in (("GET", "serverinfo"), ("POST", "signin"), ("GET", "^users$")):
            server.faults.append(
                Redirecting(place, method=method, to=f"{other.url}/x", status=307)
            )
        for _ in range(2):
            with pytest.raises(ToolError, match="which is not followed"), client_of(server):
                raise AssertionError
        with client_of(server) as client:
            come = client.answers().fetch([USERS])
        assert come[USERS].reason == "the server sends on to another address"  # type: ignore[union-attr]
        assert not other.seen
