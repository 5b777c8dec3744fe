"""What written rules really give people, asked of the engine once for all that is alike."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter

from tableau_perm_cli.audit.lint.linted_site import LintedSite, WrittenList
from tableau_perm_cli.catalog import CATALOG, Capability, Kind
from tableau_perm_cli.declaration.model import (
    Content,
    Grantee,
    GranteeKind,
    Item,
    Project,
    Rule,
)
from tableau_perm_cli.diagnostics import Position, Subject
from tableau_perm_cli.resolve.bulk import REASON
from tableau_perm_cli.resolve.bulk.strata import NO_OWNER, Stratum
from tableau_perm_cli.resolve.reasons import Reason, Verdict

_BY_RULE = {
    GranteeKind.USER: Reason.USER_ALLOW,
    GranteeKind.GROUP: Reason.GROUP_ALLOW,
    GranteeKind.GROUP_SET: Reason.GROUP_SET_ALLOW,
}

_MOST_KEPT = 4096
"""So many answers are kept at once: on a large site each is some bit sets of all users."""


class Holders:
    """Who holds which capability on what; what is alike is asked of the engine only once."""

    def __init__(self, linted: LintedSite) -> None:
        """Take the site."""
        self._linted = linted
        self._engine = linted.engine
        self._kept: dict[tuple[Stratum, int, int], dict[Reason, int]] = {}

    def who(self, place: int, key: str) -> dict[Reason, int]:
        """Return the users for each reason that anyone has for a capability on an item."""
        governed = self._engine.items[place]
        capability = CATALOG[governed.item.kind].capability(key)
        found = (governed.stratum, governed.owner, capability.index)
        if found not in self._kept:
            self._make_room()
            self._kept[found] = self._engine.who(place, capability)
        return self._kept[found]

    def on_new(self, written: WrittenList, key: str) -> dict[Reason, int]:
        """Return the users for each reason on new content that a project's defaults are for.

        Nobody owns it: who creates it does, and is bound by no rule.
        """
        project, kind = written.item, written.rules.kind
        charge = self._engine.items[written.place].stratum.charge
        graph = self._linted.resolver.graph
        locked = isinstance(project, Project) and graph.managing_project(project)
        rules = self._engine.lists.read(written.rules, kind)
        stratum = Stratum(rules, charge, charge if locked else None)
        index = CATALOG[kind].capability(key).index
        found = (stratum, NO_OWNER, index)
        if found not in self._kept:
            self._make_room()
            claims = stratum.partition(self._engine.people, index, NO_OWNER)
            by_reason: dict[Reason, int] = {}
            for code, users in claims:
                by_reason[REASON[code]] = by_reason.get(REASON[code], 0) | users
            self._kept[found] = by_reason
        return self._kept[found]

    def allowed(self, place: int, key: str) -> int:
        """Return the users who have a capability on an item."""
        return _allowed(self.who(place, key))

    def perhaps(self, place: int, key: str) -> int:
        """Return the users who have a capability on an item, or may have it.

        Those may about whom rules decide that were not read.
        """
        who = self.who(place, key)
        return _allowed(who) | who.get(Reason.NOT_READ, 0)

    def perhaps_on_new(self, written: WrittenList, key: str) -> int:
        """Return the users who have a capability on new content in a project, or may have it."""
        who = self.on_new(written, key)
        return _allowed(who) | who.get(Reason.NOT_READ, 0)

    def allowed_on_new(self, written: WrittenList, key: str) -> int:
        """Return the users who have a capability on new content in a project."""
        return _allowed(self.on_new(written, key))

    def by_rule(self, place: int, key: str, grantee: Grantee) -> int:
        """Return the users who have a capability on an item by a rule for the grantee.

        Provided that the item's governing list has such a rule. Neither administrators nor
        those in charge are among them: they would have it without.
        """
        given = self.who(place, key).get(_BY_RULE[grantee.kind], 0)
        return given & self._linted.reached_by(grantee)

    def openers(self, place: int) -> int:
        """Return the users who can open a workbook, or one of its views."""
        workbook = self._engine.items[place].item
        parts = len(workbook.parts) if isinstance(workbook, Content) else 0
        found = 0
        # A workbook's views follow it in the order of items.
        for here in range(place, place + parts + 1):
            found |= self.allowed(here, "view")
        return found

    def _make_room(self) -> None:
        if len(self._kept) >= _MOST_KEPT:
            self._kept.clear()


def _allowed(by_reason: Mapping[Reason, int]) -> int:
    return sum(bits for reason, bits in by_reason.items() if reason.verdict is Verdict.ALLOWED)


@dataclass(frozen=True, slots=True)
class Part:
    """One capability that a rule allows, in a list that counts."""

    written: WrittenList
    rule: Rule
    capability: Capability

    def places(self, linted: LintedSite) -> Iterator[int]:
        """Yield the items with the capability that the list governs: views by a workbook's too."""
        items, key = linted.engine.items, self.capability.key
        return (it for it in self.written.governs if CATALOG[items[it].item.kind].has(key))

    def given_on(self, holders: Holders, place: int) -> int:
        """Return whom the rule gives the capability on an item that its list governs."""
        return holders.by_rule(place, self.capability.key, self.rule.grantee)

    def given_on_new(self, linted: LintedSite, holders: Holders) -> int:
        """Return whom a project's default rule gives the capability on new content."""
        if not self.written.is_default:
            return 0
        by_reason = holders.on_new(self.written, self.capability.key)
        by_rule = by_reason.get(_BY_RULE[self.rule.grantee.kind], 0)
        return by_rule & linted.reached_by(self.rule.grantee)


@dataclass(frozen=True, slots=True)
class Grant:
    """What the rules of one item allow one grantee, of what was asked for."""

    item: Item
    place: int
    grantee: Grantee
    parts: tuple[Part, ...]
    """In the order of content types; not empty."""

    @property
    def position(self) -> Position:
        """Where the first of it is written."""
        first = self.parts[0]
        return first.rule.position_of(first.capability.index)

    @property
    def kinds(self) -> tuple[Kind, ...]:
        """The content types that it is about."""
        return tuple(dict.fromkeys(part.rule.kind for part in self.parts))

    def subject(self, linted: LintedSite, detail: str | None = None) -> Subject:
        """Return what a finding about all of it is about."""
        return Subject(linted.site.name, str(self.item.address), str(self.grantee), detail)


def grants(linted: LintedSite, wanted: Mapping[Kind, int]) -> Iterator[Grant]:
    """Yield who is allowed what in the lists that count, by item and grantee.

    Args:
        linted: the site.
        wanted: for each content type the mask of the capabilities to look for.
    """
    for place, lists in groupby(linted.lists, key=attrgetter("place")):
        found: dict[Grantee, list[Part]] = {}
        for written in lists:
            mask = 0 if written.is_dead else wanted.get(written.rules.kind, 0)
            for rule in written.rules.rules if mask else ():
                for capability in CATALOG[rule.kind].members(rule.allow & mask):
                    part = Part(written, rule, capability)
                    found.setdefault(rule.grantee, []).append(part)
        for grantee, parts in found.items():
            yield Grant(linted.items[place], place, grantee, tuple(parts))
