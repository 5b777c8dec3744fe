"""Steps that change the rule list that governs: denies that go, grants that come."""

from collections.abc import Iterable, Iterator

from tableau_perm_cli.audit.changes import SetCapability
from tableau_perm_cli.audit.repairs.bounds import Bounds
from tableau_perm_cli.audit.repairs.denial import RULE_REASONS, Denial, grantee_of
from tableau_perm_cli.audit.repairs.edit import Advice, Edit, Step
from tableau_perm_cli.catalog import Kind
from tableau_perm_cli.declaration.model import (
    ALL_USERS,
    Grantee,
    GranteeKind,
    Group,
    Project,
    Rule,
)
from tableau_perm_cli.diagnostics import Position
from tableau_perm_cli.graph import Governing
from tableau_perm_cli.resolve import Derivation, Reason

_DEFAULTS_OF = {Kind.VIEW: Kind.WORKBOOK, Kind.TABLE: Kind.DATABASE}


def rule_steps(denial: Denial, bounds: Bounds) -> tuple[list[Step], list[Step]]:
    """Return the changes of the governing list that may turn what stands in the way.

    The second list is what is beyond the bounds: grants to more of the user's groups.

    Only of that list: whatever is written elsewhere is not consulted (semantics section 3,
    step 5).
    """
    ruled = [it for it in denial.derivations if it.reason in RULE_REASONS]
    principal = denial.principal
    if principal is None or not ruled or ruled[0] is not denial.first:
        return [], []
    denies = tuple(edit for it in ruled for edit in denies_to_clear(it))
    tried = [Step(_once(denies))] if denies else []
    groups, more = _own_groups(denial, bounds)
    tried += _grants(ruled, groups)
    tried += _grants_to_sets(denial)
    user = Grantee(GranteeKind.USER, denial.user)
    tried.append(Step(tuple(_allow(it, user) for it in ruled)))
    return tried, list(_grants(ruled, more))


def denies_to_clear(derivation: Derivation, but: Grantee | None = None) -> Iterator[Edit]:
    """Yield an edit for each deny that decided: all have to go, as each of them is enough."""
    if derivation.reason is Reason.UNSPECIFIED:
        return
    for evidence in derivation.decided_by:
        grantee = grantee_of(evidence)
        if grantee != but:
            change = _change(derivation, grantee, effect=None)
            yield Edit(change, _place(derivation.governing, grantee, evidence.position))


def _grants(ruled: Iterable[Derivation], groups: Iterable[Group]) -> Iterator[Step]:
    for group in groups:
        grantee = Grantee(GranteeKind.GROUP, group.name)
        edits: list[Edit] = []
        for it in ruled:
            if it.reason in {Reason.USER_DENY, Reason.GROUP_DENY}:
                edits += denies_to_clear(it, but=grantee)
            edits.append(_allow(it, grantee))
        yield Step(_once(edits))


def _grants_to_sets(denial: Denial) -> Iterator[Step]:
    for it in denial.derivations[:1]:
        if it.reason is Reason.GROUP_SET_DENY:
            for evidence in it.decided_by:
                yield Step(
                    (
                        *denies_to_clear(it, but=grantee_of(evidence)),
                        _allow(it, grantee_of(evidence)),
                    )
                )


def _once(edits: Iterable[Edit]) -> tuple[Edit, ...]:
    return tuple({edit.change: edit for edit in edits}.values())


def _own_groups(denial: Denial, bounds: Bounds) -> tuple[list[Group], list[Group]]:
    """Return the user's groups, the smallest first and All Users last, and those left out."""
    principal = denial.principal
    if principal is None:
        return [], []
    whole = denial.question.site.groups
    everyone = [group for group in principal.groups if group.name == ALL_USERS]
    # A group joined by an edit of the same repair is as large as it was, and one.
    groups = [group for group in principal.groups if group.name != ALL_USERS]
    groups.sort(key=lambda group: (len(whole[group.name].members), group.name))
    return [*groups[: bounds.grants], *everyone], groups[bounds.grants :]


def _allow(derivation: Derivation, grantee: Grantee) -> Edit:
    governing = derivation.governing
    against = None
    if grantee.kind is GranteeKind.USER:
        against = Advice.USER_RULE
    elif grantee == Grantee(GranteeKind.GROUP, ALL_USERS):
        against = Advice.ALL_USERS
    place = _place(governing, grantee, governing.position)
    return Edit(_change(derivation, grantee, effect=True), place, against)


def _change(derivation: Derivation, grantee: Grantee, *, effect: bool | None) -> SetCapability:
    governing = derivation.governing
    address = governing.governor.address
    kind = governing.kind
    default = _DEFAULTS_OF.get(kind, kind) if isinstance(governing.governor, Project) else None
    own = None if default is Kind.PROJECT else default
    return SetCapability(grantee, address, derivation.capability.key, effect, own)


def _place(governing: Governing, grantee: Grantee, written: Position) -> Position:
    """Return where an edit will be: what has only a copy gets a list of its own."""
    if governing.source.copied or governing.source.rules is None:
        return governing.governor.position
    rule = rule_for(governing, grantee)
    return written if rule is None or written != governing.position else rule.position


def rule_for(governing: Governing, grantee: Grantee) -> Rule | None:
    """Return what the governing list says of a grantee, or None."""
    rules = governing.source.rules
    return next((it for it in rules.rules if it.grantee == grantee), None) if rules else None
