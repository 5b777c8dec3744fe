"""Changes of a site that was not read whole: what they make known, keep, and cannot say."""

import pytest

from tableau_perm_cli.audit.changes import (
    ChangeError,
    ClearRule,
    Move,
    SetCapability,
    SetLock,
    SetOwner,
    SetRole,
)
from tableau_perm_cli.audit.changes.change import Change
from tableau_perm_cli.audit.changes.looking_up import find_item
from tableau_perm_cli.catalog import Kind, site_role_named
from tableau_perm_cli.declaration.address import Address
from tableau_perm_cli.declaration.load import read_files
from tableau_perm_cli.declaration.model import Grantee, GranteeKind, Lock, Site
from tableau_perm_cli.declaration.plain_values import site_value

SITE = """\
version: 1
sites:
  S:
    users: {ada: Creator, lou: {role: Unlicensed, not_read: {role: lost}}}
    groups: {G: {members: [ada], not_read: {members: lost}}}
    projects:
      P:
        permissions: {groups: {G: {project: {template: view, unknown: {allow: [Fly]}}}}}
        not_read: {workbooks: timed out, owner: lost}
        workbooks: {W: {}, Own: {not_read: {permissions: "403", owner: lost}}}
      Q: {permissions: {}, not_read: {content_permissions: lost}}
      R: {permissions: {}, workbooks: {Own: {not_read: {permissions: "403"}}}}
"""
PROJECT, WORKBOOK = Address(Kind.PROJECT, ("P",)), Address(Kind.WORKBOOK, ("P", "W"))
OWN = Address(Kind.WORKBOOK, ("P", "Own"))
G = Grantee(GranteeKind.GROUP, "G")
CREATOR = site_role_named("Creator")


def site() -> Site:
    return read_files([("s.yaml", SITE.encode())]).sites["S"]


def after(change: Change) -> Site:
    return change.play(site()).site


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (SetCapability(G, WORKBOOK, "view", effect=True), "the rules of `workbook:P/W` were not"),
        (SetCapability(G, OWN, "view", effect=None), "the rules of `workbook:P/Own` were not"),
        (ClearRule(G, OWN), "the rules of `workbook:P/Own` were not read: 403"),
        (ClearRule(G, PROJECT, Kind.WORKBOOK), "the rules of the workbooks of `project:P` were"),
        (
            SetLock(Address(Kind.PROJECT, ("Q",)), Lock.CUSTOMIZABLE),
            "the lock of `project:Q` was not read: lost",
        ),
    ],
)
def test_what_was_not_read_is_not_changed(change: Change, said: str) -> None:
    with pytest.raises(ChangeError) as caught:
        change.play(site())
    assert caught.value.message.startswith(said)
    assert caught.value.help


def test_whom_a_change_makes_the_owner_is_known() -> None:
    for address in (PROJECT, OWN):
        found = find_item(after(SetOwner(address, "ada")), address)
        assert found is not None
        assert "owner" not in found.not_read
        assert found.not_read  # the rest stays


def test_the_role_that_a_change_gives_is_known() -> None:
    assert CREATOR is not None
    assert after(SetRole("lou", CREATOR.role)).users["lou"].not_read == {}


def test_a_rule_that_says_only_what_is_unknown_stays() -> None:
    changed = after(SetCapability(G, PROJECT, "view", effect=None)).projects[0].permissions
    assert changed is not None
    (rule,) = changed.lists[Kind.PROJECT].rules
    assert (rule.allow, rule.deny, rule.unknown) == (0, 0, (("Fly", "allow"),))


def test_a_lock_overwrites_rules_that_were_not_read_and_says_so() -> None:
    played = SetLock(Address(Kind.PROJECT, ("R",)), Lock.LOCKED).play(site())
    assert played.lost == ("the own rules of `workbook:R/Own` (not read)",)
    found = find_item(played.site, Address(Kind.WORKBOOK, ("R", "Own")))
    assert found is not None
    assert found.not_read == {}


def test_a_copy_of_a_list_that_was_not_read_goes_along() -> None:
    moved = after(Move(WORKBOOK, Address(Kind.PROJECT, ("R",))))
    found = find_item(moved, Address(Kind.WORKBOOK, ("R", "W")))
    assert found is not None
    assert found.not_read == {"permissions": "timed out"}


def test_the_changed_site_can_be_written_and_read() -> None:
    for change in (
        SetOwner(OWN, "ada"),
        Move(WORKBOOK, Address(Kind.PROJECT, ("R",))),
        SetCapability(G, PROJECT, "view", effect=None),
    ):
        written = site_value(after(change))
        assert "not_read" in str(written)
