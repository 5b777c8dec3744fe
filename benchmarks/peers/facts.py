"""Flattens a site into the facts that a peer has to be told, with the hard parts already found.

Which rule list governs an item, who has charge of it and which role counts for a user is worked
out here, by the readable resolver, and is given to every peer for nothing. What is left for a
peer is steps 1 to 9 of semantics section 3 over those facts.
"""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypeVar

from tableau_perm_cli.catalog import CATALOG, Capability, Kind, RoleClass
from tableau_perm_cli.declaration.model import (
    Content,
    Declaration,
    Grantee,
    GranteeKind,
    Item,
    Project,
)
from tableau_perm_cli.resolve import Resolver, open_site
from tableau_perm_cli.resolve.principal import Principal

RUNGS: tuple[GranteeKind, ...] = (GranteeKind.USER, GranteeKind.GROUP, GranteeKind.GROUP_SET)
"""What rules can be for, in the order in which the ladder looks at them."""
SERVER_ADMINS_AND_SITE_ADMINS = frozenset({RoleClass.SERVER_ADMIN, RoleClass.SITE_ADMIN})

T = TypeVar("T", bound=Hashable)


class RuleFact(NamedTuple):
    """One rule; the masks are of the kind of the items that follow the list."""

    grantee: Grantee
    allow: int
    deny: int


Rules = tuple[RuleFact, ...]
Charge = frozenset[Grantee]
"""Owners and leaders of a project and of all projects above it: users and groups."""


@dataclass(frozen=True, slots=True)
class UserFact:
    """One user."""

    name: str
    role_class: RoleClass
    """Of the role that counts, raised by groups or not."""
    grantees: tuple[Grantee, ...]
    """Whom rules reach the user through: the user, the groups, the group sets; in that order."""

    @property
    def is_administrator(self) -> bool:
        """Whether no rule binds the user."""
        return self.role_class in SERVER_ADMINS_AND_SITE_ADMINS


@dataclass(frozen=True, slots=True)
class ItemFact:
    """One item; rules and charges are indexes, so that what is shared can be shared."""

    name: str
    """The address."""
    kind: Kind
    rules: int
    charge: int
    lock: int | None
    """Under a lock that takes Set Permissions away: the charge that keeps it."""
    owner: str | None

    @property
    def capabilities(self) -> tuple[Capability, ...]:
        """The capabilities of the item's kind."""
        return CATALOG[self.kind].capabilities


class Cell(NamedTuple):
    """One decision to make, all three by index."""

    user: int
    item: int
    capability: int


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything a peer is told about one site."""

    users: Sequence[UserFact]
    """Sorted by name, as the bulk engine counts them."""
    items: Sequence[ItemFact]
    """In the order of ``Site.items``, as the bulk engine counts them."""
    rules: Sequence[Rules]
    """The distinct governing rule lists, each for items of one kind."""
    charges: Sequence[Charge]
    ceilings: Mapping[tuple[Kind, RoleClass], int]
    """For each kind and class the mask of what the class can ever hold."""

    @property
    def decisions(self) -> int:
        """How many cells the site has: users times the capabilities of every item."""
        return len(self.users) * sum(len(item.capabilities) for item in self.items)

    def capability(self, cell: Cell) -> Capability:
        """Return the capability that a cell is about."""
        return self.items[cell.item].capabilities[cell.capability]


def gather(declaration: Declaration, site: str) -> tuple[Facts, Resolver]:
    """Return the facts of a site, and the resolver that found them."""
    resolver = open_site(declaration, site)
    rules: dict[tuple[Kind, Rules], int] = {}
    charges: dict[Charge, int] = {}
    items = [_item(resolver, item, rules, charges) for item in resolver.graph.items()]
    users = [
        _user(resolver.principal(user)) for _, user in sorted(resolver.graph.site.users.items())
    ]
    lists = [fact for _, fact in rules]
    return Facts(users, items, lists, list(charges), _ceilings(resolver)), resolver


def _user(principal: Principal) -> UserFact:
    by_rung = {rung: place for place, rung in enumerate(RUNGS)}
    grantees = sorted(principal.grantees, key=lambda it: (by_rung[it.kind], it.name))
    return UserFact(principal.name, principal.role.role_class, tuple(grantees))


def _item(
    resolver: Resolver,
    item: Item,
    rules: dict[tuple[Kind, Rules], int],
    charges: dict[Charge, int],
) -> ItemFact:
    graph = resolver.graph
    projects = graph.projects_above(item)
    managing = graph.governing(item).managing_project
    lock: int | None = None
    if managing and CATALOG[item.kind].has("set_permissions"):
        lock = _number(charges, _charge(resolver, projects[projects.index(managing) :]))
    return ItemFact(
        str(item.address),
        item.kind,
        _number(rules, (item.kind, _rules(resolver, item))),
        _number(charges, _charge(resolver, projects)),
        lock,
        _owner(resolver, item),
    )


def _rules(resolver: Resolver, item: Item) -> Rules:
    governing = resolver.graph.governing(item)
    written = governing.source.rules.rules if governing.source.rules else ()
    source, target = CATALOG[governing.kind], CATALOG[item.kind]

    def translated(mask: int) -> int:
        keys = (capability.key for capability in source.members(mask))
        return target.mask(tuple(key for key in keys if target.has(key)))

    with_sets = resolver.graph.site.settings.group_sets
    return tuple(
        sorted(
            RuleFact(rule.grantee, translated(rule.allow), translated(rule.deny))
            for rule in written
            if with_sets or rule.grantee.kind is not GranteeKind.GROUP_SET
        )
    )


def _charge(resolver: Resolver, projects: Sequence[Project]) -> Charge:
    owners = {Grantee(GranteeKind.USER, it.owner.user) for it in projects if it.owner}
    led = {leader.grantee for it in projects for leader in resolver.graph.leaders_of(it)}
    return frozenset(owners | led)


def _owner(resolver: Resolver, item: Item) -> str | None:
    if isinstance(item, Project):  # its owner is among those in charge
        return None
    parent = resolver.graph.parent(item)
    owner = parent.owner if isinstance(parent, Content) else item.owner
    return owner.user if owner else None


def _ceilings(resolver: Resolver) -> dict[tuple[Kind, RoleClass], int]:
    settings = resolver.graph.site.settings
    columns = {
        principal.role.role_class: principal.ceiling
        for principal in map(resolver.principal, resolver.graph.site.users.values())
    }
    ceilings: dict[tuple[Kind, RoleClass], int] = {}
    for kind, described in CATALOG.items():
        for role_class, column in columns.items():
            shut = role_class is RoleClass.GUEST and not settings.guest_access
            ceilings[kind, role_class] = sum(
                capability.bit
                for capability in described.capabilities
                if column is not None
                and not shut
                and settings.ceilings.get(
                    (kind, capability.key, column), capability.ceiling[column].allowed
                )
            )
    return ceilings


def _number(known: dict[T, int], new: T) -> int:
    return known.setdefault(new, len(known))
