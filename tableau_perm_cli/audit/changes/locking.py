"""The change of a project's lock."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from tableau_perm_cli.audit.changes.amend import with_item
from tableau_perm_cli.audit.changes.change import ChangeError, Played, unchanged
from tableau_perm_cli.audit.changes.looking_up import everything_in, project_at
from tableau_perm_cli.audit.changes.overwriting import Overwriting
from tableau_perm_cli.audit.changes.standing import graph_around, lists_of
from tableau_perm_cli.declaration.address import Address
from tableau_perm_cli.declaration.model import Lock, Project, Site


@dataclass(frozen=True, slots=True)
class SetLock:
    """A project's content permissions are locked or unlocked.

    Semantics section 4, "Changing the lock". What comes under a lock loses its own rules, and
    does not get them back; what comes out of one keeps the rules that were in force.
    """

    project: Address
    lock: Lock

    @property
    def summary(self) -> str:
        """What is done."""
        match self.lock:
            case Lock.CUSTOMIZABLE:
                return f"unlock `{self.project}`"
            case Lock.LOCKED:
                return f"lock `{self.project}` without nested projects"
            case Lock.LOCKED_INCLUDING_NESTED:
                return f"lock `{self.project}` including nested projects"

    def play(self, site: Site) -> Played:
        """Return the site as it would be.

        Raises:
            ChangeError: there is no such project, its lock was not read, or the lock of one
                above it decides.
        """
        project = project_at(site, self.project)
        graph = graph_around(site, project)
        managing = graph.managing_project(project)
        if managing is not None and managing is not project:
            raise ChangeError(
                f"`{managing.address}` is locked including nested projects, `{self.project}` too",
                help=f"change the lock of `{managing.address}`",
            )
        if "content_permissions" in project.gaps:
            raise ChangeError(
                f"the lock of `{self.project}` was not read: "
                f"{project.gaps['content_permissions']}",
                help="read it first; what another lock does cannot be said",
            )
        if project.lock is self.lock:
            return unchanged(site, f"`{self.project}` is {self.lock.value} already")
        overwriting = Overwriting(lists_of(graph, project), keeps_leaders=True)
        changed = self._changed(project, overwriting)
        after = with_item(site, self.project, lambda _: changed)
        warnings = tuple(self._notes(project, overwriting))
        return Played(after, warnings, self._lost(project, overwriting))

    def _changed(self, project: Project, overwriting: Overwriting) -> Project:
        content, nested = project.content, project.projects
        if self._content_changes(project):
            content = tuple(overwriting.over(it) for it in content)
        if self._nested_change(project):
            nested = tuple(overwriting.over(it) for it in nested)
        return replace(
            project,
            lock=self.lock,
            lock_position=project.lock_position or project.position,
            content=content,
            projects=nested,
        )

    def _content_changes(self, project: Project) -> bool:
        """Whether the project's own content comes under the lock, or out of it."""
        return Lock.CUSTOMIZABLE in {project.lock, self.lock}

    def _nested_change(self, project: Project) -> bool:
        """Whether the nested projects come under the lock, or out of it."""
        return Lock.LOCKED_INCLUDING_NESTED in {project.lock, self.lock}

    def _locks_nested(self) -> bool:
        return self.lock is Lock.LOCKED_INCLUDING_NESTED

    def _lost(self, project: Project, overwriting: Overwriting) -> tuple[str, ...]:
        if self.lock is Lock.CUSTOMIZABLE or project.lock is Lock.LOCKED_INCLUDING_NESTED:
            return ()  # what comes out of a lock had rules that were not consulted
        return overwriting.all_gone

    def _notes(self, project: Project, overwriting: Overwriting) -> Iterator[str]:
        if self._lost(project, overwriting):
            yield (
                f"locking `{self.project}` overwrites the rules of what it covers, and cannot be "
                "undone"
            )
        if self.lock is Lock.CUSTOMIZABLE or project.lock is Lock.LOCKED_INCLUDING_NESTED:
            yield from self._notes_of_unlocking(overwriting)
            return
        where = f"`{self.project}`"
        if project.lock is Lock.LOCKED:
            where = f"the projects in {where}"
        yield f"owners of content in {where} have Set Permissions no longer"
        if self._locks_nested():
            for nested in everything_in(project.projects):
                if isinstance(nested, Project) and nested.permissions:
                    for leader in nested.permissions.leaders:
                        yield (
                            f"`{leader.grantee}` goes on leading `{nested.address}`, without Set "
                            "Permissions"
                        )

    def _notes_of_unlocking(self, overwriting: Overwriting) -> Iterator[str]:
        where = f"`{self.project}`"
        if self.lock is Lock.LOCKED:
            where = f"the projects in {where}"
        yield f"today's rules stay for {where}, and can be edited"
        for gone in (*overwriting.rules, *overwriting.locks):
            yield f"{gone}, which the lock kept out of use, cannot come back"
