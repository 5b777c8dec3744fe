"""Whatever goes wrong, a pull ends whole, or marked as incomplete, or fails to go on later.

Through the command, the real client and real sockets; the waits between attempts are shortened,
nothing else is changed. Of every pull here the output, all logs, every file and the checkpoint
are searched for the two tokens (``faulty_pulls.pull``).
"""

import math
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from support.faulty_pulls import (
    KEPT,
    OUTPUT,
    SITE,
    Result,
    pull,
    served,
    tokens,
    whole,
    without_waiting,
)
from support.pulled_sites import Comparison
from support.rest_server import RestServer
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
from support.running import PROGRAM, run_inside, scrubbed_environment

from tableau_perm_cli.catalog import CATALOG, Capability
from tableau_perm_cli.exchange.declaring import DeclaredSite
from tableau_perm_cli.resolve import Reason, open_site

RULES_OF_WORKBOOKS = "^workbooks/.*/permissions$"
ANY_RULES = "permissions"
LOCK = "content_permissions"


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
    """A second's worth may come at once after a pause, and signing in waits for nobody."""
    with served() as server:
        assert pull(server, tmp_path, "--rate", "20", "--workers", "16").ran.exit_code == 0
        assert server.peak_rate(1.0) <= 2 * 20 + 3
        assert len(server.seen) > 60


# A result that is marked as incomplete


def one(address: str) -> str:
    """Return the marks of a place that stands for the id of something."""
    return f"<{address}>"


REMAINING: list[tuple[str, Callable[[str], Fault], tuple[str, str]]] = [
    *(
        (
            f"{one('workbook:Finance/Sales')}/permissions",
            make,
            ("workbook:Finance/Sales", "permissions"),
        )
        for make in (
            lambda place: Refusing(place, times=FOR_EVER, status=403),
            lambda place: Refusing(place, times=FOR_EVER, status=404),
            lambda place: Refusing(place, times=FOR_EVER, status=500),
            lambda place: Cut(place, times=FOR_EVER),
            lambda place: Truncated(place, times=FOR_EVER),
            lambda place: Empty(place, times=FOR_EVER),
            lambda place: Html(place, times=FOR_EVER),
            lambda place: Bomb(place, times=FOR_EVER),
            lambda place: Redirecting(place, times=FOR_EVER, to="http://127.0.0.1:9/x"),
            lambda place: Redirecting(place, times=FOR_EVER),
        )
    ),
    (
        f"{one('view:Finance/Sales/Detail')}/permissions",
        lambda place: Refusing(place, times=FOR_EVER),
        ("view:Finance/Sales/Detail", "permissions"),
    ),
    (
        f"{one('table:Finance/Warehouse/facts')}/permissions",
        lambda place: Refusing(place, times=FOR_EVER),
        ("table:Finance/Warehouse/facts", "permissions"),
    ),
    (
        f"{one('project:Finance')}/permissions",
        lambda place: Refusing(place, times=FOR_EVER),
        ("project:Finance", "project"),
    ),
    (
        f"{one('project:Finance')}/default-permissions/workbooks",
        lambda place: Refusing(place, times=FOR_EVER, status=404),
        ("project:Finance", "workbooks"),
    ),
    (
        f"{one('project:Locked')}/default-permissions/workbooks",
        lambda place: Refusing(place, times=FOR_EVER),
        ("project:Locked", "workbooks"),
    ),
    (
        f"{one('workbook:Finance/Sales')}/connections",
        lambda place: Refusing(place, times=FOR_EVER),
        ("workbook:Finance/Sales", "connects_to"),
    ),
    *(
        (f"^{place}$", make, ("", key))
        for place, key in (("flows", "flows"), ("datasources", "data_sources"))
        for make in (
            lambda place: Refusing(place, times=FOR_EVER),
            lambda place: Truncated(place, times=FOR_EVER),
            WrongTotal,
            lambda place: WrongTotal(place, by=-1),
            Shifting,
        )
    ),
    *(
        (f"^{place}$", lambda place: Refusing(place, times=FOR_EVER), ("", key))
        for place, key in (
            ("workbooks", "workbooks"),
            ("views", "views"),
            ("databases", "databases"),
            ("tables", "tables"),
            ("virtualconnections", "virtual_connections"),
        )
    ),
]


