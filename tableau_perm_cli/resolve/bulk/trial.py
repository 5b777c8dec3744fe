"""A rule list tried in the place of another: who would gain and lose what, and why.

What changes is worked out once for all items that stand alike. Of these only the owner differs,
whom no rule binds: so what changes for everybody else changes on each of the items.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from tableau_perm_cli.catalog import CATALOG, Capability
from tableau_perm_cli.declaration.model import RuleList
from tableau_perm_cli.resolve.bulk.bits import lowest_bit, treated_alike, union, without
from tableau_perm_cli.resolve.bulk.codes import ANSWERS, REASON, Answer
from tableau_perm_cli.resolve.bulk.distinct_lists import DistinctLists
from tableau_perm_cli.resolve.bulk.engine import BulkEngine
from tableau_perm_cli.resolve.bulk.strata import NO_OWNER, Stratum
from tableau_perm_cli.resolve.reasons import Reason


class TriedChange(NamedTuple):
    """Who would gain and lose some capabilities on items that stand alike."""

    places: Sequence[int]
    """The indexes of the items."""
    capabilities: tuple[Capability, ...]
    gained: int
    """A set of users; the owner of an item gains and loses nothing on it (``of_others``)."""
    lost: int


class TriedItem(NamedTuple):
    """Who would gain and lose some capabilities on one item, as sets of users."""

    place: int
    """The index of the item."""
    capabilities: tuple[Capability, ...]
    gained: int
    lost: int


def places_by_list(engine: BulkEngine) -> dict[int, list[int]]:
    """Return the indexes of the items that each written rule list governs, by the list's ``id``.

    A list that governs nothing is not there. The ids hold as long as the engine's site does.
    """
    places: dict[int, list[int]] = {}
    for place, governed in enumerate(engine.items):
        if governed.rules is not None:
            places.setdefault(id(governed.rules), []).append(place)
    return places


class Trial:
    """One rule list in the place of another that governs some items."""

    def __init__(
        self,
        engine: BulkEngine,
        places: Sequence[int],
        replacement: RuleList | None,
        reader: DistinctLists | None = None,
    ) -> None:
        """Take the site as it is and what stands in the list's place.

        Args:
            engine: of the site; it is not changed.
            places: the indexes of the items that the list governs (``places_by_list``). That a
                list also seeds what is created later is not looked at.
            replacement: of the kind of the list; None for no rules at all.
            reader: knows other members of groups than the site has, who bear on nothing but
                rules; by default the site's own.
        """
        self.places = places
        """The indexes of the items."""
        self._engine = engine
        self._alike: dict[Stratum, list[int]] = {}
        for place in places:
            self._alike.setdefault(engine.items[place].stratum, []).append(place)
        known = engine.lists if reader is None else reader
        self._people = known.people
        # One for each kind of item: a workbook's list may govern its views too.
        kinds = {stratum.rules.kind for stratum in self._alike}
        lists = {kind: known.read(replacement, kind) for kind in kinds}
        self._new = {
            old: Stratum(lists[old.rules.kind], old.charge, old.lock) for old in self._alike
        }

    def changes(self) -> Iterator[TriedChange]:
        """Yield who would gain and lose what."""
        people = self._people
        for old, new in self._new.items():
            if new.rules is old.rules:
                continue
            kind = old.rules.kind
            masks = [mask for it in (old, new) for mask in it.alike(people.ceilings)]
            for part in treated_alike(masks, CATALOG[kind].full_mask):
                lowest = lowest_bit(part)
                had, has = old.allowed(people, lowest), new.allowed(people, lowest)
                if had != has:
                    capabilities = tuple(CATALOG[kind].members(part))
                    gained, lost = without(has, had), without(had, has)
                    yield TriedChange(self._alike[old], capabilities, gained, lost)

    def item_changes(self) -> Iterator[TriedItem]:
        """Yield who would gain and lose what, each item for itself."""
        for change in self.changes():
            for place in change.places:
                gained = self.of_others(change.gained, place)
                lost = self.of_others(change.lost, place)
                if gained or lost:
                    yield TriedItem(place, change.capabilities, gained, lost)

    def gainers_and_losers(self) -> tuple[int, int]:
        """Return who would gain anything on any of the items, and who would lose anything."""
        found = list(self.item_changes())
        return union(it.gained for it in found), union(it.lost for it in found)

    def of_others(self, users: int, place: int) -> int:
        """Return a set of users without the owner of an item."""
        owner = self._engine.items[place].owner
        return users if owner == NO_OWNER else without(users, 1 << owner)

    def who(self, place: int, capability: Capability) -> dict[Reason, int]:
        """Return what ``BulkEngine.who`` would, for one of the items."""
        governed = self._engine.items[place]
        claims = self._new[governed.stratum].partition(
            self._people, capability.index, governed.owner
        )
        return {REASON[code]: users for code, users in claims}

    def decide(self, user: int, place: int, capability: int) -> Answer:
        """Return what ``BulkEngine.decide`` would, for one of the items."""
        governed = self._engine.items[place]
        stratum = self._new[governed.stratum]
        return ANSWERS[stratum.code(self._people, user, capability, governed.owner)]
