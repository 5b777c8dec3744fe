"""Strata: items of one kind under the same rules, charge and lock, alike but for their owners."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from tableau_perm_cli.catalog import CATALOG
from tableau_perm_cli.resolve.bulk import codes
from tableau_perm_cli.resolve.bulk.bits import treated_alike
from tableau_perm_cli.resolve.bulk.ceilings import Ceilings, Counted
from tableau_perm_cli.resolve.bulk.charges import Charge
from tableau_perm_cli.resolve.bulk.codes import (
    ALLOWS,
    SET_PERMISSIONS,
    Row,
    laid_over,
    with_set_permissions,
)
from tableau_perm_cli.resolve.bulk.interned import Interned
from tableau_perm_cli.resolve.bulk.principals import People
from tableau_perm_cli.resolve.bulk.rule_lists import Claim, DistinctList

NO_OWNER = -1


@dataclass(slots=True, eq=False)
class Stratum:
    """What decides about an item, all but the item's own owner.

    INVARIANT: two strata of an engine and its donors with the same three parts are one object.
    """

    rules: DistinctList
    charge: Charge
    """Of the item's project."""
    lock: Charge | None
    """Of the project that locks the item's permissions, if one does."""
    counted: Counted | None = field(default=None)
    """How many users have which reason; None before anyone asks (``counting.py``)."""

    # Sets of users, for one capability

    def partition(self, people: People, capability: int, owner: int = NO_OWNER) -> list[Claim]:
        """Return who has which code: every user once, no bit set empty."""
        ceiling = people.ceilings.ceilings[self.rules.kind_number][capability]
        claims, rest = self.claims(capability, owner, len(people.names))
        taken, unclaimed = shared_out(ceiling.bound, claims)
        if unclaimed:
            taken.append((rest, unclaimed))
        return [*ceiling.decided, *taken]

    def allowed(self, people: People, capability: int, owner: int = NO_OWNER) -> int:
        """Return who is allowed."""
        allowed = 0
        for code, users in self.partition(people, capability, owner):
            if ALLOWS[code]:
                allowed |= users
        return allowed

    def claims(self, capability: int, owner: int, size: int) -> tuple[Sequence[Claim], int]:
        """Return the claims on those whom the ceiling leaves open, and the code of the rest.

        Steps 3 to 9 of the ladder, in order.
        """
        if self.lock is not None and capability == SET_PERMISSIONS[self.rules.kind_number]:
            return self.lock.claims(size), codes.LOCKED
        claims = [*self.charge.claims(size)]
        if owner != NO_OWNER:
            claims.append((codes.OWNER, 1 << owner))
        claims += self.rules.claims(capability, size)
        return claims, self.rules.rest

    def alike(self, ceilings: Ceilings) -> list[int]:
        """Return masks of the capabilities that have the same partition, all of them together."""
        return [
            mask
            for claimed_alike in self.claimed_alike()
            for bound_alike in ceilings.alike[self.rules.kind_number]
            if (mask := claimed_alike & bound_alike)
        ]

    def claimed_alike(self) -> list[int]:
        """Return masks of the capabilities that have the same claims."""
        rules = self.rules
        masks = {*rules.masks()}
        if self.lock is not None:
            masks.add(1 << SET_PERMISSIONS[rules.kind_number])
        return treated_alike(masks, CATALOG[rules.kind].full_mask)

    # One user

    def code(self, people: People, user: int, capability: int, owner: int = NO_OWNER) -> int:
        """Return one user's code for one capability: the ladder, rung by rung."""
        number = self.rules.kind_number
        ceilings = people.ceilings
        code = ceilings.rows[number][ceilings.class_of[user]][capability]
        if code:
            return code
        audiences = people.memberships.audiences_of[user]
        if self.lock is not None and capability == SET_PERMISSIONS[number]:
            return self.lock.standing(user, audiences) or codes.LOCKED
        if self.charge.anyone:
            code = self.charge.standing(user, audiences)
            if code:
                return code
        return codes.OWNER if user == owner else self.rules.code(capability, user, audiences)

    def row(self, people: People, user: int, owner: int = NO_OWNER) -> Row:
        """Return one user's codes for all capabilities."""
        audiences = people.memberships.audiences_of[user]
        number = self.rules.kind_number
        row = self.rules.row(people.ceilings.row(number, user), user, audiences)
        if self.lock is not None:
            code = self.lock.standing(user, audiences) or codes.LOCKED
            row = with_set_permissions(row, SET_PERMISSIONS[number], code)
        standing = self.charge.standing(user, audiences)
        if standing or user == owner:
            # What a lock has decided above stays as it is.
            row = laid_over(row, standing or codes.OWNER)
        return row


def shared_out(bound: int, claims: Iterable[Claim]) -> tuple[list[Claim], int]:
    """Give each claim in order what is left of ``bound``; return the gains and what remains."""
    gains: list[Claim] = []
    for code, bits in claims:
        taken = bits & bound
        if taken:
            bound ^= taken
            gains.append((code, taken))
    return gains, bound


_Parts = tuple[DistinctList, Charge, Charge | None]


class Strata(Interned[_Parts, Stratum]):
    """The strata of one site."""

    def of(self, rules: DistinctList, charge: Charge, lock: Charge | None) -> Stratum:
        """Return the stratum that these make."""
        parts = (rules, charge, lock)
        return self.find(parts) or self.add(parts, Stratum(*parts))
