"""Takes what a site cannot tell over from the declaration, so that it is no difference.

Labels, external authorization, decisions of uncertain ceilings and whether group sets are
evaluated are the declaration's own, as are expectations. A full name, a mail address or a domain
that one side leaves out is not compared, nor is an owner that the new side leaves out: no source
tells those of databases. Where the declaration names no owner, it is an administrator who is not
declared; if that is so, the site is as declared.
"""

from collections.abc import Sequence
from dataclasses import replace

from tableau_perm_cli.audit.drift.item_matching import Moved, nearest
from tableau_perm_cli.audit.drift.renaming import with_items
from tableau_perm_cli.declaration.model import Content, Group, Item, Ownership, Site, User

UNTOLD_SETTINGS = ("group_sets",)
"""The settings that no source tells."""


def told_alike(old: Site, new: Site, moved: Moved, *, settings: Sequence[str]) -> Site:
    """Return the new state of a site with what a site cannot tell as the old one has it.

    Args:
        old: the aligned old state, which is the declaration's.
        new: the new one.
        moved: what stands elsewhere now.
        settings: those that are not told.
    """
    known = {nearest(item.address, moved): item for item in old.items()}

    def amend(item: Item) -> Item:
        was = known.get(item.address)
        if was is None:
            return item
        owner = _owner(item.owner, was.owner, old, new)
        if item.labels != was.labels or item.owner is not owner:
            item = replace(item, labels=was.labels, owner=owner)
        if not isinstance(item, Content) or not isinstance(was, Content):
            return item
        if item.external_authorization == was.external_authorization:
            return item
        return replace(item, external_authorization=was.external_authorization)

    kept = {name: getattr(old.settings, name) for name in settings}
    return replace(
        with_items(new, amend),
        settings=replace(new.settings, ceilings=old.settings.ceilings, **kept),
        users={name: _user(it, old.users.get(name)) for name, it in new.users.items()},
        groups={name: _group(it, old.groups.get(name)) for name, it in new.groups.items()},
    )


def _owner(
    owner: Ownership | None, known: Ownership | None, old: Site, new: Site
) -> Ownership | None:
    """Return who is to be held against the declared owner, or against there being none."""
    if owner is None:
        return known if known is not None and known.user in new.users else None
    user = new.users[owner.user]
    as_declared = known is None and user.name not in old.users and user.role.is_administrator
    # Whoever administers the site can do there what its owner can.
    return None if as_declared else owner


def _user(user: User, known: User | None) -> User:
    if known is None:
        return user
    names = {
        field: getattr(known, field)
        for field in ("full_name", "email")
        if None in {getattr(known, field), getattr(user, field)}
    }
    return replace(user, **names) if names else user


def _group(group: Group, known: Group | None) -> Group:
    if known is None or None not in {group.domain, known.domain}:
        return group
    return group if group.domain == known.domain else replace(group, domain=known.domain)
