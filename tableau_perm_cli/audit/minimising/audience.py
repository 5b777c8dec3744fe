"""Finds whom each written list of a site is open for: today, and in what it is copied to later.

A project's default rules decide about its content and seed what is created tomorrow; so does the
list of a workbook for views to come. All that is created later stands under the charge of the
place it is created in, or under a larger one, and whoever is in charge is bound by no rule. So
what changes for nobody under that charge alone, on content that nobody owns, changes for nobody.
"""

from collections.abc import Iterable

from tableau_perm_cli.audit.minimising.judge import NOTHING_OPEN, Judge, Open, together
from tableau_perm_cli.catalog import CATALOG, Kind
from tableau_perm_cli.declaration.model import Content, Item, Lock, Project, RuleList
from tableau_perm_cli.declaration.sites import default_project
from tableau_perm_cli.resolve.bulk.charges import NOBODY
from tableau_perm_cli.resolve.bulk.governed import NO_PROJECT, GovernedItem

_PART = {Kind.WORKBOOK: Kind.VIEW, Kind.DATABASE: Kind.TABLE}
"""What may follow the list of what it is part of."""


class Audiences:
    """Whom the lists of a site are open for, as they are written."""

    def __init__(self, judge: Judge, *, with_seeds: bool) -> None:
        """Look over the site.

        Args:
            judge: of the site.
            with_seeds: whether what is created later counts too.
        """
        self._judge = judge
        engine = judge.engine
        self._locks = _locks(engine.items)
        self._places: dict[int, list[int]] = {}
        for place, governed in enumerate(engine.items):
            if governed.rules is not None:
                self._places.setdefault(id(governed.rules), []).append(place)
        self._seeds: dict[int, Open] = {}
        if with_seeds:
            default = default_project(engine.site.projects)
            for place, governed in enumerate(engine.items):
                self._seed(place, governed, is_default=governed.item is default)

    def of(self, rules: RuleList) -> Open:
        """Return whom a written list is open for; nobody when it is dead."""
        today = self.at(self._places.get(id(rules), ()))
        return together(today, self._seeds.get(id(rules), NOTHING_OPEN))

    def places(self, rules: RuleList) -> list[int]:
        """Return the indexes of the items that a written list governs."""
        return self._places.get(id(rules), [])

    def at(self, places: Iterable[int]) -> Open:
        """Return about whom rules decide on some items."""
        found: dict[Kind, dict[tuple[int, ...], None]] = {}
        for place in places:
            governed = self._judge.engine.items[place]
            stratum = governed.stratum
            users = self._judge.open_under(
                stratum.rules.kind, stratum.charge, stratum.lock, governed.owner
            )
            found.setdefault(stratum.rules.kind, {})[users] = None
        return {kind: _united(sets) for kind, sets in found.items()}

    def is_sealed(self, place: int) -> bool:
        """Whether a project's own lists are dead: a lock from above covers all that is in it."""
        return self._locks[place]

    def _seed(self, place: int, governed: GovernedItem, *, is_default: bool) -> None:
        item = governed.item
        if item.permissions is None:
            return
        if isinstance(item, Content):
            # Views to come follow a workbook's own list, where that counts.
            if item.kind in _PART and governed.rules is item.permissions:
                stratum = governed.stratum
                part = _PART[item.kind]
                users = self._judge.open_under(part, stratum.charge, None, governed.owner)
                self._seeds[id(item.permissions)] = {part: users}
        elif isinstance(item, Project) and not self._locks[place]:
            for kind, rules in item.permissions.lists.items():
                self._seeds[id(rules)] = self._seed_of(item, governed, kind, is_default)

    def _seed_of(
        self,
        item: Project,
        governed: GovernedItem,
        kind: Kind,
        is_default: bool,  # noqa: FBT001 - private, and named where it is called
    ) -> Open:
        # Default's rules are copied to new top-level projects: without its charge and its lock.
        charge = NOBODY if is_default else governed.stratum.charge
        sealed = item.lock is Lock.LOCKED_INCLUDING_NESTED and not is_default
        kinds = (kind, _PART[kind]) if kind in _PART else (kind,)
        return {
            it: self._judge.open_under(
                it, charge, charge if sealed and CATALOG[it].has("set_permissions") else None
            )
            for it in kinds
        }


def _united(sets: Iterable[tuple[int, ...]]) -> tuple[int, ...]:
    united: tuple[int, ...] = ()
    for users in sets:
        united = tuple(map(int.__or__, united, users)) if united else users
    return united


def _locks(items: list[GovernedItem]) -> list[bool]:
    """Return for each item whether it is a project that a lock from above includes."""
    found: list[bool] = []
    for governed in items:
        above = governed.parent
        item: Item | None = items[above].item if above != NO_PROJECT else None
        is_nested = isinstance(governed.item, Project) and isinstance(item, Project)
        found.append(
            is_nested
            and isinstance(item, Project)
            and (found[above] or item.lock is Lock.LOCKED_INCLUDING_NESTED)
        )
    return found
