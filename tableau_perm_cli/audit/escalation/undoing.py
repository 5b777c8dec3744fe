"""Single edits that take a means away, each as a change of the model of a site."""

from dataclasses import dataclass, replace

from tableau_perm_cli.audit.changes.amend import with_item, with_members, with_rule
from tableau_perm_cli.catalog import CATALOG, Kind
from tableau_perm_cli.declaration.address import Address
from tableau_perm_cli.declaration.model import Grantee, Item, Project, RuleList, Site
from tableau_perm_cli.diagnostics import Position


@dataclass(frozen=True, slots=True)
class TakeFromRule:
    """A rule no longer allows some capabilities; it does not deny them either."""

    where: Address
    """The item that the rule is written for."""
    kind: Kind
    """The content type of the rule list; of a project's lists it says which."""
    grantee: Grantee
    capabilities: int
    """A mask of the kind's capabilities."""
    position: Position

    def made(self, site: Site) -> Site:
        """Return the site with the edit made."""
        return with_item(site, self.where, self._taken)

    def _taken(self, item: Item) -> Item:
        if item.permissions is None:
            return item
        if isinstance(item, Project):
            lists = {**item.permissions.lists}
            lists[self.kind] = self._less(lists[self.kind])
            return replace(item, permissions=replace(item.permissions, lists=lists))
        return replace(item, permissions=self._less(item.permissions))

    def _less(self, rules: RuleList) -> RuleList:
        for capability in CATALOG[rules.kind].members(self.capabilities):
            rules = with_rule(rules, self.grantee, capability, effect=None)
        return rules


@dataclass(frozen=True, slots=True)
class TakeLeader:
    """Somebody no longer leads a project."""

    where: Address
    grantee: Grantee
    position: Position

    def made(self, site: Site) -> Site:
        """Return the site with the edit made."""
        return with_item(site, self.where, self._taken)

    def _taken(self, item: Item) -> Item:
        if not isinstance(item, Project) or item.permissions is None:
            return item
        leaders = tuple(it for it in item.permissions.leaders if it.grantee != self.grantee)
        return replace(item, permissions=replace(item.permissions, leaders=leaders))


@dataclass(frozen=True, slots=True)
class TakeOwner:
    """An administrator becomes the owner of a project or of content."""

    where: Address
    user: str
    position: Position

    def made(self, site: Site) -> Site:
        """Return the site with the edit made."""
        return with_item(site, self.where, lambda item: replace(item, owner=None))


@dataclass(frozen=True, slots=True)
class TakeMember:
    """A user leaves a group."""

    user: str
    group: str
    position: Position

    def made(self, site: Site) -> Site:
        """Return the site with the edit made."""
        members = site.groups[self.group].members
        return with_members(site, self.group, (it for it in members if it != self.user))


@dataclass(frozen=True, slots=True)
class TakeSignIn:
    """A group no longer sees to a site role of its members."""

    group: str
    position: Position

    def made(self, site: Site) -> Site:
        """Return the site with the edit made."""
        group = replace(site.groups[self.group], minimum_site_role=None, grant_on_sign_in=False)
        return replace(site, groups={**site.groups, self.group: group})


Undoing = TakeFromRule | TakeLeader | TakeOwner | TakeMember | TakeSignIn
"""One of them."""
