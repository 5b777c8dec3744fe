"""Effective rows against our verdicts: who is right, and what a difference means."""

import pytest

from tableau_perm_cli.catalog import CATALOG
from tableau_perm_cli.declaration.address import Address, decode_path, split_kind
from tableau_perm_cli.declaration.load import read_files
from tableau_perm_cli.exchange.verifying import (
    AccessCheck,
    AccessClaim,
    Outcome,
    Unplaced,
    check_access,
    sample,
)
from tableau_perm_cli.resolve import Reason, open_site

TEXT = b"""\
version: 1
sites:
  Here:
    users: {ada: Creator, vie: Viewer, old: Unlicensed, sup: Support User, exp: Explorer}
    projects:
      A:
        workbooks:
          W:
            permissions:
              groups: {All Users: {allow: [view, web_edit, refresh_extracts]}}
              users: {ada: {deny: [web_edit]}}
"""


def claim(user: str, address: str, capability: str, *, allowed: bool) -> AccessClaim:
    kind, path = split_kind(address)
    assert kind is not None
    asked = CATALOG[kind].capability(capability)
    told = "told so"
    return AccessClaim(user, Address(kind, decode_path(path)), asked, allowed, told, "p.csv:2")


@pytest.mark.parametrize(
    ("user", "capability", "allowed", "outcome", "reason"),
    [
        ("ada", "view", True, Outcome.AGREED, Reason.GROUP_ALLOW),
        ("ada", "web_edit", False, Outcome.AGREED, Reason.USER_DENY),
        ("ada", "web_edit", True, Outcome.DISAGREED, Reason.USER_DENY),
        ("ada", "view", False, Outcome.DISAGREED, Reason.GROUP_ALLOW),
        ("ada", "delete", True, Outcome.DISAGREED, Reason.UNSPECIFIED),
        # Help: "a Viewer can't web edit, even if they're allowed in a user or group rule".
        ("vie", "web_edit", True, Outcome.EXPLAINED, Reason.SITE_ROLE),
        ("old", "view", True, Outcome.EXPLAINED, Reason.UNLICENSED),
        ("vie", "web_edit", False, Outcome.AGREED, Reason.SITE_ROLE),
        # Our answer rests on a role that public text leaves open.
        ("sup", "view", False, Outcome.UNCERTAIN, Reason.GROUP_ALLOW),
    ],
)
def test_a_row_against_our_answer(
    user: str,
    capability: str,
    allowed: bool,  # noqa: FBT001 - a column of the table
    outcome: Outcome,
    reason: Reason,
) -> None:
    resolver = open_site(read_files([("site.yaml", TEXT)]), "Here")
    (check,) = check_access(resolver, [claim(user, "workbook:A/W", capability, allowed=allowed)])
    assert isinstance(check, AccessCheck)
    assert (check.outcome, check.ours.reason) == (outcome, reason)


def test_what_is_not_declared_is_said_and_not_compared() -> None:
    resolver = open_site(read_files([("site.yaml", TEXT)]), "Here")
    claims = [
        claim("nobody", "workbook:A/W", "view", allowed=True),
        claim("ada", "workbook:A/V", "view", allowed=True),
    ]
    assert [*check_access(resolver, claims)] == [
        Unplaced("user", "nobody"),
        Unplaced("item", "workbook:A/V"),
    ]


def test_a_sample_is_the_same_for_the_same_seed_and_keeps_the_order() -> None:
    first, number = sample(range(1000), 50, seed=3)
    assert number == 1000
    assert len(first) == len({*first}) == 50
    assert first == sorted(first)
    assert first == sample(range(1000), 50, seed=3)[0]
    assert first != sample(range(1000), 50, seed=4)[0]
    assert sample(range(7), 50, seed=0) == ([*range(7)], 7)
    assert sample(range(7), None, seed=0) == ([*range(7)], 7)


def test_every_thing_is_as_likely_to_be_in_a_sample() -> None:
    hits = [0] * 20
    for seed in range(2000):
        for thing in sample(range(20), 5, seed)[0]:
            hits[thing] += 1
    assert all(400 < number < 600 for number in hits), hits
