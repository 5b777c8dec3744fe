"""Derivations in words: the reason of an answer as one sentence a person can act on."""

from collections.abc import Callable, Iterable, Sequence

from tableau_perm_cli.catalog import CATALOG
from tableau_perm_cli.declaration.model import Lock
from tableau_perm_cli.diagnostics import Position, visible
from tableau_perm_cli.graph import Because, Governing
from tableau_perm_cli.resolve import (
    Derivation,
    Effect,
    Evidence,
    Need,
    Reason,
    Remark,
    TaskResult,
    Uncertainty,
    Verdict,
)
from tableau_perm_cli.resolve.task_result import NeedKind


def why(derivation: Derivation) -> str:
    """Return the reason of an answer as a sentence, with what it overrides."""
    parts = [_decided(derivation)]
    if derivation.overridden:
        names = _names(derivation.overridden)
        verb = _verb(derivation.overridden[0].effect, len(set(_grantees(derivation.overridden))))
        parts.append(f"overrides {names}, which {verb}")
    parts += [_REMARKS[remark](derivation) for remark in derivation.remarks]
    parts += [f"uncertain: {it.sentence}" for it in derivation.uncertainties if it is not _SAID]
    return "; ".join(parts)


_SAID = Uncertainty.LIST_NOT_READ
"""What the reason itself says already."""


def _decided(derivation: Derivation) -> str:
    said = _FIXED.get(derivation.reason)
    if said is not None:
        return said.format(
            label=derivation.capability.label,
            role=derivation.principal.role.name if derivation.principal else "",
        )
    evidence = derivation.decided_by
    match derivation.reason:
        case Reason.NOT_ON_SITE:
            return f"not a user of the site {visible(derivation.site)}"
        case Reason.PROJECT_OWNER | Reason.PROJECT_LEADER:
            return _in_charge(derivation)
        case Reason.OWNER:
            return f"owns the {_kind_of(evidence[0])}"
        case Reason.LOCKED:
            label = derivation.capability.label
            project = visible(evidence[0].grantee)
            return f"permissions are locked: {label} belongs to those in charge of {project}"
        case _:
            return _by_rules(derivation.governing, evidence)


_FIXED = {
    Reason.UNLICENSED: "an Unlicensed user can do nothing",
    Reason.GUEST_DISABLED: "guest access is off on this site",
    Reason.GUEST: "Guest can never have {label}",
    Reason.SITE_ROLE: "the site role {role} can never use {label}",
    Reason.SERVER_ADMIN: "a server administrator, whom no rule binds",
    Reason.SITE_ADMIN: "an administrator of this site, whom no rule binds",
    Reason.UNSPECIFIED: "no rule grants it",
}


def _in_charge(derivation: Derivation) -> str:
    """Say which project gave the right, and by whom; "inherited" when it is further up."""
    evidence = derivation.decided_by[0]
    project = _address(evidence)
    if derivation.reason is Reason.PROJECT_OWNER:
        said = f"owns {project}"
    elif evidence.grantee == f"user:{derivation.user}":
        said = f"leads {project}"
    else:
        said = f"leads {project}, as {_names([evidence])} does"
    own = derivation.item.path[: len(derivation.item.path) - 1]
    near = evidence.where is not None and evidence.where.path in {own, derivation.item.path}
    return said if near else f"{said} (inherited)"


def _not_read(governing: Governing, whose: str) -> str:
    rules = governing.source.rules
    origin = governing.source.origin
    of = ""
    if rules is not None and origin is not None and rules.kind is not origin.kind:
        of = f"for {CATALOG[rules.kind].plural.replace('_', ' ')} "
    because = rules.not_read if rules is not None and rules.not_read else ""
    return f"the rules {of}of {whose} were not read: {visible(because)}"


def _by_rules(governing: Governing, evidence: Sequence[Evidence]) -> str:
    if evidence[0].effect is Effect.NOT_READ:
        return _not_read(governing, _address(evidence[0]))
    names = _names(evidence)
    templates = sorted({item.template for item in evidence if item.template})
    by_template = f" (template {', '.join(templates)})" if templates else ""
    return f"{names} {_verb(evidence[0].effect, len(set(_grantees(evidence))))}{by_template}"


