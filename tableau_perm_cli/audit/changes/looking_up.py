"""Finds what a change names on a site; a name that nothing bears is an error with a guess."""

from collections.abc import Collection, Iterable, Iterator

from tableau_perm_cli.audit.changes.change import ChangeError
from tableau_perm_cli.catalog import CATALOG, Capability, Kind
from tableau_perm_cli.declaration.address import PERSONAL_SPACE_MARK, Address
from tableau_perm_cli.declaration.expected import one_of
from tableau_perm_cli.declaration.model import (
    ALL_USERS,
    Content,
    Grantee,
    GranteeKind,
    Group,
    Item,
    Project,
    Site,
    User,
)
from tableau_perm_cli.diagnostics import did_you_mean

_FEW = 12
"""So many names are listed for one that is not among them."""


def unknown(what: str, name: str, known: Collection[str]) -> ChangeError:
    """Return the error for a name that nothing bears; its help lists what there is, or where."""
    advice = did_you_mean(name, known)
    if advice is None and 0 < len(known) <= _FEW:
        advice = f"write {one_of(sorted(known))}"
    advice = advice or f"name a {what} that the declaration has, or declare it first"
    return ChangeError(f"unknown {what} `{name}`", help=advice)


# Principals


def user_of(site: Site, name: str) -> User:
    """Return a user of the site.

    Raises:
        ChangeError: there is no such user.
    """
    user = site.users.get(name)
    if user is None:
        raise unknown("user", name, site.users)
    return user


def group_of(site: Site, name: str) -> Group:
    """Return a group of the site.

    Raises:
        ChangeError: there is no such group.
    """
    group = site.groups.get(name)
    if group is None:
        raise unknown("group", name, site.groups)
    return group


def written_group_of(site: Site, name: str, deed: str) -> Group:
    """Return a group whose members are the administrator's to choose.

    Raises:
        ChangeError: there is no such group, or it is All Users.
    """
    group = group_of(site, name)
    if name == ALL_USERS:
        raise ChangeError(
            f"nobody can {deed} `{ALL_USERS}`",
            help=f"every user of the site is in `{ALL_USERS}`, and it cannot be deleted",
        )
    return group


def check_grantee(site: Site, grantee: Grantee) -> None:
    """See that whom a rule is for is on the site.

    Raises:
        ChangeError: nobody of the kind has the name.
    """
    known = _known_grantees(site)[grantee.kind]
    if grantee.name not in known:
        raise unknown(grantee.kind.value.replace("_", " "), grantee.name, known)


def _known_grantees(site: Site) -> dict[GranteeKind, Collection[str]]:
    return {
        GranteeKind.USER: site.users,
        GranteeKind.GROUP: site.groups,
        GranteeKind.GROUP_SET: site.group_sets,
    }


def grantee_named(site: Site, text: str) -> Grantee:
    """Return whom ``group:Analysts``, or a name that only one of them has, means.

    Raises:
        ChangeError: nobody has the name, or a user and a group have it.
    """
    known = _known_grantees(site)
    word, colon, name = text.partition(":")
    if colon and word in known:
        kind = GranteeKind(word)
        if name in known[kind]:
            return Grantee(kind, name)
    found = [Grantee(kind, text) for kind, names in known.items() if text in names]
    if len(found) == 1:
        return found[0]
    if found:
        raise ChangeError(
            f"`{text}` is more than one principal",
            help=f"write {one_of([str(it) for it in found])}",
        )
    if colon and word in known:
        raise unknown(word.replace("_", " "), name, known[GranteeKind(word)])
    everyone = [*site.groups, *site.users, *site.group_sets]
    raise unknown("user or group", text, everyone)


# Items


def item_at(site: Site, address: Address) -> Item:
    """Return the project or item of content at an address.

    Raises:
        ChangeError: nothing is there.
    """
    found = find_item(site, address)
    if found is None:
        known = [str(it.address) for it in site.items() if it.address.kind is address.kind]
        guess = did_you_mean(str(address), known)
        label = CATALOG[address.kind].label.lower()
        raise ChangeError(
            f"unknown {label} `{address}`",
            help=guess or "`tableau-perm tree` lists all items",
        )
    return found


def project_at(site: Site, address: Address) -> Project:
    """Return the project at an address.

    Raises:
        ChangeError: there is none, or something else.
    """
    found = item_at(site, address)
    if not isinstance(found, Project):
        raise ChangeError(f"`{address}` is not a project", help="name a project")
    return found


def content_at(site: Site, address: Address) -> Content:
    """Return the item of content at an address.

    Raises:
        ChangeError: there is none, or a project.
    """
    found = item_at(site, address)
    if isinstance(found, Project):
        raise ChangeError(f"`{address}` is a project", help="name an item of content in it")
    return found


def find_item(site: Site, address: Address) -> Item | None:
    """Return what is at an address, or None; only the way to it is searched."""
    tops: Iterable[Item] = site.projects
    if address.path[0].startswith(PERSONAL_SPACE_MARK):
        user = address.path[0].removeprefix(PERSONAL_SPACE_MARK)
        own = (space.content for space in site.personal_spaces if space.user == user)
        tops = (*site.projects, *(content for contents in own for content in contents))
    return next(_search(tops, address), None)


def _search(items: Iterable[Item], address: Address) -> Iterator[Item]:
    for item in items:
        own = item.address
        if own == address:
            yield item
        elif address.path[: len(own.path)] == own.path and len(own.path) < len(address.path):
            yield from _search(inside(item), address)


def inside(item: Item) -> tuple[Item, ...]:
    """Return what a project, a workbook or a database holds."""
    return (*item.content, *item.projects) if isinstance(item, Project) else item.parts


def everything_in(items: Iterable[Item]) -> Iterator[Item]:
    """Yield items and all that is in them, each before what it contains."""
    for item in items:
        yield item
        yield from everything_in(inside(item))


def in_personal_space(site: Site, item: Item) -> bool:
    """Whether content belongs to one user, and is in no project and under no rules."""
    return (
        isinstance(item, Content)
        and item.address.path[0].startswith(PERSONAL_SPACE_MARK)
        and not any(project.address.path[0] == item.address.path[0] for project in site.projects)
    )


# Words


def capability_of(kind: Kind, word: str) -> Capability:
    """Return the capability of a content type that a word spells.

    Raises:
        ChangeError: the type has no such capability.
    """
    content_type = CATALOG[kind]
    found = content_type.find(word)
    if found is None:
        keys = [it.key for it in content_type.capabilities]
        raise unknown(f"capability of a {content_type.label.lower()}", word, keys)
    return found
