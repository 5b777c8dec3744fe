"""A site cut down to what a few questions are about, so that its graph stays small."""

from collections.abc import Collection
from dataclasses import replace

from tableau_perm_cli.declaration.model import Declaration, Item, Project, Site
from tableau_perm_cli.declaration.sites import default_project
from tableau_perm_cli.resolve.resolver import Resolver, open_site


def open_excerpt(
    site: Site,
    users: Collection[str],
    item: Item | None = None,
    *,
    every_project: bool = False,
) -> Resolver:
    """Return a resolver for a few users of a site, and for one item and what stands around it.

    About these it answers as a resolver for the whole site does. Nobody and nothing else is
    there, so nothing else may be asked.

    Args:
        site: the whole site.
        users: those who are asked about; for a task also whose Connect it may rest on.
        item: what is asked about; None when only the users themselves are.
        every_project: keep all projects, for tasks, which look at others than the item's.
    """
    kept = frozenset(users)
    excerpt = replace(
        site,
        users={name: user for name, user in site.users.items() if name in kept},
        groups={
            name: replace(group, members=tuple(filter(kept.__contains__, group.members)))
            for name, group in site.groups.items()
        },
        projects=site.projects if every_project else _projects_around(site, item),
        personal_spaces=site.personal_spaces if item else (),
    )
    return open_site(Declaration({site.name: excerpt}, None, ()), site.name)


def _projects_around(site: Site, item: Item | None) -> tuple[Project, ...]:
    """Return the top-level project that holds the item, and Default, which it may have copied."""
    if item is None:
        return ()
    default = default_project(site.projects)
    around: list[Project] = []
    for project in site.projects:
        if project.address.path[0] == item.address.path[0]:
            around.append(project)
        elif project is default:
            around.append(replace(project, content=(), projects=()))
    return tuple(around)
