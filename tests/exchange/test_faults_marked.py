"""What a pull could not read is marked, and every answer that is not marked is right.

Through the command, the real client and real sockets, as in ``test_faults.py``.
"""

from collections.abc import Callable
from pathlib import Path

import pytest
from support.faulty_pulls import OUTPUT, Result, pull, served, whole, without_waiting
from support.marked_answers import answers, marks, one, placed
from support.pulled_sites import Comparison
from support.rest_server import RestServer
from support.rest_server.faults import (
    FOR_EVER,
    Bomb,
    CreateRefreshMetrics,
    Cut,
    Empty,
    Fault,
    Html,
    LeaderDenied,
    Mangled,
    Redirecting,
    Refusing,
    Rewriting,
    Shifting,
    Truncated,
    UnknownCapability,
    UnknownGrantee,
    UnknownOwner,
    UnknownSiteRole,
    WrongTotal,
)
from support.rest_server.faults.telling import NOBODY

from tableau_perm_cli.exchange.declaring import DeclaredSite

LOCK = "content_permissions"


@pytest.fixture(autouse=True)
def no_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    without_waiting(monkeypatch)


@pytest.fixture(scope="module")
def faultless(tmp_path_factory: pytest.TempPathFactory) -> Result:
    return whole(tmp_path_factory.mktemp("faultless"))


# A result that is marked as incomplete


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


@pytest.mark.parametrize("seed", range(40))
def test_answers_that_lack_something_or_say_nonsense_are_never_a_crash(
    seed: int, tmp_path: Path, faultless: Result
) -> None:
    with served(Mangled(seed=seed, percent=(25, 3, 8)[seed % 3]), pages=3) as server:
        found = pull(server, tmp_path)
        assert found.ran.exit_code in {0, 2}, found.ran.stderr
        assert found.ran.stderr.count("error: ") == (found.ran.exit_code == 2)
        if found.ran.exit_code == 0:
            assert found.declaration.sites
        else:
            assert OUTPUT not in found.files
        server.faults.clear()
        assert pull(server, tmp_path, "--fresh").files == faultless.files
