"""Steps that change which rules govern: tabs, locks, and where the item stands."""

from collections.abc import Iterator

from tableau_perm_cli.audit.changes import Move, SetLock, SetTabs
from tableau_perm_cli.audit.repairs.denial import RULE_REASONS, Denial
from tableau_perm_cli.audit.repairs.edit import Advice, Edit, Step, step
from tableau_perm_cli.audit.repairs.question import Question, projects_on, whole_of
from tableau_perm_cli.catalog import CATALOG, Capability, Kind
from tableau_perm_cli.declaration.address import Address
from tableau_perm_cli.declaration.model import (
    Content,
    Grantee,
    GranteeKind,
    Item,
    Lock,
    Project,
    ProjectPermissions,
)
from tableau_perm_cli.resolve import Reason
from tableau_perm_cli.resolve.excerpt import open_excerpt

_DEFAULTS_OF = {Kind.VIEW: Kind.WORKBOOK, Kind.TABLE: Kind.DATABASE}


def regoverning(denial: Denial) -> Iterator[Step]:
    """Yield what puts another rule list in force where the item stands."""
    first = denial.first
    if first is None or first.reason not in RULE_REASONS | {Reason.LOCKED}:
        return
    yield from _tabs(denial)
    yield from unlocking(denial)


def _tabs(denial: Denial) -> Iterator[Step]:
    whole = whole_of(denial.graph.site, denial.item)
    if isinstance(whole, Content) and whole.kind is Kind.WORKBOOK:
        yield step(SetTabs(whole.address, shown=not whole.tabs_shown), whole.position)


def unlocking(denial: Denial) -> Iterator[Step]:
    """Yield what takes the item out of the lock that covers it."""
    if not denial.projects:
        return
    managing = denial.graph.managing_project(denial.projects[0])
    if managing is None:
        return
    position = managing.lock_position or managing.position
    locks = [Lock.CUSTOMIZABLE]
    if managing is not denial.projects[0]:
        locks.insert(0, Lock.LOCKED)
    for lock in locks:
        yield step(SetLock(managing.address, lock), position, Advice.UNLOCKING)


def moving(denial: Denial, destinations: tuple[Address, ...]) -> Iterator[Step]:
    """Yield the moves to other projects; a move that does not help by itself leads nowhere."""
    if denial.item.address != denial.question.item.address:
        return
    item = whole_of(denial.graph.site, denial.item) or denial.item
    for project in destinations:
        yield Step((Edit(Move(item.address, project), item.position),), leads_on=False)


def destinations_for(question: Question, most: int) -> tuple[Address, ...]:
    """Return the projects to which moving the item may help, the nearest first.

    The user has charge there, or a lock puts default rules in force that allow what is asked.
    """
    capability, item = question.asked, whole_of(question.site, question.item) or question.item
    user = question.site.users.get(question.user)
    if not isinstance(capability, Capability) or user is None:
        return ()
    grantees = open_excerpt(question.site, [user.name]).principal(user).grantees
    kind = _DEFAULTS_OF.get(question.item.kind, question.item.kind)
    found = [
        project.address
        for project in projects_on(question.site)
        if not _is_around(project, item)
        and (_has_charge(project, grantees) or _grants(project, kind, capability, grantees))
    ]
    near = question.item.address.path

    def distance(address: Address) -> tuple[int, tuple[str, ...]]:
        shared = 0
        for one, other in zip(address.path, near, strict=False):
            if one != other:
                break
            shared += 1
        return -shared, address.path

    return tuple(sorted(found, key=distance)[:most])


def _is_around(project: Project, item: Item) -> bool:
    """Whether an item stands in a project directly, or the project is in the item."""
    path = project.address.path
    inside = isinstance(item, Project) and path[: len(item.address.path)] == item.address.path
    return inside or path == item.address.path[:-1]


def _has_charge(project: Project, grantees: frozenset[Grantee]) -> bool:
    if project.owner and Grantee(GranteeKind.USER, project.owner.user) in grantees:
        return True
    permissions = project.permissions
    return permissions is not None and any(it.grantee in grantees for it in permissions.leaders)


def _grants(
    project: Project, kind: Kind, capability: Capability, grantees: frozenset[Grantee]
) -> bool:
    """Whether a lock of the project might allow it; the resolver says if it does."""
    permissions: ProjectPermissions | None = project.permissions
    if project.lock is Lock.CUSTOMIZABLE or permissions is None:
        return False
    bit = CATALOG[kind].capability(capability.key).bit
    return any(
        rule.allow & bit and rule.grantee in grantees for rule in permissions.lists[kind].rules
    )
