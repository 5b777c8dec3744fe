"""The ladder of semantics section 3: each numbered step as one function, in order.

A step looks at the question and either decides it or passes it on. Nothing else in this package
decides anything; the bulk engine is compiled from the same declaration and tested to be equal.
"""

from collections.abc import Callable
from dataclasses import dataclass

from tableau_perm_cli.catalog import Capability, RoleClass
from tableau_perm_cli.declaration.model import GranteeKind, Item, Rule
from tableau_perm_cli.graph import SiteGraph
from tableau_perm_cli.resolve.derivation import Effect, Evidence, StepName, Uncertainty
from tableau_perm_cli.resolve.evidence import (
    Question,
    capability_in,
    content_ownership,
    leader_evidence,
    lock_evidence,
    ownership_evidence,
    role_evidence,
    rule_evidence,
    rules_where,
    unread_evidence,
)
from tableau_perm_cli.resolve.principal import Principal
from tableau_perm_cli.resolve.reasons import Reason


@dataclass(frozen=True, slots=True)
class Decision:
    """What a step decided, and on what."""

    reason: Reason
    evidence: tuple[Evidence, ...]
    uncertainties: tuple[Uncertainty, ...] = ()


def ceiling(question: Question) -> Decision | None:
    """Step 1: what the site role can never hold, nothing else can give.

    It binds owners and leaders too ("the ceiling", Blog; "no matter what other permissions",
    Auth). Administrators have the ceiling of a Creator, which is everything.
    """
    principal = question.principal
    evidence = (role_evidence(principal),)
    if principal.ceiling is None:
        return Decision(Reason.UNLICENSED, evidence)
    is_guest = principal.role.role_class is RoleClass.GUEST
    if is_guest and not question.graph.site.settings.guest_access:
        return Decision(Reason.GUEST_DISABLED, evidence)
    allowed, uncertainties = ceiling_of(
        question.graph, principal, question.item, question.capability
    )
    if allowed:
        return None
    return Decision(Reason.GUEST if is_guest else Reason.SITE_ROLE, evidence, uncertainties)


def ceiling_of(
    graph: SiteGraph, principal: Principal, item: Item, capability: Capability
) -> tuple[bool, tuple[Uncertainty, ...]]:
    """Return whether the user's class can hold the capability, and what that rests on.

    A cell that public text leaves open can be decided by the site's settings.
    """
    column = principal.ceiling
    if column is None:
        return False, ()
    cell = capability.ceiling[column]
    decided = graph.site.settings.ceilings.get((item.kind, capability.key, column))
    uncertainties: tuple[Uncertainty, ...] = ()
    if principal.role_is_uncertain:
        uncertainties += (Uncertainty.ROLE_CLASS,)
    if cell.uncertain and decided is None:
        uncertainties += (Uncertainty.CEILING_CELL,)
    return cell.allowed if decided is None else decided, uncertainties


def administrator(question: Question) -> Decision | None:
    """Step 2: no rule binds an administrator of the server or of this site."""
    principal = question.principal
    match principal.role.role_class:
        case RoleClass.SERVER_ADMIN:
            return Decision(Reason.SERVER_ADMIN, (role_evidence(principal),))
        case RoleClass.SITE_ADMIN:
            return Decision(Reason.SITE_ADMIN, (role_evidence(principal),))
        case _:
            return None


def project_owner_or_leader(question: Question) -> Decision | None:
    """Step 3: the owner or a leader of the item's project or of any ancestor project.

    Independent of locks and denies; down the hierarchy, never up. For a project as the item, the
    project itself counts. In a locked hierarchy, Set Permissions belongs to the owner and leaders
    of the managing project or above alone (step 4).
    """
    projects = question.graph.projects_above(question.item)
    managing = question.governing.managing_project
    if managing and question.capability.key == "set_permissions":
        projects = projects[projects.index(managing) :]
    owned = ownership_evidence(question.principal, projects)
    if owned:
        return Decision(Reason.PROJECT_OWNER, owned)
    led = leader_evidence(question.graph, question.principal, projects)
    if led:
        return Decision(Reason.PROJECT_LEADER, led)
    return None


