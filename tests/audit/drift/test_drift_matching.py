"""What ids tell that names do not, and what the names tell without them."""

from textwrap import dedent, indent

import pytest

from tableau_perm_cli.audit.drift import Drift, DriftKind, RenameKind, Side, find_drift
from tableau_perm_cli.declaration.load import read_files

SITE = """\
users: {ada: Viewer, bob: Viewer}
groups: {A: [ada], B: [bob]}
projects:
  P:
    permissions: {groups: {A: {project: view}}}
    workbooks: {W: {permissions: {groups: {A: view}}}}
  Q:
    permissions: {groups: {B: {project: view}}}
    workbooks: {W: {permissions: {groups: {B: view}}}}
"""
IDS = {
    "user:ada": "1",
    "user:bob": "2",
    "group:A": "3",
    "group:B": "4",
    "project:P": "5",
    "project:Q": "6",
    "workbook:P/W": "7",
    "workbook:Q/W": "8",
}


def drift_of(new: str, new_ids: dict[str, str], old: str = SITE, name: str = "S") -> Drift:
    sides = []
    for site, text, ids in (("S", old, IDS), (name, new, new_ids)):
        written = f"version: 1\nsites:\n  {site}:\n{indent(dedent(text), '    ')}"
        sides.append(Side(read_files([(f"{site}.yaml", written.encode())]), {site: ids}))
    return find_drift(*sides)


def told(drift: Drift) -> list[str]:
    return [it.rename.summary for it in drift.renames]


def renamed_ids(**names: str) -> dict[str, str]:
    """Return the ids with some of the things called otherwise: ``user_ada="user:eva"``."""
    other = {key.replace("_", ":", 1): name for key, name in names.items()}
    return {other.get(thing, thing): found for thing, found in IDS.items()}


def test_two_users_who_swapped_names() -> None:
    new = SITE.replace("A: [ada], B: [bob]", "A: [bob], B: [ada]")
    drift = drift_of(new, renamed_ids(user_ada="user:bob", user_bob="user:ada"))
    assert told(drift) == ["user `ada` renamed to `bob`", "user `bob` renamed to `ada`"]
    assert [it.kind for it in drift.changes] == [DriftKind.RENAMED] * 2
    assert (drift.diff.gained, drift.diff.lost) == (0, 0)


def test_who_is_gone_and_whose_name_another_has_now() -> None:
    new = SITE.replace("ada: Viewer, bob: Viewer", "bob: Viewer")
    new = new.replace("A: [ada], B: [bob]", "A: [bob], B: []")
    ids = {**renamed_ids(user_ada="user:bob")}
    drift = drift_of(new, ids | {"user:bob": "1"})
    assert [(it.kind, it.summary) for it in drift.changes] == [
        (DriftKind.RENAMED, "user `ada` renamed to `bob`"),
        (DriftKind.USER, "user `bob (gone)` removed, who was Viewer"),
        (DriftKind.MEMBER, "`bob (gone)` removed from group `B`"),
    ]
    assert {(it.user, it.gained) for it in drift.diff.cells()} == {("bob (gone)", False)}


def test_a_workbook_that_was_deleted_and_made_anew() -> None:
    drift = drift_of(SITE, IDS | {"workbook:P/W": "9", "user:ada": "10"})
    assert told(drift) == [
        "user `ada` deleted and made anew: it has another id",
        "`workbook:P/W` deleted and made anew: it has another id",
    ]
    assert {it.kind for it in drift.changes} == {DriftKind.REPLACED}


def test_a_project_with_all_in_it_is_one_rename() -> None:
    new = SITE.replace("  P:\n", "  R:\n")
    ids = renamed_ids(project_P="project:R") | {"workbook:R/W": "7"}
    del ids["workbook:P/W"]
    drift = drift_of(new, ids)
    assert told(drift) == ["`project:P` renamed to `project:R`"]
    assert (drift.diff.gained, drift.diff.lost) == (0, 0)


def test_what_is_renamed_and_has_no_id_of_its_own_follows_what_it_is_in() -> None:
    new = SITE.replace("  P:\n", "  R:\n")
    ids = renamed_ids(project_P="project:R")
    del ids["workbook:P/W"]
    assert told(drift_of(new, ids)) == ["`project:P` renamed to `project:R`"]


