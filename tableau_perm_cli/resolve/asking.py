"""A task that is asked about: what its requirements look at, and how each of them is made."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from tableau_perm_cli.catalog import CATALOG
from tableau_perm_cli.declaration.model import Item, Project, User
from tableau_perm_cli.resolve.principal import Principal
from tableau_perm_cli.resolve.reasons import Reason, Verdict
from tableau_perm_cli.resolve.resolver import Resolver
from tableau_perm_cli.resolve.task_result import Need, NeedKind
from tableau_perm_cli.resolve.unread import (
    charge_is_unread,
    guest_access_is_unread,
    role_is_unread,
)


@dataclass(frozen=True, slots=True)
class Asking:
    """A task that is asked about, with everything its requirements look at."""

    resolver: Resolver
    user: str
    principal: Principal
    item: Item
    target: Project | User | str | None
    """A project, a user, or the name of a user who is not on this site."""

    def capability(self, key: str, item: Item) -> Need:
        """Return the requirement that the user holds a capability."""
        return self.capability_of(self.user, key, item, NeedKind.CAPABILITY)

    def capability_of(self, user: str, key: str, item: Item, kind: NeedKind) -> Need:
        """Return the requirement that some user holds a capability."""
        capability = CATALOG[item.kind].capability(key)
        found = self.resolver.derive(user, item, capability)
        return Need(kind, found.reason, item.address, user, found, uncertain=found.uncertain)

    def other(self, kind: NeedKind, reason: Reason, item: Item | None) -> Need:
        """Return a requirement of the user that is not a capability."""
        # What the site role may do is asked first, so it alone can rest on the role's class.
        uncertain = (
            (kind is NeedKind.SITE_ROLE and self.principal.role_is_uncertain)
            or role_is_unread(self.principal)
            or guest_access_is_unread(self.resolver.graph, self.principal)
        )
        address = item.address if item else None
        return Need(kind, reason, address, self.user, uncertain=uncertain)

    def charge(
        self, kind: NeedKind, reason: Reason, item: Item, projects: Sequence[Project]
    ) -> Need:
        """Return a requirement that owning or leading one of the projects meets."""
        need = self.other(kind, reason, item)
        if need.effective is Verdict.ALLOWED:
            return need
        return replace(
            need,
            uncertain=need.uncertain
            or charge_is_unread(self.resolver.graph, self.principal, projects),
        )
