"""Finds the projects that no lock covers and that are not meant to be open, a chain at a time."""

from dataclasses import dataclass

from tableau_perm_cli.audit.lint.linted_site import LintedSite
from tableau_perm_cli.audit.lint.rule import detail_of
from tableau_perm_cli.audit.lint.wording import quoted
from tableau_perm_cli.declaration.model import Lock, Project
from tableau_perm_cli.diagnostics import Subject


@dataclass(frozen=True, slots=True)
class Unlocked:
    """A customizable project, with the customizable projects that hang together with it below."""

    place: int
    """The index of the project in the engine."""
    project: Project
    above: Project | None
    """The project it is in; not itself customizable, unless it is a sandbox."""
    is_believed_locked: bool
    """A top-level project that says nothing of a lock, on a site whose Default is locked."""
    nested: list[Project]

    def subject(self, linted: LintedSite) -> Subject:
        """Return what a finding about it, and about those that hang together with it, is about."""
        nested = detail_of(it.address for it in self.nested) if self.nested else None
        return Subject(linted.site.name, str(self.project.address), detail=nested)

    @property
    def with_nested(self) -> str:
        """Its nested projects for a sentence, after its own name; empty without any."""
        if not self.nested:
            return ""
        count = len(self.nested)
        nested = f"the {count} projects" if count > 1 else "the project"
        addresses = quoted(it.address for it in self.nested)
        return f", and so {'are' if count > 1 else 'is'} {nested} {addresses} in it"


def unlocked_projects(linted: LintedSite) -> list[Unlocked]:
    """Return the topmost unlocked projects; those nested in one of them are with it.

    Neither projects under a lock from above that includes nested ones, nor sandboxes.
    """
    default = linted.default_project
    default_is_locked = default is not None and default.lock is not Lock.CUSTOMIZABLE
    sealed = under_including_lock(linted)
    chains: dict[int, Unlocked] = {}
    heads: list[Unlocked] = []
    for place, project in linted.projects():
        is_sandbox = linted.sandboxes >> place & 1
        known_open = (
            project.lock is Lock.CUSTOMIZABLE and "content_permissions" not in project.gaps
        )
        if place in sealed or is_sandbox or not known_open:
            continue
        parent = linted.engine.items[place].parent
        if parent in chains:
            chains[place] = chains[parent]
            chains[place].nested.append(project)
            continue
        above = linted.items[parent] if parent >= 0 else None
        unwritten = above is None and project.lock_position is None
        chains[place] = Unlocked(
            place,
            project,
            above if isinstance(above, Project) else None,
            unwritten and default_is_locked,
            [],
        )
        heads.append(chains[place])
    return heads


def under_including_lock(linted: LintedSite) -> dict[int, int]:
    """Return which projects are in one that is locked with its nested projects, by index.

    With each goes the index of the managing project: the outermost such lock decides (semantics
    section 3, step 5a).
    """
    managing: dict[int, int] = {}
    for place, _ in linted.projects():
        parent = linted.engine.items[place].parent
        if parent < 0:
            continue
        above = linted.items[parent]
        if parent in managing:
            managing[place] = managing[parent]
        elif isinstance(above, Project) and above.lock is Lock.LOCKED_INCLUDING_NESTED:
            managing[place] = parent
    return managing
