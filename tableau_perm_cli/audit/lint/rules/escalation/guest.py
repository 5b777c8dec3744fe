"""Anonymous visitors: who stands for them, and how findings name them."""

from tableau_perm_cli.audit.lint.linted_site import LintedSite
from tableau_perm_cli.catalog import CATALOG, Kind, RoleClass
from tableau_perm_cli.declaration.model import Grantee, GranteeKind

VIEW: dict[Kind, int] = {
    kind: described.capability("view").bit for kind, described in CATALOG.items()
}
"""View, of every content type."""


def guests_of(linted: LintedSite) -> int:
    """Return the users who stand for anonymous visitors; none while guest access is off."""
    return linted.in_class(RoleClass.GUEST) if linted.site.settings.guest_access else 0


def guest_grantee(linted: LintedSite) -> str:
    """Return the first Guest user as what a finding is about."""
    names = linted.engine.names(linted.in_class(RoleClass.GUEST))
    return str(Grantee(GranteeKind.USER, names[0]))
