"""Finds whom each written list of a site is open for: today, and in what it is copied to later.

A project's default rules decide about its content and seed what is created tomorrow; so does the
list of a workbook for views to come. All that is created later stands under the charge of the
place it is created in, or under a larger one, and whoever is in charge is bound by no rule. So
what changes for nobody under that charge alone, on content that nobody owns, changes for nobody.
"""

from collections.abc import Iterable

from tableau_perm_cli.audit.minimising.judge import NOTHING_OPEN, PART, Judge, Open, together
from tableau_perm_cli.catalog import CATALOG, Kind
from tableau_perm_cli.declaration.model import Content, Lock, Project, RuleList
from tableau_perm_cli.declaration.sites import default_project
from tableau_perm_cli.resolve.bulk.charges import NOBODY, Charge
from tableau_perm_cli.resolve.bulk.governed import NO_PROJECT, GovernedItem


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
        self._sealed = _sealed(engine.items)
        self._places: dict[int, list[int]] = {}
        for place, governed in enumerate(engine.items):
            if governed.rules is not None:
                self._places.setdefault(id(governed.rules), []).append(place)
        self._seeds: dict[int, Open] = {}
        if with_seeds:
            default = default_project(engine.site.projects)
            for place, governed in enumerate(engine.items):
                self._add_seeds(place, governed, default)

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

    def _add_seeds(self, place: int, governed: GovernedItem, default: Project | None) -> None:
        item = governed.item
        if item.permissions is None:
            return
        if isinstance(item, Content):
            # Views to come follow a workbook's own list, where that counts.
            if item.kind in PART and governed.rules is item.permissions:
                part, charge = PART[item.kind], governed.stratum.charge
                users = self._judge.open_under(part, charge, None, governed.owner)
                self._seeds[id(item.permissions)] = {part: users}
        elif not self._sealed[place]:
            # Default's are copied to new top-level projects: without its charge and its lock.
            charge = NOBODY if item is default else governed.stratum.charge
            includes = item is not default and item.lock is Lock.LOCKED_INCLUDING_NESTED
            for kind, rules in item.permissions.lists.items():
                kinds = (kind, PART[kind]) if kind in PART else (kind,)
                self._seeds[id(rules)] = {
                    it: self._judge.open_under(it, charge, _lock(it, charge if includes else None))
                    for it in kinds
                }


def _lock(kind: Kind, charge: Charge | None) -> Charge | None:
    return charge if kind is not Kind.PROJECT and CATALOG[kind].has("set_permissions") else None


def _united(sets: Iterable[tuple[int, ...]]) -> tuple[int, ...]:
    united: tuple[int, ...] = ()
    for users in sets:
        united = tuple(map(int.__or__, united, users)) if united else users
    return united


def _sealed(items: list[GovernedItem]) -> list[bool]:
    """Return for each item whether it is a project that a lock from above includes."""
    found: list[bool] = []
    for governed in items:
        is_sealed = False
        if isinstance(governed.item, Project) and governed.parent != NO_PROJECT:
            above = items[governed.parent].item
            includes = isinstance(above, Project) and above.lock is Lock.LOCKED_INCLUDING_NESTED
            is_sealed = includes or found[governed.parent]
        found.append(is_sealed)
    return found
