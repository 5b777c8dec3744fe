"""Who owns what on a site: projects and content, not what is in Personal Spaces."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from tableau_perm_cli.audit.lint.linted_site import LintedSite
from tableau_perm_cli.audit.lint.rule import detail_of, related
from tableau_perm_cli.catalog import Kind, RoleClass
from tableau_perm_cli.declaration.model import Item, Ownership, User
from tableau_perm_cli.diagnostics import Related, Subject

_PARTS = frozenset({Kind.VIEW, Kind.TABLE})
"""Their owner is their workbook's or database's."""


@dataclass(slots=True)
class Owner:
    """One user with what the user owns."""

    user: User
    owned: list[tuple[Item, Ownership]] = field(default_factory=list)
    """In the order of items."""

    def subject(self, linted: LintedSite) -> Subject:
        """Return what a finding about all of it is about."""
        owned = detail_of(item.address for item, _ in self.owned)
        return Subject(linted.site.name, grantee=f"user:{self.user.name}", detail=owned)

    def places(self, most: int = 3) -> tuple[Related, ...]:
        """Return where the first of it is written."""
        return tuple(related(it.position, "owned here") for _, it in self.owned[:most])


def ownable(linted: LintedSite) -> Iterator[Item]:
    """Yield what has an owner of its own."""
    for place, item in enumerate(linted.items):
        if item.kind not in _PARTS and linted.project_of(place) is not None:
            yield item


def owners(linted: LintedSite) -> list[Owner]:
    """Return everyone who owns anything, in the order of items."""
    found: dict[str, Owner] = {}
    for item in ownable(linted):
        if item.owner:
            user = linted.site.users[item.owner.user]
            found.setdefault(user.name, Owner(user)).owned.append((item, item.owner))
    return [*found.values()]


def owners_in_class(linted: LintedSite, *classes: RoleClass) -> Iterator[Owner]:
    """Yield the owners whose site role that counts is of one of the classes."""
    members = linted.in_class(*classes)
    index = linted.engine.people.index
    return (it for it in owners(linted) if members >> index[it.user.name] & 1)
