"""What each task of semantics section 5 requires, in order: one function a row of its table."""

from collections.abc import Iterator
from dataclasses import replace

from tableau_perm_cli.catalog import RoleClass
from tableau_perm_cli.declaration.model import Project, User
from tableau_perm_cli.resolve.asking import Asking
from tableau_perm_cli.resolve.connecting import connects
from tableau_perm_cli.resolve.evidence import (
    content_ownership,
    leader_evidence,
    ownership_evidence,
)
from tableau_perm_cli.resolve.principal import Principal
from tableau_perm_cli.resolve.reasons import Reason, Verdict
from tableau_perm_cli.resolve.task_result import Need, NeedKind
from tableau_perm_cli.resolve.unread import (
    content_owner_is_unread,
    guest_access_is_unread,
    lock_is_unread,
    role_is_unread,
    web_authoring_is_unread,
)


def see_data(asking: Asking) -> Iterator[Need]:
    """View on it; for every published data source the publisher's or the user's Connect."""
    yield asking.capability("view", asking.item)
    yield from connects(asking, always_own=False)


def publish_to(asking: Asking) -> Iterator[Need]:
    """Project Publish; that the role may publish is the ceiling of Publish."""
    yield asking.capability("publish", asking.item)


def web_author(asking: Asking) -> Iterator[Need]:
    """Web Edit; Connect always the user's own; and nobody while the site setting is off."""
    graph = asking.resolver.graph
    allowed = graph.site.settings.web_authoring
    reason = Reason.ALL_NEEDS_MET if allowed else Reason.SITE_SETTING
    need = asking.other(NeedKind.SITE_SETTING, reason, None)
    yield replace(need, uncertain=need.uncertain or web_authoring_is_unread(graph))
    yield asking.capability("web_edit", asking.item)
    yield from connects(asking, always_own=True)


def save_as_new(asking: Asking) -> Iterator[Need]:
    """Web author, Save a Copy, and Publish on the target or on any project."""
    yield from web_author(asking)
    yield asking.capability("download_workbook", asking.item)
    if isinstance(asking.target, Project):
        yield asking.capability("publish", asking.target)
    else:
        yield _publish_somewhere(asking)


def _publish_somewhere(asking: Asking) -> Need:
    denied: list[Need] = []
    for item in asking.resolver.graph.items():
        if isinstance(item, Project):
            need = asking.capability("publish", item)
            if need.effective is Verdict.ALLOWED:
                return Need(
                    NeedKind.PUBLISH_SOMEWHERE,
                    need.reason,
                    need.item,
                    need.user,
                    need.derivation,
                    uncertain=need.uncertain,
                )
            denied.append(need)
    reasons = [need.reason for need in denied]
    foremost = [it for it in (Reason.NOT_READ, Reason.UNSPECIFIED) if it in reasons]
    reason = (foremost or reasons or [Reason.UNSPECIFIED])[0]
    need = asking.other(NeedKind.PUBLISH_SOMEWHERE, reason, None)
    return replace(need, uncertain=need.uncertain or any(it.uncertain for it in denied))


def save_over(asking: Asking) -> Iterator[Need]:
    """Web author, Save a Copy, Overwrite, and Publish on the workbook's project."""
    yield from web_author(asking)
    yield asking.capability("download_workbook", asking.item)
    yield asking.capability("overwrite", asking.item)
    project = asking.resolver.graph.project_of(asking.item)
    if project is not None:  # a Personal Space has none to publish to
        yield asking.capability("publish", project)


def move_to(asking: Asking) -> Iterator[Need]:
    """Publish and View on the destination; and be the owner, hold Move, or lead both projects."""
    target = asking.target
    if not isinstance(target, Project):
        raise TypeError("move_to is asked with a project as its target")
    yield asking.capability("publish", target)
    yield asking.capability("view", target)
    graph = asking.resolver.graph
    move = asking.capability("move", asking.item)
    if move.effective is Verdict.DENIED:
        if content_ownership(graph, asking.principal, asking.item):
            move = asking.other(NeedKind.POSITION, Reason.OWNER, asking.item)
        else:
            here = _charge_of(asking, graph.projects_above(asking.item))
            there = _charge_of(asking, graph.projects_above(target))
            if here and there:
                move = asking.other(NeedKind.POSITION, here, asking.item)
    yield move


