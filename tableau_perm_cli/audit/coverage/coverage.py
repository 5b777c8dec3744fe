"""Which rules of a site the expectations touch.

A rule is *touched* by an expectation that looks at a cell on which the rule bears: its list
governs the item, it allows or denies the capability, the user is one of those it is for, and rules
decide about that cell, neither a site role nor somebody's being in charge. There the rule decided
or was overridden by another. A rule that bears on no cell at all is *dead*: nothing can touch it.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from tableau_perm_cli.audit.coverage.looked_at import LookedAt, looked_at
from tableau_perm_cli.audit.mutation.mutants import written_lists
from tableau_perm_cli.catalog import CATALOG, Capability
from tableau_perm_cli.declaration.address import Address
from tableau_perm_cli.declaration.expectation_model import Expectation
from tableau_perm_cli.declaration.model import Grantee, GranteeKind, Rule
from tableau_perm_cli.resolve.bulk import REASON, BulkEngine, places_by_list
from tableau_perm_cli.resolve.bulk.bits import without
from tableau_perm_cli.resolve.bulk.strata import NO_OWNER, Stratum
from tableau_perm_cli.resolve.reasons import Reason

_BY_RULES = frozenset(
    {
        Reason.USER_DENY,
        Reason.USER_ALLOW,
        Reason.GROUP_DENY,
        Reason.GROUP_ALLOW,
        Reason.GROUP_SET_DENY,
        Reason.GROUP_SET_ALLOW,
    }
)


class Touch(StrEnum):
    """Whether expectations touch a rule."""

    TOUCHED = "touched"
    UNTOUCHED = "untouched"
    DEAD = "dead"


@dataclass(frozen=True, slots=True)
class RuleCoverage:
    """One written rule."""

    site: str
    address: Address
    """Of the item whose rule it is."""
    rule: Rule
    governs: int
    """About how many items its list decides today."""
    touch: Touch


@dataclass(frozen=True, slots=True)
class Coverage:
    """The rules of all sites, in the order of items."""

    rules: tuple[RuleCoverage, ...]

    def of(self, touch: Touch) -> list[RuleCoverage]:
        """Return the rules of one kind."""
        return [rule for rule in self.rules if rule.touch is touch]

    @property
    def touched(self) -> int:
        """How many are touched."""
        return len(self.of(Touch.TOUCHED))

    @property
    def counted(self) -> int:
        """How many can be touched."""
        return len(self.rules) - len(self.of(Touch.DEAD))

    @property
    def percent(self) -> float:
        """How many per cent of them are; 100 when there are none."""
        return 100 * self.touched / self.counted if self.counted else 100.0

    def reaches(self, least: float) -> bool:
        """Whether the share is at least so many per cent."""
        return 100 * self.touched >= least * self.counted


def coverage_of(engine: BulkEngine, expectations: Iterable[Expectation]) -> Iterator[RuleCoverage]:
    """Yield every rule of a site that says anything.

    Args:
        engine: of the site.
        expectations: those that can be tested on it, whether they hold or not.
    """
    seen = looked_at(engine, expectations)
    places = places_by_list(engine)
    bearing = _Bearing(engine, seen)
    for item, rules in written_lists(engine):
        governs = places.get(id(rules), [])
        for rule in rules.rules:
            if rule.allow | rule.deny:
                touch = bearing.touch(rule, governs)
                yield RuleCoverage(engine.site.name, item.address, rule, len(governs), touch)


class _Bearing:
    """Finds out on which cells rules bear."""

    def __init__(self, engine: BulkEngine, seen: LookedAt) -> None:
        self._engine = engine
        self._seen = seen
        self._items = {place for place, _ in seen}
        self._by_rules: dict[tuple[Stratum, int], int] = {}

    def touch(self, rule: Rule, places: Sequence[int]) -> Touch:
        """Return what becomes of a rule in a list that governs some items."""
        reached = self._reached_by(rule.grantee)
        keys = [it.key for it in CATALOG[rule.kind].members(rule.allow | rule.deny)]
        touch = Touch.DEAD
        for place in places if reached else ():
            if touch is Touch.UNTOUCHED and place not in self._items:
                continue
            content = CATALOG[self._engine.items[place].item.kind]
            for capability in (content.capability(key) for key in keys if content.has(key)):
                bears_on = reached & self._decided_by_rules(place, capability)
                if bears_on & self._seen.get((place, capability.index), 0):
                    return Touch.TOUCHED
                if bears_on:
                    touch = Touch.UNTOUCHED
        return touch

    def _decided_by_rules(self, place: int, capability: Capability) -> int:
        """Return the users about whom rules decide."""
        engine = self._engine
        governed = engine.items[place]
        key = (governed.stratum, capability.index)
        known = self._by_rules.get(key)
        if known is None:
            claims = governed.stratum.partition(engine.people, capability.index)
            known = sum(users for code, users in claims if REASON[code] in _BY_RULES)
            self._by_rules[key] = known
        # Rules do not bind the owner, who alone differs from item to item.
        return known if governed.owner == NO_OWNER else without(known, 1 << governed.owner)

    def _reached_by(self, grantee: Grantee) -> int:
        engine = self._engine
        if grantee.kind is GranteeKind.GROUP_SET and not engine.site.settings.group_sets:
            return 0
        return engine.people.named_by(grantee)