def _verb(effect: Effect, count: int) -> str:
    word = "deny" if effect is Effect.DENY else "allow"
    if count != 1:
        return word
    return "denies" if effect is Effect.DENY else "allows"


def _grantees(evidence: Iterable[Evidence]) -> list[str]:
    return list(dict.fromkeys(item.grantee for item in evidence))


def grantee_name(grantee: str) -> str:
    """Return a grantee as a sentence names it: a user or group set by its kind too."""
    kind, _, name = grantee.partition(":")
    match kind:
        case "user":
            return f"the user {visible(name)}"
        case "group_set":
            return f"the group set {visible(name)}"
        case _:
            return visible(name)


def _names(evidence: Iterable[Evidence]) -> str:
    return listing([grantee_name(grantee) for grantee in _grantees(evidence)])


def listing(words: Sequence[str]) -> str:
    """Return words as a sentence lists them: ``a, b and c``."""
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def _address(evidence: Evidence) -> str:
    return visible(str(evidence.where)) if evidence.where else "it"


def _kind_of(evidence: Evidence) -> str:
    return CATALOG[evidence.where.kind].label.lower() if evidence.where else "item"


def _raised(derivation: Derivation) -> str:
    principal = derivation.principal
    if principal is None or principal.raised_by is None:
        return ""
    return (
        f"the group {visible(principal.raised_by.name)} raises the site role from "
        f"{principal.user.role.name} to {principal.role.name}"
    )


def _at_sign_in(derivation: Derivation) -> str:
    group = derivation.principal.raised_at_sign_in if derivation.principal else None
    if group is None or group.minimum_site_role is None:
        return ""
    role = group.minimum_site_role.name
    return f"would become {role} at sign-in (group {visible(group.name)})"


_REMARKS: dict[Remark, Callable[[Derivation], str]] = {
    Remark.GRANTABLE_ONLY: lambda d: (
        f"{d.capability.label} can be given, but not without Publish on any project"
    ),
    Remark.ROLE_RAISED: _raised,
    Remark.ROLE_AT_SIGN_IN: _at_sign_in,
    Remark.WEB_AUTHORING_OFF: lambda _: "web authoring is off on this site: nobody can use it",
    Remark.GROUP_SETS_OFF: lambda _: "group sets are off on this site: their rules do not count",
    Remark.RETIRED: lambda _: "retired in Tableau",
}


def remarks(derivation: Derivation) -> list[str]:
    """Return what is worth knowing beside the verdict, a sentence each."""
    return [_REMARKS[remark](derivation) for remark in derivation.remarks]


def places(positions: Iterable[Position], *, after: Position | None = None) -> str:
    """Return where things are written: ``a.yaml:3, :7, b.yaml:1``; a file is named once.

    Args:
        positions: the places.
        after: a place named just before, whose file need not be named again.
    """
    found: list[str] = []
    file = after.file if after else None
    for position in dict.fromkeys(positions):
        name = visible(position.file) if position.file != file else ""
        found.append(f"{name}:{position.line}")
        file = position.file
    return ", ".join(dict.fromkeys(found))


def governed_by(governing: Governing) -> str:
    """Return whose rules decide about an item, and why those."""
    rules_of = visible(str(governing.rules_of))
    match governing.because:
        case Because.OWN_RULES:
            if governing.source.origin is None:
                return "none, as it is in a Personal Space"
            said = "its own rules"
        case Because.INITIAL_COPY:
            return f"initial copy of {rules_of}'s rules{unread(governing)}"
        case Because.LOCKED_PROJECT | Because.LOCKED_ANCESTOR:
            lock = governing.managing_project.lock if governing.managing_project else None
            nested = ", nested projects included" if lock is Lock.LOCKED_INCLUDING_NESTED else ""
            said = f"the rules of {rules_of}, which is locked{nested}"
        case Because.TABS_SHOWN:
            said = f"the rules of {rules_of}, which shows tabs"
        case Because.LOCKED_DATABASE:
            said = f"the rules of {rules_of}, which is locked (uncertain)"
    origin = governing.source.origin
    if governing.source.copied and origin is not None:
        said += f" (its initial copy of {visible(str(origin.address))}'s)"
    return said + unread(governing)


