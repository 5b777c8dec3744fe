"""Compares rule lists where they count: asks the bulk engine what each would decide for whom.

A list decides only for those whom no ceiling, no administration, no charge of a project and no
ownership has decided about. These are its *open* users, by kind of item and capability, over all
items that it governs. Two lists that give the open users the same give everybody the same.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from tableau_perm_cli.catalog import CATALOG, Kind
from tableau_perm_cli.declaration.model import GranteeKind, Rule, RuleList
from tableau_perm_cli.resolve.bulk import ALLOWS, BulkEngine, codes
from tableau_perm_cli.resolve.bulk.bits import everyone, lowest_bit, treated_alike
from tableau_perm_cli.resolve.bulk.charges import Charge
from tableau_perm_cli.resolve.bulk.rule_lists import Claim, DistinctList
from tableau_perm_cli.resolve.bulk.strata import NO_OWNER, Stratum, shared_out

Open = Mapping[Kind, tuple[int, ...]]
"""For each kind of item the users about whom rules decide, as a set for each capability."""
NOTHING_OPEN: Open = {}
"""Of a list that is never consulted."""
PART = {Kind.WORKBOOK: Kind.VIEW, Kind.DATABASE: Kind.TABLE}
"""What may follow the list of what it is part of."""

_RUNGS = {
    codes.USER_DENY: (GranteeKind.USER, False),
    codes.USER_ALLOW: (GranteeKind.USER, True),
    codes.GROUP_DENY: (GranteeKind.GROUP, False),
    codes.GROUP_ALLOW: (GranteeKind.GROUP, True),
    codes.GROUP_SET_DENY: (GranteeKind.GROUP_SET, False),
    codes.GROUP_SET_ALLOW: (GranteeKind.GROUP_SET, True),
}
"""Which rules a code speaks of: for whom, and whether they allow."""


class Point(NamedTuple):
    """Capabilities of one kind of item that no list in question tells apart."""

    kind: Kind
    capability: int
    """The index of one that stands for all."""
    open: int
    """The users about whom rules decide."""


@dataclass(slots=True)
class Change:
    """The users for whom something is different at one point."""

    point: Point
    users: int


class Judge:
    """Judges rule lists on one site; nothing it says depends on what the site's lists say."""

    def __init__(self, engine: BulkEngine) -> None:
        """Take an engine of the site."""
        self.engine = engine
        self._size = len(engine.users)
        self._all = everyone(self._size)
        self._open: dict[tuple[Kind, Charge, Charge | None, int], tuple[int, ...]] = {}

    # Whom a list can reach

    def open_under(
        self, kind: Kind, charge: Charge, lock: Charge | None, owner: int = NO_OWNER
    ) -> tuple[int, ...]:
        """Return for each capability of an item about whom its rules decide.

        Args:
            kind: of the item.
            charge: of its project.
            lock: the charge of the project that locks its permissions, if one does.
            owner: the index of its owner.
        """
        key = (kind, charge, lock, owner)
        known = self._open.get(key)
        if known is None:
            # Where there are no rules, those whom rules would decide about are denied for that.
            bare = Stratum(self.engine.lists.read(None, kind), charge, lock)
            known = self._open[key] = tuple(
                sum(
                    users
                    for code, users in bare.partition(self.engine.people, it.index, owner)
                    if code == codes.UNSPECIFIED
                )
                for it in CATALOG[kind].capabilities
            )
        return known

    def reach(self, rule: Rule) -> int:
        """Return the users whom a rule is for; nobody where such rules are not evaluated."""
        engine = self.engine
        if rule.grantee.kind is GranteeKind.GROUP_SET and not engine.site.settings.group_sets:
            return 0
        return engine.people.named_by(rule.grantee)

    # What lists decide

    def is_same(self, where: Open, before: RuleList | None, after: RuleList | None) -> bool:
        """Whether two lists give the open users the same, and are known alike."""
        if _why_unread(before) != _why_unread(after):
            return False
        return next(self.changes(where, before, after), None) is None

    def changes(
        self, where: Open, before: RuleList | None, after: RuleList | None
    ) -> Iterator[Change]:
        """Yield for whom something would be different with another list, point by point."""
        for kind, users in where.items():
            old, new = (self.engine.lists.read(it, kind) for it in (before, after))
            if old is new:
                continue
            for point in _points(kind, users, (old, new)):
                changed = self._allowed(old, point) ^ self._allowed(new, point)
                if changed:
                    yield Change(point, changed)

    def _allowed(self, rules: DistinctList, point: Point) -> int:
        allowed = 0
        for code, users in self._claims(rules, point.capability, point.open)[0]:
            if ALLOWS[code]:
                allowed |= users
        return allowed

    def _claims(self, rules: DistinctList, capability: int, users: int) -> tuple[list[Claim], int]:
        return shared_out(users, rules.claims(capability, self._size))

    def deciding(self, rules: RuleList, change: Change) -> Iterator[Rule] | None:
        """Return the rules that decide at a point for some users.

        Returns:
            All that say so on the rung that decides, each perhaps several times; None when for
            one of the users there is no rule at all.
        """
        point = change.point
        distinct = self.engine.lists.read(rules, point.kind)
        claims, unclaimed = self._claims(distinct, point.capability, change.users)
        return None if unclaimed else self._speaking(rules, point, claims)

    def _speaking(self, rules: RuleList, point: Point, claims: Iterable[Claim]) -> Iterator[Rule]:
        key = CATALOG[point.kind].capabilities[point.capability].key
        bit = CATALOG[rules.kind].capability(key).bit
        for code, users in claims:
            grantees, allows = _RUNGS[code]
            for rule in rules.rules:
                says = rule.allow if allows else rule.deny
                if says & bit and rule.grantee.kind is grantees and self.reach(rule) & users:
                    yield rule


def _why_unread(rules: RuleList | None) -> str | None:
    return rules.not_read if rules is not None else None


def _points(kind: Kind, users: tuple[int, ...], lists: Iterable[DistinctList]) -> Iterator[Point]:
    """Yield the capabilities about which anybody is open, those that are treated alike as one."""
    by_users: dict[int, int] = {}
    for index, open_users in enumerate(users):
        if open_users:
            by_users[open_users] = by_users.get(open_users, 0) | 1 << index
    masks = {mask for rules in lists for mask in rules.masks()}
    for open_users, alike in by_users.items():
        for part in treated_alike(masks, alike):
            yield Point(kind, lowest_bit(part), open_users)


def together(some: Open, others: Open) -> Open:
    """Return whom two lists are open for that become one."""
    return {
        kind: tuple(map(int.__or__, some[kind], others[kind]))
        if kind in some and kind in others
        else some.get(kind) or others[kind]
        for kind in {**some, **others}
    }
