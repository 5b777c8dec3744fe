"""Whose cells some expectations pin: by item and capability, so that a change is one look-up.

A change of single cells is noticed if somebody gains what is pinned as denied, loses what is
pinned as allowed, becomes one too many, or has it for another reason than the pinned one.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from tableau_perm_cli.audit.expectations.demands import Demand
from tableau_perm_cli.audit.mutation.watched import Watched
from tableau_perm_cli.catalog import Capability
from tableau_perm_cli.resolve.bulk import BulkEngine
from tableau_perm_cli.resolve.bulk.bits import without
from tableau_perm_cli.resolve.reasons import Reason, Verdict

_Key = tuple[int, int]
"""The index of an item and that of a capability."""
Who = Callable[[int, Capability], Mapping[Reason, int]]
"""Says who has a capability on an item, by reason; every user is in one set."""


@dataclass(frozen=True, slots=True)
class _Limit:
    users: int
    """Who is counted."""
    holders: int
    """How many of them have it today."""
    most: int


class CellWatch:
    """What some expectations that hold pin of single cells."""

    def __init__(self, engine: BulkEngine, watched: Iterable[Watched]) -> None:
        """Take the site on which they hold, and the expectations."""
        self._allowed: dict[_Key, int] = defaultdict(int)
        self._denied: dict[_Key, int] = defaultdict(int)
        self._limits: dict[_Key, list[_Limit]] = defaultdict(list)
        self._reasons: dict[int, list[Demand]] = defaultdict(list)
        for one in watched:
            for demand in one.demands:
                key = (demand.item, demand.capability.index)
                self._allowed[key] |= demand.allowed
                self._denied[key] |= demand.denied
                if demand.reason is not None:
                    self._reasons[demand.item].append(demand)
            for demand in one.limited:
                key = (demand.item, demand.capability.index)
                held = engine.allowed(demand.item, demand.capability) & demand.denied
                limit = _Limit(demand.denied, held.bit_count(), one.expectation.limit)
                self._limits[key].append(limit)
        self._items = {item for item, _ in (*self._allowed, *self._limits)}

    @property
    def pins_reasons(self) -> bool:
        """Whether the reason of anything is pinned."""
        return bool(self._reasons)

    def looks_at(self, item: int) -> bool:
        """Whether anything is pinned of an item."""
        return item in self._items

    def notices(self, item: int, capability: Capability, gained: int, lost: int) -> bool:
        """Whether it is noticed that users gain and lose a capability at the same time."""
        key = (item, capability.index)
        if gained & self._denied.get(key, 0) or lost & self._allowed.get(key, 0):
            return True
        return any(
            limit.holders + (gained & limit.users).bit_count() - (lost & limit.users).bit_count()
            > limit.most
            for limit in self._limits.get(key, ())
        )

    def noticed_singly(self, item: int, capability: Capability, gained: int, lost: int) -> int:
        """Return of whom it is noticed, if each is the only one who gains or loses it."""
        key = (item, capability.index)
        noticed = (gained & self._denied.get(key, 0)) | (lost & self._allowed.get(key, 0))
        for limit in self._limits.get(key, ()):
            if limit.holders == limit.most:
                noticed |= gained & limit.users
        return noticed

    def wrong_reasons(self, items: Iterable[int], who: Who) -> int:
        """Return the users who have something on the items for another reason than the pinned."""
        wrong = 0
        for item in items:
            for demand in self._reasons.get(item, ()):
                wrong |= wrong_reason(demand, who)
        return wrong


def wrong_reason(demand: Demand, who: Who) -> int:
    """Return who has the demanded answer, but for another reason than the demanded one."""
    if demand.reason is None:
        return 0
    by_reason = who(demand.item, demand.capability)
    right = by_reason.get(demand.reason, 0)
    allowed = 0
    for reason, users in by_reason.items():
        allowed |= users if reason.verdict is Verdict.ALLOWED else 0
    as_expected = (demand.allowed & allowed) | without(demand.denied, allowed)
    return without(as_expected, right)