def unread(governing: Governing) -> str:
    """Return that the rules were not read, as the end of a sentence; nothing where they were."""
    rules = governing.source.rules
    if rules is None or rules.not_read is None:
        return ""
    return f", which were not read: {visible(rules.not_read)}"


def task_why(result: TaskResult) -> str:
    """Return the outcome of a task as a sentence: what fails first, or what it rests on."""
    failing = result.failing
    said = need_why(failing) if failing else "everything it needs is there"
    notes = [f"prompted for the credentials of {visible(str(n.item))}" for n in _prompts(result)]
    notes += [
        f"subject to {it.external_authorization} at {visible(str(it.data_source))}"
        for it in result.subject_to
    ]
    if result.uncertain:
        notes.append("uncertain")
    return "; ".join([said, *notes])


def _prompts(result: TaskResult) -> list[Need]:
    if result.effective is Verdict.DENIED:
        return []
    return [need for need in result.needs if need.prompts]


def need_why(need: Need) -> str:
    """Return one requirement and how it comes out, as a sentence."""
    item = f" on {visible(str(need.item))}" if need.item else ""
    label = f"{need.derivation.capability.label}{item}: " if need.derivation else ""
    if need.kind is NeedKind.PUBLISHERS_CONNECT:
        who = f"the publisher {visible(need.user)}" if need.user else "an administrator"
        label = f"Connect{item} through {who}: "
    if need.derivation:
        return label + why(need.derivation)
    return _NEEDS[need.kind](need, item)


def _position(need: Need, item: str) -> str:
    match need.reason:
        case Reason.LOCKED:
            return f"not in charge of the project that locks permissions{item}"
        case Reason.UNSPECIFIED:
            return f"neither administers, owns nor leads{item.replace(' on', '', 1)}"
        case _:
            return f"{need.reason.value.replace('_', ' ')}{item}"


_NEEDS: dict[NeedKind, Callable[[Need, str], str]] = {
    NeedKind.SITE_MEMBERSHIP: lambda _need, _item: "not a user of this site",
    NeedKind.CAPABILITY: lambda need, _item: need.reason.value,
    NeedKind.OWN_CONNECT: lambda need, _item: need.reason.value,
    NeedKind.PUBLISHERS_CONNECT: lambda need, item: (
        f"Connect{item} through the publisher, who was not read"
        if need.reason is Reason.NOT_READ
        else f"Connect{item} through an administrator who is not declared"
    ),
    NeedKind.CONNECTIONS: lambda need, _item: (
        f"what {visible(str(need.item))} connects to was not read"
    ),
    NeedKind.PUBLISH_SOMEWHERE: lambda need, _item: (
        "the rules that decide about Publish were not read on every project"
        if need.reason is Reason.NOT_READ
        else "Publish on no project"
    ),
    NeedKind.SITE_SETTING: lambda need, _item: (
        "web authoring is off on this site"
        if need.reason is Reason.SITE_SETTING
        else "web authoring is on"
    ),
    NeedKind.SITE_ROLE: lambda need, _item: (
        "a site role that may do this"
        if need.effective is Verdict.ALLOWED
        else "the site role does not allow it"
    ),
    NeedKind.POSITION: _position,
    NeedKind.NOT_LOCKED: lambda need, item: (
        f"permissions are locked{item}"
        if need.effective is Verdict.DENIED
        else f"permissions can be set{item}"
    ),
    NeedKind.RECEIVER: lambda need, _item: (
        f"{visible(need.user or '')} may own it"
        if need.effective is Verdict.ALLOWED
        else f"{visible(need.user or '')} may not own it"
    ),
}
