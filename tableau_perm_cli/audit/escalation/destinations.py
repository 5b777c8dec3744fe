"""Where content can be moved to, by whom, and what they could do with it there."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from tableau_perm_cli.audit.changes.amend import with_every_item
from tableau_perm_cli.audit.escalation.hops import MOVED, HopKind
from tableau_perm_cli.catalog import CATALOG, Kind
from tableau_perm_cli.declaration.model import Content, Item, Project, Site
from tableau_perm_cli.resolve.bulk import BulkEngine, compile_site
from tableau_perm_cli.resolve.bulk.bits import lowest_bit, union, without
from tableau_perm_cli.resolve.bulk.charges import NOBODY
from tableau_perm_cli.resolve.bulk.principals import People
from tableau_perm_cli.resolve.bulk.strata import NO_OWNER, Stratum

_PARTS = {Kind.WORKBOOK: Kind.VIEW, Kind.DATABASE: Kind.TABLE}
_PROBE = "\0"
"""What a probe is called; no item that is read from a file can be."""

Allowed = tuple[int, ...]
"""For each capability of a kind, in order, a set of users."""


def allowed_in(stratum: Stratum, people: People, owner: int = NO_OWNER) -> Allowed:
    """Return who has which capability on an item of a stratum."""
    found = [0] * len(CATALOG[stratum.rules.kind].capabilities)
    for mask in stratum.alike(people.ceilings):
        users = stratum.allowed(people, lowest_bit(mask), owner)
        for capability in CATALOG[stratum.rules.kind].members(mask):
            found[capability.index] = users
    return tuple(found)


@dataclass(frozen=True, slots=True, eq=False)
class Destination:
    """A project as somewhere to move content to."""

    project: Project
    users: int
    """Who may move content there: "Publish and View on the destination" (semantics section 5)."""
    in_charge: int
    """Who owns or leads it or a project above, and the one that locks it, if one does."""
    locked: bool
    allowed: Mapping[Kind, Allowed]
    """Who could do what with newly moved content of each kind, by the rules of a lock."""
    kept: Mapping[Kind, Allowed]
    """Who could do what by those rules alone, which content takes along when it is moved on."""


class Destinations:
    """The destinations of a site, in the order of its projects."""

    def __init__(self, engine: BulkEngine, donor: "Destinations | None" = None) -> None:
        """Put content of every kind into every project, and ask who could do what with it.

        Args:
            engine: of the site.
            donor: of an earlier state of the site, with the same users.
        """
        self._keys: dict[tuple[Kind, Kind | None, frozenset[int]], int] = {}
        self.numbers: dict[tuple[object, ...], int] = donor.numbers if donor else {}
        """A number for each distinct content of ``key``, shared with donors and successors."""
        probes = compile_site(_probed(engine.site), donor.probes if donor else None)
        self.probes: BulkEngine = probes
        self._sets: dict[tuple[HopKind, frozenset[int]], int] = {}
        self._allowed: dict[tuple[Kind, frozenset[int]], Allowed] = {}
        alike = donor is not None and donor.probes.people.ceilings is probes.people.ceilings
        self._released: dict[tuple[Kind, Kind, frozenset[int]], Allowed] = {}
        self.kept: dict[Stratum, Allowed] = donor.kept if donor and alike else {}
        """What was worked out for a stratum, shared with donors and successors."""

    @cached_property
    def all(self) -> list[Destination]:
        """Every project."""
        publish, view = (CATALOG[Kind.PROJECT].capability(key) for key in ("publish", "view"))
        probes = self.probes
        size = len(probes.users)
        found: dict[int, dict[Kind, Stratum]] = {}
        for governed in probes.items:
            address = governed.item.address
            if governed.project >= 0 and _PROBE in address.path:
                found.setdefault(governed.project, {})[address.kind] = governed.stratum
        destinations: list[Destination] = []
        for place, strata in sorted(found.items()):
            project = probes.items[place].item
            probe = strata[Kind.WORKBOOK]
            charge = probe.lock or probe.charge
            if isinstance(project, Project):
                destinations.append(
                    Destination(
                        project,
                        probes.allowed(place, publish) & probes.allowed(place, view),
                        union(users for _, users in charge.claims(size)),
                        probe.lock is not None,
                        {kind: self._allowed_in(it) for kind, it in strata.items()},
                        {kind: self._allowed_in(self._freed(it)) for kind, it in strata.items()},
                    )
                )
        return destinations

    def _allowed_in(self, stratum: Stratum) -> Allowed:
        if stratum not in self.kept:
            self.kept[stratum] = allowed_in(stratum, self.probes.people)
        return self.kept[stratum]

    def _freed(self, stratum: Stratum) -> Stratum:
        return self.probes.strata.of(stratum.rules, NOBODY, None)

    def except_for(self, item: Item) -> frozenset[int]:
        """Return which destinations have something of the same kind and name already.

        The project that it is in is not among them. To move it there would change nothing, so
        that no path is shorter with it.
        """
        taken = self._taken.get((item.kind, item.address.path[-1]), frozenset())
        return taken - {self.home(item)}

    def home(self, item: Item) -> int | None:
        """Return the number of the project that an item stands in; None in a Personal Space."""
        return self._numbers.get(item.address.path[:-1])

    def number(self, project: Item) -> int | None:
        """Return the number of a project as a destination."""
        return self._numbers.get(project.address.path)

    @cached_property
    def _numbers(self) -> dict[tuple[str, ...], int]:
        return {it.project.address.path: number for number, it in enumerate(self.all)}

    @cached_property
    def _taken(self) -> dict[tuple[Kind, str], frozenset[int]]:
        found: dict[tuple[Kind, str], list[int]] = {}
        for number, destination in enumerate(self.all):
            for item in destination.project.content:
                found.setdefault((item.kind, item.address.path[-1]), []).append(number)
        return {key: frozenset(numbers) for key, numbers in found.items()}

    def reached(self, hop: HopKind, but: frozenset[int]) -> int:
        """Return who has somewhere to move to by a kind of hop.

        Args:
            hop: one that moves.
            but: the numbers of destinations that are out of the question.
        """
        key = (hop, but)
        if key not in self._sets:
            self._sets[key] = union(
                reaching(it, hop) for number, it in enumerate(self.all) if number not in but
            )
        return self._sets[key]

    def key(self, whole: Kind, part: Kind | None, but: frozenset[int]) -> int:
        """Return a number for what moving content of a kind, with its parts, can come to.

        It is the same number when it can come to the same on a site with something changed.
        """
        known = self._keys.get((whole, part, but))
        if known is None:
            kinds = (whole, *([part] if part else ()))
            content = (
                *(self.reached(hop, but) for hop in HopKind if hop.moves),
                *(self.allowed(kind, but) for kind in kinds),
                *(self.released(kind, whole, but) for kind in kinds),
                kinds,
            )
            known = self._keys[whole, part, but] = self.numbers.setdefault(
                content, len(self.numbers)
            )
        return known

    def released(self, kind: Kind, whole: Kind, but: frozenset[int]) -> Allowed:
        """Return who could do what after moving content to some locked project and out again.

        The same project must let a user move it on and allow the capability.

        Args:
            kind: of the item.
            whole: of what is moved; of a view it is the workbook.
            but: the numbers of destinations that are out of the question.
        """
        key = (kind, whole, but)
        if key not in self._released:
            move = CATALOG[whole].capability("move").index
            found = [0] * len(CATALOG[kind].capabilities)
            for number, it in enumerate(self.all):
                movers = it.users & it.allowed[whole][move] if it.locked else 0
                if movers and number not in but:
                    for capability, users in enumerate(it.kept[kind]):
                        found[capability] |= users & movers
            self._released[key] = tuple(found)
        return self._released[key]

    def allowed(self, kind: Kind, but: frozenset[int]) -> Allowed:
        """Return who could do what after moving content of a kind to some locked project."""
        key = (kind, but)
        if key not in self._allowed:
            found = [0] * len(CATALOG[kind].capabilities)
            for number, it in enumerate(self.all):
                if it.locked and number not in but:
                    for capability, users in enumerate(it.allowed[kind]):
                        found[capability] |= users & it.users
            self._allowed[key] = tuple(found)
        return self._allowed[key]


def reaching(destination: Destination, hop: HopKind) -> int:
    """Return who can move content to a destination by a kind of hop."""
    match hop:
        case HopKind.MOVE_TO_LED:
            return destination.users & destination.in_charge
        case HopKind.MOVE_TO_LOCKED:
            return without(destination.users, destination.in_charge) if destination.locked else 0
        case _:
            return 0 if destination.locked else destination.users


def _probed(site: Site) -> Site:
    return with_every_item(site, _with_probes)


def _with_probes(item: Item) -> Item:
    """Return a project with nothing in it but a probe of each kind and the nested projects."""
    if not isinstance(item, Project):
        return item
    return Project(
        item.address,
        item.position,
        item.owner,
        item.lock,
        item.lock_position,
        item.labels,
        item.permissions,
        (*item.content, *(_probe(item, kind) for kind in sorted(MOVED | {Kind.WORKBOOK}))),
        item.projects,
    )


def _probe(project: Project, kind: Kind) -> Content:
    address = project.address.child(kind, _PROBE)
    parts: Sequence[Content] = ()
    if kind in _PARTS:
        parts = (Content(address.child(_PARTS[kind], _PROBE), project.position, None),)
    return Content(address, project.position, None, parts=tuple(parts))
