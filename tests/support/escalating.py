"""Plays paths of ``escalate`` out on the model, and finds them again by brute force."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace

from tableau_perm_cli.audit.changes import ChangeError
from tableau_perm_cli.audit.changes.moving import Move
from tableau_perm_cli.audit.changes.publishing import Overwrite
from tableau_perm_cli.audit.changes.rules import SetCapability
from tableau_perm_cli.audit.escalation import Hop, HopKind, Path
from tableau_perm_cli.catalog import CATALOG, Kind, RoleClass
from tableau_perm_cli.catalog.site_roles import RoleReading
from tableau_perm_cli.declaration.address import Address
from tableau_perm_cli.declaration.model import (
    Content,
    Declaration,
    Grantee,
    GranteeKind,
    Item,
    Project,
    Site,
)
from tableau_perm_cli.resolve import TASKS, Resolver, Verdict, open_site
from tableau_perm_cli.resolve.tasks import perform

Able = set[tuple[str, Address, str]]
"""A user, an item as it was called at first, and the key of a capability."""
PARTS = {Kind.VIEW, Kind.TABLE}


def resolver_of(site: Site) -> Resolver:
    """Return the resolver of one site in memory."""
    return open_site(Declaration({site.name: site}, None, ()), site.name)


def allowed(resolver: Resolver, user: str, item: Item, key: str) -> bool:
    """Whether the resolver allows."""
    found = resolver.derive(user, item, CATALOG[item.kind].capability(key))
    return found.effective is Verdict.ALLOWED


# Playing


def end_of(site: Site, path: Path) -> tuple[Site, Item]:
    """Return the site after all hops of a path, and the item as it stands then.

    Fails when a hop is not possible.
    """
    end = path.item.address
    for hop in path.hops:
        site = _after(site, path.user, hop, end)
        if hop.to is not None:
            end = _moved(end, hop.item.address, hop.to)
    found = resolver_of(site).graph.item(end)
    assert found is not None, f"{end} is nowhere"
    return site, found


def _moved(end: Address, item: Address, to: Project) -> Address:
    # The hop names the item as it was called at first, so this counts from the end.
    tail = 1 if end.kind == item.kind else 2
    return Address(end.kind, (*to.address.path, *end.path[-tail:]))


def _after(site: Site, user: str, hop: Hop, end: Address) -> Site:
    match hop.kind:
        case HopKind.SIGN_IN:
            return signed_in(site, user)
        case HopKind.SET_PERMISSIONS_OF_PART:
            return granted(site, user, end)
        case _:
            pass
    whole = end if end.kind not in PARTS else Address(hop.item.kind, end.path[:-1])
    match hop.kind:
        case HopKind.SET_PERMISSIONS:
            return granted(site, user, whole)
        case HopKind.OVERWRITE:
            return Overwrite(user, whole).play(site).site
        case _:
            assert hop.to is not None
            return moved(site, user, whole, hop.to.address)


def signed_in(site: Site, user: str) -> Site:
    """Return the site after an Unlicensed user has signed in."""
    known = site.users[user]
    assert known.role.role_class is RoleClass.UNLICENSED
    group = resolver_of(site).principal(known).raised_at_sign_in
    assert group is not None
    assert group.minimum_site_role is not None
    reading = RoleReading(group.minimum_site_role, None)
    return replace(site, users={**site.users, user: replace(known, reading=reading)})


def granted(site: Site, user: str, address: Address) -> Site:
    """Return the site after a user has allowed oneself everything on an item."""
    resolver = resolver_of(site)
    item = resolver.graph.item(address)
    assert item is not None
    assert allowed(resolver, user, item, "set_permissions"), f"{user} cannot set {address}"
    for capability in CATALOG[item.kind].capabilities:
        grantee = Grantee(GranteeKind.USER, user)
        site = SetCapability(grantee, address, capability.key, effect=True).play(site).site
    return site


def moved(site: Site, user: str, address: Address, to: Address) -> Site:
    """Return the site after a user has moved an item."""
    resolver = resolver_of(site)
    item, target = resolver.graph.item(address), resolver.graph.item(to)
    assert item is not None
    assert isinstance(target, Project)
    done = perform(resolver, user, TASKS["move_to"], item, target)
    assert done.effective is Verdict.ALLOWED, f"{user} cannot move {address} to {to}"
    return Move(address, to).play(site).site


# By brute force


def able_by_brute_force(site: Site, hops: int) -> Able:
    """Return everything that anybody can become able to, by trying every change on the model."""
    resolver = resolver_of(site)
    found: Able = set()
    for user in site.users.values():
        role = resolver.principal(user).role.role_class
        if role in {RoleClass.SERVER_ADMIN, RoleClass.SITE_ADMIN}:
            continue
        start, left = site, hops
        potential = resolver.principal(user).raised_at_sign_in
        if role is RoleClass.UNLICENSED:
            if potential is None or hops == 0:
                continue
            start, left = signed_in(site, user.name), hops - 1
        before = {
            (user.name, item.address, capability.key)
            for item in site.items()
            for capability in CATALOG[item.kind].capabilities
            if allowed(resolver, user.name, item, capability.key)
        }
        found |= _reached(start, user.name, left) - before
    return found


def _reached(site: Site, user: str, hops: int) -> Able:
    resolver = resolver_of(site)
    found: Able = set()
    for item in site.items():
        if item.kind in PARTS:
            continue
        parts = item.parts if isinstance(item, Content) else ()
        names = {it.address.path[-1]: it.address for it in parts}
        found |= _allowed_now(resolver, user, item, item.address, names)
        if isinstance(item, Content) and resolver.graph.project_of(item) is not None:
            for after, address in _played(site, resolver, user, item, hops):
                there = resolver_of(after)
                stands = there.graph.item(address)
                assert stands is not None
                found |= _allowed_now(there, user, stands, item.address, names)
    return found


def _allowed_now(
    resolver: Resolver, user: str, item: Item, called: Address, names: dict[str, Address]
) -> Able:
    """Return what the user can do with an item and its parts, under their first names."""
    parts = item.parts if isinstance(item, Content) else ()
    pairs = [(item, called), *((it, names[it.address.path[-1]]) for it in parts)]
    return {
        (user, name, capability.key)
        for it, name in pairs
        for capability in CATALOG[it.kind].capabilities
        if allowed(resolver, user, it, capability.key)
    }


def _played(
    site: Site, resolver: Resolver, user: str, item: Content, hops: int
) -> Iterator[tuple[Site, Address]]:
    """Yield every site that a user can make by doing things with one item."""
    if hops == 0:
        return
    for after, address in _hops(site, resolver, user, item):
        yield after, address
        following = resolver_of(after)
        stands = following.graph.item(address)
        assert isinstance(stands, Content)
        yield from _played(after, following, user, stands, hops - 1)


def _hops(
    site: Site, resolver: Resolver, user: str, item: Content
) -> Iterator[tuple[Site, Address]]:
    for it in (item, *item.parts):
        if allowed(resolver, user, it, "set_permissions"):
            with suppress(ChangeError):  # a lock or tabs put the list out of use
                yield granted(site, user, it.address), item.address
    if item.owner is None or item.owner.user != user:
        with suppress(ChangeError):
            yield Overwrite(user, item.address).play(site).site, item.address
    for target in resolver.graph.items() if CATALOG[item.kind].has("move") else ():
        if isinstance(target, Project) and _may_move(resolver, user, item, target):
            with suppress(ChangeError):  # the name is taken
                after = Move(item.address, target.address).play(site).site
                yield after, target.address.child(item.kind, item.address.path[-1])


def _may_move(resolver: Resolver, user: str, item: Content, target: Project) -> bool:
    if target is resolver.graph.project_of(item):
        return False
    done = perform(resolver, user, TASKS["move_to"], item, target)
    return done.effective is Verdict.ALLOWED
