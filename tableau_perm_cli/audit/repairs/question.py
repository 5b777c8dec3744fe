"""What is asked, and asking it again and again of a site on which an edit was tried."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from tableau_perm_cli.audit.changes.looking_up import everything_in, find_item
from tableau_perm_cli.catalog import Capability, Kind
from tableau_perm_cli.declaration.address import PERSONAL_SPACE_MARK, Address
from tableau_perm_cli.declaration.model import (
    Content,
    Declaration,
    Item,
    Project,
    Site,
    User,
)
from tableau_perm_cli.declaration.sites import default_project
from tableau_perm_cli.resolve import Derivation, Resolver, Task, TaskResult, open_site
from tableau_perm_cli.resolve.tasks import perform

Result = Derivation | TaskResult
"""The answer about a capability or a task."""
_PARTS = {Kind.VIEW: Kind.WORKBOOK, Kind.TABLE: Kind.DATABASE}
_SOMEWHERE = "save_as_new"
"""The task that, without a target, looks at every project."""


@dataclass(frozen=True, slots=True)
class Question:
    """May a user do something with an item?"""

    site: Site
    user: str
    """Of this site, or of another one of the declaration."""
    item: Item
    asked: Capability | Task
    target: Project | User | str | None = None
    """What a task is directed at."""

    def put_to(self, resolver: Resolver, address: Address | None = None) -> Result:
        """Ask it of a site.

        Args:
            resolver: of the site, or of as much of it as the answer needs.
            address: where the item is by now, when it was moved.
        """
        item = resolver.graph.item(address or self.item.address)
        if item is None:
            raise AssertionError("the item that is asked about is on the site")
        if isinstance(self.asked, Capability):
            return resolver.derive(self.user, item, self.asked)
        return perform(resolver, self.user, self.asked, item, self._target_on(resolver))

    def _target_on(self, resolver: Resolver) -> Project | User | str | None:
        """Return the target as the edited site has it: locked, with another role."""
        if isinstance(self.target, Project):
            found = resolver.graph.item(self.target.address)
            return found if isinstance(found, Project) else self.target
        if isinstance(self.target, User):
            return resolver.graph.user(self.target.name) or self.target
        return self.target


@dataclass(frozen=True, slots=True)
class Scene:
    """As much of a site as a question, and the edits that may help, look at.

    On it an edit is tried in milliseconds, however large the site.
    """

    users: frozenset[str]
    paths: frozenset[tuple[str, ...]]
    """The paths of what is looked at and of everything above that."""
    every_project: bool
    """Whether the other projects are there too, without their content."""

    def of(self, site: Site) -> Site:
        """Return the site cut down."""
        default = default_project(site.projects)
        return replace(
            site,
            users={name: user for name, user in site.users.items() if name in self.users},
            groups={
                name: replace(group, members=tuple(filter(self.users.__contains__, group.members)))
                for name, group in site.groups.items()
            },
            projects=tuple(
                self._cut(project)
                for project in site.projects
                if self._is_kept(project) or project is default
            ),
            personal_spaces=tuple(
                space
                for space in site.personal_spaces
                if (PERSONAL_SPACE_MARK + space.user,) in self.paths
            ),
        )

    def with_path(self, path: tuple[str, ...]) -> "Scene":
        """Return the scene with what is at a path, and above it."""
        return replace(self, paths=self.paths | _prefixes([path]))

    def _is_kept(self, project: Project) -> bool:
        return self.every_project or project.address.path in self.paths

    def _cut(self, project: Project) -> Project:
        return replace(
            project,
            content=tuple(it for it in project.content if it.address.path in self.paths),
            projects=tuple(self._cut(it) for it in project.projects if self._is_kept(it)),
        )


def scene_of(question: Question, destinations: Iterable[Address]) -> Scene:
    """Return the scene of a question.

    Args:
        question: what is asked.
        destinations: the projects that the item might be moved to.
    """
    site, item = question.site, question.item
    near = [it for it in (item, whole_of(site, item)) if it is not None]
    users = {question.user, *(it.owner.user for it in near if it.owner is not None)}
    addresses = [item.address, *destinations]
    for it in near:
        if isinstance(it, Content):
            addresses += [connection.data_source for connection in it.connections]
    if isinstance(question.target, User):
        users.add(question.target.name)
    elif isinstance(question.target, Project):
        addresses.append(question.target.address)
    asked = question.asked
    somewhere = isinstance(asked, Task) and asked.key == _SOMEWHERE and question.target is None
    return Scene(frozenset(users), _prefixes(it.path for it in addresses), somewhere)


def _prefixes(paths: Iterable[tuple[str, ...]]) -> frozenset[tuple[str, ...]]:
    return frozenset(path[:length] for path in paths for length in range(1, len(path) + 1))


def whole_of(site: Site, item: Item) -> Item | None:
    """Return what an item is part of: the workbook of a view, the database of a table."""
    kind = _PARTS.get(item.kind)
    return find_item(site, Address(kind, item.address.path[:-1])) if kind else None


def resolver_on(site: Site) -> Resolver:
    """Return a resolver for a site that stands alone."""
    return open_site(Declaration({site.name: site}, None, ()), site.name)


def projects_on(site: Site) -> Iterator[Project]:
    """Yield every project of a site."""
    return (item for item in everything_in(site.projects) if isinstance(item, Project))
