"""Follows the hops for a whole site: who can become able to what, exactly counted."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from tableau_perm_cli.audit.escalation.destinations import Destinations
from tableau_perm_cli.audit.escalation.hops import DEFAULT_HOPS, HopKind
from tableau_perm_cli.audit.escalation.search import Gain, Search, Steps
from tableau_perm_cli.audit.escalation.signing_in import SignedIn, signed_in
from tableau_perm_cli.audit.escalation.unit import Units
from tableau_perm_cli.catalog import CATALOG, Capability, Kind, RoleClass
from tableau_perm_cli.declaration.model import Item, Project, Site
from tableau_perm_cli.resolve.bulk import BulkEngine, compile_site
from tableau_perm_cli.resolve.bulk.bits import bits_of, without

_ADMINISTRATORS = frozenset({RoleClass.SERVER_ADMIN, RoleClass.SITE_ADMIN})
_PARTS = frozenset({Kind.VIEW, Kind.TABLE})


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked: about whom, to what, and how far to look."""

    users: int = -1
    """A set of users by index; by default everyone."""
    items: int = -1
    """A set of items by index."""
    capabilities: Mapping[Kind, int] | None = None
    """A mask for each kind of item; None for all capabilities."""
    hops: int = DEFAULT_HOPS


@dataclass(frozen=True, slots=True)
class Escalation:
    """Users who can become able to the same, on one item, by the same kinds of hop."""

    steps: Steps
    place: int
    """The index of the item in the engine."""
    whole: int
    """The index of what stands in a project: of a view its workbook, else the item's own."""
    capabilities: int
    """A mask of the item's capabilities."""
    users: int

    @property
    def count(self) -> int:
        """How many cells (user, item, capability) it is."""
        return self.users.bit_count() * self.capabilities.bit_count()


@dataclass(frozen=True, slots=True, eq=False)
class Escalations:
    """Everything found on a site."""

    site: Site
    signed: SignedIn
    engine: BulkEngine
    """Of the site after everybody has signed in."""
    destinations: Destinations
    asked: Asked
    found: Sequence[Escalation]
    """In the order of items; of one item the shortest paths first."""
    beyond: int
    """How many cells need more hops than were asked for."""
    units: Units = field(repr=False)
    known: dict[tuple[object, ...], list[Gain]] = field(repr=False)
    """What was worked out, for a search of the site with something changed."""

    @property
    def count(self) -> int:
        """How many cells (user, item, capability) somebody can become able to."""
        return sum(it.count for it in self.found)

    @property
    def users(self) -> int:
        """The set of users who can become able to anything."""
        users = 0
        for it in self.found:
            users |= it.users
        return users

    def item(self, place: int) -> Item:
        """Return the item at an index."""
        return self.engine.items[place].item

    def capabilities(self, escalation: Escalation) -> list[Capability]:
        """Return the capabilities of an escalation in the catalog's order."""
        kind = CATALOG[self.item(escalation.place).kind]
        return [kind.capabilities[it.index] for it in kind.members(escalation.capabilities)]


def find_escalations(
    site: Site,
    asked: Asked | None = None,
    *,
    after: Escalations | None = None,
    advance: Callable[[], None] = lambda: None,
) -> Escalations:
    """Return who can become able to what.

    Only what a user cannot do now counts. Administrators are left out.

    Args:
        site: valid, as the loader returns it.
        asked: what to look for; by default everything.
        after: what was found on the site before something was changed in it. It must have the
            same users and items. What cannot have changed is taken over.
        advance: called for each item of the site.
    """
    asked = asked or Asked()
    signed = signed_in(site)
    engine = compile_site(signed.site, after.engine if after else None)
    destinations = Destinations(engine, after.destinations if after else None)
    one = _Site(engine, destinations, signed, asked, after)
    found: list[Escalation] = []
    beyond = 0
    for escalation in one.escalations(advance):
        if len(escalation.steps) > asked.hops:
            beyond += escalation.count
        else:
            found.append(escalation)
    return Escalations(
        site, signed, engine, destinations, asked, found, beyond, one.units, one.known
    )


class _Site:
    def __init__(
        self,
        engine: BulkEngine,
        destinations: Destinations,
        signed: SignedIn,
        asked: Asked,
        after: Escalations | None,
    ) -> None:
        self._engine = engine
        self.units = Units(engine, destinations, after.units if after else None)
        self._destinations = destinations
        self._asked = asked
        size = len(engine.users)
        index = engine.people.index
        self._signing_in = bits_of([index[name] for name in signed.licensed_by], size)
        administrators = [
            place
            for place in range(size)
            if (role := engine.role(place)) is not None and role.role_class in _ADMINISTRATORS
        ]
        self._users = without(
            asked.users & ((1 << size) - 1),
            without(bits_of(administrators, size), self._signing_in),
        )
        self.known: dict[tuple[object, ...], list[Gain]] = {}
        self._before = after.known if after else {}
        self._people = (engine.people.ceilings, self._users, self._signing_in)

    def escalations(self, advance: Callable[[], None]) -> Iterator[Escalation]:
        items = self._engine.items
        place = 0
        while place < len(items):
            parts = 0
            while place + parts + 1 < len(items) and items[place + parts + 1].item.kind in _PARTS:
                parts += 1
            wanted = (self._asked.items >> place) & ((2 << parts) - 1)
            if wanted and self._users:
                yield from self._wanted(place, parts)
            for _ in range(parts + 1):
                advance()
            place += parts + 1

    def _wanted(self, place: int, parts: int) -> Iterator[Escalation]:
        for steps, target, capabilities, users in self._gains(place, parts):
            at = place + target
            here = capabilities & self._mask(at)
            if here and (self._asked.items >> at) & 1:
                yield Escalation(steps, at, place, here, users)

    def _mask(self, place: int) -> int:
        kind = self._engine.items[place].item.kind
        asked = self._asked.capabilities
        return CATALOG[kind].full_mask if asked is None else asked[kind]

    def _gains(self, place: int, parts: int) -> list[Gain]:
        governed = self._engine.items[place]
        if isinstance(governed.item, Project) or governed.project < 0:
            return self._by_signing_in(place, parts)
        key = (self._people, self.units.key(place, parts))
        gains = self._before.get(key)
        if gains is None:
            gains = self.known.get(key)
        if gains is None:
            unit = self.units.of(place, parts)
            gains = list(Search(unit, self._users, self._signing_in).gains())
        self.known[key] = gains
        return gains

    def _by_signing_in(self, place: int, parts: int) -> list[Gain]:
        """Return what is gained on a project, or in a Personal Space: nothing but by sign-in."""
        users = self._users & self._signing_in
        found: list[Gain] = []
        for at in range(place, place + 1 + parts) if users else ():
            for capability in CATALOG[self._engine.items[at].item.kind].capabilities:
                able = self._engine.allowed(at, capability) & users
                if able:
                    found.append(Gain((HopKind.SIGN_IN,), at - place, capability.bit, able))
        return found
