"""Which edit caused what, where several have a part in it."""

from textwrap import dedent, indent

import pytest

from tableau_perm_cli.audit.diff import Diff, attribution, compare
from tableau_perm_cli.declaration.load import read_files
from tableau_perm_cli.declaration.model import Declaration


def declared(site: str) -> Declaration:
    text = f"version: 1\nsites:\n  S:\n{indent(dedent(site), '    ')}"
    return read_files([("x.yaml", text.encode())])


def effects(diff: Diff) -> dict[str, tuple[int, int, int]]:
    return {it.edit.summary: (it.gained, it.lost, it.shared) for it in diff.effects}


BARE = """\
users: {ada: Creator, bob: Viewer}
groups: {A: [], B: [], C: []}
projects:
  P: {permissions: {groups: {A: {project: view}, B: {project: view}, C: {flows: view}}}}
"""


def test_two_groups_that_both_allow_share_the_cell_and_a_third_has_no_part_in_it() -> None:
    diff = compare(declared(BARE), declared(BARE.replace("[]", "[bob]")))
    assert effects(diff) == {
        "`bob` added to group `A`": (1, 0, 1),
        "`bob` added to group `B`": (1, 0, 1),
        "`bob` added to group `C`": (0, 0, 0),
    }


def test_a_new_user_and_the_membership_are_both_needed_and_neither_is_shared() -> None:
    new = BARE.replace("bob: Viewer", "bob: Viewer, cyd: Viewer").replace("A: []", "A: [cyd]")
    assert effects(compare(declared(BARE), declared(new))) == {
        "user `cyd` added as Viewer": (1, 0, 0),
        "`cyd` added to group `A`": (1, 0, 0),
    }


def test_where_no_edit_alone_undoes_or_makes_the_change_all_of_them_share_it() -> None:
    # Two ways to the same access, and each takes two edits.
    old = BARE.replace("A: {project: view}, B: {project: view}, ", "")
    new = BARE.replace("A: []", "A: [bob]").replace("B: []", "B: [bob]")
    assert effects(compare(declared(old), declared(new))) == {
        "`bob` added to group `A`": (1, 0, 1),
        "`bob` added to group `B`": (1, 0, 1),
        "rule for `group:A` on `project:P` added: allows view": (1, 0, 1),
        "rule for `group:B` on `project:P` added: allows view": (1, 0, 1),
    }


def test_a_lock_above_that_is_taken_away_and_a_rule_below_it_that_counts_from_then_on() -> None:
    old = """\
    users: {bob: Viewer}
    projects:
      P:
        content_permissions: locked_including_nested
        permissions: {}
        projects: {Q: {permissions: {}}}
    """
    new = old.replace("locked_including_nested", "customizable").replace(
        "Q: {permissions: {}}", "Q: {permissions: {users: {bob: {project: view}}}}"
    )
    assert effects(compare(declared(old), declared(new))) == {
        "lock of `project:P` changed from locked_including_nested to customizable": (1, 0, 0),
        "rule for `user:bob` on `project:P/Q` added: allows view": (1, 0, 0),
    }


def test_a_site_on_one_side_only_is_one_edit_and_denied_on_the_other() -> None:
    one = declared(BARE.replace("A: []", "A: [bob]"))
    none = Declaration({}, None, ())
    diff = compare(none, one)
    assert effects(diff) == {"site `S` added": (diff.gained, 0, 0)}
    assert diff.gained > 0
    assert {it.before.reason for it in diff.cells()} == {None}
    assert effects(compare(one, none)) == {"site `S` removed": (0, diff.gained, 0)}


def test_beyond_the_bound_on_rounds_the_cause_is_shared_by_all_that_bear_upon_the_cell(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    new = BARE.replace("bob: Viewer", "bob: Viewer, cyd: Viewer").replace("A: []", "A: [cyd]")
    monkeypatch.setattr(attribution, "MOST_ROUNDS", 0)
    assert effects(compare(declared(BARE), declared(new))) == {
        "user `cyd` added as Viewer": (1, 0, 1),
        "`cyd` added to group `A`": (1, 0, 1),
    }
