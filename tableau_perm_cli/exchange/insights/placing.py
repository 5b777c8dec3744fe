"""The rules that rows show -> rule lists of items, and of the projects whose locks decide.

In a locked project every workbook has the project's default rules for workbooks, so that what the
rows of its workbooks show are those (Help, "Lock content permissions"). Other default rules are in
no export, and are not read.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from tableau_perm_cli.catalog import CATALOG, Kind
from tableau_perm_cli.declaration.model import CONTENT_KINDS
from tableau_perm_cli.exchange.gathered_rules import GatheredRules, merged, rules_of
from tableau_perm_cli.exchange.insights.people import People
from tableau_perm_cli.exchange.insights.rules import ShownRules
from tableau_perm_cli.exchange.insights.structure import Item, Structure
from tableau_perm_cli.exchange.picture import Mode, ToldContent, ToldProject, ToldRules
from tableau_perm_cli.exchange.terms import PROJECT_LEADER

NO_DEFAULTS: Final = "Admin Insights tells default rules only by what a lock covers"
_NO_PERMISSIONS: Final = "there is no export of Permissions"
_DIFFERENT: Final = "what a lock covers has rows of Permissions that contradict each other"
_NO_LEADERS: Final = "Admin Insights does not tell of which project the project leaders are"
_NO_LOCK: Final = "Site Content does not tell the lock"
_NO_OWNER: Final = "Site Content does not tell one user as the owner"
_NO_CONNECTIONS: Final = "Admin Insights does not tell connections"


@dataclass(slots=True)
class Placing:
    """Makes the projects and items of one site."""

    site: str
    structure: Structure
    people: People
    shown: ShownRules | None
    """None: there is no export of Permissions."""
    _defaults: dict[tuple[str, Kind], GatheredRules] = field(
        default_factory=lambda: defaultdict(GatheredRules)
    )
    """By a governing project's LUID and the type that its list is for."""
    _unreadable: dict[tuple[str, Kind], str] = field(default_factory=dict)
    _led: set[str] = field(default_factory=set)
    """The projects on which somebody is a leader by a rule that no row shows."""

    def place(self) -> tuple[tuple[ToldProject, ...], tuple[ToldContent, ...]]:
        """Return the projects and the content."""
        items = list(self.structure.items.values())
        if self.shown is not None:
            for item in items:
                self._gather(item, self.shown)
            self._led = set(self._led_by_somebody(self.shown))
        return (
            tuple(self._project(item) for item in items if item.kind is Kind.PROJECT),
            tuple(self._content(item) for item in items if item.kind is not Kind.PROJECT),
        )

    def _gather(self, item: Item, shown: ShownRules) -> None:
        """Take what an item's rows show into the list of the project that governs it."""
        governor = self.structure.governor(item)
        if governor is None:
            return
        kind = Kind.WORKBOOK if item.kind is Kind.VIEW else item.kind
        place = (governor.id, kind)
        told = shown.own.get(item.id)
        rules = {} if told is None else told.grantees
        if kind is Kind.PROJECT:
            # Leaders of a nested project are its own: they are no part of what governs it.
            rules = {
                grantee: {name: mode for name, mode in modes.items() if name != PROJECT_LEADER}
                for grantee, modes in rules.items()
            }
            rules = {grantee: modes for grantee, modes in rules.items() if modes}
        agreed = merged(self._defaults[place], rules)
        if item.id in shown.unreadable:
            self._unreadable[place] = shown.unreadable[item.id]
        elif not agreed:
            self._unreadable.setdefault(place, _DIFFERENT)

    def _led_by_somebody(self, shown: ShownRules) -> Iterator[str]:
        groups: dict[str, set[str]] = defaultdict(set)
        for group in self.people.groups.get(self.site, ()):
            for member in group.members:
                groups[member].add(group.id)
        for grantee, identity in shown.leaders:
            item = self.structure.by_id.get(identity)
            if item is None:
                continue
            same = {grantee.id} | groups.get(grantee.id, set())
            projects = [it for it in self.structure.chain(item) if it.kind is Kind.PROJECT]
            if projects and not any(self._leads(same, project, shown) for project in projects):
                yield projects[0].id

    def _leads(self, same: set[str], project: Item, shown: ShownRules) -> bool:
        told = shown.own.get(project.id)
        return told is not None and any(
            modes.get(PROJECT_LEADER) is Mode.ALLOW
            for grantee, modes in told.grantees.items()
            if grantee.id in same
        )

    def _project(self, item: Item) -> ToldProject:
        lists: dict[Kind, ToldRules] = {}
        not_read: dict[str, str] = {}
        self._place_project_rules(item, lists, not_read)
        if self.structure.governor(item) is None:
            self._place_defaults(item, lists, not_read)
        if item.lock is None:
            not_read["content_permissions"] = _NO_LOCK
        owner = self.people.owner(self.site, item.owner)
        if owner is None:
            not_read["owner"] = _NO_OWNER
        above = self.structure.above(item)
        return ToldProject(
            item.id, item.name, above.id if above else None, owner, item.lock, lists, not_read
        )

    def _place_defaults(
        self, item: Item, lists: dict[Kind, ToldRules], not_read: dict[str, str]
    ) -> None:
        for kind in CONTENT_KINDS:
            place = (item.id, kind)
            if place in self._unreadable:
                not_read[CATALOG[kind].plural] = self._unreadable[place]
            elif place in self._defaults:
                lists[kind] = self._defaults[place].rules()
            else:
                not_read[CATALOG[kind].plural] = NO_DEFAULTS

    def _place_project_rules(
        self, item: Item, lists: dict[Kind, ToldRules], not_read: dict[str, str]
    ) -> None:
        """Find a project's own rules: its rows, and those of the projects that it governs."""
        if self.shown is None:
            not_read[Kind.PROJECT.value] = _NO_PERMISSIONS
            return
        own = GatheredRules()
        told = self.shown.own.get(item.id)
        if told is not None:
            merged(own, told.grantees)
        place = (item.id, Kind.PROJECT)
        governed = self._defaults.get(place)
        agreed = governed is None or merged(own, governed.grantees)
        if item.id in self.shown.unreadable:
            not_read[Kind.PROJECT.value] = self.shown.unreadable[item.id]
        elif item.id in self._led:
            not_read[Kind.PROJECT.value] = _NO_LEADERS
        elif not agreed or place in self._unreadable:
            not_read[Kind.PROJECT.value] = self._unreadable.get(place, _DIFFERENT)
        else:
            lists[Kind.PROJECT] = own.rules()

    def _content(self, item: Item) -> ToldContent:
        above = self.structure.above(item)
        is_view = item.kind is Kind.VIEW
        personal = not is_view and above is None
        not_read: dict[str, str] = {}
        owner = None
        if not is_view:
            owner = self.people.owner(self.site, item.owner)
            if owner is None:
                not_read["owner"] = _NO_OWNER
        if item.kind is Kind.WORKBOOK:
            not_read["connects_to"] = _NO_CONNECTIONS
        rules = None if personal else self._own_rules(item, above, not_read)
        return ToldContent(
            item.kind,
            item.id,
            item.name,
            None if above is None or is_view else above.id,
            above.id if above is not None and is_view else None,
            owner,
            personal,
            rules,
            item.tabs_shown,
            not_read=not_read,
        )

    def _own_rules(
        self, item: Item, above: Item | None, not_read: dict[str, str]
    ) -> ToldRules | None:
        """Return an item's own rules; None where others decide, or they are not read."""
        if self.structure.governor(item) is not None:
            return None
        if item.kind is Kind.VIEW and above is not None and (above.tabs_shown or not above.above):
            return None
        if self.shown is None or item.id in self.shown.unreadable:
            reason = _NO_PERMISSIONS if self.shown is None else self.shown.unreadable[item.id]
            not_read["permissions"] = reason
            return None
        return rules_of(self.shown.own.get(item.id))
