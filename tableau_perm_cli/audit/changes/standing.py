"""What rules a project or an item of content stands under, for changes that keep or end them."""

from collections.abc import Mapping

from tableau_perm_cli.audit.changes.amend import as_list_of
from tableau_perm_cli.catalog import CATALOG, Kind
from tableau_perm_cli.declaration.model import (
    CONTENT_KINDS,
    Content,
    Item,
    Project,
    ProjectPermissions,
    RuleList,
    Site,
)
from tableau_perm_cli.graph import SiteGraph
from tableau_perm_cli.resolve import Reason, Verdict
from tableau_perm_cli.resolve.excerpt import open_excerpt
from tableau_perm_cli.resolve.resolver import Resolver
from tableau_perm_cli.resolve.tasks import TASKS, perform

Lists = Mapping[Kind, RuleList]
"""A project's rules and its defaults for each content type; none is missing."""


def graph_around(site: Site, item: Item) -> SiteGraph:
    """Return the graph of what stands around an item."""
    return open_excerpt(site, (), item).graph


def resolver_around(site: Site, user: str, item: Item) -> Resolver:
    """Return a resolver for one user and one item."""
    return open_excerpt(site, [user], item)


def lists_of(graph: SiteGraph, project: Project) -> Lists:
    """Return the lists a project has, its own or those it was created with."""
    found: dict[Kind, RuleList] = {}
    for kind in (Kind.PROJECT, *CONTENT_KINDS):
        rules = graph.defaults_of(project, kind).rules
        found[kind] = rules or RuleList(kind, (), project.position)
    return found


def permissions_of(graph: SiteGraph, project: Project) -> ProjectPermissions:
    """Return a project's permissions as a list of its own, for one that has a copy.

    Leader settings are not part of the copy (semantics section 4).
    """
    if project.permissions is not None:
        return project.permissions
    return ProjectPermissions(lists_of(graph, project), (), (), project.position)


def own_list_of(graph: SiteGraph, content: Content) -> RuleList:
    """Return the list of an item of content as one of its own, for one that has a copy."""
    rules = graph.own_rules(content).rules
    return as_list_of(content.kind, rules, content.position)


def refusal(site: Site, user: str, capability: str, item: Item) -> Reason | None:
    """Return why a user does not hold a capability, or None."""
    found = resolver_around(site, user, item).derive(
        user, item, CATALOG[item.kind].capability(capability)
    )
    return None if found.effective is Verdict.ALLOWED else found.reason


def refusal_of_publishing(site: Site, user: str, project: Project) -> Reason | None:
    """Return why a user cannot publish to a project (task ``publish_to``), or None."""
    resolver = resolver_around(site, user, project)
    found = perform(resolver, user, TASKS["publish_to"], project)
    return None if found.effective is Verdict.ALLOWED else found.reason
