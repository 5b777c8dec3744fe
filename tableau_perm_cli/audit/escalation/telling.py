"""What makes each hop of one user possible: the rules, owners and leaders that are written."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tableau_perm_cli.audit.escalation.destinations import Destination
from tableau_perm_cli.audit.escalation.hops import START, HopKind, State, Ways, Where, states_of
from tableau_perm_cli.catalog import CATALOG, Capability, Kind
from tableau_perm_cli.declaration.model import GranteeKind, Item, Project, RuleList
from tableau_perm_cli.resolve import Effect, Evidence, Principal, Resolver, Verdict
from tableau_perm_cli.resolve.evidence import (
    content_ownership,
    leader_evidence,
    ownership_evidence,
    rule_evidence,
)

_DEFAULTS_OF = {Kind.VIEW: Kind.WORKBOOK, Kind.TABLE: Kind.DATABASE}


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


class Teller:
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