def set_permissions_at_publish(asking: Asking) -> Iterator[Need]:
    """Publish, and the project is not locked, or the user has charge of the managing project."""
    yield from publish_to(asking)
    graph = asking.resolver.graph
    project = asking.item
    managing = graph.managing_project(project) if isinstance(project, Project) else None
    if managing is None:
        need = asking.other(NeedKind.NOT_LOCKED, Reason.ALL_NEEDS_MET, project)
        known = _administers(asking.principal) or not lock_is_unread(graph.projects_above(project))
        yield need if known else replace(need, uncertain=True)
        return
    above = graph.projects_above(managing)
    charge = _administers(asking.principal) or _charge_of(asking, above)
    yield asking.charge(NeedKind.NOT_LOCKED, charge or Reason.LOCKED, managing, above)


def query_api(asking: Asking) -> Iterator[Need]:
    """View, API Access and Connect."""
    for key in ("view", "api_access", "connect"):
        yield asking.capability(key, asking.item)


def administer_project(asking: Asking) -> Iterator[Need]:
    """Administrators; owner or leader of it or above, who may publish; under a lock of that."""
    principal, graph = asking.principal, asking.resolver.graph
    charge = _administers(principal)
    reason = _no_entry(asking, principal) or (
        None if principal.role.may_publish else Reason.SITE_ROLE
    )
    yield asking.other(NeedKind.SITE_ROLE, reason or Reason.ALL_NEEDS_MET, asking.item)
    projects = graph.projects_above(asking.item)
    managing = graph.managing_project(projects[0])
    in_charge = projects[projects.index(managing) :] if managing else projects
    charge = charge or _charge_of(asking, in_charge)
    if charge is None:
        charge = Reason.LOCKED if _charge_of(asking, projects) else Reason.UNSPECIFIED
    need = asking.charge(NeedKind.POSITION, charge, asking.item, in_charge)
    known = _administers(principal) or not lock_is_unread(projects)
    yield need if known else replace(need, uncertain=True)


def change_owner(asking: Asking) -> Iterator[Need]:
    """Administrators; the owner; owner or leader of the project or above; and a fit receiver."""
    principal, graph, item = asking.principal, asking.resolver.graph, asking.item
    reason = _no_entry(asking, principal)
    yield asking.other(NeedKind.SITE_ROLE, reason or Reason.ALL_NEEDS_MET, item)
    charge = _administers(principal)
    if charge is None and content_ownership(graph, principal, item):
        charge = Reason.OWNER
    projects = graph.projects_above(item)
    charge = charge or _charge_of(asking, projects) or Reason.UNSPECIFIED
    need = asking.charge(NeedKind.POSITION, charge, item, projects)
    unread = need.effective is Verdict.DENIED and content_owner_is_unread(graph, item)
    # That a project leader may is uncertain; counted as yes.
    uncertain = need.uncertain or unread or charge is Reason.PROJECT_LEADER
    yield replace(need, uncertain=uncertain)
    if asking.target is not None:
        yield _receiver(asking, asking.target)


def _receiver(asking: Asking, target: Project | User | str) -> Need:
    """Return the requirement on who receives: not Guest, not Unlicensed; for a project more."""
    if not isinstance(target, User):
        return Need(NeedKind.RECEIVER, Reason.NOT_ON_SITE, None, str(target))
    receiver = asking.resolver.principal(target)
    reason = _no_entry(asking, receiver)
    if reason is None and isinstance(asking.item, Project) and not receiver.role.may_publish:
        reason = Reason.SITE_ROLE
    reason = reason or Reason.ALL_NEEDS_MET
    return Need(
        NeedKind.RECEIVER,
        reason,
        asking.item.address,
        target.name,
        uncertain=receiver.role_is_uncertain
        or role_is_unread(receiver)
        or guest_access_is_unread(asking.resolver.graph, receiver),
    )


def _no_entry(asking: Asking, principal: Principal) -> Reason | None:
    """Return why somebody can hold no position at all, or None."""
    match principal.role.role_class:
        case RoleClass.UNLICENSED:
            return Reason.UNLICENSED
        case RoleClass.GUEST:
            enabled = asking.resolver.graph.site.settings.guest_access
            return Reason.GUEST if enabled else Reason.GUEST_DISABLED
        case _:
            return None


def _administers(principal: Principal) -> Reason | None:
    match principal.role.role_class:
        case RoleClass.SERVER_ADMIN:
            return Reason.SERVER_ADMIN
        case RoleClass.SITE_ADMIN:
            return Reason.SITE_ADMIN
        case _:
            return None


def _charge_of(asking: Asking, projects: tuple[Project, ...]) -> Reason | None:
    """Return how the user owns or leads one of the projects, or None."""
    if ownership_evidence(asking.principal, projects):
        return Reason.PROJECT_OWNER
    if leader_evidence(asking.resolver.graph, asking.principal, projects):
        return Reason.PROJECT_LEADER
    return None
