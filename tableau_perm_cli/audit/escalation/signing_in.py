"""What the next sign-in makes of Unlicensed users whom a group would license."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from tableau_perm_cli.catalog import RoleClass
from tableau_perm_cli.catalog.site_roles import RoleReading
from tableau_perm_cli.declaration.model import Group, Site
from tableau_perm_cli.resolve.excerpt import open_excerpt


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A site after everybody has signed in."""

    site: Site
    licensed_by: Mapping[str, Group]
    """For each user who is Unlicensed until then, the group that gives the site role."""


def signed_in(site: Site) -> SignedIn:
    """Return the site as it is once every Unlicensed member of a licensing group has signed in.

    "For an *Unlicensed* member the raised role only takes effect at the next sign-in" (semantics
    section 1). Which group counts is for the resolver to say.
    """
    if all(group.minimum_site_role is None for group in site.groups.values()):
        return SignedIn(site, {})
    unlicensed = [
        user for user in site.users.values() if user.role.role_class is RoleClass.UNLICENSED
    ]
    resolver = open_excerpt(site, [user.name for user in unlicensed])
    licensed_by: dict[str, Group] = {}
    users = dict(site.users)
    for user in unlicensed:
        group = resolver.principal(user).raised_at_sign_in
        if group is not None and group.minimum_site_role is not None:
            licensed_by[user.name] = site.groups[group.name]
            users[user.name] = replace(user, reading=RoleReading(group.minimum_site_role, None))
    return SignedIn(replace(site, users=users) if licensed_by else site, licensed_by)
