"""Everyone who has a capability, each with a derivation, on sites of any size.

The bulk engine says who they are and by which rung. Their derivations come from the readable
resolver, one for all users whom the same rules reach, on a copy of the site that has only them.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tableau_perm_cli.catalog import Capability
from tableau_perm_cli.declaration.model import GranteeKind, Item, Project
from tableau_perm_cli.graph import Governing
from tableau_perm_cli.resolve.bulk import BulkEngine
from tableau_perm_cli.resolve.bulk.bits import flags_in
from tableau_perm_cli.resolve.derivation import Derivation
from tableau_perm_cli.resolve.excerpt import open_excerpt
from tableau_perm_cli.resolve.reasons import Reason, Verdict

_BY_GROUPS = frozenset({Reason.PROJECT_LEADER, Reason.GROUP_ALLOW, Reason.GROUP_SET_ALLOW})
"""Reasons that many users share; the others rest on something of each user's own."""


@dataclass(frozen=True, slots=True)
class Holder:
    """A user who has the capability."""

    user: str
    derivation: Derivation
    """How it comes about; that of another user whom exactly the same things reach."""


@dataclass(frozen=True, slots=True)
class Holders:
    """Everyone who has a capability on an item."""

    governing: Governing
    holders: tuple[Holder, ...]
    """Sorted by name."""


def find_holders(engine: BulkEngine, item: Item, capability: Capability) -> Holders:
    """Return everyone who has ``capability`` on ``item``, an item of the engine's site."""
    place = engine.item_index(item.address)
    if place is None:
        raise LookupError("the item is of another site")
    classes = [
        members
        for reason, users in engine.who(place, capability).items()
        if reason.verdict is Verdict.ALLOWED
        for members in _alike(engine, item, reason, engine.names(users))
    ]
    spokesmen = [members[0] for members in classes]
    resolver = open_excerpt(engine.site, spokesmen, item)
    found: list[Holder] = []
    for members, spokesman in zip(classes, spokesmen, strict=True):
        derivation = resolver.derive(spokesman, item, capability)
        found += [Holder(member, derivation) for member in members]
    found.sort(key=lambda holder: holder.user)
    return Holders(resolver.graph.governing(item), tuple(found))


def _alike(
    engine: BulkEngine, item: Item, reason: Reason, names: Sequence[str]
) -> Iterator[list[str]]:
    """Yield the users in classes of whom everything that bears on the answer is the same."""
    if reason not in _BY_GROUPS:
        yield from ([name] for name in names)
        return
    reaching = _reaching(engine, item)
    site, index = engine.site, engine.people.index
    flags = [flags_in(bits) for bits in reaching.audiences]
    classes: dict[tuple[object, ...], list[str]] = {}
    for name in names:
        place = index[name]
        user = site.users[name]
        # Who raised a role is said beside the answer, and a rule for the user is the user's own.
        if name in reaching.users or engine.people.role(place) is not user.role:
            yield [name]
        else:
            signature = (
                user.reading,
                bool(user.not_read),
                *(inside[place : place + 1] == b"\x01" for inside in flags),
            )
            classes.setdefault(signature, []).append(name)
    yield from classes.values()


@dataclass(frozen=True, slots=True)
class _Reaching:
    """Everyone whom the rules and leader settings that bear on an item name."""

    users: frozenset[str]
    audiences: tuple[int, ...]
    """The bit sets of the groups and group sets, once each."""


def _reaching(engine: BulkEngine, item: Item) -> _Reaching:
    place = engine.item_index(item.address)
    governed = engine.items[place or 0]
    grantees = {rule.grantee for rule in governed.rules.rules} if governed.rules else set()
    if not isinstance(item, Project) and item.permissions is not None:
        grantees |= {rule.grantee for rule in item.permissions.rules}  # dead, if others govern
    above = governed.project
    while above >= 0:
        project = engine.items[above]
        if isinstance(project.item, Project) and project.item.permissions is not None:
            grantees |= {leader.grantee for leader in project.item.permissions.leaders}
            grantees |= {
                rule.grantee
                for rules in project.item.permissions.lists.values()
                for rule in rules.rules
            }
        above = project.parent
    memberships = engine.people.memberships
    audiences = {
        (memberships.groups if it.kind is GranteeKind.GROUP else memberships.group_sets)[it.name]
        for it in grantees
        if it.kind is not GranteeKind.USER
    }
    # Who is not known to be in a group of a set may be, unless it is missing another one too.
    sets = engine.site.group_sets
    within = {
        name
        for it in grantees
        if it.kind is GranteeKind.GROUP_SET
        for name in sets[it.name].groups
    }
    if any(engine.site.groups[name].not_read for name in within):
        audiences |= {memberships.groups[name] for name in within}
    users = frozenset(it.name for it in grantees if it.kind is GranteeKind.USER)
    ordered = sorted(audiences, key=lambda audience: audience.serial)
    return _Reaching(users, tuple(audience.bits for audience in ordered))
