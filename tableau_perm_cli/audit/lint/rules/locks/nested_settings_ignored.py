"""TP305: a nested project under a lock has a mode or leaders that do less than they say."""

from collections.abc import Iterator

from tableau_perm_cli.audit.lint.linted_site import LintedSite
from tableau_perm_cli.audit.lint.rule import LintRule, detail_of, related
from tableau_perm_cli.audit.lint.rules.locks.unlocked_projects import under_including_lock
from tableau_perm_cli.catalog import CATALOG, Kind
from tableau_perm_cli.declaration.model import Lock, Project
from tableau_perm_cli.diagnostics import Diagnostic, Related, Severity, Subject
from tableau_perm_cli.resolve import Reason
from tableau_perm_cli.resolve.bulk.bits import union, without

_VIEW = CATALOG[Kind.PROJECT].capability("view")
_SET_PERMISSIONS = CATALOG[Kind.WORKBOOK].capability("set_permissions")
_MODES = {Lock.CUSTOMIZABLE: "customizable", Lock.LOCKED: "locked without nested projects"}


def check(linted: LintedSite) -> Iterator[Diagnostic]:
    """Find settings of nested projects that the managing project overrules.

    Their rules are the matter of the rules about dead rules.
    """
    for place, managed_by in under_including_lock(linted).items():
        project, managing = linted.items[place], linted.items[managed_by]
        if isinstance(project, Project) and isinstance(managing, Project):
            yield from _mode(linted, project, managing)
            yield from _leaders(linted, place, project, managed_by, managing)


def _mode(linted: LintedSite, project: Project, managing: Project) -> Iterator[Diagnostic]:
    # The same lock once more says nothing wrong, and some declarations are written by programs.
    if project.lock_position is None or project.lock is Lock.LOCKED_INCLUDING_NESTED:
        return
    yield RULE.finding(
        f"`{project.address}` is declared {_MODES[project.lock]}, but `{managing.address}` locks "
        "it with all its nested projects",
        project.lock_position,
        Subject(linted.site.name, str(project.address), detail="content_permissions"),
        why="of all locks that include nested projects the outermost decides about everything "
        "in it",
        help=f"remove the line, or lock `{managing.address}` without nested projects",
        related=_lock_of(managing),
    )


def _leaders(
    linted: LintedSite, place: int, project: Project, managed_by: int, managing: Project
) -> Iterator[Diagnostic]:
    leaders = project.permissions.leaders if project.permissions else ()
    if not leaders:
        return
    reached = union(linted.reached_by(leader.grantee) for leader in leaders)
    can = linted.bound(Kind.WORKBOOK, _SET_PERMISSIONS)
    only_here = without(reached & _in_charge(linted, place) & can, _in_charge(linted, managed_by))
    if not only_here:
        return
    plural = only_here.bit_count() > 1
    yield RULE.finding(
        f"{linted.names(only_here)} {'lead' if plural else 'leads'} `{project.address}` and "
        "cannot set permissions there",
        leaders[0].position,
        Subject(
            linted.site.name,
            str(project.address),
            detail=f"leader: {detail_of(leader.grantee for leader in leaders)}",
        ),
        why=f"under the lock of `{managing.address}` permissions are set by its owner and "
        "leaders, those of projects above it, and administrators; leaders of a nested project "
        "keep all else that a leader may do",
        help=f"make them leaders of `{managing.address}`, or remove the setting",
        related=_lock_of(managing),
    )


def _in_charge(linted: LintedSite, place: int) -> int:
    """Return the owners and leaders of a project and of those above it, less administrators."""
    reasons = linted.engine.who(place, _VIEW)
    return reasons.get(Reason.PROJECT_OWNER, 0) | reasons.get(Reason.PROJECT_LEADER, 0)


def _lock_of(managing: Project) -> tuple[Related, ...]:
    return (related(managing.lock_position or managing.position, "locked here"),)


RULE = LintRule(
    "TP305",
    "nested-settings-ignored",
    Severity.WARNING,
    "A nested project under a lock has a mode or leaders that do less than they seem to.",
    "semantics section 3, steps 3 to 5",
    check,
)
