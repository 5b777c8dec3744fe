"""A pull that has to stop: when it does, what it leaves, and how the next one goes on."""

import json
import os
import signal
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from support.live_client import (
    GROUPS,
    LISTS,
    NAMES,
    USERS,
    checkpoint_at,
    client_of,
    every_rule,
    small_site,
)
from support.rest_server import RestServer
from support.rest_server.faults import (
    FOR_EVER,
    Cut,
    Fault,
    Html,
    Refusing,
    Shifting,
    Slow,
    TooMany,
)

from tableau_perm_cli.diagnostics import ToolError
from tableau_perm_cli.exchange.rest.answers import Answer, Refusal, Resource
from tableau_perm_cli.exchange.rest.live import PullInterruptedError, Telemetry


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "site.yaml.partial"


def kept_in(path: Path) -> list[str]:
    """Return the paths of the resources in a checkpoint."""
    lines = path.read_bytes().splitlines()[1:]
    return [json.loads(line)["path"] for line in lines]


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (Refusing(status=500), "500 Internal Server Error"),
        (TooMany(retry_after=None), "429 Too Many Requests"),
        (Html(), "the answer is a web page"),
        (Cut(), "the answer was cut"),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Fault) else None,
)
def test_five_failures_in_a_row_stop_the_pull(path: Path, fault: Fault, words: str) -> None:
    fault.place, fault.times = "workbooks/.*/permissions", FOR_EVER
    with RestServer(small_site(), faults=[fault]) as server:
        checkpoint = checkpoint_at(path, server)
        with client_of(server, workers=1) as client:
            answers = client.answers(checkpoint=checkpoint)
            answers.fetch(LISTS)
            with pytest.raises(PullInterruptedError) as raised:
                answers.fetch(every_rule(server))
        checkpoint.close()
        assert raised.value.message.startswith(
            "the site could not be read to the end: 5 resources in a row failed, the last one "
            f"with {words}"
        )
        assert raised.value.help == (
            f"run the same command again: what was answered is kept in `{path}`"
        )
        assert sorted(kept_in(path)) == ["groups", "users", "workbooks"]
        assert server.calls("auth/signout", "POST")


@pytest.mark.parametrize("status", [403, 404])
def test_refusals_in_a_row_stop_nothing(status: int) -> None:
    fault = Refusing("permissions", status=status, times=FOR_EVER)
    with RestServer(small_site(), faults=[fault]) as server, client_of(server) as client:
        come = client.answers().fetch(every_rule(server))
        assert [each.status for each in come.values() if isinstance(each, Refusal)] == [
            status
        ] * 10


def test_refusals_are_not_counted_with_the_failure_that_follows() -> None:
    with RestServer(small_site()) as server, client_of(server, workers=1) as client:
        rules = every_rule(server)
        for each in rules[:9]:
            server.faults.append(Refusing(f"^{each.path}$", status=403))
        server.faults.append(Refusing(f"^{rules[9].path}$", status=500, times=FOR_EVER))
        come = client.answers().fetch(rules)
        statuses = [each.status for each in come.values() if isinstance(each, Refusal)]
        assert statuses == [*[403] * 9, 500]


def test_failures_with_an_answer_between_them_are_not_in_a_row() -> None:
    with RestServer(small_site()) as server, client_of(server, workers=1) as client:
        rules = every_rule(server)
        for spoilt in (rules[:4], rules[5:9]):
            for each in spoilt:
                server.faults.append(Refusing(f"^{each.path}$", status=500, times=FOR_EVER))
        come = client.answers().fetch(rules)
        assert sum(isinstance(each, Answer) for each in come.values()) == 2


def test_a_server_that_is_gone_stops_the_pull_at_once(path: Path) -> None:
    server = RestServer(small_site())
    with server:
        checkpoint = checkpoint_at(path, server)
        with client_of(server, retries=2) as client:
            answers = client.answers(checkpoint=checkpoint)
            answers.fetch([USERS])
            rules = every_rule(server)
            host = server.url.removeprefix("http://")
            listener = server._listener  # noqa: SLF001 - a server that ends before its context
            assert listener is not None
            listener.shutdown()
            listener.close_connections()
            listener.server_close()
            with pytest.raises(PullInterruptedError) as raised:
                answers.fetch(rules)
        assert raised.value.because == f"`{host}` takes no connection"
        checkpoint.close()
        assert kept_in(path) == ["users"]


def test_without_a_checkpoint_nothing_is_promised() -> None:
    fault = Refusing("permissions", status=500, times=FOR_EVER)
    with RestServer(small_site(), faults=[fault]) as server, client_of(server) as client:
        with pytest.raises(PullInterruptedError) as raised:
            client.answers().fetch(every_rule(server))
        assert raised.value.help == "run the same command again"


def test_the_next_pull_asks_only_for_what_is_missing(path: Path) -> None:
    fault = Refusing("permissions", status=500, times=FOR_EVER, skip=3)
    with RestServer(small_site(), faults=[fault], largest_page=3) as server:
        asked: list[Resource] = [*LISTS, *every_rule(server)]
        first = checkpoint_at(path, server)
        with client_of(server) as client:
            client.answers(checkpoint=first).fetch(LISTS)
        with client_of(server, workers=1) as client, pytest.raises(PullInterruptedError):
            client.answers(checkpoint=first).fetch(asked)
        first.close()
        server.faults.clear()
        server.forget()

        telemetry, told = Telemetry(), []
        again = checkpoint_at(path, server)
        with client_of(server, telemetry=telemetry) as client:
            resumed = client.answers(checkpoint=again).fetch(asked, told.append)
            whole = client.answers().fetch(asked)
        assert resumed == whole
        assert sorted(told, key=str) == sorted(asked, key=str)
        figures = telemetry.figures()
        assert figures.from_checkpoint == again.answers_kept == 6
        assert figures.answered == 7 + len(asked)
        again.delete()
        assert not path.exists()


