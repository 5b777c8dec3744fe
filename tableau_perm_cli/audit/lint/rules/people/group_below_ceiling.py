"""TP402: a rule allows a group what none of its members can ever use."""

from collections.abc import Iterator

from tableau_perm_cli.audit.lint.linted_site import LintedSite
from tableau_perm_cli.audit.lint.rule import LintRule
from tableau_perm_cli.audit.lint.rules.people.ceilings import AboveCeiling, rules_above_ceiling
from tableau_perm_cli.audit.lint.shared_text import once_a_text
from tableau_perm_cli.audit.lint.wording import (
    called,
    counted,
    listed,
    place_of,
    roles_of,
)
from tableau_perm_cli.declaration.model import GranteeKind
from tableau_perm_cli.diagnostics import Diagnostic, Severity


@once_a_text
def check(linted: LintedSite) -> Iterator[Diagnostic]:
    """Find the rules for groups and group sets that allow what is above everyone in them."""
    roles: dict[int, str] = {}
    for found in rules_above_ceiling(linted, GranteeKind.GROUP, GranteeKind.GROUP_SET):
        rule, members = found.rule, found.members
        if members not in roles:
            roles[members] = roles_of(linted, members)
        allowed = listed([it.label for it in found.capabilities], 4)
        place = place_of(found.written.item, rule.kind)
        yield RULE.finding(
            f"{called(rule.grantee)} is allowed {allowed} on {place}, which "
            "none of its members can ever use",
            rule.position_of(found.capabilities[0].index),
            linted.about_rule(found.written, rule),
            why=f"{_members(linted, members)} the site role {roles[members]}, and no rule goes "
            "above the site role" + _uncertain(found),
            help=f"write the template `{found.template}`, the widest that goes above none of them"
            if found.template
            else "leave that out of the rule, or see to it that the right people are in the group",
        )


def _members(linted: LintedSite, members: int) -> str:
    number = members.bit_count()
    have = "has" if number == 1 else "have"
    return f"{counted(number, 'member')} ({linted.names(members)}) {have}"


def _uncertain(found: AboveCeiling) -> str:
    if not found.uncertain:
        return ""
    return f"; that it is so for {listed([it.label for it in found.uncertain], 4)} is uncertain"


RULE = LintRule(
    "TP402",
    "group-below-ceiling",
    Severity.WARNING,
    "A rule allows a group or group set a capability that none of its members can ever use.",
    'semantics sections 2 and 3, step 1; Help, "Site roles"',
    check,
)
