"""Strata: items of one kind under the same rules, charge and lock, alike but for their owners."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from tableau_perm_cli.catalog import CATALOG
from tableau_perm_cli.resolve.bulk import codes
from tableau_perm_cli.resolve.bulk.bits import lowest_bit, treated_alike
from tableau_perm_cli.resolve.bulk.ceilings import Ceilings
from tableau_perm_cli.resolve.bulk.charges import NOBODY, Charge
from tableau_perm_cli.resolve.bulk.codes import (
    SET_PERMISSIONS,
    Row,
    laid_over,
    with_set_permissions,
)
from tableau_perm_cli.resolve.bulk.interned import Interned
from tableau_perm_cli.resolve.bulk.principals import People
from tableau_perm_cli.resolve.bulk.rule_lists import Claim, DistinctList
from tableau_perm_cli.resolve.bulk.tallies import Tally, counted, moved, with_everyone_locked

NO_OWNER = -1
_FEW = 32
"""Up to so many people in charge are counted one by one; for more, sets are cheaper."""


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
    _tally: Tally = 0
    _tally_under: Ceilings | None = field(default=None)

    # Sets of users, for one capability

    def partition(self, people: People, capability: int, owner: int = NO_OWNER) -> list[Claim]:
        """Return who has which code: every user once, no bit set empty."""
        ceiling = people.ceilings.ceilings[self.rules.kind_number][capability]
        size = len(people.names)
        return [*ceiling.decided, *self._bound(ceiling.bound, capability, owner, size)]

    def _bound(self, bound: int, capability: int, owner: int, size: int) -> Iterator[Claim]:
        """Share out those whom the ceiling does not decide (steps 3 to 9 of the ladder)."""
        if self.lock is not None and capability == SET_PERMISSIONS[self.rules.kind_number]:
            return _shared_out(bound, self.lock.claims(size), codes.LOCKED)
        claims = [*self.charge.claims(size)]
        if owner != NO_OWNER:
            claims.append((codes.OWNER, 1 << owner))
        claims += self.rules.claims(capability, size)
        return _shared_out(bound, claims, codes.UNSPECIFIED)

    def alike(self, ceilings: Ceilings) -> list[int]:
        """Return masks of the capabilities that have the same partition, all of them together."""
        number = self.rules.kind_number
        masks = [*self.rules.masks(), *ceilings.alike[number]]
        if self.lock is not None:
            masks.append(1 << SET_PERMISSIONS[number])
        return treated_alike(masks, CATALOG[self.rules.kind].full_mask)

    # One user, for all capabilities

    def row(self, people: People, user: int, *, owns: bool = False) -> Row:
        """Return one user's row on an item that the user may own."""
        audiences = people.memberships.audiences_of[user]
        number = self.rules.kind_number
        row = self.rules.row(people.ceilings.row(number, user), user, audiences)
        standing = self.charge.standing(user, audiences) or (codes.OWNER if owns else 0)
        if standing:
            row = laid_over(row, standing)
        if self.lock is not None:
            code = self.lock.standing(user, audiences) or codes.LOCKED
            row = with_set_permissions(row, SET_PERMISSIONS[number], code)
        return row

    # Numbers of users, for all capabilities

    def counted_under(self, ceilings: Ceilings) -> bool:
        """Whether the tally is known already."""
        return self._tally_under is ceilings

    def tally(self, people: People) -> Tally:
        """Return how many users have which reason; kept for as long as the ceilings last."""
        if self._tally_under is not people.ceilings:
            self._tally = self._count(people)
            self._tally_under = people.ceilings
        return self._tally

    def _count(self, people: People) -> Tally:
        members = self.charge.members(_FEW)
        if members is None:
            return self._count_sets(people)
        rules, lock = self.rules, self.lock
        if rules.tally_under is not people.ceilings:
            rules.tally = Stratum(rules, NOBODY, None)._count_sets(people)  # noqa: SLF001 - a stratum
            rules.tally_under = people.ceilings
        tally = rules.tally
        without_charge = Stratum(rules, NOBODY, None)
        if lock is not None:
            tally = with_everyone_locked(tally, SET_PERMISSIONS[rules.kind_number])
            without_charge = Stratum(rules, NOBODY, NOBODY)
        for user in members:
            tally += moved(without_charge.row(people, user), self.row(people, user))
        return tally

    def _count_sets(self, people: People) -> Tally:
        tally = 0
        for mask in self.alike(people.ceilings):
            for code, bits in self.partition(people, lowest_bit(mask)):
                tally += counted(mask, code, bits.bit_count())
        return tally


def _shared_out(bound: int, claims: Iterable[Claim], rest: int) -> Iterator[Claim]:
    """Yield what each claim gets of ``bound``, in order, and the rest under a code of its own."""
    for code, bits in claims:
        taken = bits & bound
        if taken:
            bound ^= taken
            yield code, taken
    if bound:
        yield rest, bound


_Parts = tuple[DistinctList, Charge, Charge | None]


class Strata(Interned[_Parts, Stratum]):
    """The strata of one site."""

    def of(self, rules: DistinctList, charge: Charge, lock: Charge | None) -> Stratum:
        """Return the stratum that these make."""
        parts = (rules, charge, lock)
        return self.find(parts) or self.add(parts, Stratum(*parts))
