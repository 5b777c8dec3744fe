"""What was not read on one side or both: filled, listed, and never taken for a change."""

from textwrap import dedent, indent

import pytest

from tableau_perm_cli.audit.drift import Drift, DriftKind, GapState, Side, find_drift
from tableau_perm_cli.declaration.load import read_files

SITE = """\
users:
  ada: Creator
  bob: {role: Explorer}
groups:
  Makers: {members: [ada, bob]}
projects:
  P:
    owner: ada
    content_permissions: locked
    permissions: {groups: {Makers: {project: view, flows: view, workbooks: view}}}
    flows: {F: {}}
  Q:
    permissions: {groups: {Makers: {leader: true, project: view}}}
    workbooks:
      W:
        owner: bob
        permissions: {users: {bob: view}}
        connects_to: [{data_source: Q/D, authentication: prompt}]
        views: {V: {permissions: {users: {bob: view}}}}
    data_sources: {D: {permissions: {}}}
"""

GAPS = (
    ("bob: {role: Explorer}", "bob: {role: Unlicensed, not_read: {role: told nothing}}", "role"),
    (
        "Makers: {members: [ada, bob]}",
        "Makers: {members: [bob], not_read: {members: told nothing}}",
        "members",
    ),
    ("    owner: ada\n", "    not_read: {owner: told nothing}\n", "owner"),
    (
        "    content_permissions: locked\n",
        "    not_read: {content_permissions: told nothing}\n",
        "content_permissions",
    ),
    (
        "    permissions: {groups: {Makers: {leader: true, project: view}}}\n",
        "    permissions: {}\n    not_read: {project: told nothing}\n",
        "project",
    ),
    (
        "{project: view, flows: view, workbooks: view}}}\n",
        "{project: view, workbooks: view}}}\n    not_read: {flows: told nothing}\n",
        "flows",
    ),
    (
        "        permissions: {users: {bob: view}}\n        connects",
        "        not_read: {permissions: told nothing}\n        connects",
        "permissions",
    ),
    (
        "        connects_to: [{data_source: Q/D, authentication: prompt}]\n",
        "        not_read: {connects_to: told nothing}\n",
        "connects_to",
    ),
    (
        "    flows: {F: {}}\n",
        "",
        "flows of the site",
    ),
    (
        "        views: {V: {permissions: {users: {bob: view}}}}\n",
        "",
        "views of the site",
    ),
)
IDS = [part for _, _, part in GAPS]


def declared(site: str, *, is_pulled: bool = False) -> Side:
    text = f"version: 1\nsites:\n  S:\n{indent(dedent(site), '    ')}"
    return Side(read_files([("x.yaml", text.encode())]), {}, is_pulled=is_pulled)


def with_gap(site: str, old: str, new: str, part: str, why: str = "told nothing") -> str:
    assert site.count(old) == 1
    site = site.replace(old, new.replace("told nothing", why))
    word, of_site, _ = part.partition(" of the site")
    return f"{site}not_read: {{{word}: {why}}}\n" if of_site else site


def cells(drift: Drift) -> tuple[int, int]:
    return drift.diff.gained, drift.diff.lost


@pytest.mark.parametrize(("old", "new", "part"), GAPS, ids=IDS)
def test_what_is_not_readable_any_more_is_drift_and_changes_no_access(
    old: str, new: str, part: str
) -> None:
    drift = find_drift(declared(SITE), declared(with_gap(SITE, old, new, part)))
    (gap,) = drift.gaps
    assert (gap.state, gap.reason) == (GapState.NO_LONGER_READABLE, "told nothing")
    (change,) = drift.changes
    assert change.kind is DriftKind.NOT_READ
    assert change.summary.endswith(" could not be read any more: told nothing")
    assert (cells(drift), drift.drifted) == ((0, 0), True)


@pytest.mark.parametrize(("old", "new", "part"), GAPS, ids=IDS)
def test_what_is_readable_now_is_no_drift(old: str, new: str, part: str) -> None:
    drift = find_drift(declared(with_gap(SITE, old, new, part)), declared(SITE))
    (gap,) = drift.gaps
    assert gap.state is GapState.NOW_READABLE
    assert (cells(drift), drift.changes) == ((0, 0), ())


@pytest.mark.parametrize(("old", "new", "part"), GAPS, ids=IDS)
def test_what_neither_side_has_read_is_not_compared_whatever_the_reason(
    old: str, new: str, part: str
) -> None:
    one, other = (with_gap(SITE, old, new, part, why) for why in ("one reason", "another"))
    drift = find_drift(declared(one), declared(other))
    (gap,) = drift.gaps
    assert (gap.state, gap.reason) == (GapState.NOT_COMPARED, "another")
    assert (cells(drift), drift.changes) == ((0, 0), ())


