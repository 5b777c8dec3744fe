"""One distinct rule list, as it bears on one kind of item (semantics 3, steps 6 to 9).

Lists that say the same are one (``distinct_lists.py``), and are evaluated once.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from tableau_perm_cli.catalog import Kind
from tableau_perm_cli.resolve.bulk import codes
from tableau_perm_cli.resolve.bulk.bits import bits_of
from tableau_perm_cli.resolve.bulk.ceilings import Counted
from tableau_perm_cli.resolve.bulk.codes import UNDECIDED, Row
from tableau_perm_cli.resolve.bulk.memberships import Audience

Masks = int
"""What a rule says, in one integer: the mask of what it allows, and above it what it denies."""
DENY = 32
"""Where the denies begin. INVARIANT: no kind has so many capabilities."""
_ALLOW_MASK = (1 << DENY) - 1

Claim = tuple[int, int]
"""A code and the bit set of those whom it is for, unless something earlier claims them."""


class AudienceRules:
    """The rules of one list for groups, or those for group sets."""

    __slots__ = ("_sets", "by_serial")

    def __init__(self, rules: Mapping[Audience, Masks]) -> None:
        """Take what the list says to each audience."""
        self.by_serial = {audience.serial: masks for audience, masks in rules.items()}
        """What is said, by the serial number of the audience; empty when nothing is."""
        self._sets = tuple((audience.bits, masks) for audience, masks in rules.items())

    def reached(self, capability: int) -> tuple[int, int]:
        """Return who is denied a capability and who is allowed it, some of them perhaps both."""
        allow = 1 << capability
        deny = allow << DENY
        denied = allowed = 0
        for users, masks in self._sets:
            if masks & deny:
                denied |= users
            elif masks & allow:
                allowed |= users
        return denied, allowed

    def said_to(self, audiences: Iterable[int]) -> Masks:
        """Return all that is said to one who is in the audiences with these serial numbers."""
        said = 0
        for masks in map(self.by_serial.get, audiences):
            if masks:
                said |= masks
        return said


@dataclass(slots=True, eq=False)
class DistinctList:
    """One rule list as it bears on one kind of item; what says nothing is left out.

    INVARIANT: two lists of an engine and its donors with the same content are one object.
    """

    kind: Kind
    kind_number: int
    users: Mapping[int, Masks]
    """By the index of the user."""
    groups: AudienceRules
    group_sets: AudienceRules
    rest: int = codes.UNSPECIFIED
    """The code of all whom no rule reaches: that of a list that was not read is its own."""
    counted: Counted | None = field(default=None)
    """How many users have which reason, when no project is owned, led or locked."""

    def masks(self) -> Iterator[int]:
        """Yield what each rule allows and what it denies."""
        for rules in (self.users, self.groups.by_serial, self.group_sets.by_serial):
            for masks in rules.values():
                yield masks & _ALLOW_MASK
                yield masks >> DENY

    def claims(self, capability: int, size: int) -> list[Claim]:
        """Return whom the rules reach for one capability, in the order of steps 6 to 8.

        Args:
            capability: its index in the item's kind.
            size: how many users there are.
        """
        claims: list[Claim] = []
        if self.users:
            allow = 1 << capability
            deny = allow << DENY
            named = self.users.items()
            claims += (
                (codes.USER_DENY, bits_of([u for u, masks in named if masks & deny], size)),
                (codes.USER_ALLOW, bits_of([u for u, masks in named if masks & allow], size)),
            )
        denied, allowed = self.groups.reached(capability)
        claims += ((codes.GROUP_DENY, denied), (codes.GROUP_ALLOW, allowed))
        if self.group_sets.by_serial:
            denied, allowed = self.group_sets.reached(capability)
            claims += ((codes.GROUP_SET_DENY, denied), (codes.GROUP_SET_ALLOW, allowed))
        return claims

    def row(self, ceiling: Row, user: int, audiences: Iterable[int]) -> Row:
        """Return one user's row as ceilings and rules make it.

        Args:
            ceiling: the row of the user's class.
            user: the user's index.
            audiences: the serial numbers of the audiences the user is in.
        """
        group_sets = self.group_sets
        return _row(
            ceiling,
            self.users.get(user, 0),
            self.groups.said_to(audiences),
            group_sets.said_to(audiences) if group_sets.by_serial else 0,
            self.rest,
        )

    def code(self, capability: int, user: int, audiences: Iterable[int]) -> int:
        """Return what the rules come to for one capability, if the ceiling leaves it open."""
        deny = 1 << capability + DENY
        either = deny | 1 << capability
        if self.users:
            said = self.users.get(user, 0) & either
            if said:
                return codes.USER_DENY if said & deny else codes.USER_ALLOW
        said = self.groups.said_to(audiences) & either
        if said:
            return codes.GROUP_DENY if said & deny else codes.GROUP_ALLOW
        if self.group_sets.by_serial:
            said = self.group_sets.said_to(audiences) & either
            if said:
                return codes.GROUP_SET_DENY if said & deny else codes.GROUP_SET_ALLOW
        return self.rest


@lru_cache(maxsize=1 << 15)
def _row(ceiling: Row, user: Masks, groups: Masks, group_sets: Masks, rest: int) -> Row:
    """Return the row of one whose rules, put together on each rung, say these masks."""
    return bytes(
        _ruled(1 << capability, user, groups, group_sets) or rest if code == UNDECIDED else code
        for capability, code in enumerate(ceiling)
    )


def _ruled(allow: int, user: Masks, groups: Masks, group_sets: Masks) -> int:
    deny = allow << DENY
    for masks, if_denied, if_allowed in (
        (user, codes.USER_DENY, codes.USER_ALLOW),
        (groups, codes.GROUP_DENY, codes.GROUP_ALLOW),
        (group_sets, codes.GROUP_SET_DENY, codes.GROUP_SET_ALLOW),
    ):
        if masks & deny:
            return if_denied
        if masks & allow:
            return if_allowed
    return UNDECIDED
