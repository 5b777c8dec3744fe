"""One user's path in full: which project each move goes to, and what makes each hop possible."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from tableau_perm_cli.audit.escalation.destinations import Destination, reaching
from tableau_perm_cli.audit.escalation.hops import START, HopKind, State, Ways, Where, states_of
from tableau_perm_cli.audit.escalation.site_search import Escalation, Escalations
from tableau_perm_cli.catalog import CATALOG, Capability, Kind
from tableau_perm_cli.declaration.model import (
    Declaration,
    GranteeKind,
    Item,
    Project,
    RuleList,
)
from tableau_perm_cli.resolve import Effect, Evidence, Principal, Resolver, Verdict, open_site
from tableau_perm_cli.resolve.evidence import (
    content_ownership,
    leader_evidence,
    ownership_evidence,
    rule_evidence,
)

_DEFAULTS_OF = {Kind.VIEW: Kind.WORKBOOK, Kind.TABLE: Kind.DATABASE}
_PROJECT = CATALOG[Kind.PROJECT]


@dataclass(frozen=True, slots=True)
class Hop:
    """One thing that a user does on the way."""

    kind: HopKind
    item: Item
    """What it is done with; of a sign-in what the path leads to."""
    to: Project | None
    """Where a move goes."""
    role: str | None
    """The site role that a sign-in gives."""
    evidence: tuple[Evidence, ...]
    """What is written that makes it possible; empty when the hops before it do."""


@dataclass(frozen=True, slots=True)
class Path:
    """How one user becomes able to something on one item."""

    user: str
    item: Item
    capabilities: tuple[Capability, ...]
    hops: tuple[Hop, ...]


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What the rules of a lock must allow somebody who has moved an item under it."""

    kind: Kind | None
    """Of the item that it is about; None for what is moved itself."""
    key: str
    moved_on: bool
    """Whether it is moved out again, with these rules; then they must allow that as well."""

    def allowed(self, destination: Destination, whole: Kind) -> int:
        """Return for whom the rules of a destination do."""
        kind = self.kind or whole
        capability = CATALOG[kind].capability(self.key).index
        if not self.moved_on:
            return destination.allowed[kind][capability]
        move = CATALOG[whole].capability("move").index
        return destination.kept[kind][capability] & destination.allowed[whole][move]


