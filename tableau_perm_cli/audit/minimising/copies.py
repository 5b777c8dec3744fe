"""Takes away whole lists: dead ones, and those that come to the same as the copy.

An absent list is still the copy that its item was created with (semantics section 4). One walk
goes down the site and carries what each place has after what is above it was looked at, so that
what goes absent is compared with what then stands in its place.
"""

from dataclasses import replace

from tableau_perm_cli.audit.minimising.audience import Audiences
from tableau_perm_cli.audit.minimising.judge import Judge
from tableau_perm_cli.audit.minimising.record import Record
from tableau_perm_cli.audit.minimising.step import StepKind
from tableau_perm_cli.catalog import Kind
from tableau_perm_cli.declaration.model import (
    CONTENT_KINDS,
    Content,
    Lock,
    Project,
    ProjectPermissions,
    RuleList,
    Site,
)
from tableau_perm_cli.declaration.sites import default_project

_DEFAULTS_OF = {Kind.VIEW: Kind.WORKBOOK, Kind.TABLE: Kind.DATABASE} | {
    kind: kind for kind in CONTENT_KINDS
}


def without_copies(judge: Judge, audiences: Audiences, record: Record) -> Site:
    """Return the site without the lists that nobody would miss, leaders never among them."""
    site = judge.engine.site
    default = default_project(site.projects)
    walk = _Walk(judge, audiences, record, default)
    top = default.permissions if default else None
    projects = tuple(walk.project(it, top, sealed=False) for it in site.projects)
    same = all(new is old for new, old in zip(projects, site.projects, strict=True))
    return site if same else replace(site, projects=projects)


class _Walk:
    """One walk down a site."""

    def __init__(
        self, judge: Judge, audiences: Audiences, record: Record, default: Project | None
    ) -> None:
        self._judge = judge
        self._audiences = audiences
        self._record = record
        self._default = default

    def project(
        self, project: Project, above: ProjectPermissions | None, *, sealed: bool
    ) -> Project:
        """Return a project with what is in it.

        Args:
            project: as it is.
            above: what it would be a copy of.
            sealed: whether a lock from above includes it.
        """
        goes = self._project_goes(project, above, sealed=sealed)
        permissions = None if goes else project.permissions
        here = permissions or above
        covered = sealed or project.lock is Lock.LOCKED_INCLUDING_NESTED
        content = tuple(self._content(it, here) for it in project.content)
        nested = tuple(self.project(it, here, sealed=covered) for it in project.projects)
        if (
            not goes
            and all(map(_is, content, project.content))
            and all(map(_is, nested, project.projects))
        ):
            return project
        return replace(project, permissions=permissions, content=content, projects=nested)

    def _project_goes(
        self, project: Project, above: ProjectPermissions | None, *, sealed: bool
    ) -> bool:
        own = project.permissions
        if own is None or own.leaders or project is self._default:
            return False
        if not self._record.may_go(project):
            return False
        if sealed:
            self._record.about_list(
                StepKind.DEAD_LIST,
                project,
                f"remove the rules of `{project.address}`, which a lock above it overrides",
            )
            return True
        # Without a Default project an absent list is empty, which is better said.
        goes = above is not None and all(
            self._judge.is_same(self._audiences.of(rules), rules, above.lists[kind])
            for kind, rules in own.lists.items()
        )
        if goes:
            self._record.about_list(StepKind.REPEATED_COPY, project, _repeats(project))
        return goes

    def _content(self, content: Content, here: ProjectPermissions | None) -> Content:
        default = here.lists[_DEFAULTS_OF[content.kind]] if here else None
        permissions = None if self._content_goes(content, default) else content.permissions
        parts = tuple(self._part(it, permissions or default) for it in content.parts)
        if permissions is content.permissions and all(map(_is, parts, content.parts)):
            return content
        return replace(content, permissions=permissions, parts=parts)

    def _part(self, part: Content, above: RuleList | None) -> Content:
        if not self._content_goes(part, above):
            return part
        return replace(part, permissions=None)

    def _content_goes(self, content: Content, copied: RuleList | None) -> bool:
        own = content.permissions
        if own is None or not self._record.may_go(content):
            return False
        if not self._audiences.places(own):
            self._record.about_list(
                StepKind.DEAD_LIST,
                content,
                f"remove the rules of `{content.address}`, which are never consulted",
            )
            return True
        goes = copied is not None and self._judge.is_same(self._audiences.of(own), own, copied)
        if goes:
            self._record.about_list(StepKind.REPEATED_COPY, content, _repeats(content))
        return goes


def _repeats(item: Content | Project) -> str:
    return f"remove the rules of `{item.address}`, which come to what it would have as a copy"


def _is(one: object, other: object) -> bool:
    return one is other
