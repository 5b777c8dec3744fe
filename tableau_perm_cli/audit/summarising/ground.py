"""What a summary is made from: the items asked about, by what decides about them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from tableau_perm_cli.audit.summarising.keys import as_keys
from tableau_perm_cli.audit.summarising.statement import Roles
from tableau_perm_cli.catalog import CATALOG, SITE_ROLES, Kind, RoleClass
from tableau_perm_cli.declaration.model import GranteeKind, Ownership, Project, RuleList
from tableau_perm_cli.resolve.bulk import ALLOWS, BulkEngine
from tableau_perm_cli.resolve.bulk.bits import bits_of, indexes_in, lowest_bit, without
from tableau_perm_cli.resolve.bulk.ceilings import CLASSES
from tableau_perm_cli.resolve.bulk.strata import Stratum
from tableau_perm_cli.resolve.matrix import Chosen

_LADDER = (RoleClass.CREATOR, RoleClass.EXPLORER_PUBLISH, RoleClass.EXPLORER, RoleClass.VIEWER)
"""The classes that rules decide about, each of which may hold more than the next."""


@dataclass(frozen=True, slots=True)
class Part:
    """Capabilities that are decided alike on the items of a standing."""

    keys: int
    """A mask of capability keys."""
    capability: int
    """The index of one of them in the kind."""
    allowed: int
    """Who has them, ownership of the item itself left out."""
    bound: int
    """About whom owners, leaders and rules decide."""
    administrators: int
    """Who has them as an administrator."""
    locked: bool
    """Whether it is Set Permissions, which a lock gives to those in charge alone."""


@dataclass(slots=True, eq=False)
class Standing:
    """Items of one kind under the same rules, charge and lock."""

    number: int
    kind: Kind
    stratum: Stratum
    items: int
    """A set of items."""
    full: int
    """The keys that are asked about."""
    parts: tuple[Part, ...]
    owned: Mapping[int, int]
    """By the index of a user the items that the user owns."""
    lists: tuple[RuleList, ...]
    """The governing lists as they are written; they come to the same."""
    owners: int = field(init=False)
    """The set of users who own any."""

    def __post_init__(self) -> None:
        """Note who owns any."""
        self.owners = sum(1 << user for user in self.owned)


class Ground:
    """One site, or some users and items and capabilities of it."""

    def __init__(self, engine: BulkEngine, users: int, items: int, capabilities: Chosen) -> None:
        """Take the compiled site and what of it is asked about, as bit sets."""
        self.engine = engine
        self.users = users
        self.items = items
        masks = {kind: sum(it.bit for it in chosen) for kind, chosen in capabilities.items()}
        strata: dict[Stratum, list[int]] = {}
        for place in indexes_in(items):
            strata.setdefault(engine.items[place].stratum, []).append(place)
        self.standings: list[Standing] = []
        for stratum, places in strata.items():
            if mask := masks.get(stratum.rules.kind, 0):
                self.standings.append(self._standing(stratum, places, mask))

    def _standing(self, stratum: Stratum, places: list[int], mask: int) -> Standing:
        engine = self.engine
        items = [engine.items[place] for place in places]
        owned: dict[int, list[int]] = {}
        for place, governed in zip(places, items, strict=True):
            owner = governed.owner
            if isinstance(governed.item, Project):
                owner = self._index(governed.item.owner)
            if owner >= 0 and self.users >> owner & 1:
                owned.setdefault(owner, []).append(place)
        kind = stratum.rules.kind
        size = len(engine.items)
        lists = {id(it.rules): it.rules for it in items if it.rules is not None}
        return Standing(
            len(self.standings),
            kind,
            stratum,
            bits_of(places, size),
            as_keys(kind, mask),
            tuple(self._parts(stratum, mask)),
            {user: bits_of(theirs, size) for user, theirs in owned.items()},
            tuple(lists.values()),
        )

    def _index(self, owner: Ownership | None) -> int:
        return self.engine.people.index[owner.user] if owner else -1

    def _parts(self, stratum: Stratum, mask: int) -> Iterable[Part]:
        people = self.engine.people
        kind = stratum.rules.kind
        for alike in stratum.alike(people.ceilings):
            asked = alike & mask
            if not asked:
                continue
            index = lowest_bit(asked)
            ceiling = people.ceilings.ceilings[stratum.rules.kind_number][index]
            administrators = sum(bits for code, bits in ceiling.decided if ALLOWS[code])
            yield Part(
                as_keys(kind, asked),
                index,
                stratum.allowed(people, index) & self.users,
                ceiling.bound & self.users,
                administrators & self.users,
                stratum.lock is not None
                and CATALOG[kind].capabilities[index].key == "set_permissions",
            )

    # Sets of users that have a name

    @cached_property
    def _classes(self) -> dict[RoleClass, int]:
        found: dict[int, list[int]] = {}
        class_of = self.engine.people.ceilings.class_of
        for user in indexes_in(self.users):
            found.setdefault(class_of[user], []).append(user)
        size = len(self.engine.users)
        return {
            CLASSES[number]: bits_of(users, size)
            for number, users in found.items()
            if number < len(CLASSES)
        }

    @cached_property
    def administrators(self) -> tuple[int, Roles]:
        """All administrators, as a set and by their roles."""
        classes = (RoleClass.SERVER_ADMIN, RoleClass.SITE_ADMIN)
        bits = sum(self._classes.get(it, 0) for it in classes)
        return bits, Roles(_names(classes), None)

    def roles_for(self, users: int) -> Iterable[tuple[Roles, int]]:
        """Yield sets of roles that have all of ``users``, none of whom administers.

        First from the lowest role upwards, which is the easiest to say, then no more than needed.
        """
        needed = [it for it, bits in self._classes.items() if bits & users]
        rungs = [rung for rung, it in enumerate(_LADDER) if it in needed]
        guest = [RoleClass.GUEST] if RoleClass.GUEST in needed else []
        if rungs:
            upwards = [*_LADDER[: rungs[-1] + 1], *guest]
            lowest = None if guest else _names(_LADDER[rungs[-1] : rungs[-1] + 1])[0]
            yield Roles(_names(upwards), lowest), self._of(upwards)
        ordered = [*(_LADDER[rung] for rung in rungs), *guest]
        yield Roles(_names(ordered), None), self._of(ordered)

    def _of(self, classes: Iterable[RoleClass]) -> int:
        return sum(self._classes.get(it, 0) for it in classes)

    @cached_property
    def audiences(self) -> dict[int, tuple[str, int]]:
        """By the serial number of an audience the name that rules use, and the users in it."""
        memberships = self.engine.people.memberships
        found: dict[int, tuple[str, int]] = {}
        written = {id(it): it for standing in self.standings for it in standing.lists}
        for rules in written.values():
            for rule in rules.rules:
                kind, name = rule.grantee.kind, rule.grantee.name
                if kind is not GranteeKind.USER:
                    named = memberships.groups
                    if kind is GranteeKind.GROUP_SET:
                        named = memberships.group_sets
                    audience = named[name]
                    key = self.key(audience.serial, group_set=kind is GranteeKind.GROUP_SET)
                    found.setdefault(key, (name, audience.bits & self.users))
        for name in sorted(memberships.groups):
            audience = memberships.groups[name]
            key = self.key(audience.serial, group_set=False)
            found.setdefault(key, (name, audience.bits & self.users))
        return found

    @staticmethod
    def key(serial: int, *, group_set: bool) -> int:
        """Return what an audience is found by: a group and a group set may have the same users."""
        return serial << 1 | group_set


def _names(classes: Iterable[RoleClass]) -> tuple[str, ...]:
    return tuple(role.name for it in classes for role in SITE_ROLES if role.role_class is it)


def fits(bits: int, allowed: int) -> bool:
    """Whether every one of ``bits`` is in ``allowed``."""
    return not without(bits, allowed)
