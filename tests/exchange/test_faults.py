"""Whatever goes wrong, a pull ends whole, or marked as incomplete, or fails to go on later.

Through the command, the real client and real sockets; the waits between attempts are shortened,
nothing else is changed. Of every pull here the output, all logs, every file and the checkpoint
are searched for the two tokens (``faulty_pulls.pull``).
"""

import math
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from support.faulty_pulls import (
    KEPT,
    OUTPUT,
    Result,
    pull,
    served,
    tokens,
    whole,
    without_waiting,
)
from support.rest_server.faults import (
    FOR_EVER,
    Bomb,
    Cut,
    Duplicated,
    Empty,
    Expired,
    Fault,
    Growing,
    Html,
    Redirecting,
    Refusing,
    Shifting,
    Shrinking,
    Slow,
    TooMany,
    Truncated,
    WrongTotal,
)
from support.running import PROGRAM, run_inside, scrubbed_environment

RULES_OF_WORKBOOKS = "^workbooks/.*/permissions$"
ANY_RULES = "permissions"


@pytest.fixture(autouse=True)
def no_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    without_waiting(monkeypatch)


@pytest.fixture(scope="module")
def faultless(tmp_path_factory: pytest.TempPathFactory) -> Result:
    found = whole(tmp_path_factory.mktemp("faultless"))
    assert found.ran.exit_code == 0
    assert "not_read" not in found.files[OUTPUT]
    return found


@pytest.fixture(scope="module")
def paged_calls(tmp_path_factory: pytest.TempPathFactory) -> int:
    """How many calls it takes with pages of two."""
    with served(pages=2) as server:
        return pull(server, tmp_path_factory.mktemp("paged")).calls


def named(fault: Fault) -> str:
    often = "ever" if math.isinf(fault.times) else f"{fault.times}x"
    return f"{type(fault).__name__} {fault.place} {often}"


# A complete result


PASSING: list[Callable[[], Fault]] = [
    lambda: Refusing("^users$", status=500, times=2),
    lambda: Refusing(ANY_RULES, status=503, times=3),
    lambda: Refusing("default-permissions", status=500),
    lambda: TooMany("^groups$", retry_after=1),
    lambda: TooMany("^projects$", retry_after=1, as_date=True),
    lambda: TooMany(ANY_RULES, retry_after=None, times=3),
    lambda: Expired("^users$"),
    lambda: Expired("^workbooks$"),
    lambda: Expired(ANY_RULES, skip=7),
    lambda: Expired("connections"),
    lambda: Slow("^views$", seconds=0.3),
    lambda: Cut("^users$"),
    lambda: Cut(ANY_RULES, times=2, skip=3),
    lambda: Truncated("^groups$"),
    lambda: Truncated(ANY_RULES, times=2),
    lambda: Empty("^projects$"),
    lambda: Empty("connections"),
    lambda: Html("^site$"),
    lambda: Html(ANY_RULES),
    lambda: Bomb("^users$"),
    lambda: Bomb(ANY_RULES, times=2),
    lambda: WrongTotal("^users$", times=1),
    lambda: WrongTotal("^workbooks$", times=1, by=-1),
    lambda: Duplicated("^views$", times=1),
]


@pytest.mark.parametrize("fault", PASSING, ids=lambda make: named(make()))
@pytest.mark.parametrize("pages", [1000, 2])
def test_what_goes_by_leaves_no_trace(
    fault: Callable[[], Fault], pages: int, tmp_path: Path, faultless: Result
) -> None:
    acting = fault()
    with served(acting, pages=pages) as server:
        found = pull(server, tmp_path)
    assert acting.matched, "the fault was never met"
    assert found.ran.exit_code == 0, found.ran.stderr
    assert found.files == faultless.files
    assert "warning" not in found.ran.stderr


@pytest.mark.parametrize("place", ["^users$", "^groups$", "^projects$", "^workbooks$", "^views$"])
def test_a_list_that_grows_while_it_is_paged_is_read_again(
    place: str, tmp_path: Path, faultless: Result
) -> None:
    with served(Growing(place), pages=2) as server:
        found = pull(server, tmp_path)
        assert len([seen for seen in server.calls(place) if seen.query["pageNumber"] == "1"]) > 1
    assert found.ran.exit_code == 0, found.ran.stderr
    assert found.files == faultless.files


def test_a_token_that_has_one_session_at_a_time_is_signed_in_again_once(tmp_path: Path) -> None:
    """Eight threads are refused at once; each new session would end the one before."""
    with served(Expired(ANY_RULES, skip=5)) as server:
        assert pull(server, tmp_path).ran.exit_code == 0
        assert len(server.calls("auth/signin", "POST")) == 2


