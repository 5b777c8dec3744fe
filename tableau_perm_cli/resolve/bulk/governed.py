"""What governs each item: found by one walk down the declaration (semantics 3, step 5, and 4).

The walk carries down what a project passes on: the rules it has or was created with, who has
charge of it, and the lock it is under.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from tableau_perm_cli.catalog import Kind
from tableau_perm_cli.declaration.model import (
    CONTENT_KINDS,
    Content,
    Item,
    Lock,
    Ownership,
    Project,
    ProjectPermissions,
    RuleList,
    Site,
)
from tableau_perm_cli.declaration.sites import default_project
from tableau_perm_cli.resolve.bulk.charges import NOBODY, Charge, Charges
from tableau_perm_cli.resolve.bulk.codes import KIND_NUMBER, SET_PERMISSIONS
from tableau_perm_cli.resolve.bulk.distinct_lists import DistinctLists
from tableau_perm_cli.resolve.bulk.strata import NO_OWNER, Strata, Stratum

NO_PROJECT = -1

_DEFAULTS_OF = {Kind.VIEW: Kind.WORKBOOK, Kind.TABLE: Kind.DATABASE} | {
    kind: kind for kind in CONTENT_KINDS
}
"""Whose defaults of a project content follows: views the workbooks', tables the databases'."""


class GovernedItem(NamedTuple):
    """One item and everything that decides about it."""

    item: Item
    project: int
    """The index of the project it is in, of a project its own; or ``NO_PROJECT``."""
    parent: int
    """Of a project the index of the project it is in, else as ``project``."""
    rules: RuleList | None
    """The governing rule list as it is written; None when there are no rules at all."""
    stratum: Stratum
    owner: int
    """The index of the content's owner, or ``NO_OWNER``; a project's owner is in its charge."""


@dataclass(frozen=True, slots=True)
class _Lock:
    """A managing project: what governs everything it covers."""

    permissions: ProjectPermissions | None
    charge: Charge


@dataclass(frozen=True, slots=True)
class _Place:
    """A project as what is in it sees it; or the top of the site, or a Personal Space."""

    index: int
    permissions: ProjectPermissions | None
    """Its own rules or those it was created with; None when there was nothing to copy."""
    charge: Charge
    lock: _Lock | None
    """The lock that its content is under."""
    lock_of_nested: _Lock | None
    """The lock that its nested projects are under too: the outermost that includes them."""

    def defaults(self, kind: Kind) -> RuleList | None:
        """Return the default rules of the place for a kind of content."""
        return self.permissions.lists[kind] if self.permissions else None


class Walk:
    """One walk over a site; ``items`` fills in the order of ``Site.items``."""

    def __init__(
        self, index: Mapping[str, int], lists: DistinctLists, charges: Charges, strata: Strata
    ) -> None:
        """Take the index of each user, and where distinct content is to be found."""
        self.items: list[GovernedItem] = []
        self._index = index
        self._lists = lists
        self._charges = charges
        self._strata = strata

    def over(self, site: Site) -> list[GovernedItem]:
        """Walk over the site and return its items."""
        default = default_project(site.projects)
        # A top-level project copies Default's rules, but never its lock (semantics section 4).
        top = _Place(NO_PROJECT, default.permissions if default else None, NOBODY, None, None)
        pending = [(project, top) for project in reversed(site.projects)]
        while pending:
            project, above = pending.pop()
            here = self._project(project, above)
            for content in project.content:
                self._content(content, here)
            pending += [(nested, here) for nested in reversed(project.projects)]
        nowhere = _Place(NO_PROJECT, None, NOBODY, None, None)
        for space in site.personal_spaces:
            for content in space.content:
                self._content(content, nowhere)
        return self.items

    def _project(self, project: Project, above: _Place) -> _Place:
        """Add a project and return it as a place."""
        permissions = project.permissions or above.permissions
        charge = self._charges.within(above.charge, project)
        own_lock = _Lock(permissions, charge) if project.lock is not Lock.CUSTOMIZABLE else None
        includes_nested = project.lock is Lock.LOCKED_INCLUDING_NESTED
        lock_of_nested = above.lock_of_nested or (own_lock if includes_nested else None)
        index = len(self.items)
        place = _Place(index, permissions, charge, lock_of_nested or own_lock, lock_of_nested)
        # A project keeps its own rules under its own lock, not under one from above.
        governing = above.lock_of_nested.permissions if above.lock_of_nested else permissions
        rules = governing.lists[Kind.PROJECT] if governing else None
        stratum = self._strata.of(self._lists.of(rules, Kind.PROJECT), charge, None)
        self.items.append(GovernedItem(project, index, above.index, rules, stratum, NO_OWNER))
        return place

    def _content(self, content: Content, place: _Place) -> None:
        """Add an item of content and its parts: views of a workbook, tables of a database."""
        own = content.permissions or place.defaults(_DEFAULTS_OF[content.kind])
        self._add(content, own, content.owner, place)
        parts_follow = content.tabs_shown or content.locked
        for part in content.parts:
            rules = own if parts_follow else part.permissions or own
            self._add(part, rules, content.owner, place)

    def _add(
        self, content: Content, rules: RuleList | None, owner: Ownership | None, place: _Place
    ) -> None:
        kind = content.address.kind
        lock = place.lock
        if lock is not None:
            rules = lock.permissions.lists[_DEFAULTS_OF[kind]] if lock.permissions else None
        locked = lock.charge if lock and SET_PERMISSIONS[KIND_NUMBER[kind]] >= 0 else None
        stratum = self._strata.of(self._lists.of(rules, kind), place.charge, locked)
        owned = self._index[owner.user] if owner else NO_OWNER
        self.items.append(GovernedItem(content, place.index, place.index, rules, stratum, owned))
