"""What whole sets of users can do with one item, wherever hops have brought it.

A unit is what stands directly in a project, with its views or tables: they are overwritten and
moved together. Target 0 is the item itself, the others are its parts in order.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from tableau_perm_cli.audit.changes.publishing import PUBLISHED_KINDS
from tableau_perm_cli.audit.escalation.destinations import Allowed, Destinations, allowed_in
from tableau_perm_cli.audit.escalation.hops import (
    MOVED,
    HopKind,
    State,
    Ways,
    Where,
)
from tableau_perm_cli.catalog import CATALOG, Kind
from tableau_perm_cli.declaration.model import Content
from tableau_perm_cli.resolve.bulk import BulkEngine, GovernedItem
from tableau_perm_cli.resolve.bulk.bits import union
from tableau_perm_cli.resolve.bulk.ceilings import Ceilings
from tableau_perm_cli.resolve.bulk.charges import NOBODY
from tableau_perm_cli.resolve.bulk.codes import SET_PERMISSIONS
from tableau_perm_cli.resolve.bulk.strata import NO_OWNER, Stratum


@dataclass(frozen=True, slots=True, eq=False)
class Target:
    """An item that users may become able on, as sets of users for each capability."""

    by_place: Mapping[Where, Allowed]
    """Who is allowed where it has been brought: at home as things are; in a project of one's own
    everything; under another lock by that; out by its rules and its owner alone."""
    ceiling: Allowed
    """Who may hold it at all; administrators are left out."""
    owner: Allowed
    """Who may hold it as an owner under a lock: the ceiling without Set Permissions."""
    set_permissions: int
    """The index of Set Permissions; no kind of content lacks it."""
    follows: bool
    """Whether it is a part on which the whole's rules count."""


@dataclass(frozen=True, slots=True, eq=False)
class Unit:
    """One item of content with its parts."""

    targets: Sequence[Target]
    ways: Ways
    publishers: int
    """Who may publish to the project that it is in."""
    owner: int
    """The owner as it is declared, as a set of users."""
    in_charge: int
    """Who owns or leads that project or one above."""
    move: int
    """The index of the capability Move."""
    overwrite: int
    reached: Callable[[HopKind], int]
    """Who has somewhere to move it to."""

    def allowed(self, state: State, target: Target) -> Allowed:
        """Return who is allowed what, of those who have brought the item into a state."""
        if state.owned:
            # Under a lock Set Permissions is not the owner's (semantics section 3, step 4).
            return target.owner if self._is_locked(state) else target.ceiling
        if state.granted and (target is self.targets[0] or target.follows):
            return target.ceiling
        return target.by_place[state.where]

    def _is_locked(self, state: State) -> bool:
        return state.where is Where.LOCKED or (state.where is Where.HOME and self.ways.locked)

    def able(self, hop: HopKind, state: State) -> int:
        """Return who can take a hop, of those who have brought the item into a state."""
        whole = self.targets[0]
        match hop:
            case HopKind.SET_PERMISSIONS:
                return self.allowed(state, whole)[whole.set_permissions]
            case HopKind.OVERWRITE:
                able = self.allowed(state, whole)[self.overwrite]
                # Who has moved it somewhere may publish there.
                return able & self.publishers if state.where is Where.HOME else able
            case _:
                # "owner of the item, or Move on it" (semantics section 5)
                able = -1 if state.owned else self.allowed(state, whole)[self.move] | self.owner
                if hop is HopKind.MOVE_TO_LED:
                    able |= self.in_charge  # "or leader/owner of both projects" (section 5)
                return able & self.reached(hop)

    def able_on_part(self, state: State, part: Target) -> int:
        """Return who can set the rules of a part that has its own."""
        if part.follows or self._is_locked(state) or state.owned or state.where is Where.LED:
            return 0
        return self.allowed(state, part)[part.set_permissions]


@dataclass(slots=True)
class _Kept:
    """What was worked out for strata, shared with donors and successors."""

    allowed: dict[tuple[Stratum, int], Allowed] = field(default_factory=dict)
    without_lock: dict[Stratum, Stratum] = field(default_factory=dict)
    ceilings: Ceilings | None = None

    def hold_for(self, ceilings: Ceilings) -> None:
        """Forget everything that was worked out under other ceilings."""
        if self.ceilings is not ceilings:
            self.allowed = {}
            self.ceilings = ceilings