class PathFinder:
    """Finds paths of single users among the escalations of a site."""

    def __init__(self, escalations: Escalations) -> None:
        """Take what was found for all users at once."""
        self._all = escalations
        self._site = escalations.signed.site

    @cached_property
    def _resolver(self) -> Resolver:
        """The resolver of the site after everybody has signed in."""
        return open_site(Declaration({self._site.name: self._site}, None, ()), self._site.name)

    def paths_of(self, user: int) -> Iterator[Path]:
        """Yield the paths of the user at an index, in the order of items, shortest first."""
        for escalation in self._all.found:
            if escalation.users >> user & 1:
                yield from self.paths(user, escalation)

    def paths(self, user: int, escalation: Escalation) -> Iterator[Path]:
        """Yield one user's paths of an escalation.

        There are several where what decides is the rules of the project that an item is moved
        to: one project may allow one capability, and another one the next.
        """
        routes: dict[tuple[int, ...], list[Capability]] = {}
        for capability in self._all.capabilities(escalation):
            route = tuple(self._route(user, escalation, capability))
            routes.setdefault(route, []).append(capability)
        for route, capabilities in routes.items():
            yield self._path(user, escalation, tuple(capabilities), route)

    # Where to

    def _route(self, user: int, escalation: Escalation, capability: Capability) -> Iterator[int]:
        """Yield the number of the destination of each move."""
        whole, item = self._item(escalation.whole), self._item(escalation.place)
        steps = escalation.steps
        for number, step in enumerate(steps):
            if step.moves:
                yield self._first(
                    user, step, whole, self._wanted(steps[number:], item, capability)
                )

    @staticmethod
    def _wanted(steps: Sequence[HopKind], item: Item, capability: Capability) -> _Wanted:
        """Return what the rules of a lock must allow for the path to go on like this."""
        moved_on = steps[1:2] == (HopKind.MOVE_OUT,)
        following = steps[2:] if moved_on else steps[1:]
        match following[0] if following else None:
            case None:
                return _Wanted(item.kind, capability.key, moved_on)
            case HopKind.OVERWRITE:
                return _Wanted(None, "overwrite", moved_on)
            case HopKind.SET_PERMISSIONS_OF_PART:
                return _Wanted(item.kind, "set_permissions", moved_on)
            case _:
                return _Wanted(None, "set_permissions", moved_on)

    def _first(self, user: int, hop: HopKind, item: Item, wanted: _Wanted) -> int:
        """Return the first destination that serves.

        Args:
            user: the user's index.
            hop: how it is moved.
            item: what is moved.
            wanted: what the rules there must allow, where it is they that decide.
        """
        destinations = self._all.destinations
        but, home = destinations.except_for(item), destinations.home(item)
        for number, it in enumerate(destinations.all):
            users = reaching(it, hop) if number not in but and number != home else 0
            if hop is HopKind.MOVE_TO_LOCKED:
                users &= wanted.allowed(it, item.kind)
            if users >> user & 1:
                return number
        raise AssertionError("the search found a destination")

    def _item(self, place: int) -> Item:
        return self._all.item(place)

    # What makes it possible

    def _path(
        self,
        user: int,
        escalation: Escalation,
        capabilities: tuple[Capability, ...],
        route: Sequence[int],
    ) -> Path:
        whole, item = self._item(escalation.whole), self._item(escalation.place)
        name = self._all.engine.users[user]
        teller = _Teller(self._resolver, name, whole, item, capabilities[0])
        to = iter(route)
        hops: list[Hop] = []
        for number, step in enumerate(escalation.steps):
            if step is HopKind.SIGN_IN:
                hops.append(self._sign_in(name, item))
                continue
            destination = self._all.destinations.all[next(to)] if step.moves else None
            last = number == len(escalation.steps) - 1
            hops.append(teller.hop(step, destination, last=last))
        return Path(name, item, capabilities, tuple(hops))

    def _sign_in(self, name: str, item: Item) -> Hop:
        group = self._all.signed.licensed_by[name]
        position = group.position or self._site.users[name].role_position
        evidence = Evidence(f"group:{group.name}", Effect.SITE_ROLE, position, None)
        role = self._site.users[name].role.name
        return Hop(HopKind.SIGN_IN, item, None, role, (evidence,))


