"""TP210: people who are allowed by one group and denied by another, in one list."""

from collections.abc import Iterator

from tableau_perm_cli.audit.lint.counting_lists import (
    FOR_ALL_USERS,
    lists_that_count,
)
from tableau_perm_cli.audit.lint.linted_site import LintedSite, WrittenList
from tableau_perm_cli.audit.lint.rule import LintRule, related
from tableau_perm_cli.audit.lint.rules.rule_hygiene.bearing import bearing_of
from tableau_perm_cli.audit.lint.shared_text import once_a_text
from tableau_perm_cli.audit.lint.wording import called, labels_of, place_of
from tableau_perm_cli.catalog import Capability
from tableau_perm_cli.declaration.model import GranteeKind, Rule
from tableau_perm_cli.diagnostics import Diagnostic, Severity, Subject
from tableau_perm_cli.resolve.reasons import Reason

_DENIED_BY = {
    GranteeKind.GROUP: Reason.GROUP_DENY,
    GranteeKind.GROUP_SET: Reason.GROUP_SET_DENY,
}
_Reasons = list[tuple[Capability, dict[Reason, int]]]


@once_a_text
def check(linted: LintedSite) -> Iterator[Diagnostic]:
    """Find the denials that take from people what another group of theirs gives them."""
    for written in lists_that_count(linted):
        rules = [it for it in written.rules.rules if it.grantee.kind is not GranteeKind.USER]
        denies = [it for it in rules if it.deny and it.grantee != FOR_ALL_USERS]
        allows = [it for it in rules if it.allow]
        if denies and allows:
            mask = 0
            for rule in denies:
                mask |= rule.deny
            reasons = [*bearing_of(linted, written).reasons(written.rules, mask)]
            for rule in denies:
                yield from _conflict(linted, written, rule, allows, reasons)


def _conflict(
    linted: LintedSite, written: WrittenList, deny: Rule, allows: list[Rule], reasons: _Reasons
) -> Iterator[Diagnostic]:
    """Yield the finding about one deny, if it hits anyone whom another rule allows."""
    hit = capabilities = 0
    others: dict[int, Rule] = {}
    for capability, users in reasons:
        denied = users.get(_DENIED_BY[deny.grantee.kind], 0) & linted.reached_by(deny.grantee)
        if not denied or not deny.deny & capability.bit:
            continue
        for allow in allows:
            both = denied & linted.reached_by(allow.grantee)
            if both and allow.allow & capability.bit:
                hit |= both
                capabilities |= capability.bit
                others.setdefault(id(allow), allow)
    if hit:
        lowest = (capabilities & -capabilities).bit_length() - 1
        yield RULE.finding(
            f"{called(deny.grantee)} denies {linted.names(hit)} "
            f"{labels_of(deny.kind, capabilities)} on {place_of(written.item, deny.kind)}, which "
            f"{' and '.join(called(it.grantee) for it in others.values())} allow"
            f"{'s' if len(others) == 1 else ''}",
            deny.position_of(lowest),
            Subject(
                linted.site.name,
                str(written.item.address),
                str(deny.grantee),
                deny.kind.value,
            ),
            label="denied here",
            why="one deny among somebody's groups is enough, however many of them allow",
            help="if it is meant, say so by leaving these people out of the group that allows; if "
            "not, remove the deny",
            related=tuple(
                related(it.position, f"allowed here for {called(it.grantee)}")
                for it in others.values()
            ),
        )


RULE = LintRule(
    "TP210",
    "group-conflict",
    Severity.WARNING,
    "People are allowed something as members of one group, and denied it as members of another.",
    'semantics section 3, step 7; Help, "Effective permissions"',
    check,
)