@pytest.mark.parametrize(("place", "make", "mark"), REMAINING)
def test_what_remains_is_marked_and_all_else_is_as_it_is(
    place: str, make: Callable[[str], Fault], mark: tuple[str, str], tmp_path: Path
) -> None:
    with served() as server:
        fault = make(placed(server, place))
        # A total that is too small can only be seen where a page holds more than it says.
        too_small = isinstance(fault, WrongTotal) and fault.by < 0
        server.page_by(1000 if too_small else 1)
        server.faults.append(fault)
        found = pull(server, tmp_path)
        assert fault.matched, "the fault was never met"
        assert found.ran.exit_code == 0, found.ran.stderr
        assert set(found.files) == {OUTPUT, "site.ids"}
        assert "the declaration is incomplete" in found.ran.stderr
        assert mark in dict.fromkeys(marks(found))
        assert [cell for cell in answers(found, server) if not cell[-1]] == []


UNTOLD: list[tuple[str, str, str, tuple[str, str]]] = [
    ("^projects$", '"LockedToProject"', '"LockedBySomething"', ("project:Locked", LOCK)),
    ("^projects$", ' contentPermissions="LockedToProject"', "", ("project:Locked", LOCK)),
    ("^projects$", '<owner id="[^"]*"/>', "", ("project:Finance", "owner")),
    ("^workbooks$", '<owner id="[^"]*"/>', "", ("workbook:Finance/Sales", "owner")),
    ("^flows$", '<owner id="[^"]*"/>', "", ("flow:Finance/Load", "owner")),
    ("^users$", ' siteRole="Viewer"', "", ("user:bob", "role")),
]


@pytest.mark.parametrize(("place", "pattern", "by", "mark"), UNTOLD)
def test_what_an_answer_does_not_tell_is_marked(
    place: str, pattern: str, by: str, mark: tuple[str, str], tmp_path: Path
) -> None:
    with served(Rewriting(place, pattern=pattern, by=by)) as server:
        found = pull(server, tmp_path)
        assert found.ran.exit_code == 0, found.ran.stderr
        assert mark in dict.fromkeys(marks(found)), found.ran.stderr
        assert [cell for cell in answers(found, server) if not cell[-1]] == []


def placed(server: RestServer, place: str) -> str:
    """Put the id in where an address stands."""
    before, opened, rest = place.partition("<")
    if not opened:
        return place
    address, _, after = rest.partition(">")
    return f"{before}{server.luid(address)}{after}$"


def marks(found: Result) -> Iterator[tuple[str, str]]:
    """Yield what is marked as not read, and which part of it."""
    for site in found.declaration.sites.values():
        for part in site.not_read:
            yield "", part
        for item in site.items():
            for part in item.not_read:
                yield str(item.address), part
        for user in site.users.values():
            for part in user.not_read:
                yield f"user:{user.name}", part


def answers(found: Result, server: RestServer) -> Iterator[tuple[str, str, str, bool]]:
    """Yield every answer that is not the declared one, and whether it says that it may not be."""
    declaration = found.declaration
    after = open_site(declaration, "Main")
    items = {str(item.address): item for item in after.graph.items()}
    before = server.site.site
    for user, item, key, reason in matrix(server):
        if item not in items:
            continue
        told = after.derive(user, items[item], key)
        if told.reason.verdict is not reason.verdict:
            yield user, item, key.key, told.uncertain
    assert items.keys() <= {str(item.address) for item in before.items()}


def matrix(server: RestServer) -> Iterator[tuple[str, str, Capability, Reason]]:
    """Yield every answer as it is declared."""
    resolver = open_site(SITE, "Main")
    for item in resolver.graph.items():
        for user in server.site.site.users:
            for capability in CATALOG[item.kind].capabilities:
                told = resolver.derive(user, item, capability)
                yield user, str(item.address), capability, told.reason


# What the answers tell may be strange