def test_many_faults_at_once_leave_no_trace(tmp_path: Path, faultless: Result) -> None:
    faults = [
        Expired("^users$"),
        Cut("^groups$"),
        TooMany("^projects$", retry_after=None, times=2),
        Growing("^workbooks$"),
        Truncated(RULES_OF_WORKBOOKS),
        Refusing("default-permissions", status=503, times=2),
        Expired("^views/.*/permissions$"),
    ]
    with served(*faults, pages=3) as server:
        found = pull(server, tmp_path)
    assert all(fault.matched for fault in faults)
    assert found.ran.exit_code == 0, found.ran.stderr
    assert found.files == faultless.files


@pytest.mark.parametrize(
    ("place", "gone"), [("^views$", "view:Finance/Sales/Detail"), ("^flows$", "flow:Finance/Load")]
)
def test_what_is_deleted_while_its_list_is_paged_is_gone_and_nothing_else(
    place: str, gone: str, tmp_path: Path, faultless: Result
) -> None:
    with served(Shrinking(place), pages=1) as server:
        found = pull(server, tmp_path)
    assert found.ran.exit_code == 0, found.ran.stderr
    assert "not_read" not in found.files[OUTPUT]
    before, after = (
        {str(item.address) for item in each.declaration.sites["Main"].items()}
        for each in (faultless, found)
    )
    assert before - after == {gone}


def test_the_rate_is_kept_to(tmp_path: Path) -> None:
    """Spaced evenly; calls that a busy machine held up arrive together, so there is some slack."""
    with served() as server:
        assert pull(server, tmp_path, "--rate", "20", "--workers", "16").ran.exit_code == 0
        assert server.peak_rate(1.0) < 2 * 20
        assert len(server.seen) > 60


# A failure that can be gone on with


FAILING: list[Callable[[], Fault]] = [
    lambda: Refusing("^users$", times=FOR_EVER),
    lambda: Refusing("^groups$", times=FOR_EVER, status=404),
    lambda: Refusing("^groups/.*/users$", times=FOR_EVER),
    lambda: Refusing("^projects$", times=FOR_EVER),
    lambda: Refusing("^users$", times=FOR_EVER, status=500),
    lambda: Refusing("permissions", times=FOR_EVER, status=503, skip=9),
    lambda: TooMany(ANY_RULES, times=FOR_EVER, retry_after=3600, skip=5),
    lambda: TooMany(ANY_RULES, times=FOR_EVER, retry_after=None, skip=5),
    lambda: Expired(ANY_RULES, times=FOR_EVER, skip=5),
    lambda: Cut("^users$", times=FOR_EVER),
    lambda: Cut(ANY_RULES, times=FOR_EVER, skip=5),
    lambda: Truncated("^projects$", times=FOR_EVER),
    lambda: Empty("^groups$", times=FOR_EVER),
    lambda: Html(ANY_RULES, times=FOR_EVER, skip=4),
    lambda: Bomb("^users$", times=FOR_EVER),
    lambda: Bomb(ANY_RULES, times=FOR_EVER, skip=4),
    lambda: Redirecting("^users$", times=FOR_EVER, to="http://127.0.0.1:9/elsewhere"),
    lambda: WrongTotal("^users$"),
    lambda: WrongTotal("^groups$", by=3),
    lambda: Shifting("^users$"),
    lambda: Shifting("^projects$"),
    lambda: Duplicated("^users$"),
]


@pytest.mark.parametrize("fault", FAILING, ids=lambda make: named(make()))
def test_what_cannot_be_done_without_fails_and_is_gone_on_with(
    fault: Callable[[], Fault], tmp_path: Path, faultless: Result, paged_calls: int
) -> None:
    acting = fault()
    with served(acting, pages=2) as server:
        failed = pull(server, tmp_path)
        assert acting.matched, "the fault was never met"
        assert failed.ran.exit_code == 2, failed.ran.stderr
        assert failed.ran.stdout == ""
        assert failed.ran.stderr.count("error: ") == 1
        assert set(failed.files) == {KEPT}
        server.faults.clear()
        resumed = pull(server, tmp_path)
    assert resumed.ran.exit_code == 0, resumed.ran.stderr
    assert "going on with the pull that began" in resumed.ran.stderr
    assert resumed.files == faultless.files
    assert resumed.calls < paged_calls


def test_a_failed_pull_leaves_what_was_there_before(tmp_path: Path, faultless: Result) -> None:
    for name, text in faultless.files.items():
        (tmp_path / name).write_text(text)
    with served(Refusing("^users$", times=FOR_EVER)) as server:
        failed = pull(server, tmp_path)
    assert failed.ran.exit_code == 2
    assert failed.files == faultless.files | {KEPT: failed.files[KEPT]}


def test_begun_anew_a_pull_asks_for_everything(tmp_path: Path, faultless: Result) -> None:
    with served(Refusing("^users$", times=FOR_EVER)) as server:
        pull(server, tmp_path)
        server.faults.clear()
        anew = pull(server, tmp_path, "--fresh")
    assert "going on" not in anew.ran.stderr
    assert anew.files == faultless.files
    assert anew.calls == faultless.calls


