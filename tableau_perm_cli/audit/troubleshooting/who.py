"""The first part: who the user is here, what is allowed on the item, which rules name the user."""

from collections.abc import Iterator, Sequence
from typing import TypeAlias

from tableau_perm_cli.audit.troubleshooting.checklist import Check, Outcome, Part, Step
from tableau_perm_cli.audit.troubleshooting.looking_at import Scene, named, place_of
from tableau_perm_cli.catalog import RoleClass
from tableau_perm_cli.declaration.model import Item
from tableau_perm_cli.graph import Because
from tableau_perm_cli.resolve import (
    Derivation,
    Effect,
    Evidence,
    Principal,
    StepName,
    Verdict,
)
from tableau_perm_cli.resolve.evidence import role_evidence
from tableau_perm_cli.resolve.unread import guest_access_is_unread

_Answers: TypeAlias = Sequence[tuple[Item, Sequence[Derivation]]]
"""Every component with an answer a capability."""
_SAYS = {Effect.ALLOW: "allows", Effect.DENY: "denies"}


def who_steps(scene: Scene) -> Iterator[Step]:
    """Yield membership, site role, groups, effective permissions, and rules that name the user.

    Of somebody who is barred from everything the rules need no look.
    """
    principal = scene.complaint.principal
    if principal is None:
        yield _not_on_site(scene)
        return
    yield _site_role(scene, principal)
    yield _memberships(principal)
    if scene.complaint.barred() is None:
        yield _effective(scene)
        answers = [(item, scene.resolver.answers(scene.user, item)) for item in scene.components()]
        yield from _user_rules(scene, answers)
        yield from _dead_rules(answers)


def _not_on_site(scene: Scene) -> Step:
    need = scene.complaint.failing[0]
    site = scene.graph.site
    state = f"`{scene.user}` belongs to another site of the declaration, not to `{site.name}`"
    outcome = Outcome.FAILED
    return Step(
        Part.WHO, Check.SITE_MEMBERSHIP, outcome, state, basis=need, position=site.position
    )


def _site_role(scene: Scene, principal: Principal) -> Step:
    """Return what the user may ever be given: the ceiling, of what the action needs."""
    own = [
        need.derivation
        for need in scene.complaint.needs
        if need.derivation is not None and need.derivation.user == scene.user
    ]
    bounded = [it for it in own if it.decided_at is StepName.CEILING]
    basis = next(iter(bounded or own), None) or scene.derive(scene.item, "view")
    return Step(
        Part.WHO,
        Check.SITE_ROLE,
        Outcome.FAILED if bounded else Outcome.PASSED,
        _role(scene, principal),
        basis=basis if bounded else None,
        position=role_evidence(principal).position,
    )


def _role(scene: Scene, principal: Principal) -> str:
    said = principal.role.name
    if principal.raised_by is not None:
        said += (
            f", raised from {principal.user.role.name} by the group `{principal.raised_by.name}`"
        )
    at_sign_in = principal.raised_at_sign_in
    if at_sign_in is not None and at_sign_in.minimum_site_role is not None:
        role = at_sign_in.minimum_site_role.name
        said += f", would become {role} at sign-in by the group `{at_sign_in.name}`"
    if principal.role.role_class is RoleClass.GUEST:
        if guest_access_is_unread(scene.graph, principal):
            return f"{said}, whether guest access is on was not read"
        said += f", guest access is {'on' if scene.graph.site.settings.guest_access else 'off'}"
    return said


def _memberships(principal: Principal) -> Step:
    groups = [group.name for group in principal.groups]
    state = f"in {named(groups)}" if groups else "in no group"
    if principal.group_sets:
        state += f"; in the group sets {named([it.name for it in principal.group_sets])}"
    position = principal.user.position
    return Step(Part.WHO, Check.MEMBERSHIPS, Outcome.INFO, state, position=position)


def _effective(scene: Scene) -> Step:
    """Return what is allowed on the item: it fails where the action needs more of that."""
    answers = scene.resolver.answers(scene.user, scene.item)
    allowed = [it.capability.label for it in answers if it.effective is Verdict.ALLOWED]
    here = [
        need
        for need in scene.needs_at(scene.item.address)
        if need.derivation is not None and need.effective is Verdict.DENIED
    ]
    state = f"allowed: {', '.join(allowed)}" if allowed else "nothing is allowed"
    return Step(
        Part.WHO,
        Check.EFFECTIVE_PERMISSIONS,
        Outcome.FAILED if here else Outcome.PASSED,
        state,
        scene.item.address,
        here[0] if here else None,
        place_of(here[0]) if here else answers[0].governing.position,
    )


def _user_rules(scene: Scene, components: _Answers) -> Iterator[Step]:
    """Yield the rules for this very user that decide about a component, or are overridden."""
    found: dict[tuple[str, Evidence], list[Derivation]] = {}
    for item, answers in components:
        for answer in answers:
            for it in (*answer.decided_by, *answer.overridden):
                if it.grantee == f"user:{scene.user}" and it.effect in _SAYS:
                    found.setdefault((str(item.address), it), []).append(answer)
    grouped: dict[tuple[str, Effect, bool], list[tuple[Evidence, Derivation]]] = {}
    for (address, evidence), saying in found.items():
        for answer in saying:
            key = (address, evidence.effect, evidence in answer.decided_by)
            grouped.setdefault(key, []).append((evidence, answer))
    for (_, effect, counts), pairs in grouped.items():
        yield _user_rule(scene, effect, pairs, counts=counts)
    if not grouped:
        state = "no rule names the user on any component"
        yield Step(Part.WHO, Check.USER_RULE, Outcome.INFO, state)


def _user_rule(
    scene: Scene, effect: Effect, pairs: list[tuple[Evidence, Derivation]], *, counts: bool
) -> Step:
    failing = [need.derivation for need in scene.complaint.failing]
    decides = [answer for _, answer in pairs if counts and answer in failing]
    labels = list(dict.fromkeys(answer.capability.label for _, answer in pairs))
    overridden = "" if counts else ", which is overridden"
    first = decides[0] if decides else pairs[0][1]
    evidence = next(it for it, answer in pairs if answer is first)
    return Step(
        Part.WHO,
        Check.USER_RULE,
        Outcome.WARNING if decides else Outcome.INFO,
        f"a rule for `{scene.user}` {_SAYS[effect]} {', '.join(labels)}{overridden}",
        first.item,
        first,
        evidence.position,
    )


def _dead_rules(components: _Answers) -> Iterator[Step]:
    """Yield rules that are written for a component and would reach the user, and are dead."""
    for item, answers in components:
        grouped: dict[tuple[str, Effect], list[tuple[Evidence, Derivation]]] = {}
        for answer in answers:
            for it in answer.not_consulted:
                grouped.setdefault((it.grantee, it.effect), []).append((it, answer))
        for (grantee, effect), pairs in grouped.items():
            labels = ", ".join(answer.capability.label for _, answer in pairs)
            evidence, answer = pairs[0]
            yield Step(
                Part.WHO,
                Check.DEAD_RULE,
                Outcome.WARNING,
                f"a rule for `{grantee}` {_SAYS[effect]} {labels} and is not consulted: "
                f"{_not_consulted(answer)}",
                item.address,
                answer,
                evidence.position,
            )


def _not_consulted(answer: Derivation) -> str:
    governing = answer.governing
    match governing.because:
        case Because.TABS_SHOWN:
            return f"`{governing.governor.address}` shows tabs"
        case _:
            return f"`{governing.governor.address}` is locked"
