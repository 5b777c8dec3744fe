"""What an answer rests on that a pull could not read.

An answer is uncertain where what is missing could make it another one: an owner or a leader who
is not known is allowed, whatever denies; a group's rule may reach one whose membership is not
known; where a lock is not known, nor is whose rules decide.
"""

from collections.abc import Iterator, Sequence

from tableau_perm_cli.catalog import Kind, RoleClass
from tableau_perm_cli.declaration.model import (
    Content,
    Grantee,
    GranteeKind,
    Item,
    Lock,
    Project,
    Rule,
)
from tableau_perm_cli.declaration.not_read import SETTINGS
from tableau_perm_cli.graph import SiteGraph
from tableau_perm_cli.resolve.derivation import StepName, Uncertainty
from tableau_perm_cli.resolve.evidence import Question, capability_in
from tableau_perm_cli.resolve.principal import Principal
from tableau_perm_cli.resolve.reasons import Reason, Verdict

_ORDER = {step: place for place, step in enumerate(StepName)}
_SET_PERMISSIONS = "set_permissions"


def unread(question: Question, step: StepName, reason: Reason) -> Iterator[Uncertainty]:
    """Yield what was not read and could make the answer another one."""
    if not question.graph.is_incomplete:
        return
    if role_is_unread(question.principal):
        yield Uncertainty.ROLE_NOT_READ
    if guest_access_is_unread(question.graph, question.principal):
        yield Uncertainty.GUEST_ACCESS_NOT_READ
    if reason is Reason.NOT_READ:
        yield Uncertainty.LIST_NOT_READ
    if step is StepName.CEILING:
        return  # it binds everybody, whatever else is not known
    denied = reason.verdict is Verdict.DENIED
    graph, projects = question.graph, _that_count(question)
    if denied and (
        _owner_is_unread(projects)
        or (_content_owner_counts(question) and content_owner_is_unread(graph, question.item))
    ):
        yield Uncertainty.OWNER_NOT_READ
    if denied and _leaders_are_unread(projects):
        yield Uncertainty.LEADERS_NOT_READ
    groups = unread_groups(graph, question.principal)
    if groups and _may_be_reached(question, step, reason, groups, projects):
        yield Uncertainty.MEMBERS_NOT_READ
    if _lock_may_matter(question, step, reason):
        yield Uncertainty.LOCK_NOT_READ


def role_is_unread(principal: Principal) -> bool:
    """Whether the declared site role only stands in for one that was not read."""
    return "role" in principal.user.not_read


def guest_access_is_unread(graph: SiteGraph, principal: Principal) -> bool:
    """Whether the user is Guest, and may be let in without our knowing.

    Guest access that is on was told: only what is as it is by default may be otherwise.
    """
    site = graph.site
    is_guest = principal.role.role_class is RoleClass.GUEST
    return is_guest and SETTINGS in site.not_read and not site.settings.guest_access


def web_authoring_is_unread(graph: SiteGraph) -> bool:
    """Whether the site may let nobody edit on the web without our knowing."""
    return SETTINGS in graph.site.not_read and graph.site.settings.web_authoring


def charge_is_unread(graph: SiteGraph, principal: Principal, projects: Sequence[Project]) -> bool:
    """Whether the user may own or lead one of the projects without our knowing."""
    groups = unread_groups(graph, principal)
    return (
        _owner_is_unread(projects)
        or _leaders_are_unread(projects)
        or (bool(groups) and _may_lead(graph, groups, projects))
    )


def owner_is_unread(item: Item) -> bool:
    """Whether it is not known who owns the item."""
    return "owner" in item.gaps


def content_owner_is_unread(graph: SiteGraph, item: Item) -> bool:
    """Whether it is not known who owns an item of content; a view's owner is its workbook's."""
    if isinstance(item, Project):
        return False
    parent = graph.parent(item)
    return owner_is_unread(parent if isinstance(parent, Content) else item)


def lock_is_unread(projects: Sequence[Project]) -> bool:
    """Whether one of the projects may be locked without our knowing."""
    return any("content_permissions" in project.gaps for project in projects)


def unread_groups(graph: SiteGraph, principal: Principal) -> frozenset[str]:
    """Return the groups in which the user may be without our knowing."""
    known = {group.name for group in principal.groups}
    return graph.groups_not_read.difference(known)


