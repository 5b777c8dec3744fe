"""Lists what a pull could not read of a site, thing by thing, and says how much it is."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from tableau_perm_cli.declaration.model import (
    Grantee,
    GranteeKind,
    Item,
    Project,
    Site,
)
from tableau_perm_cli.diagnostics import Diagnostic, Position, Severity, visible

_NAMED: Final = 3
"""So many things are named; the others are counted."""


@dataclass(frozen=True, slots=True)
class Unread:
    """One thing that was not read."""

    of: Item | Grantee | None
    """An item, a user or a group; None: the site itself."""
    part: str
    """What of it, as `not_read` calls it."""
    reason: str
    position: Position
    """Of a rule list, where that is said; else where that of which it is a part is declared."""

    @property
    def name(self) -> str:
        """What it is, in words."""
        match self.of:
            case None:
                return f"`{self.part}` of the site"
            case Grantee():
                return f"`{self.part}` of `{visible(str(self.of))}`"
            case _:
                return f"`{self.part}` of `{visible(str(self.of.address))}`"


def things_not_read(site: Site) -> Iterator[Unread]:
    """Yield what was not read: of the site, then of people, then of items in their order."""
    yield from _parts(None, site.not_read, site.position)
    for user in site.users.values():
        if user.not_read:
            yield from _parts(Grantee(GranteeKind.USER, user.name), user.not_read, user.position)
    for group in site.groups.values():
        if group.not_read:
            at = group.position or site.position
            yield from _parts(Grantee(GranteeKind.GROUP, group.name), group.not_read, at)
    for item in site.items():
        for part, reason in item.not_read.items():
            yield Unread(item, part, reason, _position_of(item, part))


def _parts(
    of: Grantee | None, not_read: Mapping[str, str], position: Position
) -> Iterator[Unread]:
    for part, reason in not_read.items():
        yield Unread(of, part, reason, position)


def _position_of(item: Item, part: str) -> Position:
    if item.permissions is None or part in item.gaps:
        return item.position
    if not isinstance(item, Project):
        return item.permissions.position
    lists = item.permissions.lists
    return next(rules.position for rules in lists.values() if rules.list_key == part)


def unread_notice(sites: Mapping[str, Site]) -> Diagnostic | None:
    """Return the one warning that a declaration is not complete; None where it is."""
    found = [(site, thing) for site in sites.values() for thing in things_not_read(site)]
    if not found:
        return None
    site, first = found[0]
    several = len(sites) > 1
    names = [
        thing.name + (f" `{visible(of.name)}`" if several and thing.of is None else "")
        for of, thing in found[:_NAMED]
    ]
    more = len(found) - _NAMED
    listed = ", ".join(names) + (f" and {more} more" if more > 0 else "")
    number = "1 thing was" if len(found) == 1 else f"{len(found)} things were"
    message = f"{number} not read: {listed}; answers that depend on what is missing say so"
    return Diagnostic(Severity.WARNING, message, first.position if first.of else site.position)