MOVED = """\
users: {ada: Viewer, bob: Viewer}
groups: {A: [ada], B: [bob]}
projects:
  P: {permissions: {groups: {A: {project: view}}}}
  Q:
    permissions: {groups: {B: {project: view}}}
    workbooks: {W: {permissions: {groups: {B: view}}}, W2: {permissions: {groups: {A: view}}}}
"""


def test_a_workbook_that_was_moved_and_renamed_is_one_move() -> None:
    ids = {("workbook:Q/W2" if it == "workbook:P/W" else it): at for it, at in IDS.items()}
    drift = drift_of(MOVED, ids)
    assert told(drift) == ["`workbook:P/W` moved to `workbook:Q/W2`"]
    assert [it.kind for it in drift.changes] == [DriftKind.MOVED]
    assert (drift.diff.gained, drift.diff.lost) == (0, 0)
    assert drift.renames[0].rename.kind is RenameKind.MOVED


def test_what_a_move_does_is_laid_to_it_and_what_a_member_does_to_the_member() -> None:
    new = (
        MOVED.replace("A: [ada]", "A: [ada, bob]")
        .replace("B: {project: view}}}\n", "B: {project: view}}, users: {ada: {leader: true}}}\n")
        .replace("ada: Viewer", "ada: Creator")
    )
    ids = {("workbook:Q/W2" if it == "workbook:P/W" else it): at for it, at in IDS.items()}
    drift = drift_of(new, ids)
    effect = {it.kind: (it.gained, it.lost) for it in drift.changes}
    on_moved = [it for it in drift.diff.cells() if str(it.item) == "workbook:Q/W2"]
    by_ada = [it for it in on_moved if it.user == "ada"]
    by_bob = [it for it in on_moved if it.user == "bob"]
    assert by_bob
    assert effect[DriftKind.MEMBER][0] >= len(by_bob)
    assert effect[DriftKind.MOVED] == (len(by_ada), 0)
    ignored = find_ignoring(new, ids)
    assert not [it for it in ignored.diff.cells() if str(it.item) == "workbook:Q/W2"]


def find_ignoring(new: str, ids: dict[str, str]) -> Drift:
    sides = []
    for text, known in ((SITE, IDS), (new, ids)):
        written = f"version: 1\nsites:\n  S:\n{indent(dedent(text), '    ')}"
        sides.append(Side(read_files([("x.yaml", written.encode())]), {"S": known}))
    return find_drift(*sides, ignored=[DriftKind.MOVED, DriftKind.MEMBER])


@pytest.mark.parametrize("ids", [{}, {thing: f"x{it}" for thing, it in IDS.items()}])
def test_without_an_id_in_common_names_decide_and_it_is_said(ids: dict[str, str]) -> None:
    drift = drift_of(SITE.replace("ada", "eva"), ids)
    assert drift.by_names == ("S",)
    assert drift.renames == ()
    assert [it.kind for it in drift.changes] == [DriftKind.USER] * 2 + [DriftKind.MEMBER] * 2


@pytest.mark.parametrize("ids", [IDS, {}])
def test_one_site_against_one_is_that_site_whatever_it_is_called(ids: dict[str, str]) -> None:
    drift = drift_of(SITE, ids, name="T")
    assert told(drift) == ["site `S` renamed to `T`"]
    assert [it.kind for it in drift.changes] == [DriftKind.RENAMED]
    assert (drift.diff.gained, drift.diff.lost) == (0, 0)


DEFAULT = """\
users: {ada: Viewer}
projects:
  Default: {permissions: {users: {ada: {project: view, workbooks: view}}}}
  P: {workbooks: {W: {}}}
"""


def test_when_the_default_project_is_renamed_its_copies_stay_what_they_were() -> None:
    ids = {"user:ada": "1", "project:Other": "2"}
    sides = []
    for text, known in (
        (DEFAULT, {"user:ada": "1", "project:Default": "2"}),
        (DEFAULT.replace("Default", "Other"), ids),
    ):
        written = f"version: 1\nsites:\n  S:\n{indent(dedent(text), '    ')}"
        sides.append(Side(read_files([("x.yaml", written.encode())]), {"S": known}))
    drift = find_drift(*sides)
    lost = {str(it.item) for it in drift.diff.cells()}
    assert lost == {"project:P", "workbook:P/W"}
    assert told(drift) == ["`project:Default` renamed to `project:Other`"]
