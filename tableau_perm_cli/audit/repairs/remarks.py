"""Why nothing helps, or why only one sort of edit does: a sentence."""

from collections.abc import Sequence

from tableau_perm_cli.audit.changes.looking_up import in_personal_space
from tableau_perm_cli.audit.repairs.denial import ROLE_REASONS, Denial
from tableau_perm_cli.audit.repairs.edit import Advice, Edit
from tableau_perm_cli.resolve import Derivation, Need, Reason, TaskResult, Verdict
from tableau_perm_cli.resolve.task_result import NeedKind


def remark_on(denial: Denial, repairs: Sequence[Sequence[Edit]]) -> str | None:
    """Return what to say besides the repairs, or in place of them.

    Args:
        denial: what stands in the way.
        repairs: the edits of each that was found.
    """
    reason = denial.reason
    if repairs:
        by_role = all(any(it.against is Advice.SITE_ROLE for it in edits) for edits in repairs)
        if by_role and reason in ROLE_REASONS:
            return f"{_role_binds(denial)}: only a higher site role can help"
        return None
    unread = _what_is_unread(denial)
    if unread is None:
        return _why_nothing_helps(denial, reason)
    return f"{unread}: it may be allowed as it is, so no edit is proposed"


def _why_nothing_helps(denial: Denial, reason: Reason | None) -> str:
    match reason:
        case Reason.NOT_ON_SITE:
            return f"`{denial.user}` is not a user of this site, and has to be added to it first"
        case Reason.GUEST | Reason.GUEST_DISABLED:
            return (
                f"`{denial.user}` is Guest, which can never do this: the ceiling of a site role "
                "binds whatever a rule says, and Guest is given no other role"
            )
        case Reason.SITE_ROLE | Reason.UNLICENSED:
            return f"{_role_binds(denial)}, and {_but_not_alone(denial)}"
        case _:
            return _nothing_is_enough(denial)


def _what_is_unread(denial: Denial) -> str | None:
    """Return what the answer fails on because it was not read; None when there is no such."""
    if denial.reason is Reason.NOT_READ and denial.first is not None:
        return _unread_rules(denial.first)
    for need in _failing(denial):
        if need.reason is not Reason.NOT_READ:
            continue
        if need.derivation is not None:
            return _unread_rules(need.derivation)
        if need.kind is NeedKind.CONNECTIONS:
            return f"what `{need.item}` connects to was not read"
        if need.kind is NeedKind.PUBLISHERS_CONNECT:
            return f"through whose Connect it shows `{need.item}` was not read"
        return "the rules of some project were not read"
    return None


def _unread_rules(found: Derivation) -> str:
    rules = found.governing.source.rules
    because = f" ({rules.not_read})" if rules is not None and rules.not_read else ""
    return f"the rules of `{found.governing.rules_of}` were not read{because}"


def _role_binds(denial: Denial) -> str:
    principal = denial.principal
    role = principal.role.name if principal else "the site role"
    if denial.first is not None and denial.first.reason is Reason.SITE_ROLE:
        label = denial.first.capability.label
        return f"{role} can never use {label}, whatever a rule, an owner or a leader says"
    return f"{role} can never do this"


def _but_not_alone(denial: Denial) -> str:
    """Say that another role is no repair, and why."""
    missing = len(_failing(denial))
    if missing > 1:
        return (
            f"a higher site role is not enough: {missing} things that the task needs are missing, "
            "the site role among them, and no edit or pair of edits that was tried gives all; ask "
            "about each of them"
        )
    return "no edit and no pair of edits that was tried is enough, a higher site role included"


def _nothing_is_enough(denial: Denial) -> str:
    site, item = denial.graph.site, denial.item
    if in_personal_space(site, item):
        return (
            f"`{item.address}` is in a Personal Space, which has no rules: it is its owner's, and "
            "the administrators'"
        )
    failing = _failing(denial)
    if len(failing) > 1 and failing[0].kind is not NeedKind.SITE_MEMBERSHIP:
        return (
            f"no edit and no pair of edits that was tried is enough: {len(failing)} things that "
            "the task needs are missing; ask about each of them"
        )
    return "no edit and no pair of edits that was tried is enough"


def _failing(denial: Denial) -> list[Need]:
    """Return what a task needs and is missing; nothing where a capability is asked."""
    result = denial.question.put_to(denial.resolver)
    if not isinstance(result, TaskResult):
        return []
    return [need for need in result.needs if need.effective is Verdict.DENIED]