def test_what_was_refused_or_did_not_fit_is_asked_for_again(path: Path) -> None:
    faults = [Shifting("^users$"), Refusing("^groups$", status=403)]
    with RestServer(small_site(), largest_page=3, faults=list(faults)) as server:
        checkpoint = checkpoint_at(path, server)
        with client_of(server) as client:
            come = client.answers(checkpoint=checkpoint).fetch(LISTS)
        checkpoint.close()
        assert isinstance(come[GROUPS], Refusal)
        assert kept_in(path) == ["workbooks"]


def crew() -> list[threading.Thread]:
    """Return the threads that make calls."""
    return [thread for thread in threading.enumerate() if thread.name.startswith("rest-")]


class _Enough(KeyboardInterrupt):
    """Ctrl-C, at a moment that the test chooses."""


def test_an_interrupted_pull_leaves_a_good_checkpoint_and_no_threads(path: Path) -> None:
    done: list[str] = []
    before = set(crew())

    def answered(resource: Resource) -> None:
        done.append(resource.path)
        if len(done) == 4:
            raise _Enough

    with RestServer(small_site()) as server:
        checkpoint = checkpoint_at(path, server)
        with pytest.raises(_Enough), client_of(server, workers=3) as client:
            client.answers(checkpoint=checkpoint).fetch(every_rule(server), answered)
        checkpoint.close()
        assert kept_in(path) == done
        assert not set(crew()) - before
        assert server.calls("auth/signout", "POST")
        again = checkpoint_at(path, server)
        assert again.answers_kept == 4
        again.close()


def press_ctrl_c_when(happened: Callable[[], bool]) -> None:
    """Send the signal to the thread that would get it, once something has happened."""
    main = threading.main_thread().ident
    assert main is not None

    def press() -> None:
        while not happened():
            time.sleep(0.01)
        signal.pthread_kill(main, signal.SIGINT)

    threading.Thread(target=press, daemon=True).start()


@pytest.mark.skipif(os.name == "nt", reason="no signals between threads")
@pytest.mark.parametrize(
    ("fault", "retries"),
    [
        (Slow("permissions", seconds=3, times=FOR_EVER), 0),
        (TooMany("permissions", retry_after=250, times=FOR_EVER), 1),
        (Refusing("permissions", status=503, times=FOR_EVER), 9),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Fault) else None,
)
def test_ctrl_c_waits_for_no_thread_that_waits(path: Path, fault: Fault, retries: int) -> None:
    telemetry = Telemetry()
    before = set(crew())
    with RestServer(small_site(), faults=[fault]) as server:
        checkpoint = checkpoint_at(path, server)
        asked = every_rule(server)
        press_ctrl_c_when(
            lambda: bool(server.calls("permissions")) and telemetry.figures().retries >= retries
        )
        with (
            client_of(server, telemetry=telemetry, read_timeout=60.0, backoff=60.0) as client,
            pytest.raises(KeyboardInterrupt),
        ):
            client.answers(checkpoint=checkpoint).fetch(asked)
        checkpoint.close()
        assert kept_in(path) == []
        # Only a thread that hears nothing from the server is left behind.
        assert isinstance(fault, Slow) or not set(crew()) - before
        assert server.calls("auth/signout", "POST")


def test_a_session_that_begins_after_the_end_is_ended(path: Path) -> None:
    # A thread that was told 401 just when everything ended must not sign in again.
    with RestServer(small_site()) as server:
        with client_of(server) as client:
            pass
        server.forget()
        server.sessions.expire()
        with pytest.raises(Exception) as raised:  # noqa: PT011 - its own, that nobody sees
            client._signed_in.renew(client._signed_in.generation)  # noqa: SLF001
        assert type(raised.value).__name__ == "StoppedError"
        assert not server.seen
    assert not path.exists()


def test_a_checkpoint_that_cannot_be_written_stops_the_pull(path: Path) -> None:
    with RestServer(small_site()) as server, client_of(server) as client:
        checkpoint = checkpoint_at(path, server)
        checkpoint.close()
        checkpoint._descriptor = os.open(path, os.O_RDONLY)  # noqa: SLF001 - as a full disk
        with pytest.raises(ToolError, match=r"cannot write .*: bad file descriptor"):
            client.answers(checkpoint=checkpoint).fetch([USERS])
        checkpoint.close()


def test_names_are_whole_in_what_is_kept(path: Path) -> None:
    with RestServer(small_site()) as server:
        checkpoint = checkpoint_at(path, server)
        with client_of(server) as client:
            client.answers(checkpoint=checkpoint).fetch([USERS])
        checkpoint.close()
        again = checkpoint_at(path, server)
        kept = again.answer("", USERS)
        again.close()
    assert kept is not None
    assert {node.get("name") for node in kept.elements} == {*NAMES, "server-admin"}
