"""Puts escalations together that begin alike and end in the same place, the worst first."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from tableau_perm_cli.audit.escalation import Escalation, Escalations, FirstHop, Path, PathFinder
from tableau_perm_cli.catalog import CATALOG, Capability
from tableau_perm_cli.declaration.address import Address
from tableau_perm_cli.resolve.bulk.bits import lowest_bit


@dataclass(frozen=True, slots=True)
class Group:
    """Everything that begins by one kind of hop and is about the items of one project."""

    first: FirstHop
    where: Address
    """The project; the item, where items were selected or it is in no project."""
    sensitive: bool
    """Whether the items are labelled sensitive, or what they are in."""
    items: int
    """How many items."""
    users: tuple[str, ...]
    """Who can become able to something of it, sorted."""
    count: int
    """How many cells (user, item, capability)."""
    capabilities: tuple[Capability, ...]
    """What somebody can become able to, that of most users first."""
    example: Path
    """One path of it."""


_Key = tuple[bool, FirstHop, int]


def groups_of(escalations: Escalations, sensitive: int, *, by_item: bool) -> list[Group]:
    """Return the groups, sensitive ones first, and of these those with most cells.

    Args:
        escalations: what was found.
        sensitive: the set of sensitive items, by index.
        by_item: put together by item, not by project.
    """
    found: dict[_Key, list[Escalation]] = defaultdict(list)
    for it in escalations.found:
        key = (
            bool(sensitive >> it.place & 1),
            it.steps[0].first,
            _where(escalations, it, by_item),
        )
        found[key].append(it)
    finder = PathFinder(escalations)
    groups = [_group(escalations, finder, key, members) for key, members in found.items()]
    return sorted(groups, key=_worst_first)


def _where(escalations: Escalations, it: Escalation, by_item: bool) -> int:  # noqa: FBT001 - internal
    project = escalations.engine.items[it.place].project
    return it.place if by_item or project < 0 else project


def _worst_first(group: Group) -> tuple[bool, int, str, str]:
    return (not group.sensitive, -group.count, str(group.where), group.first.value)


def _group(
    escalations: Escalations, finder: PathFinder, key: _Key, members: Iterable[Escalation]
) -> Group:
    sensitive, first, where = key
    count = users = 0
    places: set[int] = set()
    weights: dict[str, tuple[int, Capability]] = {}
    shortest: Escalation | None = None
    for it in members:
        count += it.count
        users |= it.users
        places.add(it.place)
        shortest = it if shortest is None or len(it.steps) < len(shortest.steps) else shortest
        kind = CATALOG[escalations.item(it.place).kind]
        for member in kind.members(it.capabilities):
            capability = kind.capabilities[member.index]
            before = weights.get(capability.key, (0, capability))[0]
            weights[capability.key] = before + it.users.bit_count(), capability
    if shortest is None:
        raise ValueError("a group has members")
    example = next(finder.paths(lowest_bit(shortest.users), shortest))
    ordered = sorted(weights.values(), key=lambda it: (-it[0], it[1].key))
    return Group(
        first,
        escalations.item(where).address,
        sensitive,
        len(places),
        tuple(escalations.engine.names(users)),
        count,
        tuple(capability for _, capability in ordered),
        example,
    )
