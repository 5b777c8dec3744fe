"""Which project's lock decides about a project, by ids, as far as locks were told."""

from collections.abc import Iterable, Iterator

from tableau_perm_cli.declaration.model import Lock
from tableau_perm_cli.declaration.words import LOCKS
from tableau_perm_cli.exchange.picture import ToldProject


class Locks:
    """The locks of a site's projects, whose parents lead to no circle."""

    def __init__(self, projects: Iterable[ToldProject]) -> None:
        """Take every project of the site."""
        self._projects = {project.id: project for project in projects}
        self._managing: dict[str, str | None] = {}

    def above(self, project: str) -> Iterator[ToldProject]:
        """Yield a project and its ancestors, innermost first."""
        here = self._projects.get(project)
        while here is not None:
            yield here
            here = self._projects.get(here.parent) if here.parent is not None else None

    def path(self, project: str) -> str:
        """Return a project as a person finds it: ``Finance/Payroll``."""
        return "/".join(reversed([above.name for above in self.above(project)]))

    def managing(self, project: str) -> str | None:
        """Return the project that locks what a project contains, or None (semantics 3, 5a, b)."""
        if project not in self._managing:
            self._managing[project] = self._find_managing(project)
        return self._managing[project]

    def _find_managing(self, project: str) -> str | None:
        chain = list(self.above(project))
        for ancestor in reversed(chain):
            if self._lock(ancestor) is Lock.LOCKED_INCLUDING_NESTED:
                return ancestor.id
        return project if chain and self._lock(chain[0]) is Lock.LOCKED else None

    @staticmethod
    def _lock(project: ToldProject) -> Lock | None:
        told = project.content_permissions
        return LOCKS.find(told) if told is not None else None
