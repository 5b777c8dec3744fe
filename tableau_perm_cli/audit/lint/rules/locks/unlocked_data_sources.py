"""TP303: the permissions of published data sources are not locked."""

from collections.abc import Iterator

from tableau_perm_cli.audit.lint.linted_site import LintedSite
from tableau_perm_cli.audit.lint.rule import LintRule, detail_of, related
from tableau_perm_cli.audit.lint.rules.locks.unlocked_projects import under_including_lock
from tableau_perm_cli.audit.lint.wording import quoted
from tableau_perm_cli.catalog import CATALOG, Kind
from tableau_perm_cli.declaration.model import Content, Lock, Project
from tableau_perm_cli.diagnostics import Diagnostic, Severity, Subject
from tableau_perm_cli.resolve import Reason
from tableau_perm_cli.resolve.bulk.bits import union

_SET_PERMISSIONS = CATALOG[Kind.DATA_SOURCE].capability("set_permissions")
_UNDER_NO_LOCK = (Reason.OWNER, Reason.USER_ALLOW, Reason.GROUP_ALLOW, Reason.GROUP_SET_ALLOW)
"""Why someone may set permissions who could not under a lock."""


def check(linted: LintedSite) -> Iterator[Diagnostic]:
    """Find data sources in projects that are neither locked nor sandboxes."""
    sealed = under_including_lock(linted)
    sources: dict[int, list[tuple[int, Content]]] = {}
    for place, item in linted.content():
        if item.kind is Kind.DATA_SOURCE:
            sources.setdefault(linted.engine.items[place].project, []).append((place, item))
    for place, project in linted.projects():
        here = sources.get(place)
        open_to_all = linted.sandboxes >> place & 1
        known_open = (
            project.lock is Lock.CUSTOMIZABLE and "content_permissions" not in project.gaps
        )
        if not here or place in sealed or open_to_all or not known_open:
            continue
        yield _finding(linted, project, here)


def _finding(linted: LintedSite, project: Project, here: list[tuple[int, Content]]) -> Diagnostic:
    several = len(here) > 1
    setters = union(_setters(linted, place) for place, _ in here)
    who = linted.names(setters) or f"whoever comes to own {'them' if several else 'it'}"
    return RULE.finding(
        f"{quoted(it.address for _, it in here)} {'are' if several else 'is'} under no lock: "
        f"{who} can change who may connect",
        here[0][1].position,
        Subject(
            linted.site.name, str(project.address), detail=detail_of(it.address for _, it in here)
        ),
        why="every workbook that prompts, and all web authoring, depends on who may connect",
        help="lock the project, or move its data sources to one that is locked",
        related=(related(project.lock_position or project.position, "customizable"),),
    )


def _setters(linted: LintedSite, place: int) -> int:
    reasons = linted.engine.who(place, _SET_PERMISSIONS)
    return union(reasons.get(reason, 0) for reason in _UNDER_NO_LOCK)


RULE = LintRule(
    "TP303",
    "unlocked-data-sources",
    Severity.WARNING,
    "An unlocked project holds published data sources, whose owners can change who may connect.",
    "semantics section 3, step 4, and section 5",
    check,
)
