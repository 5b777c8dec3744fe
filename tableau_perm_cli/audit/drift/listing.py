"""Adds what one side could not list, as the other has it; the settings too."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import cast

from tableau_perm_cli.audit.changes.amend import at_address
from tableau_perm_cli.audit.drift.item_matching import PARENTS, Moved, nearest
from tableau_perm_cli.audit.drift.renaming import with_items
from tableau_perm_cli.audit.drift.visiting import Visitor
from tableau_perm_cli.catalog import CATALOG, Kind
from tableau_perm_cli.declaration.address import PERSONAL_SPACE_MARK, Address
from tableau_perm_cli.declaration.model import (
    Content,
    Item,
    PersonalSpace,
    Project,
    Settings,
    Site,
)
from tableau_perm_cli.declaration.not_read import SETTINGS

_IN_SPACE = 2
"""How many names an address has in a Personal Space: the user's and its own."""
_SETTINGS = ("guest_access", "web_authoring")
"""The settings that a source may tell."""
_DATA_ROLES = CATALOG[Kind.DATA_ROLE].plural
NO_LIST = "the REST API has no list of them"
"""Why a pull has no data roles."""
_BY_KEY: Mapping[str, Kind] = {content.plural: kind for kind, content in CATALOG.items()}


def marked_as_unlisted(pulled: Site, declared: Site) -> Site:
    """Return a pulled site with its data roles marked as not read, where it has none and needs it.

    Args:
        pulled: the site.
        declared: what it is held against.
    """
    if _has_data_roles(pulled) or not _has_data_roles(declared) or _DATA_ROLES in pulled.not_read:
        return pulled
    return replace(pulled, not_read={**pulled.not_read, _DATA_ROLES: NO_LIST})


def _has_data_roles(site: Site) -> bool:
    return any(item.kind is Kind.DATA_ROLE for item in site.items())


def never_told(part: str, reason: str) -> bool:
    """Whether it may be that no pull ever tells this part of a site, so that it lacks for good."""
    return part == SETTINGS or (part, reason) == (_DATA_ROLES, NO_LIST)


def with_settings(site: Site, source: Site) -> Site:
    """Return a site with the settings that were not read as the other side knows them.

    A setting that is not as it is by default was told.
    """
    if SETTINGS not in site.not_read or SETTINGS in source.not_read:
        return site
    default, theirs = Settings(), source.settings
    untold = [key for key in _SETTINGS if getattr(site.settings, key) is getattr(default, key)]
    known = {key: getattr(theirs, key) for key in untold}
    return replace(site, settings=replace(site.settings, **known))


def with_unlisted(site: Site, source: Site, ways: Moved) -> Site:
    """Return a site with the content that it could not list, as far as the other side knows it.

    Args:
        site: what is added to. What it knows of such content stays.
        source: the other side.
        ways: from the items of the source that stand elsewhere on this side to where they do.
    """
    if not site.not_read:
        return site
    kinds = frozenset(_BY_KEY[part] for part in site.not_read if part in _BY_KEY)
    there = {item.address for item in site.items()}
    arriving: dict[Address, Content] = {}
    for parent in source.items():
        inside = parent.content if isinstance(parent, Project) else parent.parts
        at = nearest(parent.address, ways)
        for content in inside:
            address = Address(content.kind, (*at.path, content.address.path[-1]))
            if content.kind in kinds and address not in there and content.address not in ways:
                arriving[address] = cast("Content", at_address(content, address))
    for space in source.personal_spaces:
        if space.user in site.users:
            arriving |= {
                it.address: it
                for it in space.content
                if it.kind in kinds and it.address not in there and it.address not in ways
            }
    visitor = Visitor(site, arriving)
    missing: dict[tuple[str, ...], list[Content]] = {}
    for address, content in arriving.items():
        missing.setdefault(address.path[:-1], []).append(visitor.content(content))

    def amend(item: Item) -> Item:
        more = [it for it in missing.get(item.address.path, ()) if _holds(item, it)]
        return _with_more(item, more) if more else item

    rest = {part: why for part, why in site.not_read.items() if part in source.not_read}
    site = replace(with_items(site, amend), not_read=rest)
    own = [it for it in arriving.values() if _is_personal(it.address)]
    return replace(site, personal_spaces=tuple(_spaces(site, map(visitor.content, own))))


def _is_personal(address: Address) -> bool:
    """Whether content stands in a Personal Space, at its top."""
    return len(address.path) == _IN_SPACE and address.path[0].startswith(PERSONAL_SPACE_MARK)


def _spaces(site: Site, more: Iterable[Content]) -> Iterator[PersonalSpace]:
    """Yield the Personal Spaces of a site with more in them."""
    added: dict[str, list[Content]] = {}
    for content in more:
        user = content.address.path[0].removeprefix(PERSONAL_SPACE_MARK)
        added.setdefault(user, []).append(content)
    for space in site.personal_spaces:
        yield replace(space, content=(*space.content, *added.pop(space.user, ())))
    for user, contents in added.items():
        yield PersonalSpace(user, contents[0].position, tuple(contents))


def _holds(item: Item, content: Content) -> bool:
    """Whether an item is what content stands in: a project and a workbook may have one path."""
    return PARENTS.get(content.kind, Kind.PROJECT) is item.kind


def _with_more(item: Item, more: Iterable[Content]) -> Item:
    if isinstance(item, Project):
        return replace(item, content=(*item.content, *more))
    return replace(item, parts=(*item.parts, *more))
