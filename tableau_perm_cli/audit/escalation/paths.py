"""One user's path in full: which project each move goes to, and what makes each hop possible."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from tableau_perm_cli.audit.escalation.destinations import Destination, reaching
from tableau_perm_cli.audit.escalation.hops import HopKind
from tableau_perm_cli.audit.escalation.site_search import Escalation, Escalations
from tableau_perm_cli.audit.escalation.telling import Hop, Teller
from tableau_perm_cli.catalog import CATALOG, Capability, Kind
from tableau_perm_cli.declaration.model import Declaration, Item
from tableau_perm_cli.resolve import Effect, Evidence, Resolver, open_site


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
        teller = Teller(self._resolver, name, whole, item, capabilities[0])
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
