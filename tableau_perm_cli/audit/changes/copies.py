"""Keeps the rules of what was created with a copy of a list, when that list is changed.

"Outside locks, initial permissions are a one-time copy" (semantics section 4). A declaration says
so by leaving the list out; when what was copied changes, the copy has to be written.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

from tableau_perm_cli.audit.changes.amend import as_list_of, with_content, with_project
from tableau_perm_cli.audit.changes.standing import own_list_of, permissions_of
from tableau_perm_cli.catalog import Kind
from tableau_perm_cli.declaration.model import Content, Item, Lock, Project, RuleList, Site
from tableau_perm_cli.declaration.sites import default_project
from tableau_perm_cli.graph import SiteGraph

Rewrite = Callable[[RuleList], RuleList]
"""Makes another list of a list."""


@dataclass(frozen=True, slots=True)
class Rewritten:
    """A site with one list changed."""

    site: Site
    copies: int
    """How many items had a copy of it, and have it written now."""
    materialised: bool
    """Whether the list itself was a copy, and is written now."""


def with_own_list(
    site: Site, graph: SiteGraph, item: Item, kind: Kind, rewrite: Rewrite
) -> Rewritten:
    """Return the site with another list of an item; what has a copy of the old one keeps it.

    Args:
        site: as it is.
        graph: of what stands around the item.
        item: whose list it is; one that a lock or tabs do not put out of use.
        kind: of a project, of what the list is; else that of the item.
        rewrite: makes the new list of the old one.
    """
    copied = item.permissions is None
    if isinstance(item, Content):
        own = own_list_of(graph, item)
        parts = tuple(_kept_part(item, part, own) for part in item.parts)
        changed = sum(new is not old for new, old in zip(parts, item.parts, strict=True))
        rules = rewrite(own)
        after = with_content(
            site, item.address, lambda it: replace(it, permissions=rules, parts=parts)
        )
        return Rewritten(after, changed, copied)
    permissions = permissions_of(graph, item)
    site, count = _with_copies_kept(site, graph, item, kind)
    lists = {**permissions.lists, kind: rewrite(permissions.lists[kind])}
    written = replace(permissions, lists=lists)
    after = with_project(site, item.address, lambda it: replace(it, permissions=written))
    return Rewritten(after, count, copied)


def _kept_part(whole: Content, part: Content, rules: RuleList) -> Content:
    # Where the whole decides about its parts, they go on following it.
    if part.permissions is not None or whole.tabs_shown or whole.locked:
        return part
    return replace(part, permissions=as_list_of(part.kind, rules, part.position))


def _with_copies_kept(
    site: Site, graph: SiteGraph, project: Project, kind: Kind
) -> tuple[Site, int]:
    """Return the site in which nothing has a copy of one of a project's lists any more."""
    permissions = permissions_of(graph, project)
    own = replace(permissions, leaders=(), leader_residues=())
    locked_below = _is_locked_below(graph, project)
    content = tuple(
        replace(it, permissions=permissions.lists[kind])
        if it.kind is kind and it.permissions is None and project.lock is Lock.CUSTOMIZABLE
        else it
        for it in project.content
    )
    nested = tuple(
        replace(it, permissions=own) if it.permissions is None and not locked_below else it
        for it in project.projects
    )
    kept = sum(
        new is not old
        for news, olds in ((content, project.content), (nested, project.projects))
        for new, old in zip(news, olds, strict=True)
    )
    if kept:
        site = with_project(
            site, project.address, lambda it: replace(it, content=content, projects=nested)
        )
    if default_project(site.projects) is not None and project is default_project(
        graph.site.projects
    ):
        tops = tuple(
            replace(it, permissions=own)
            if it.permissions is None and it.address != project.address
            else it
            for it in site.projects
        )
        kept += sum(new is not old for new, old in zip(tops, site.projects, strict=True))
        site = replace(site, projects=tops)
    return site, kept


def _is_locked_below(graph: SiteGraph, project: Project) -> bool:
    """Whether a lock decides about the projects in a project."""
    managing = graph.managing_project(project)
    return managing is not None and managing.lock is Lock.LOCKED_INCLUDING_NESTED
