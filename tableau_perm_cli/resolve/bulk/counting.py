"""Counts users instead of naming them: each distinct rule list once, then who is in charge.

The sets of users are dropped as soon as they are counted; only tallies are kept.
"""

from tableau_perm_cli.resolve.bulk import codes
from tableau_perm_cli.resolve.bulk.bits import lowest_bit
from tableau_perm_cli.resolve.bulk.ceilings import Counted
from tableau_perm_cli.resolve.bulk.charges import NOBODY
from tableau_perm_cli.resolve.bulk.codes import SET_PERMISSIONS, with_set_permissions
from tableau_perm_cli.resolve.bulk.principals import People
from tableau_perm_cli.resolve.bulk.rule_lists import DistinctList
from tableau_perm_cli.resolve.bulk.strata import NO_OWNER, Stratum, shared_out
from tableau_perm_cli.resolve.bulk.tallies import (
    Tally,
    counted,
    moved,
    moved_to,
    with_everyone_locked,
)

_FEW = 32
"""Up to so many people in charge are counted one by one; for more, sets are cheaper."""


def tally_of(stratum: Stratum, people: People, owner: int = NO_OWNER) -> Tally:
    """Return how many users have which reason on an item of the stratum with this owner."""
    tally = _tally_without_owner(stratum, people)
    if owner == NO_OWNER:
        return tally
    audiences = people.memberships.audiences_of[owner]
    if stratum.charge.standing(owner, audiences):
        return tally
    number = stratum.rules.kind_number
    before = stratum.rules.row(people.ceilings.row(number, owner), owner, audiences)
    if stratum.lock is not None:
        before = with_set_permissions(before, SET_PERMISSIONS[number], codes.LOCKED)
    return tally + moved_to(before, codes.OWNER)


def is_counted(stratum: Stratum, people: People) -> bool:
    """Whether the stratum's tally is known."""
    return stratum.counted is not None and stratum.counted.ceilings is people.ceilings


def _tally_without_owner(stratum: Stratum, people: People) -> Tally:
    known = stratum.counted
    if known is None or known.ceilings is not people.ceilings:
        known = stratum.counted = Counted(people.ceilings, _count(stratum, people))
    return known.tally


def _count(stratum: Stratum, people: People) -> Tally:
    """Lay the people in charge, one by one if they are few, over what the rules come to."""
    members = stratum.charge.members(_FEW)
    if members is None:
        return _count_sets(stratum, people)
    tally = _tally_of_rules(stratum.rules, people)
    nobody_in_charge = Stratum(stratum.rules, NOBODY, None)
    if stratum.lock is not None:
        tally = with_everyone_locked(tally, SET_PERMISSIONS[stratum.rules.kind_number])
        nobody_in_charge = Stratum(stratum.rules, NOBODY, NOBODY)
    for user in members:
        tally += moved(nobody_in_charge.row(people, user), stratum.row(people, user))
    return tally


def _tally_of_rules(rules: DistinctList, people: People) -> Tally:
    """Return how many users have which reason by ceilings and rules alone."""
    known = rules.counted
    if known is None or known.ceilings is not people.ceilings:
        tally = _count_sets(Stratum(rules, NOBODY, None), people)
        known = rules.counted = Counted(people.ceilings, tally)
    return known.tally


def _count_sets(stratum: Stratum, people: People) -> Tally:
    """Count the members of every set of the stratum's partitions."""
    ceilings, number = people.ceilings, stratum.rules.kind_number
    tally = ceilings.tallies[number]
    for claimed_alike in stratum.claimed_alike():
        claims, rest = stratum.claims(lowest_bit(claimed_alike), NO_OWNER, len(people.names))
        for bound_alike in ceilings.alike[number]:
            mask = claimed_alike & bound_alike
            if mask:
                ceiling = ceilings.ceilings[number][lowest_bit(mask)]
                left = ceiling.bound_number
                for code, users in shared_out(ceiling.bound, claims)[0]:
                    members = users.bit_count()
                    left -= members
                    tally += counted(mask, code, members)
                tally += counted(mask, rest, left)
    return tally