def test_an_incomplete_pull_that_must_be_complete_writes_nothing(
    tmp_path: Path, faultless: Result
) -> None:
    with served(Refusing("^flows$", times=FOR_EVER)) as server:
        failed = pull(server, tmp_path, "--require-complete")
        assert failed.ran.exit_code == 2
        assert set(failed.files) == {KEPT}
        server.faults.clear()
        resumed = pull(server, tmp_path, "--require-complete")
    assert resumed.ran.exit_code == 0
    assert resumed.files == faultless.files
    assert resumed.calls < faultless.calls


def test_a_checkpoint_that_was_cut_is_gone_on_with_as_far_as_it_goes(
    tmp_path: Path, faultless: Result
) -> None:
    with served(Refusing(ANY_RULES, times=FOR_EVER, status=503, skip=9)) as server:
        pull(server, tmp_path)
        kept = tmp_path / KEPT
        kept.write_bytes(kept.read_bytes()[:-7])
        server.faults.clear()
        resumed = pull(server, tmp_path)
    assert resumed.ran.exit_code == 0
    assert resumed.files == faultless.files
    assert resumed.calls < faultless.calls


# Not even signed in


SIGNING_IN: list[Callable[[], Fault]] = [
    *(
        lambda status=status: Refusing("serverinfo", times=FOR_EVER, status=status)
        for status in (403, 404, 500, 503)
    ),
    lambda: Html("serverinfo", times=FOR_EVER),
    lambda: Empty("serverinfo", times=FOR_EVER),
    lambda: Truncated("serverinfo", times=FOR_EVER),
    lambda: Bomb("serverinfo", times=FOR_EVER),
    lambda: Cut("serverinfo", times=FOR_EVER),
    lambda: Redirecting("serverinfo", times=FOR_EVER, to="http://127.0.0.1:9/x"),
    *(
        lambda status=status: Refusing("auth/signin", FOR_EVER, 0, "POST", {}, status)
        for status in (401, 403, 500, 503)
    ),
    lambda: Html("auth/signin", method="POST", times=FOR_EVER),
    lambda: Empty("auth/signin", method="POST", times=FOR_EVER),
    lambda: Truncated("auth/signin", method="POST", times=FOR_EVER),
    lambda: Bomb("auth/signin", method="POST", times=FOR_EVER),
    lambda: Cut("auth/signin", method="POST", times=FOR_EVER),
    lambda: TooMany("auth/signin", method="POST", times=FOR_EVER),
    lambda: Redirecting("auth/signin", method="POST", times=FOR_EVER, to="http://127.0.0.1:9/x"),
]


@pytest.mark.parametrize("fault", SIGNING_IN, ids=lambda make: named(make()))
def test_a_server_that_lets_nobody_in_is_a_clear_failure(
    fault: Callable[[], Fault], tmp_path: Path
) -> None:
    acting = fault()
    with served(acting) as server:
        failed = pull(server, tmp_path)
        assert acting.matched, "the fault was never met"
        if acting.method == "POST":
            assert acting.matched == 1, "a sign-in is not tried again"
    assert failed.ran.exit_code == 2, failed.ran.stderr
    assert failed.ran.stderr.count("error: ") == 1
    assert failed.files == {}


def test_a_server_that_is_gone_is_a_clear_failure(tmp_path: Path) -> None:
    with served() as server:
        gone = server.url
    ran = run_inside(
        *("pull", "--server", gone, "-o", OUTPUT),
        cwd=tmp_path,
        env=tokens(server),
    )
    assert ran.exit_code == 2
    assert ran.stderr.count("error: ") == 1
    assert not server.secrets_in(ran.stderr)
    assert list(tmp_path.iterdir()) == []


# Stopped from outside


@pytest.mark.parametrize("end", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_a_pull_that_is_stopped_is_gone_on_with(
    end: signal.Signals, tmp_path: Path, faultless: Result
) -> None:
    with served(Slow(ANY_RULES, times=FOR_EVER, seconds=0.2)) as server:
        process = subprocess.Popen(
            [*PROGRAM, "pull", "--server", server.url, "-o", OUTPUT, "--rate", "0"],
            cwd=tmp_path,
            env=scrubbed_environment(tokens(server)),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        kept = tmp_path / KEPT
        while process.poll() is None and kept_answers(kept) < 20:
            time.sleep(0.01)
        process.send_signal(end)
        stdout, stderr = process.communicate(timeout=60)
        assert process.returncode not in {0, 2, 101}
        assert "Traceback" not in stderr
        left = kept.read_text()
        assert {path.name for path in tmp_path.iterdir()} == {KEPT}
        assert not server.secrets_in(stdout, stderr, left)
        server.faults.clear()
        resumed = pull(server, tmp_path)
    assert resumed.ran.exit_code == 0, resumed.ran.stderr
    assert resumed.files == faultless.files
    assert resumed.calls <= faultless.calls - 20


def kept_answers(checkpoint: Path) -> int:
    """Return how many answers a checkpoint holds, after its heading."""
    return checkpoint.read_text().count("\n") - 1 if checkpoint.exists() else 0