def test_a_capability_that_nobody_knows_is_kept_and_changes_nothing(tmp_path: Path) -> None:
    with served(UnknownCapability()) as server:
        found = pull(server, tmp_path)
    assert found.ran.exit_code == 0, found.ran.stderr
    assert "TeleportContent" in found.files[OUTPUT]
    assert differences(found, server) == []


def test_the_retired_capability_is_a_residue_that_changes_nothing_else(tmp_path: Path) -> None:
    with served(CreateRefreshMetrics()) as server:
        found = pull(server, tmp_path)
    assert found.ran.exit_code == 0, found.ran.stderr
    assert "create_refresh_metrics" in found.files[OUTPUT]  # of workbooks, as the catalog has it
    assert "CreateRefreshMetrics" in found.files[OUTPUT]  # of views, which do not know it
    changed = {cell[2] for cell in answers(found, server)}
    assert changed <= {"create_refresh_metrics"}


def test_a_denial_of_project_leader_is_a_residue_that_changes_nothing(tmp_path: Path) -> None:
    with served(LeaderDenied()) as server:
        found = pull(server, tmp_path)
    assert found.ran.exit_code == 0, found.ran.stderr
    assert "leader: denied" in found.files[OUTPUT]
    assert differences(found, server) == []


def differences(found: Result, server: RestServer) -> list[str]:
    """Compare everybody's answers with what is declared."""
    comparison = Comparison()
    made = DeclaredSite("Main", {}, found.ids, (), ())
    comparison.compare(server.site, made, found.declaration.sites["Main"])
    assert comparison.cells or comparison.differences
    return comparison.differences


def test_a_site_role_that_nobody_knows_makes_the_answers_about_the_user_uncertain(
    tmp_path: Path,
) -> None:
    with served(UnknownSiteRole()) as server:
        found = pull(server, tmp_path)
        assert found.ran.exit_code == 0, found.ran.stderr
        assert ("user:ada", "role") in dict.fromkeys(marks(found))
        assert "`Archaeologist`" in found.files[OUTPUT]
        changed = list(answers(found, server))
    assert {cell[0] for cell in changed} == {"ada"}
    assert all(cell[-1] for cell in changed)


@pytest.mark.parametrize(
    ("tag", "words", "item"),
    [
        ("user", "user", "workbook:Finance/Sales"),
        ("group", "group", "workbook:Finance/Plan"),
        ("groupSet", "group set", "workbook:Finance/Stock"),
    ],
)
def test_a_grantee_that_nobody_knows_is_declared_and_said(
    tag: str, words: str, item: str, tmp_path: Path
) -> None:
    with served() as server:
        fault = UnknownGrantee(placed(server, f"{one(item)}/permissions"), tag=tag)
        server.faults.append(fault)
        found = pull(server, tmp_path)
    assert fault.matched
    assert found.ran.exit_code == 0, found.ran.stderr
    assert f"unknown {words} {NOBODY[:8]}" in found.files[OUTPUT]
    assert f"unknown {words} {NOBODY[:8]}" in found.ran.stderr


def test_an_owner_that_nobody_knows_is_declared_and_said(tmp_path: Path) -> None:
    with served(UnknownOwner("^workbooks$")) as server:
        found = pull(server, tmp_path)
    assert found.ran.exit_code == 0, found.ran.stderr
    assert f"owner: unknown user {NOBODY[:8]}" in found.files[OUTPUT]
    assert f"unknown user {NOBODY[:8]}" in found.ran.stderr


@pytest.mark.parametrize("seed", range(60))
def test_answers_that_lack_something_or_say_nonsense_are_never_a_crash(
    seed: int, tmp_path: Path, faultless: Result
) -> None:
    with served(Mangled(seed=seed), pages=3) as server:
        found = pull(server, tmp_path)
        assert found.ran.exit_code in {0, 2}, found.ran.stderr
        assert found.ran.stderr.count("error: ") == (found.ran.exit_code == 2)
        if found.ran.exit_code == 0:
            assert found.declaration.sites
        else:
            assert OUTPUT not in found.files
        server.faults.clear()
        assert pull(server, tmp_path, "--fresh").files == faultless.files


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