class _Teller:
    """Tells hop by hop what is written that lets one user go on."""

    def __init__(
        self, resolver: Resolver, name: str, whole: Item, item: Item, capability: Capability
    ) -> None:
        self._resolver = resolver
        self._graph = resolver.graph
        self._name = name
        self._whole = whole
        self._item = item
        self._capability = capability
        self._principal: Principal = resolver.principal(resolver.graph.site.users[name])
        project = self._graph.project_of(whole)
        locked = project is not None and self._graph.managing_project(project) is not None
        self._graph_of_states = states_of(Ways(locked, overwritten=True, moved=True))
        self._state: State = START
        self._under: Destination | None = None
        """The project under whose lock the item was moved."""

    def hop(self, kind: HopKind, to: Destination | None, *, last: bool) -> Hop:
        """Return a hop, and stand where it leads."""
        evidence: tuple[Evidence, ...] = ()
        item = self._whole
        match kind:
            case HopKind.SET_PERMISSIONS:
                evidence = self._allowing(item, "set_permissions")
            case HopKind.SET_PERMISSIONS_OF_PART:
                item = self._item
                evidence = self._allowing(item, "set_permissions")
            case HopKind.OVERWRITE:
                evidence = self._overwriting()
            case _:
                if to is not None:
                    evidence = self._moving(kind, to, last=last)
        if kind is not HopKind.SET_PERMISSIONS_OF_PART:
            self._state = next(
                after
                for after, edge in self._graph_of_states.adj[self._state].items()
                if edge["hop"] is kind
            )
        if kind is HopKind.MOVE_TO_LOCKED:
            self._under = to
        project = to.project if to else None
        written = project and self._graph.item(project.address)
        moved_to = written if isinstance(written, Project) else None
        return Hop(kind, item, moved_to, None, _once(evidence))

    def _allowing(self, item: Item, key: str) -> tuple[Evidence, ...]:
        """Return what allows a capability on the whole or a part, as things stand."""
        owned, granted = self._state.owned, self._state.granted
        if owned or (granted and item is self._whole):
            return ()
        match self._state.where:
            case Where.HOME:
                return self._decided_by(item, key)
            case Where.OUT:
                return self._kept(item, key)
            case Where.LOCKED:
                return self._by_lock(item.kind, key)
            case Where.RELEASED:
                return self._by_rules_of_lock(item.kind, key)
            case Where.LED:
                return ()

    def _decided_by(self, item: Item, key: str) -> tuple[Evidence, ...]:
        found = self._resolver.derive(self._name, item, CATALOG[item.kind].capability(key))
        return found.decided_by if found.effective is Verdict.ALLOWED else ()

    def _overwriting(self) -> tuple[Evidence, ...]:
        evidence = self._allowing(self._whole, "overwrite")
        project = self._graph.project_of(self._whole)
        if self._state.where is Where.HOME and project is not None:
            evidence += self._decided_by(project, "publish")
        return evidence

    def _moving(self, kind: HopKind, to: Destination, *, last: bool) -> tuple[Evidence, ...]:
        whole, graph = self._whole, self._graph
        project = graph.item(to.project.address)
        if not isinstance(project, Project):
            return ()
        evidence = self._allowing(whole, "move")
        if not evidence and not (self._state.owned or self._state.granted):
            # It need not be the capability: an owner moves too, and who leads both projects.
            evidence = content_ownership(graph, self._principal, whole)
            evidence = evidence or self._in_charge(graph.projects_above(whole))
        evidence += self._decided_by(project, "publish") + self._decided_by(project, "view")
        if kind is HopKind.MOVE_TO_LED:
            managing = graph.managing_project(project)
            above = graph.projects_above(managing or project)
            evidence += self._in_charge(above)
        if kind is HopKind.MOVE_TO_LOCKED and last:
            self._under = to
            evidence += self._by_lock(self._item.kind, self._capability.key)
        if kind is HopKind.MOVE_OUT and last and not self._state.owned:
            evidence += self._kept(self._item, self._capability.key)
        return evidence

    def _kept(self, item: Item, key: str) -> tuple[Evidence, ...]:
        """Return what allows something once the item is out, with the rules it had before."""
        if self._state.where is Where.LOCKED:
            return self._by_rules_of_lock(item.kind, key)
        owned = content_ownership(self._graph, self._principal, item)
        source = self._graph.governing(item).source
        return owned or self._by_rules(source.rules, key, source.origin)

    def _in_charge(self, projects: Sequence[Project]) -> tuple[Evidence, ...]:
        owned = ownership_evidence(self._principal, projects)
        return owned or leader_evidence(self._graph, self._principal, projects)

    def _by_lock(self, kind: Kind, key: str) -> tuple[Evidence, ...]:
        """Return what allows it where the item has been moved to, under a lock."""
        project = self._graph.item(self._under.project.address) if self._under else None
        led = self._in_charge(self._graph.projects_above(project)) if project else ()
        return led or self._by_rules_of_lock(kind, key)

    def _by_rules_of_lock(self, kind: Kind, key: str) -> tuple[Evidence, ...]:
        project = self._graph.item(self._under.project.address) if self._under else None
        managing = self._graph.managing_project(project) if isinstance(project, Project) else None
        if managing is None:
            return ()
        source = self._graph.defaults_of(managing, _DEFAULTS_OF.get(kind, kind))
        return self._by_rules(source.rules, key, source.origin)

    def _by_rules(
        self, rules: RuleList | None, key: str, where: Item | None
    ) -> tuple[Evidence, ...]:
        """Return the rules that allow, of the first kind of grantee that has any.

        That they do allow is known already; this only finds them.
        """
        if rules is None:
            return ()
        capability = CATALOG[rules.kind].capability(key)
        for kind in GranteeKind:
            found = tuple(
                rule_evidence(rule, capability, Effect.ALLOW, where.address if where else None)
                for rule in rules.rules
                if rule.grantee.kind is kind
                and rule.grantee in self._principal.grantees
                and rule.allow & capability.bit
            )
            if found:
                return found
        return ()


def _once(evidence: Iterable[Evidence]) -> tuple[Evidence, ...]:
    return tuple(dict.fromkeys(evidence))