def _that_count(question: Question) -> tuple[Project, ...]:
    """Return the projects whose owners and leaders have the capability (steps 3 and 4)."""
    projects = question.graph.projects_above(question.item)
    managing = question.governing.managing_project
    if managing and question.capability.key == _SET_PERMISSIONS:
        return projects[projects.index(managing) :]
    return projects


def _owner_is_unread(projects: Sequence[Project]) -> bool:
    return any(owner_is_unread(project) for project in projects)


def _leaders_are_unread(projects: Sequence[Project]) -> bool:
    """Whether a project's own rules were not read: who leads it is told among them."""
    return any(
        project.permissions is not None
        and project.permissions.lists[Kind.PROJECT].not_read is not None
        for project in projects
    )


def _content_owner_counts(question: Question) -> bool:
    """Whether the owner of the content would be allowed (step 4)."""
    locked = question.governing.managing_project is not None
    return not (locked and question.capability.key == _SET_PERMISSIONS)


def _may_be_reached(
    question: Question,
    step: StepName,
    reason: Reason,
    groups: frozenset[str],
    projects: Sequence[Project],
) -> bool:
    """Whether one of the groups may make the user a leader, or have a say before ``reason``."""
    if _ORDER[step] > _ORDER[StepName.PROJECT_OWNER_OR_LEADER] and _may_lead(
        question.graph, groups, projects
    ):
        return True
    rules = question.governing.source.rules
    return any(
        _may_speak_first(question, rule, reason)
        for rule in (rules.rules if rules else ())
        if _may_reach(question, rule.grantee, groups)
    )


def _may_lead(graph: SiteGraph, groups: frozenset[str], projects: Sequence[Project]) -> bool:
    return any(
        leader.grantee.kind is GranteeKind.GROUP and leader.grantee.name in groups
        for project in projects
        for leader in graph.leaders_of(project)
    )


def _may_reach(question: Question, grantee: Grantee, groups: frozenset[str]) -> bool:
    """Whether a rule that does not reach the user for certain may do so."""
    site = question.graph.site
    match grantee.kind:
        case GranteeKind.USER:
            return False
        case GranteeKind.GROUP:
            return grantee.name in groups
        case GranteeKind.GROUP_SET:
            known = {group.name for group in question.principal.groups}
            inside = {*site.group_sets[grantee.name].groups}
            return site.settings.group_sets and known < known | inside <= known | groups


_UNDECIDED_BY_SETS = frozenset({Reason.UNSPECIFIED})
_UNDECIDED_BY_GROUPS = _UNDECIDED_BY_SETS | {Reason.GROUP_SET_DENY, Reason.GROUP_SET_ALLOW}


def _may_speak_first(question: Question, rule: Rule, reason: Reason) -> bool:
    """Whether the rule, if it reaches the user, decides before what gave ``reason``.

    One deny among groups is enough, so after a deny no other group has a say.
    """
    bit = capability_in(question.governing, question.capability).bit
    if rule.grantee.kind is GranteeKind.GROUP:
        denies_first, either = Reason.GROUP_ALLOW, _UNDECIDED_BY_GROUPS
    else:
        denies_first, either = Reason.GROUP_SET_ALLOW, _UNDECIDED_BY_SETS
    said = rule.deny if reason is denies_first else rule.allow | rule.deny
    return (reason is denies_first or reason in either) and bool(said & bit)


def _lock_may_matter(question: Question, step: StepName, reason: Reason) -> bool:
    """Whether a lock that was not read could give the answer to other rules or other people.

    Under a lock that includes nested projects only those above it count: the outermost decides.
    A project's own lock bears on what it contains, and on who may set its permissions.
    """
    projects = question.graph.projects_above(question.item)
    managing = question.governing.managing_project
    if managing is not None and managing.lock is Lock.LOCKED_INCLUDING_NESTED:
        projects = projects[projects.index(managing) + 1 :]
    if question.capability.key == _SET_PERMISSIONS:
        return (
            lock_is_unread(projects)
            and reason is not Reason.LOCKED
            and _ORDER[step] >= _ORDER[StepName.PROJECT_OWNER_OR_LEADER]
        )
    if isinstance(question.item, Project) and projects[:1] == (question.item,):
        projects = projects[1:]
    return lock_is_unread(projects) and _ORDER[step] >= _ORDER[StepName.GOVERNING_RULES]