class Units:
    """Makes the units of a site; what is the same for many of them is kept."""

    def __init__(
        self, engine: BulkEngine, destinations: Destinations, donor: "Units | None" = None
    ) -> None:
        """Take the engine of the site and where things can be moved to.

        Args:
            engine: of the site.
            destinations: of the same site.
            donor: of an earlier state of the site; of no use if the ceilings were others.
        """
        self._engine = engine
        self._destinations = destinations
        self.kept: _Kept = donor.kept if donor else _Kept()
        self.kept.hold_for(engine.people.ceilings)
        self._publishers: dict[int, int] = {}
        ceilings = engine.people.ceilings.ceilings
        self._ceilings = [tuple(it.bound for it in of_kind) for of_kind in ceilings]
        self._owners = [
            tuple(
                0 if index == SET_PERMISSIONS[number] else users for index, users in enumerate(it)
            )
            for number, it in enumerate(self._ceilings)
        ]
        self._publish = CATALOG[Kind.PROJECT].capability("publish")

    def of(self, place: int, parts: int) -> Unit:
        """Return the unit of the item at an index, which so many parts follow."""
        engine = self._engine
        whole = engine.items[place]
        item = whole.item
        kind = item.kind
        has_own_rules = isinstance(item, Content) and not (item.tabs_shown or item.locked)
        moved = kind in MOVED
        but = self._destinations.except_for(item) if moved else frozenset()
        targets = [
            self._target(at, kind, but, follows=at > place and not has_own_rules)
            for at in range(place, place + 1 + parts)
        ]
        capabilities = CATALOG[kind]
        size = len(engine.users)
        return Unit(
            targets,
            Ways(whole.stratum.lock is not None, kind in PUBLISHED_KINDS, moved),
            self._may_publish(whole),
            0 if whole.owner == NO_OWNER else 1 << whole.owner,
            union(users for _, users in whole.stratum.charge.claims(size)),
            capabilities.capability("move").index if moved else -1,
            capabilities.capability("overwrite").index if capabilities.has("overwrite") else -1,
            lambda hop: self._destinations.reached(hop, but),
        )

    def key(self, place: int, parts: int) -> tuple[object, ...]:
        """Return what is the same for two units in which the same is gained.

        It holds for engines that were compiled from one another, too.
        """
        whole, *others = self._engine.items[place : place + 1 + parts]
        item = whole.item
        follows = isinstance(item, Content) and (item.tabs_shown or item.locked)
        but = self._destinations.except_for(item) if item.kind in MOVED else frozenset()
        part = others[0].item.kind if others else None
        return (
            whole.stratum,
            whole.owner,
            follows,
            tuple(it.stratum for it in others),
            self._may_publish(whole),
            self._destinations.key(item.kind, part, but) if item.kind in MOVED else None,
        )

    def _may_publish(self, governed: GovernedItem) -> int:
        project = governed.project
        if project not in self._publishers:
            self._publishers[project] = self._engine.allowed(project, self._publish)
        return self._publishers[project]

    def _target(self, place: int, whole: Kind, but: frozenset[int], *, follows: bool) -> Target:
        moved = whole in MOVED
        engine = self._engine
        governed = engine.items[place]
        stratum = governed.stratum
        kept = self.kept.without_lock.get(stratum)
        if kept is None:
            kept = self.kept.without_lock[stratum] = Stratum(stratum.rules, NOBODY, None)
        number = stratum.rules.kind_number
        kind = stratum.rules.kind
        nothing = (0,) * len(CATALOG[kind].capabilities)
        ceiling = self._ceilings[number]
        destinations = self._destinations
        by_place = {
            Where.HOME: self._allowed_in(stratum, governed.owner),
            Where.LED: ceiling,
            Where.LOCKED: destinations.allowed(kind, but) if moved else nothing,
            Where.OUT: self._allowed_in(kept, governed.owner),
            Where.RELEASED: destinations.released(kind, whole, but) if moved else nothing,
        }
        return Target(by_place, ceiling, self._owners[number], SET_PERMISSIONS[number], follows)

    def _allowed_in(self, stratum: Stratum, owner: int) -> Allowed:
        key = (stratum, owner)
        found = self.kept.allowed.get(key)
        if found is None:
            found = self.kept.allowed[key] = allowed_in(stratum, self._engine.people, owner)
        return found