def test_other_changes_show_beside_a_gap() -> None:
    _, _, part = GAPS[6]
    new = with_gap(SITE, *GAPS[6]).replace("ada: Creator", "ada: Viewer")
    drift = find_drift(declared(SITE), declared(new))
    assert part == "permissions"
    assert [it.kind for it in drift.changes] == [DriftKind.NOT_READ, DriftKind.SITE_ROLE]


def test_a_rule_for_whom_is_gone_goes_with_him_though_the_list_was_not_read() -> None:
    new = with_gap(SITE, *GAPS[6]).replace("  bob: {role: Explorer}\n", "").replace(", bob]", "]")
    new = new.replace("        owner: bob\n", "        owner: ada\n")
    new = new.replace("{V: {permissions: {users: {bob: view}}}}", "{V: {permissions: {}}}")
    drift = find_drift(declared(SITE), declared(new))
    kinds = {it.kind for it in drift.changes}
    assert kinds == {
        DriftKind.NOT_READ,
        DriftKind.USER,
        DriftKind.MEMBER,
        DriftKind.OWNER,
        DriftKind.RULE,
    }
    assert drift.diff.gained == sum(
        it.gained for it in drift.changes if it.kind is DriftKind.OWNER
    )


def test_members_who_are_known_count_on_both_sides() -> None:
    new = with_gap(SITE, *GAPS[1]).replace("members: [bob]", "members: [bob, cyd]")
    new = new.replace("  ada: Creator\n", "  ada: Creator\n  cyd: Viewer\n")
    drift = find_drift(declared(SITE), declared(new))
    said = [it.summary for it in drift.changes]
    assert said[1:] == ["user `cyd` added as Viewer", "`cyd` added to group `Makers`"]


def test_content_of_a_personal_space_is_not_gone_when_workbooks_were_not_listed() -> None:
    old = SITE + "personal_spaces: {ada: {workbooks: {Mine: {views: {V: {}}}}}}\n"
    new = SITE.replace("    workbooks:\n      W:\n", "    workbooks:\n      W:\n")
    drift = find_drift(declared(old), declared(f"{new}not_read: {{workbooks: refused}}\n"))
    assert [it.kind for it in drift.changes] == [DriftKind.NOT_READ]


# --- What no pull may ever tell --------------------------------------------------------------

SETTINGS = "settings: {web_authoring: false, guest_access: true}\n"
UNTOLD = "not_read: {settings: told nothing}\n"
GUEST = SITE.replace("  ada: Creator\n", "  ada: Creator\n  guest: Guest\n")


@pytest.mark.parametrize("old", [SETTINGS, "", f"{SETTINGS}{UNTOLD}"])
def test_settings_that_are_not_told_are_not_compared(old: str) -> None:
    drift = find_drift(declared(GUEST + old), declared(GUEST + UNTOLD))
    (gap,) = drift.gaps
    assert (gap.state, gap.part) == (GapState.NOT_COMPARED, "settings")
    if UNTOLD not in old:
        assert (cells(drift), drift.changes) == ((0, 0), ())


def test_settings_that_were_not_told_are_held_against_nothing() -> None:
    drift = find_drift(declared(GUEST + UNTOLD), declared(GUEST + SETTINGS))
    (gap,) = drift.gaps
    assert gap.state is GapState.NOW_READABLE
    assert (cells(drift), drift.changes) == ((0, 0), ())


def test_a_setting_that_was_told_is_compared_beside_one_that_was_not() -> None:
    new = f"{GUEST}settings: {{guest_access: true}}\n{UNTOLD}"
    drift = find_drift(declared(GUEST), declared(new))
    (change,) = drift.changes
    assert change.kind is DriftKind.SETTING


WITH_ROLES = SITE.replace(
    "    data_sources: {D: {permissions: {}}}\n",
    "    data_sources: {D: {permissions: {}}}\n"
    "    data_roles: {R: {owner: ada, permissions: {groups: {Makers: view}}}}\n",
)


def test_data_roles_which_no_pull_lists_are_not_compared() -> None:
    drift = find_drift(declared(WITH_ROLES), declared(SITE, is_pulled=True))
    (gap,) = drift.gaps
    assert gap.state is GapState.NOT_COMPARED
    assert gap.summary == "data roles of the site not compared: the REST API has no list of them"
    assert (cells(drift), drift.changes) == ((0, 0), ())


def test_they_are_gone_where_no_pull_says_so_or_others_are_there() -> None:
    others = WITH_ROLES.replace("{R: {owner", "{Other: {owner")
    for new in (declared(SITE), declared(others, is_pulled=True)):
        drift = find_drift(declared(WITH_ROLES), new)
        assert drift.gaps == ()
        assert {it.kind for it in drift.changes} == {DriftKind.ITEM}


def test_of_a_pull_without_data_roles_on_either_side_nothing_is_said() -> None:
    assert find_drift(declared(SITE), declared(SITE, is_pulled=True)).gaps == ()
