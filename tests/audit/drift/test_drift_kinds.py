"""Each kind of change: what it is called, where it is said to be, and what it does to access.

A case is a small site and the words of its text that are replaced; everything else stays. What it
changes is written as `user capability item: reason before -> reason after`.
"""

from dataclasses import dataclass
from textwrap import dedent, indent

import pytest

from tableau_perm_cli.audit.diff import EditKind
from tableau_perm_cli.audit.diff import Side as CellSide
from tableau_perm_cli.audit.drift import Drift, DriftKind, Side, find_drift
from tableau_perm_cli.audit.drift.drift import NEVER_DRIFT
from tableau_perm_cli.declaration.load import read_files
from tableau_perm_cli.declaration.places import Places

SITE = """\
settings: {guest_access: false}
users:
  ada: Creator
  bob: {role: Explorer, full_name: Bob, email: bob@example.edu}
  cyd: Viewer
groups:
  Makers: [ada, bob]
  Readers: {members: [cyd], domain: corp}
  Bare: {members: [], minimum_site_role: Viewer}
group_sets:
  Both: [Makers, Readers]
projects:
  Default: {permissions: {}}
  P:
    owner: ada
    labels: [sensitive]
    content_permissions: customizable
    permissions:
      groups:
        Makers: {project: view, flows: view}
    workbooks:
      W:
        owner: ada
        tabs: hidden
        permissions: {groups: {Makers: {allow: [view]}}}
        connects_to: [{data_source: P/D, authentication: prompt}]
        views: {V: {permissions: {}}}
    data_sources:
      D: {authentication: embedded, permissions: {}}
  Locked:
    content_permissions: locked
    permissions: {groups: {Readers: {workbooks: {allow: [view]}}}}
    workbooks: {L: {permissions: {groups: {Makers: {deny: [view]}}}}}
"""


def side(site: str, name: str) -> tuple[Side, Places, str]:
    text = f"version: 1\nsites:\n  S:\n{indent(dedent(site), '    ')}"
    files = [(name, text.encode())]
    return Side(read_files(files), {}), Places(files), text


def drift_between(old: str, new: str) -> tuple[Drift, str]:
    after, places, text = side(new, "new.yaml")
    return find_drift(side(old, "old.yaml")[0], after, places), text


def cells_of(drift: Drift) -> list[str]:
    def reason(at: CellSide) -> str:
        return at.reason.value if at.reason else "-"

    return [
        f"{it.user} {it.capability.key} {it.item}: {reason(it.before)} -> {reason(it.after)}"
        for it in drift.diff.cells()
    ]


@dataclass(frozen=True)
class Case:
    kind: str
    old: str
    """Words of the site's text; what they become is the change."""
    new: str
    said: str
    """The change in words."""
    at: str
    """The words of the new text at which it is."""
    cells: tuple[str, ...] = ()
    how: str = "changed"


