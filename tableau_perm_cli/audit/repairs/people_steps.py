"""Steps that change who the user is: groups joined and left, the site role, owners, leaders."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from tableau_perm_cli.audit.changes import (
    AddToGroup,
    RemoveFromGroup,
    SetCapability,
    SetLeader,
    SetOwner,
    SetRole,
)
from tableau_perm_cli.audit.repairs.denial import ROLE_REASONS, Denial
from tableau_perm_cli.audit.repairs.edit import Advice, Edit, Step, step
from tableau_perm_cli.audit.repairs.question import whole_of
from tableau_perm_cli.audit.repairs.rule_steps import denies_to_clear
from tableau_perm_cli.catalog import SITE_ROLES, SiteRole, higher_role
from tableau_perm_cli.declaration.model import (
    ALL_USERS,
    Grantee,
    GranteeKind,
    Group,
    Item,
    Project,
    Rule,
)
from tableau_perm_cli.diagnostics import Position
from tableau_perm_cli.resolve import Derivation, Reason
from tableau_perm_cli.resolve.evidence import capability_in
from tableau_perm_cli.resolve.ladder import ceiling_of

_MOST_MISSING = 2
"""A group set asks for so many more groups at most for it to be a way in."""


def joining(denial: Denial, weight: Callable[[str], int]) -> list[Step]:
    """Return the additions to groups that would allow it, those that reach least first.

    Args:
        denial: what stands in the way.
        weight: says for a group how far what it gives reaches.
    """
    names = dict.fromkeys(_groups_that_help(denial))
    ordered = sorted(names, key=lambda name: (weight(name), name))
    found = [Step((_join(denial, name),)) for name in ordered]
    return [*found, *_completing_sets(denial)]


def _groups_that_help(denial: Denial) -> Iterator[str]:
    """Yield the groups that the user is not in and that give what is missing, by any way."""
    principal = denial.principal
    if principal is None:
        return
    inside = {group.name for group in principal.groups}
    grantees = [
        *(it.grantee for project in denial.projects for it in denial.graph.leaders_of(project)),
        *_grantees_by_what_decided(denial),
    ]
    for grantee in grantees:
        if grantee.kind is GranteeKind.GROUP and grantee.name not in inside:
            yield grantee.name


def _grantees_by_what_decided(denial: Denial) -> Iterator[Grantee]:
    """Yield whom the governing list allows it, or whose members have a role that is enough."""
    first = denial.first
    if first is not None and first.reason in {Reason.UNSPECIFIED, Reason.GROUP_SET_DENY}:
        yield from (rule.grantee for rule in _allowing(first))
    elif first is not None and first.reason is Reason.SITE_ROLE:
        for group in denial.graph.site.groups.values():
            if _licenses(denial, group):
                yield Grantee(GranteeKind.GROUP, group.name)


def _allowing(derivation: Derivation) -> Iterator[Rule]:
    """Yield the rules of the governing list that allow what is denied."""
    rules = derivation.governing.source.rules
    bit = capability_in(derivation.governing, derivation.capability).bit
    return (rule for rule in (rules.rules if rules else ()) if rule.allow & bit)


def _licenses(denial: Denial, group: Group) -> bool:
    role = group.minimum_site_role
    return role is not None and not role.is_administrator and _is_enough(denial, role)


def _completing_sets(denial: Denial) -> Iterator[Step]:
    """Yield what makes the user a member of all groups of a set that allows it."""
    principal, first = denial.principal, denial.first
    if principal is None or first is None or first.reason is not Reason.UNSPECIFIED:
        return
    inside = {group.name for group in principal.groups}
    for rule in _allowing(first):
        if rule.grantee.kind is not GranteeKind.GROUP_SET:
            continue
        names = denial.graph.site.group_sets[rule.grantee.name].groups
        missing = [name for name in dict.fromkeys(names) if name not in inside]
        if 0 < len(missing) <= _MOST_MISSING:
            yield Step(tuple(_join(denial, name) for name in missing))


def _join(denial: Denial, name: str) -> Edit:
    """Return the addition to a group; a minimum role of it is as much a raise as a new role."""
    minimum = denial.graph.site.groups[name].minimum_site_role
    role = denial.principal.role if denial.principal else None
    raises = role and minimum and higher_role(role, minimum) is not role
    against = Advice.SITE_ROLE if raises else None
    return Edit(AddToGroup(denial.user, name), _group_position(denial, name), against)


def _group_position(denial: Denial, name: str) -> Position:
    return denial.graph.site.groups[name].position or denial.graph.site.position


def leaving(denial: Denial) -> Iterator[Step]:
    """Yield the groups that the user would have to leave for their denies to reach no more."""
    principal, first = denial.principal, denial.first
    if principal is None or first is None:
        return
    if first.reason is Reason.GROUP_DENY:
        names = dict.fromkeys(
            evidence.grantee.partition(":")[2]
            for it in denial.derivations
            if it.reason is Reason.GROUP_DENY
            for evidence in it.decided_by
        )
        left = [name for name in names if name != ALL_USERS]
        if left:
            # Nobody leaves All Users: what denies it there has to go besides.
            everyone = Grantee(GranteeKind.GROUP, ALL_USERS)
            cleared = [
                edit
                for it in denial.derivations
                if it.reason is Reason.GROUP_DENY
                for edit in denies_to_clear(it)
                if isinstance(edit.change, SetCapability) and edit.change.grantee == everyone
            ]
            yield Step((*cleared, *_leave(denial, left).edits))
    elif first.reason is Reason.GROUP_SET_DENY and len(first.decided_by) == 1:
        group_set = first.decided_by[0].grantee.partition(":")[2]
        for name in dict.fromkeys(denial.graph.site.group_sets[group_set].groups):
            if name != ALL_USERS:
                yield _leave(denial, (name,))


def _leave(denial: Denial, names: Iterable[str]) -> Step:
    return Step(
        tuple(
            Edit(RemoveFromGroup(denial.user, name), _group_position(denial, name))
            for name in names
        )
    )


def raising(denial: Denial, enough: Callable[[SiteRole], bool] | None = None) -> Iterator[Step]:
    """Yield the lowest site role that is enough, if a role is what is missing.

    "No matter what other permissions": the ceiling binds whatever a rule says (semantics section
    3, step 1). A role that administers is never proposed.

    Args:
        denial: what stands in the way.
        enough: whether a role is; by default, whether it can hold what is denied.
    """
    user = denial.graph.user(denial.user)
    principal = denial.principal
    if user is None or principal is None:
        return
    if enough is None and (denial.first is None or denial.first.reason not in ROLE_REASONS):
        return
    suits = enough or (lambda role: _is_enough(denial, role))
    for role in sorted(SITE_ROLES, key=lambda it: it.rank):
        if role.is_administrator or role.uncertain or role.ceiling is None or role.rank <= 1:
            continue
        if role.rank > principal.role.rank and suits(role):
            yield step(SetRole(denial.user, role), user.role_position, Advice.SITE_ROLE)
            return


def _is_enough(denial: Denial, role: SiteRole) -> bool:
    """Whether a site role can hold all that is denied, as the first rung has it."""
    principal = denial.principal
    if principal is None:
        return False
    raised = replace(principal, role=role)
    return all(
        ceiling_of(denial.graph, raised, denial.item, capability)[0]
        for capability in denial.capabilities
    )


def taking_charge(denial: Denial) -> Iterator[Step]:
    """Yield what makes the user owner of the item, or owner or leader of a project."""
    grantee = Grantee(GranteeKind.USER, denial.user)
    whole = whole_of(denial.graph.site, denial.item) or denial.item
    if not isinstance(whole, Project):
        yield _own(denial, whole)
    managing = denial.graph.managing_project(denial.projects[0]) if denial.projects else None
    above = denial.projects[:1]
    if managing is not None and managing not in above:
        above = (*above, managing)
    for project in above:
        position = project.permissions.position if project.permissions else project.position
        yield step(SetLeader(grantee, project.address, leads=True), position, Advice.IN_CHARGE)
        yield _own(denial, project)


def _own(denial: Denial, item: Item) -> Step:
    position = item.owner.position if item.owner else item.position
    return step(SetOwner(item.address, denial.user), position, Advice.IN_CHARGE)
