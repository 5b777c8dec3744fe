"""Distinct governing rule lists: lists that say the same are one, and are evaluated once.

Locked projects and initial copies share a list by themselves; so do lists that are written
alike, in any order, and lists that name different groups with the same members.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache

from tableau_perm_cli.catalog import CATALOG, Kind
from tableau_perm_cli.declaration.model import Grantee, GranteeKind, RuleList
from tableau_perm_cli.resolve.bulk import codes
from tableau_perm_cli.resolve.bulk.bits import bits_of, union
from tableau_perm_cli.resolve.bulk.ceilings import Ceilings
from tableau_perm_cli.resolve.bulk.codes import KIND_NUMBER, UNDECIDED, Row
from tableau_perm_cli.resolve.bulk.interned import Interned
from tableau_perm_cli.resolve.bulk.memberships import Audience
from tableau_perm_cli.resolve.bulk.principals import People

Masks = int
"""What a rule says, in one integer: the mask of what it allows, and above it what it denies."""
_DENY = 32
"""Where the denies begin. INVARIANT: no kind has so many capabilities."""
_ALLOW_MASK = (1 << _DENY) - 1

Claim = tuple[int, int]
"""A code and the bit set of those whom it is for, unless something earlier claims them."""


@dataclass(slots=True, eq=False)
class DistinctList:
    """One rule list as it bears on one kind of item; what says nothing is left out.

    INVARIANT: two lists of an engine and its donors with the same content are one object.
    """

    kind: Kind
    kind_number: int
    users: Mapping[int, Masks]
    """By the index of the user."""
    groups: Mapping[int, Masks]
    """By the serial number of the audience."""
    group_sets: Mapping[int, Masks]
    audiences: Mapping[int, Audience]
    """Those that the rules for groups and group sets reach."""
    tally: int = 0
    """How many users have which reason, when no project is owned, led or locked."""
    tally_under: Ceilings | None = field(default=None)
    """The ceilings that ``tally`` is for; None before the list is evaluated."""

    def masks(self) -> Iterator[int]:
        """Yield for each rule what it allows and what it denies."""
        for rules in (self.users, self.groups, self.group_sets):
            for masks in rules.values():
                yield masks & _ALLOW_MASK
                yield masks >> _DENY

    def claims(self, capability: int, size: int) -> Iterator[Claim]:
        """Yield what the rules claim for one capability, in the order of steps 6 to 8.

        Args:
            capability: its index in the item's kind.
            size: how many users there are.
        """
        allow = 1 << capability
        deny = allow << _DENY
        if self.users:
            named = self.users.items()
            yield codes.USER_DENY, bits_of([u for u, masks in named if masks & deny], size)
            yield codes.USER_ALLOW, bits_of([u for u, masks in named if masks & allow], size)
        yield codes.GROUP_DENY, self._reached(self.groups, deny)
        yield codes.GROUP_ALLOW, self._reached(self.groups, allow)
        if self.group_sets:
            yield codes.GROUP_SET_DENY, self._reached(self.group_sets, deny)
            yield codes.GROUP_SET_ALLOW, self._reached(self.group_sets, allow)

    def _reached(self, rules: Mapping[int, Masks], bit: int) -> int:
        audiences = self.audiences
        return union(audiences[serial].bits for serial, masks in rules.items() if masks & bit)

    def row(self, ceiling: Row, user: int, audiences: Iterable[int]) -> Row:
        """Return one user's row as ceilings and rules make it.

        Args:
            ceiling: the row of the user's class.
            user: the user's index.
            audiences: the serial numbers of the audiences the user is in.
        """
        in_groups = in_sets = 0
        for masks in map(self.groups.get, audiences):
            if masks:
                in_groups |= masks
        if self.group_sets:
            for masks in map(self.group_sets.get, audiences):
                if masks:
                    in_sets |= masks
        return _row(ceiling, self.users.get(user, 0), in_groups, in_sets)

    def code(self, capability: int, user: int, audiences: Iterable[int]) -> int:
        """Return what the rules come to for one user and capability whom they decide about."""
        deny = 1 << capability + _DENY
        either = deny | 1 << capability
        if self.users:
            said = self.users.get(user, 0) & either
            if said:
                return codes.USER_DENY if said & deny else codes.USER_ALLOW
        said = 0
        for masks in map(self.groups.get, audiences):
            if masks:
                said |= masks
        if said & either:
            return codes.GROUP_DENY if said & deny else codes.GROUP_ALLOW
        if self.group_sets:
            for masks in map(self.group_sets.get, audiences):
                if masks:
                    said |= masks
            if said & either:
                return codes.GROUP_SET_DENY if said & deny else codes.GROUP_SET_ALLOW
        return codes.UNSPECIFIED


@lru_cache(maxsize=1 << 16)
def _row(ceiling: Row, user: Masks, groups: Masks, group_sets: Masks) -> Row:
    """Return the row of one whose rules, put together on each rung, say these masks."""
    row = bytearray(ceiling)
    for capability, code in enumerate(ceiling):
        if code == UNDECIDED:
            row[capability] = _ruled(1 << capability, user, groups, group_sets)
    return bytes(row)


def _ruled(allow: int, user: Masks, groups: Masks, group_sets: Masks) -> int:
    deny = allow << _DENY
    for masks, if_denied, if_allowed in (
        (user, codes.USER_DENY, codes.USER_ALLOW),
        (groups, codes.GROUP_DENY, codes.GROUP_ALLOW),
        (group_sets, codes.GROUP_SET_DENY, codes.GROUP_SET_ALLOW),
    ):
        if masks & deny:
            return if_denied
        if masks & allow:
            return if_allowed
    return codes.UNSPECIFIED


_Rules = tuple[tuple[int, Masks], ...]
_Content = tuple[int, _Rules, _Rules, _Rules]
"""Everything an answer can depend on: the number of the kind, and the rules of each rung."""


class DistinctLists(Interned[_Content, DistinctList]):
    """The distinct rule lists of one site."""

    def __init__(
        self, people: People, *, with_group_sets: bool, donor: "DistinctLists | None" = None
    ) -> None:
        """Start with no list; ``donor`` must count the same users."""
        super().__init__(donor)
        self._people = people
        self._with_group_sets = with_group_sets
        self._written: dict[tuple[int, int], DistinctList] = {}

    def of(self, written: RuleList | None, kind: Kind) -> DistinctList:
        """Return the distinct list that ``written`` is for items of ``kind``.

        Everything that is asked about must stay in memory until ``forget_written``.
        """
        # Many items share a written list, and its id costs less than its content.
        number = KIND_NUMBER[kind]
        key = (id(written), number)
        known = self._written.get(key)
        if known is None:
            known = self._written[key] = self._distinct(written, kind, number)
        return known

    def _distinct(self, written: RuleList | None, kind: Kind, number: int) -> DistinctList:
        rungs: dict[GranteeKind, dict[int, Masks]] = {grantee: {} for grantee in GranteeKind}
        audiences: dict[int, Audience] = {}
        if written is not None:
            in_terms_of = _translator(written.kind, kind)
            for rule in written.rules:
                masks = in_terms_of(rule.allow) | in_terms_of(rule.deny) << _DENY
                grantee = rule.grantee
                if masks and (place := self._place(grantee, audiences)) is not None:
                    rung = rungs[grantee.kind]
                    rung[place] = rung.get(place, 0) | masks
        users, groups, group_sets = (
            rungs[each] for each in (GranteeKind.USER, GranteeKind.GROUP, GranteeKind.GROUP_SET)
        )
        content = (number, _sorted(users), _sorted(groups), _sorted(group_sets))
        return self.find(content) or self.add(
            content, DistinctList(kind, number, users, groups, group_sets, audiences)
        )

    def forget_written(self) -> None:
        """Let go of what is known by its place in memory."""
        self._written = {}

    def _place(self, grantee: Grantee, audiences: dict[int, Audience]) -> int | None:
        """Return the user's index or the audience's serial; None for whom no rule reaches."""
        memberships = self._people.memberships
        match grantee.kind:
            case GranteeKind.USER:
                return self._people.index[grantee.name]
            case GranteeKind.GROUP:
                audience = memberships.groups[grantee.name]
            case GranteeKind.GROUP_SET:
                if not self._with_group_sets:
                    return None
                audience = memberships.group_sets[grantee.name]
        if not audience.bits:
            return None
        audiences[audience.serial] = audience
        return audience.serial


def _sorted(rules: Mapping[int, Masks]) -> _Rules:
    return tuple(sorted(rules.items()))


@cache
def _translator(of: Kind, to: Kind) -> Callable[[int], int]:
    """Return what turns a mask of one kind into that of another, which lacks none of its keys.

    Views follow lists of workbooks and tables lists of databases.
    """
    if of is to:
        return int
    source = CATALOG[of]
    bits: Sequence[tuple[int, int]] = [
        (source.capability(capability.key).bit, capability.bit)
        for capability in CATALOG[to].capabilities
    ]

    @cache
    def translate(mask: int) -> int:
        return sum(bit for from_bit, bit in bits if mask & from_bit)

    return translate
