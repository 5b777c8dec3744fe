"""Which rule lists Tableau's permission dialog shows for an item, and where each comes from.

Content has one list. A project has one of its own and one of default rules for each content type
it can hold; under a lock all of them are the managing project's.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from tableau_perm_cli.catalog import Kind
from tableau_perm_cli.declaration.model import CONTENT_KINDS, Item, Leader, Project
from tableau_perm_cli.graph.governing import Because, Governing
from tableau_perm_cli.graph.site_graph import SiteGraph


@dataclass(frozen=True, slots=True)
class DialogSection:
    """One list of the dialog."""

    kind: Kind
    """The content type whose capabilities are its columns."""
    governing: Governing
    """Whose list it is, and what is written for the item itself and not consulted."""


@dataclass(frozen=True, slots=True)
class ProjectLeader:
    """A leader setting that bears on a project."""

    leader: Leader
    project: Project
    """Where it is written: the project itself, or one above it, which it inherits from."""
    ignored: bool
    """A denial of Project Leader from before 2020.1, which has no effect."""


def dialog_sections(graph: SiteGraph, item: Item) -> tuple[DialogSection, ...]:
    """Return the item's own list first; for a project then its defaults, type by type."""
    first = DialogSection(item.kind, graph.governing(item))
    if not isinstance(item, Project):
        return (first,)
    return (
        first,
        *(DialogSection(kind, _defaults(graph, item, kind)) for kind in CONTENT_KINDS),
    )


def _defaults(graph: SiteGraph, project: Project, kind: Kind) -> Governing:
    """Return what decides about content of ``kind`` that a project holds (semantics 3, step 5)."""
    managing = graph.managing_project(project)
    source = graph.defaults_of(managing or project, kind)
    if managing is None:
        because = Because.INITIAL_COPY if source.copied else Because.OWN_RULES
        return Governing(project, because, source, project, None, None)
    if managing is project:
        return Governing(project, Because.LOCKED_PROJECT, source, project, project, None)
    written = project.permissions.lists[kind] if project.permissions else None
    return Governing(project, Because.LOCKED_ANCESTOR, source, managing, managing, written)


def project_leaders(graph: SiteGraph, project: Project) -> Iterator[ProjectLeader]:
    """Yield the leaders of a project, its own first, then those of the projects above it.

    Leader settings cascade downwards and locks do not touch them (semantics section 3, step 3).
    """
    for here in graph.projects_above(project):
        for leader in graph.leaders_of(here):
            yield ProjectLeader(leader, here, ignored=False)
    if project.permissions is not None:
        for leader in project.permissions.leader_residues:
            yield ProjectLeader(leader, project, ignored=True)
