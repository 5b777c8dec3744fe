"""Puts the rules of both sides in one form, so that only what they say is told apart.

A pull writes every rule that is in use, and none that a lock or tabs keep out of use; a
declaration may leave a list out as the copy that it still is. So, of a thing on both sides:

- rules that are out of use in the new state are not compared: those of the old stand there;
- rules that were out of use in the old state only give way to those of the lock or the workbook
  that were in force in their place;
- where one side has the copy and the other a list, the copy is written out.

None of this changes what anybody may do on either side.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from tableau_perm_cli.audit.changes.amend import as_list_of
from tableau_perm_cli.audit.changes.standing import lists_of, own_list_of, permissions_of
from tableau_perm_cli.audit.drift.item_matching import Moved, nearest
from tableau_perm_cli.audit.drift.renaming import with_items
from tableau_perm_cli.declaration.address import Address
from tableau_perm_cli.declaration.model import (
    Content,
    Declaration,
    Item,
    Project,
    ProjectPermissions,
    RuleList,
    Site,
)
from tableau_perm_cli.graph import SiteGraph
from tableau_perm_cli.resolve import open_site

_Permissions = ProjectPermissions | RuleList | None


def graph_of(site: Site) -> SiteGraph:
    """Return the graph of a whole site."""
    return open_site(Declaration({site.name: site}, None, ()), site.name).graph


def written_out(site: Site) -> Site:
    """Return a site with every copy written as a list of its own."""
    graph = graph_of(site)

    def amend(item: Item) -> Item:
        if item.permissions is not None or graph.project_of(item) is None:
            return item
        fields: dict[str, Any] = {"permissions": _written(graph, item)}
        return replace(item, **fields)

    return with_items(site, amend)


def evened(old: Site, new: Site, moved: Moved) -> tuple[Site, Site]:
    """Return both states of a site with their rules in one form.

    Args:
        old: the aligned old state.
        new: the new one.
        moved: what stands elsewhere now.
    """
    graphs = graph_of(old), graph_of(new)
    there = {item.address: item for item in new.items()}
    before: dict[Address, _Permissions] = {}
    after: dict[Address, _Permissions] = {}
    for was in old.items():
        now = there.get(nearest(was.address, moved))
        if now is None or not all(map(SiteGraph.project_of, graphs, (was, now))):
            continue  # in a Personal Space there are no rules
        permissions = _evened(graphs, was, now)
        for item, found, side in zip((was, now), permissions, (before, after), strict=True):
            if found is not item.permissions:
                side[item.address] = found
    return _with_permissions(old, before), _with_permissions(new, after)


def _with_permissions(site: Site, found: Mapping[Address, _Permissions]) -> Site:
    def amend(item: Item) -> Item:
        if item.address not in found:
            return item
        fields: dict[str, Any] = {"permissions": found[item.address]}
        return replace(item, **fields)

    return with_items(site, amend) if found else site


def _evened(
    graphs: tuple[SiteGraph, SiteGraph], was: Item, now: Item
) -> tuple[_Permissions, _Permissions]:
    """Return the rules of one thing on both sides."""
    dead_before, dead_after = (
        graph.governing(item).governor is not item
        for graph, item in zip(graphs, (was, now), strict=True)
    )
    old, new = was.permissions, now.permissions
    if dead_after:
        return _unused(graphs, was, now)
    if dead_before:
        old = _in_force(graphs[0], was)
    if old is None and new is None:
        return None, None
    return old or _written(graphs[0], was), new or _written(graphs[1], now)


def _unused(
    graphs: tuple[SiteGraph, SiteGraph], was: Item, now: Item
) -> tuple[_Permissions, _Permissions]:
    """Return rules of which those of the new side are out of use. Leaders lead all the same."""
    if isinstance(was, Content) or isinstance(now, Content):
        return was.permissions, was.permissions
    old, new = was.permissions, now.permissions
    if not _has_leaders(old) and not _has_leaders(new):
        return old, old
    known = old or permissions_of(graphs[0], was)
    leaders = new.leaders if new else ()
    residues = new.leader_residues if new else ()
    position = new.position if new else now.position
    return known, replace(known, leaders=leaders, leader_residues=residues, position=position)


def _has_leaders(permissions: ProjectPermissions | None) -> bool:
    return bool(permissions and (permissions.leaders or permissions.leader_residues))


def _in_force(graph: SiteGraph, item: Item) -> _Permissions:
    """Return the rules that stood in place of those out of use, as rules of the item."""
    governing = graph.governing(item)
    if isinstance(item, Content):
        return as_list_of(item.kind, governing.source.rules, item.position)
    known = permissions_of(graph, item)
    governor = governing.governor
    return (
        replace(known, lists=lists_of(graph, governor)) if isinstance(governor, Project) else known
    )


def _written(graph: SiteGraph, item: Item) -> _Permissions:
    return own_list_of(graph, item) if isinstance(item, Content) else permissions_of(graph, item)