def content_owner(question: Question) -> Decision | None:
    """Step 4: the content's owner, save for Set Permissions under a lock.

    "Content owners won't have the Set Permissions capability in projects where permissions are
    locked" (Help). Nor has anyone else whom step 3 did not let through. A view's owner is its
    workbook's, a table's its database's.
    """
    owned = content_ownership(question.graph, question.principal, question.item)
    managing = question.governing.managing_project
    if managing and question.capability.key == "set_permissions":
        return Decision(Reason.LOCKED, (lock_evidence(managing),))
    return Decision(Reason.OWNER, owned) if owned else None


def governing_rules(question: Question) -> Decision | None:
    """Step 5: exactly one rule list decides, levels are never merged.

    The graph has found it (``SiteGraph.governing``); this rung stands for that and passes on.
    Only where a pull could not read the list it decides: what nobody read grants nothing.
    """
    rules = question.governing.source.rules
    if rules is None or rules.not_read is None:
        return None
    return Decision(Reason.NOT_READ, (unread_evidence(question.governing, rules),))


def user_rules(question: Question) -> Decision | None:
    """Step 6: a rule for the user in the governing list beats every rule for a group."""
    return _decide(question, GranteeKind.USER, deny=Reason.USER_DENY, allow=Reason.USER_ALLOW)


def group_rules(question: Question) -> Decision | None:
    """Step 7: of the rules of every group the user is in, All Users included, a deny wins."""
    return _decide(question, GranteeKind.GROUP, deny=Reason.GROUP_DENY, allow=Reason.GROUP_ALLOW)


def group_set_rules(question: Question) -> Decision | None:
    """Step 8: rules of the group sets in all of whose groups the user is (2024.2 and later).

    Evaluated after user and group rules (Help). That a deny comes first among them is uncertain.
    """
    if not question.graph.site.settings.group_sets:
        return None
    decision = _decide(
        question,
        GranteeKind.GROUP_SET,
        deny=Reason.GROUP_SET_DENY,
        allow=Reason.GROUP_SET_ALLOW,
    )
    if decision and decision.reason is Reason.GROUP_SET_DENY:
        _, allows = _rules_for(question, GranteeKind.GROUP_SET)
        if allows:
            return Decision(decision.reason, decision.evidence, (Uncertainty.GROUP_SETS,))
    return decision


def unspecified(question: Question) -> Decision:  # noqa: ARG001 - a step like the others
    """Step 9: "unless a permission is explicitly granted it will be denied" (Blog)."""
    return Decision(Reason.UNSPECIFIED, ())


LADDER: tuple[tuple[StepName, Callable[[Question], Decision | None]], ...] = (
    (StepName.CEILING, ceiling),
    (StepName.ADMINISTRATOR, administrator),
    (StepName.PROJECT_OWNER_OR_LEADER, project_owner_or_leader),
    (StepName.CONTENT_OWNER, content_owner),
    (StepName.GOVERNING_RULES, governing_rules),
    (StepName.USER_RULES, user_rules),
    (StepName.GROUP_RULES, group_rules),
    (StepName.GROUP_SET_RULES, group_set_rules),
    (StepName.UNSPECIFIED, unspecified),
)


def _decide(
    question: Question, kind: GranteeKind, *, deny: Reason, allow: Reason
) -> Decision | None:
    denies, allows = _rules_for(question, kind)
    rules, reason = (denies, deny) if denies else (allows, allow)
    if not rules:
        return None
    capability = capability_in(question.governing, question.capability)
    effect = Effect.DENY if denies else Effect.ALLOW
    where = rules_where(question.governing)
    # One rule that says it for certain is enough for the answer.
    uncertain = all(rule.uncertain & capability.bit for rule in rules)
    return Decision(
        reason,
        tuple(rule_evidence(rule, capability, effect, where) for rule in rules),
        (Uncertainty.TEMPLATE,) if uncertain else (),
    )


def _rules_for(question: Question, kind: GranteeKind) -> tuple[list[Rule], list[Rule]]:
    """Return the governing rules of one kind that reach the user: those that deny, that allow."""
    rules = question.governing.source.rules
    if rules is None:
        return [], []
    bit = capability_in(question.governing, question.capability).bit
    reaching = [
        rule
        for rule in rules.rules
        if rule.grantee.kind is kind and rule.grantee in question.principal.grantees
    ]
    return [r for r in reaching if r.deny & bit], [r for r in reaching if r.allow & bit]
