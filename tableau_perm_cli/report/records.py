"""The JSON records: the contract other programs read (design section 4). Additive changes only."""

from collections.abc import Iterable, Sequence
from typing import Any

from tableau_perm_cli.graph import Governing
from tableau_perm_cli.report.sentences import remarks, task_why, why
from tableau_perm_cli.resolve import Derivation, Evidence, Need, Principal, TaskResult

Record = dict[str, Any]


def evidence_record(evidence: Evidence) -> Record:
    """Return one rule, owner, leader, role or lock."""
    record: Record = {
        "grantee": evidence.grantee,
        "effect": evidence.effect.value,
        "location": str(evidence.position),
    }
    if evidence.where is not None:
        record["item"] = str(evidence.where)
    if evidence.template is not None:
        record["template"] = evidence.template
    return record


def governing_record(governing: Governing) -> Record:
    """Return whose rules decide, and why."""
    record: Record = {
        "rules_of": str(governing.rules_of),
        "because": governing.because.value,
        "location": str(governing.position),
    }
    if governing.managing_project is not None:
        record["locked_by"] = str(governing.managing_project.address)
    if governing.source.copied and governing.source.origin is not None:
        record["copied_from"] = str(governing.source.origin.address)
    if governing.source.rules is not None and governing.source.rules.not_read is not None:
        record["not_read"] = governing.source.rules.not_read
    return record


def capability_record(derivation: Derivation) -> Record:
    """Return one answer with its evidence and every rung of the ladder."""
    return {
        "capability": derivation.capability.key,
        "effective": derivation.effective.value,
        "reason": derivation.reason.value,
        "why": why(derivation),
        "decided_by": [evidence_record(evidence) for evidence in derivation.decided_by],
        "overridden": [evidence_record(evidence) for evidence in derivation.overridden],
        "not_consulted": [evidence_record(evidence) for evidence in derivation.not_consulted],
        "steps": [
            {"step": step.name.value, "outcome": step.outcome.value} for step in derivation.steps()
        ],
        "uncertain": derivation.uncertain,
        "notes": [
            *remarks(derivation),
            *(f"uncertain: {it.value}" for it in derivation.uncertainties),
        ],
    }


def task_record(result: TaskResult) -> Record:
    """Return the answer to a task with each of its requirements."""
    record: Record = {
        "task": result.task,
        "effective": result.effective.value,
        "reason": result.reason.value,
        "why": task_why(result),
        "needs": [need_record(need) for need in result.needs],
        "uncertain": result.uncertain,
    }
    if result.target is not None:
        record["target"] = result.target
    if result.subject_to:
        record["subject_to"] = [
            {
                "item": str(it.data_source),
                "external_authorization": it.external_authorization,
            }
            for it in result.subject_to
        ]
    return record


def need_record(need: Need) -> Record:
    """Return one requirement of a task."""
    record: Record = {
        "need": need.kind.value,
        "capability": need.derivation.capability.key if need.derivation else None,
        "item": str(need.item) if need.item else None,
        "user": need.user,
        "effective": need.effective.value,
        "reason": need.reason.value,
    }
    if need.prompts:
        record["prompts"] = "database credentials"
    if need.derivation is not None:
        record["decided_by"] = [evidence_record(it) for it in need.derivation.decided_by]
    return record


def principal_record(principal: Principal | None) -> Record:
    """Return what a user is on the site."""
    if principal is None:
        return {"site_role": None, "groups": [], "group_sets": []}
    record: Record = {
        "site_role": principal.role.name,
        "groups": [group.name for group in principal.groups],
        "group_sets": [group_set.name for group_set in principal.group_sets],
    }
    if principal.raised_by is not None:
        record["declared_site_role"] = principal.user.role.name
        record["raised_by"] = f"group:{principal.raised_by.name}"
    if principal.raised_at_sign_in is not None and principal.raised_at_sign_in.minimum_site_role:
        record["at_sign_in"] = principal.raised_at_sign_in.minimum_site_role.name
    return record


def explain_record(
    derivations: Sequence[Derivation],
    governing: Governing,
    who: Record,
    tasks: Iterable[TaskResult],
    *,
    browsable: bool,
) -> Record:
    """Return ``tableau-perm/explain/1``.

    Args:
        derivations: of the asked capabilities of one item.
        governing: what governs the item.
        who: ``site`` and ``user``, and ``principal_record``'s fields.
        tasks: the tasks that were asked.
        browsable: whether the user can come to the item by browsing.
    """
    return {
        "schema": "tableau-perm/explain/1",
        **who,
        "item": str(governing.item.address),
        "browsable": browsable,
        "governing": governing_record(governing),
        "capabilities": [capability_record(derivation) for derivation in derivations],
        "tasks": [task_record(result) for result in tasks],
    }


def can_record(answer: Derivation | TaskResult) -> Record:
    """Return ``tableau-perm/can/1``: one line for one question."""
    record: Record = {
        "schema": "tableau-perm/can/1",
        "site": answer.site,
        "user": answer.user,
    }
    if isinstance(answer, TaskResult):
        rest = task_record(answer)
        return {**record, "task": rest.pop("task"), "item": str(answer.item), **rest}
    rest = capability_record(answer)
    return {**record, "capability": rest.pop("capability"), "item": str(answer.item), **rest}
