"""Whose site role the groups raise, and to what: asked of the resolver, by group."""

from dataclasses import dataclass

from tableau_perm_cli.audit.lint.linted_site import LintedSite
from tableau_perm_cli.catalog import RoleClass
from tableau_perm_cli.declaration.model import Grantee, GranteeKind


@dataclass(slots=True)
class Raised:
    """The members of one group that it raises, as sets of users."""

    now: int = 0
    """Those who count as what the group grants."""
    at_sign_in: int = 0
    """The Unlicensed, who will count as that from their next sign-in on."""


def raised_roles(linted: LintedSite) -> dict[str, Raised]:
    """Return for each group that raises anybody whom; everyone is raised by one group only."""
    granting = [
        Grantee(GranteeKind.GROUP, group.name)
        for group in linted.site.groups.values()
        if group.minimum_site_role is not None
    ]
    members = 0
    for grantee in granting:
        members |= linted.reached_by(grantee)
    found: dict[str, Raised] = {}
    for name in linted.engine.names(members):
        principal = linted.resolver.principal(linted.site.users[name])
        bit = 1 << linted.engine.people.index[name]
        if principal.raised_by:
            found.setdefault(principal.raised_by.name, Raised()).now |= bit
        elif principal.raised_at_sign_in:
            found.setdefault(principal.raised_at_sign_in.name, Raised()).at_sign_in |= bit
    return found


def soon_licensed(linted: LintedSite) -> int:
    """Return the Unlicensed users to whom a group gives a site role at their next sign-in."""
    if not linted.in_class(RoleClass.UNLICENSED):
        return 0
    return sum(raised.at_sign_in for raised in raised_roles(linted).values())
