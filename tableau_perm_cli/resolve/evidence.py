"""What is written that bears on an answer: owners, leaders, roles, locks and rules as evidence."""

from collections.abc import Iterable
from dataclasses import dataclass

from tableau_perm_cli.catalog import CATALOG, Capability
from tableau_perm_cli.declaration.address import Address
from tableau_perm_cli.declaration.model import (
    Content,
    Grantee,
    GranteeKind,
    Item,
    Project,
    Rule,
    RuleList,
)
from tableau_perm_cli.graph import Because, Governing, SiteGraph
from tableau_perm_cli.resolve.derivation import Effect, Evidence
from tableau_perm_cli.resolve.principal import Principal
from tableau_perm_cli.resolve.reasons import Verdict


@dataclass(frozen=True, slots=True)
class Question:
    """May this user use this capability on this item?"""

    graph: SiteGraph
    principal: Principal
    item: Item
    capability: Capability
    governing: Governing


def ownership_evidence(principal: Principal, items: Iterable[Item]) -> tuple[Evidence, ...]:
    """Return the ownerships of ``items`` that the user has."""
    return tuple(
        Evidence(f"user:{item.owner.user}", Effect.OWNER, item.owner.position, item.address)
        for item in items
        if item.owner is not None and item.owner.user == principal.name
    )


def leader_evidence(
    graph: SiteGraph, principal: Principal, projects: Iterable[Project]
) -> tuple[Evidence, ...]:
    """Return the leader settings of ``projects`` that reach the user.

    By a user rule, or a rule of a group the user is in (semantics section 3, step 3).
    """
    return tuple(
        Evidence(str(leader.grantee), Effect.LEADER, leader.position, project.address)
        for project in projects
        for leader in graph.leaders_of(project)
        if leader.grantee in principal.grantees
    )


def content_ownership(graph: SiteGraph, principal: Principal, item: Item) -> tuple[Evidence, ...]:
    """Return the user's ownership of an item of content, its workbook's or database's counting."""
    if isinstance(item, Project):
        return ()
    owned = item
    parent = graph.parent(item)
    if isinstance(parent, Content):
        owned = parent
    return ownership_evidence(principal, (owned,))


def lock_evidence(managing: Project) -> Evidence:
    """Return the lock of a managing project as evidence."""
    position = managing.lock_position or managing.position
    return Evidence(str(managing.address), Effect.LOCK, position, managing.address)


def unread_evidence(governing: Governing, rules: RuleList) -> Evidence:
    """Return the governing list as evidence that it was not read."""
    origin = rules_where(governing) or governing.item.address
    return Evidence(str(origin), Effect.NOT_READ, rules.position, origin)


def capability_in(governing: Governing, capability: Capability) -> Capability:
    """Return the capability as the governing list's content type has it.

    Views follow lists of workbooks and tables lists of databases, which have all their keys.
    """
    return CATALOG[governing.kind].capability(capability.key)


def rules_where(governing: Governing) -> Address | None:
    """Return the item that the governing rules are written for."""
    return governing.source.origin.address if governing.source.origin else None


def rule_evidence(
    rule: Rule, capability: Capability, effect: Effect, where: Address | None
) -> Evidence:
    """Return what a rule says of one capability, with the place that says it."""
    listed = any(index == capability.index for index, _ in rule.explicit)
    return Evidence(
        str(rule.grantee),
        effect,
        rule.position_of(capability.index),
        where,
        None if listed else rule.template,
    )


def opposing(question: Question, verdict: Verdict) -> tuple[Evidence, ...]:
    """Return the governing rules that reach the user and say the opposite of ``verdict``."""
    rules = question.governing.source.rules
    if rules is None:
        return ()
    capability = capability_in(question.governing, question.capability)
    return _evidence_of(question, rules, capability, rules_where(question.governing), verdict)


def dead(question: Question) -> tuple[Evidence, ...]:
    """Return the item's own rules for the user that nothing consults."""
    rules = question.governing.dead
    if rules is None:
        return ()
    capability = question.capability
    where = question.item.address
    return (
        *_evidence_of(question, rules, capability, where, Verdict.DENIED),
        *_evidence_of(question, rules, capability, where, Verdict.ALLOWED),
    )


def _evidence_of(
    question: Question,
    rules: RuleList,
    capability: Capability,
    where: Address | None,
    against: Verdict,
) -> tuple[Evidence, ...]:
    effect = Effect.DENY if against is Verdict.ALLOWED else Effect.ALLOW
    return tuple(
        rule_evidence(rule, capability, effect, where)
        for rule in rules.rules
        if rule.grantee in question.principal.grantees
        and (rule.deny if effect is Effect.DENY else rule.allow) & capability.bit
        and _evaluated(question, rule.grantee)
    )


def _evaluated(question: Question, grantee: Grantee) -> bool:
    return grantee.kind is not GranteeKind.GROUP_SET or question.graph.site.settings.group_sets


def role_evidence(principal: Principal) -> Evidence:
    """Return what gives the user the site role that counts: the user, or a group."""
    if principal.raised_by is not None and principal.raised_by.position is not None:
        return Evidence(
            f"group:{principal.raised_by.name}",
            Effect.SITE_ROLE,
            principal.raised_by.position,
            None,
        )
    return Evidence(f"user:{principal.name}", Effect.SITE_ROLE, principal.user.role_position, None)


def locked_database(governing: Governing) -> bool:
    """Whether a locked database's rules decide, which public text does not settle."""
    return governing.because is Because.LOCKED_DATABASE
