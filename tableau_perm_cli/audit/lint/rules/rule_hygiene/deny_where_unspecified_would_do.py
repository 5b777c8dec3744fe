"""TP212: denials that take nothing from anyone."""

from collections.abc import Iterator

from tableau_perm_cli.audit.lint.linted_site import LintedSite
from tableau_perm_cli.audit.lint.rule import LintRule, related
from tableau_perm_cli.audit.lint.rules.rule_hygiene.removals import Part, Removal, removals
from tableau_perm_cli.audit.lint.shared_text import once_a_text, unanimous
from tableau_perm_cli.audit.lint.wording import called, place_of_rule
from tableau_perm_cli.catalog import CATALOG, RoleClass
from tableau_perm_cli.declaration.model import GranteeKind, Rule
from tableau_perm_cli.diagnostics import Diagnostic, Position, Severity, Subject
from tableau_perm_cli.resolve.bulk.bits import without

_SHOWN = 3
"""So many of the rules that deny the same are pointed at."""


@once_a_text
@unanimous
def check(linted: LintedSite) -> Iterator[Diagnostic]:
    """Find the rules whose denials all come to what leaving out would."""
    for removal in removals(linted):
        if removal.part is not Part.DENIES or _is_told_elsewhere(linted, removal):
            continue
        rule, item = removal.rule, removal.written.item
        also = [it for it in removal.rest if it.deny & rule.deny]
        yield RULE.finding(
            f"the denials of the rule for {called(rule.grantee)} on {place_of_rule(item, rule)} "
            "take nothing from anyone",
            _place(rule),
            Subject(linted.site.name, str(item.address), str(rule.grantee), rule.kind.value),
            why=_why(linted, removal, also),
            help="leave it unspecified: what no rule allows is denied"
            if rule.allow
            else "remove the rule: what no rule allows is denied",
            related=tuple(
                related(it.position, f"the rule for {called(it.grantee)}") for it in also[:_SHOWN]
            ),
        )


def _is_told_elsewhere(linted: LintedSite, removal: Removal) -> bool:
    """Whether it may mean something: it is overridden for now, or waits for guest access."""
    rule = removal.rule
    reached = linted.reached_by(rule.grantee)
    if not linted.site.settings.guest_access:
        reached = without(reached, linted.in_class(RoleClass.GUEST))
    if not reached:
        return True
    if rule.grantee.kind is GranteeKind.USER:
        return False
    return any(
        other.grantee.kind is GranteeKind.USER
        and linted.reached_by(other.grantee) & removal.bound & linted.bound(rule.kind, capability)
        for other in removal.written.rules.rules
        for capability in CATALOG[rule.kind].members(other.allow & rule.deny)
    )


def _place(rule: Rule) -> Position:
    """Return the rule, if it does nothing but deny; else the first of its denials."""
    if not rule.allow:
        return rule.position
    return rule.position_of((rule.deny & -rule.deny).bit_length() - 1)


def _why(linted: LintedSite, removal: Removal, also: list[Rule]) -> str:
    if not removal.bound:
        return (
            "everyone it is for is an administrator, or is in charge here as owner or leader: no "
            "deny binds them"
        )
    people = linted.names(removal.bound)
    if also:
        return f"for {people}, other rules deny it as well, or no rule allows it"
    if any(it.allow & removal.rule.deny for it in removal.rest):
        return f"for {people}, what other rules allow is decided by site role or a rule before it"
    return f"no rule allows it to {people}"


RULE = LintRule(
    "TP212",
    "deny-where-unspecified-would-do",
    Severity.INFO,
    "A rule's denials take nothing from anyone.",
    'semantics section 3, step 9; Help, "Effective permissions"',
    check,
    fixable=True,
    fix_is_unsafe=True,
)
