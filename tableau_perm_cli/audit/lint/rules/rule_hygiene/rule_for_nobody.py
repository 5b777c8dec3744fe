"""TP217: rules for a group, or a group set, that reaches nobody."""

from collections.abc import Iterator

from tableau_perm_cli.audit.lint.counting_lists import rules_of
from tableau_perm_cli.audit.lint.linted_site import LintedSite
from tableau_perm_cli.audit.lint.rule import LintRule, related
from tableau_perm_cli.audit.lint.wording import called, counted
from tableau_perm_cli.declaration.model import Grantee, GranteeKind
from tableau_perm_cli.diagnostics import Diagnostic, Position, Severity

_SHOWN = 5
"""So many of the other rules are pointed at."""


def check(linted: LintedSite) -> Iterator[Diagnostic]:
    """Find the grantees that have rules and no people."""
    nobody = {
        grantee
        for grantee in _grantees(linted)
        if not linted.reached_by(grantee) and linted.is_known(grantee)
    }
    for found in rules_of(linted, nobody):
        grantee = found.grantee
        first, *others = found.rules
        yield RULE.finding(
            f"{counted(len(found.rules), 'rule is', 'rules are')} for {called(grantee)}, which "
            "reaches nobody",
            first.position,
            found.subject(linted),
            why="the group has no members"
            if grantee.kind is GranteeKind.GROUP
            else "nobody is in all of its groups",
            help="remove the rules, or see to it that they have people to reach",
            related=(
                *(related(place, "declared here") for place in _declared(linted, grantee)),
                *(related(rule.position, "so is this one") for rule in others[:_SHOWN]),
            ),
        )


def _grantees(linted: LintedSite) -> Iterator[Grantee]:
    """Yield what can have rules and no people; a set that is switched off has another finding."""
    for name in linted.site.groups:
        yield Grantee(GranteeKind.GROUP, name)
    if linted.site.settings.group_sets:
        for name in linted.site.group_sets:
            yield Grantee(GranteeKind.GROUP_SET, name)


def _declared(linted: LintedSite, grantee: Grantee) -> Iterator[Position]:
    group = linted.site.groups if grantee.kind is GranteeKind.GROUP else linted.site.group_sets
    position = group[grantee.name].position
    if position is not None:
        yield position


RULE = LintRule(
    "TP217",
    "rule-for-nobody",
    Severity.WARNING,
    "Rules are for a group or a group set that reaches nobody.",
    "semantics section 3, steps 7 and 8",
    check,
)