CASES = (
    Case(
        "rule",
        "{allow: [view]}}}\n        connects",
        "{allow: [view, web_edit]}}}\n        connects",
        "rule for `group:Makers` on `workbook:P/W` changed: allows web_edit",
        "web_edit]",
        ("bob web_edit workbook:P/W: unspecified -> group_allow",),
    ),
    Case(
        "default_rule",
        "flows: view}",
        "flows: none}",
        "rule for `group:Makers` on flows in `project:P` removed: no longer allows view",
        "permissions:\n      groups:\n        Makers: {project",
        how="removed",
    ),
    Case(
        "member",
        "Makers: [ada, bob]",
        "Makers: [ada, bob, cyd]",
        "`cyd` added to group `Makers`",
        "cyd]",
        (
            "cyd view project:P: unspecified -> group_allow",
            "cyd view workbook:P/W: unspecified -> group_allow",
        ),
        how="added",
    ),
    Case(
        "site_role",
        "cyd: Viewer",
        "cyd: Unlicensed",
        "site role of `cyd` changed from Viewer to Unlicensed",
        "Unlicensed",
        ("cyd view workbook:Locked/L: group_allow -> unlicensed",),
    ),
    Case(
        "minimum_site_role",
        "minimum_site_role: Viewer",
        "minimum_site_role: Explorer",
        "minimum site role of group `Bare` set to Explorer",
        "minimum_site_role: Explorer",
    ),
    Case(
        "user",
        "  cyd: Viewer\n",
        "  cyd: Viewer\n  dan: Viewer\n",
        "user `dan` added as Viewer",
        "dan:",
        how="added",
    ),
    Case(
        "group",
        "  Bare: {",
        "  More: [cyd]\n  Bare: {",
        "group `More` added with `cyd`",
        "More:",
        how="added",
    ),
    Case(
        "group_set",
        "  Both: [Makers, Readers]",
        "  Both: [Makers, Readers]\n  One: [Makers]",
        "group set `One` added with `Makers`",
        "One:",
        how="added",
    ),
    Case(
        "group_in_set",
        "Both: [Makers, Readers]",
        "Both: [Makers]",
        "group `Readers` removed from group set `Both`",
        "Both:",
        how="removed",
    ),
    Case(
        "item",
        "    data_sources:\n",
        "    flows: {F: {permissions: {}}}\n    data_sources:\n",
        "`flow:P/F` added",
        "F:",
        how="added",
    ),
    Case(
        "owner",
        "owner: ada\n    labels",
        "owner: bob\n    labels",
        "owner of `project:P` changed from `ada` to `bob`",
        "bob\n    labels",
    ),
    Case(
        "leader",
        "Makers: {project: view,",
        "Makers: {leader: true, project: view,",
        "Project Leader of `project:P` given to `group:Makers`",
        "leader: true",
        how="added",
    ),
    Case(
        "lock",
        "content_permissions: customizable",
        "content_permissions: locked",
        "lock of `project:P` changed from customizable to locked",
        "locked\n    permissions",
    ),
    Case("tabs", "tabs: hidden", "tabs: shown", "tabs shown in `workbook:P/W`", "tabs: shown"),
    Case(
        "connections",
        "authentication: prompt}]",
        "authentication: embedded}]",
        "connections changed of `workbook:P/W`",
        "connects_to",
    ),
    Case(
        "authentication",
        "D: {authentication: embedded",
        "D: {authentication: prompt",
        "authentication changed of `data_source:P/D`",
        "authentication: prompt, perm",
    ),
    Case(
        "setting",
        "guest_access: false",
        "guest_access: true",
        "setting `guest_access` turned on",
        "guest_access",
    ),
    Case(
        "profile",
        "full_name: Bob",
        "full_name: Robert",
        "full name or mail address of `bob` changed",
        "bob:",
    ),
    Case(
        "sign_in", "domain: corp", "domain: lab", "`domain` of group `Readers` changed", "domain"
    ),
    Case(
        "leader_denial",
        "Makers: {project: view,",
        "Makers: {leader: denied, project: view,",
        "the denial of Project Leader of `project:P` given to `group:Makers`",
        "leader: denied",
        how="added",
    ),
)
WITH_CELLS = frozenset(
    {"rule", "member", "site_role", "user", "group", "group_set", "group_in_set", "setting"}
)
"""The kinds whose cells a case lists whole; of the others the sums are those of the change."""


@pytest.mark.parametrize("case", CASES, ids=lambda it: f"{it.kind} {it.how}")
def test_each_kind_of_change(case: Case) -> None:
    assert SITE.count(case.old) == 1
    drift, text = drift_between(SITE, SITE.replace(case.old, case.new))
    (change,) = drift.changes
    assert (change.kind, change.how, change.summary) == (case.kind, case.how, case.said)
    at = text.replace(" ", "").index(case.at.replace(" ", ""))
    line = text.replace(" ", "")[:at].count("\n") + 1
    assert (change.position.file, change.position.line) == ("new.yaml", line)
    found = cells_of(drift)
    assert (change.gained, change.lost) == (drift.diff.gained, drift.diff.lost)
    if case.kind in WITH_CELLS:
        assert tuple(found) == case.cells
    assert drift.drifted


def test_every_kind_of_edit_is_a_kind_of_drift_or_never_one() -> None:
    kinds = {kind.value for kind in DriftKind}
    assert {kind for kind in EditKind if kind.value not in kinds} == NEVER_DRIFT


UNTOLD = (
    ("labels: [sensitive]", "labels: [other]"),
    ("{authentication: embedded, perm", "{external_authorization: database, perm"),
    (
        "settings: {guest_access: false}",
        "settings: {uncertain_ceilings: {workbook: {refresh_extracts: {viewer: true}}}}",
    ),
    ("settings: {guest_access: false}", "settings: {group_sets: false}"),
    ("settings: {guest_access: false}", "settings: {}\nexpectations: []"),
    ("full_name: Bob, email: bob@example.edu", "full_name: Bob"),
    ("members: [cyd], domain: corp", "members: [cyd]"),
)
NEW_SIDE = "    owner: ada\n    labels"


@pytest.mark.parametrize(("old", "new"), UNTOLD)
def test_what_a_site_cannot_tell_is_no_drift(old: str, new: str) -> None:
    assert SITE.count(old) == 1
    other = SITE.replace(old, new)
    for one, another in ((SITE, other), (other, SITE)):
        drift, _ = drift_between(one, another)
        assert (drift.drifted, cells_of(drift)) == (False, [])


def test_an_owner_that_the_site_does_not_tell_is_not_compared() -> None:
    untold = SITE.replace(NEW_SIDE, "    labels")
    drift, _ = drift_between(SITE, untold)
    assert (drift.drifted, cells_of(drift)) == (False, [])


@pytest.mark.parametrize(
    ("role", "kinds"),
    [
        ("Site Administrator Explorer", {DriftKind.USER}),
        ("Viewer", {DriftKind.USER, DriftKind.OWNER}),
    ],
)
def test_no_owner_is_an_administrator_who_is_not_declared(role: str, kinds: set[str]) -> None:
    old = SITE.replace(NEW_SIDE, "    labels")
    new = SITE.replace(NEW_SIDE, NEW_SIDE.replace("ada", "zoe"))
    new = new.replace("  ada: Creator\n", f"  ada: Creator\n  zoe: {role}\n")
    drift, _ = drift_between(old, new)
    assert {it.kind for it in drift.changes} == kinds
    assert all(it.user == "zoe" for it in drift.diff.cells())


DEAD = "{Makers: {deny: [view]}}"
"""Rules below a lock."""


@pytest.mark.parametrize("other", ["", "{}", "{users: {bob: {allow: [view]}}}"])
def test_rules_that_a_lock_keeps_out_of_use_are_not_compared(other: str) -> None:
    rules = "permissions: {groups: " + DEAD + "}"
    assert SITE.count(rules) == 1
    changed = SITE.replace(rules, f"permissions: {other}" if other else "")
    for one, another in ((SITE, changed), (changed, SITE)):
        drift, _ = drift_between(one, another)
        assert not drift.drifted


def test_a_copy_and_the_same_list_written_out_are_alike() -> None:
    copied = SITE.replace(
        "  P:\n",
        "  C: {permissions: {groups: {Makers: {workbooks: view}}}, "
        "workbooks: {X: {}}, projects: {N: {}}}\n  P:\n",
    )
    written = copied.replace(
        "workbooks: {X: {}}, projects: {N: {}}",
        "workbooks: {X: {permissions: {groups: {Makers: view}}}}, "
        "projects: {N: {permissions: {groups: {Makers: {workbooks: view}}}}}",
    )
    for one, another in ((copied, written), (written, copied)):
        drift, _ = drift_between(one, another)
        assert not drift.drifted
    other = written.replace(
        "{X: {permissions: {groups: {Makers: view}}}}",
        "{X: {permissions: {groups: {Makers: view, Readers: view}}}}",
    )
    drift, _ = drift_between(copied, other)
    assert [it.kind for it in drift.changes] == [DriftKind.RULE]
    assert cells_of(drift)[0] == "cyd view workbook:C/X: unspecified -> group_allow"


def test_when_a_lock_comes_the_rules_that_it_puts_out_of_use_are_no_change_of_their_own() -> None:
    locked = SITE.replace("content_permissions: customizable", "content_permissions: locked")
    locked = locked.replace("permissions: {groups: {Makers: {allow: [view]}}}\n        ", "")
    drift, _ = drift_between(SITE, locked)
    assert [it.kind for it in drift.changes] == [DriftKind.LOCK]
    assert "bob view workbook:P/W: group_allow -> unspecified" in cells_of(drift)


def test_when_a_lock_goes_the_rules_it_leaves_are_held_against_its_own() -> None:
    unlocked = SITE.replace(
        "    content_permissions: locked\n", "    content_permissions: customizable\n"
    ).replace("{Makers: {deny: [view]}}}}}", "{Readers: {allow: [view]}}}}}")
    drift, _ = drift_between(SITE, unlocked)
    assert [it.kind for it in drift.changes] == [DriftKind.LOCK]
    assert cells_of(drift) == []
