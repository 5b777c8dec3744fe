"""TP201: a rule for one user instead of a group."""

from collections.abc import Iterator

from tableau_perm_cli.audit.lint.counting_lists import (
    rules_by_grantee,
    rules_that_count,
)
from tableau_perm_cli.audit.lint.linted_site import LintedSite, WrittenList
from tableau_perm_cli.audit.lint.rule import LintRule, detail_of
from tableau_perm_cli.audit.lint.rules.people.raised_roles import soon_licensed
from tableau_perm_cli.audit.lint.rules.rule_hygiene.bearing import bearing_of
from tableau_perm_cli.audit.lint.rules.rule_hygiene.removals import never_consulted
from tableau_perm_cli.audit.lint.shared_text import once_a_text
from tableau_perm_cli.audit.lint.wording import types_of
from tableau_perm_cli.catalog import CATALOG, RoleClass
from tableau_perm_cli.declaration.model import GranteeKind, Project, Rule
from tableau_perm_cli.diagnostics import Diagnostic, Severity, Subject
from tableau_perm_cli.resolve.bulk.bits import without


@once_a_text
def check(linted: LintedSite) -> Iterator[Diagnostic]:
    """Find the users who have rules of their own, item by item."""
    # For anonymous visitors there is one user, and a rule for it is how to let them in. Rules for
    # somebody who cannot sign in are another finding.
    absent = without(linted.in_class(RoleClass.UNLICENSED), soon_licensed(linted))
    exempt = linted.in_class(RoleClass.GUEST) | absent
    found = (
        (written, rule)
        for written, rule in rules_that_count(linted)
        if _counts(linted, written, rule, exempt)
    )
    for item, grantee, rules in rules_by_grantee(found):
        types = f" ({types_of(rules)})" if isinstance(item, Project) else ""
        yield RULE.finding(
            f"`{item.address}` has a rule for one user, `{grantee.name}`{types}",
            rules[0].position,
            Subject(
                linted.site.name,
                str(item.address),
                str(grantee),
                detail_of(rule.kind.value for rule in rules),
            ),
            why="a rule for a user comes before those of all groups, and stays behind when the "
            "user moves on",
            help="give the rule to a group, and put the user into the group",
        )


def _counts(linted: LintedSite, written: WrittenList, rule: Rule, exempt: int) -> bool:
    """Whether it is a user's rule that is not found for something worse."""
    if rule.grantee.kind is not GranteeKind.USER or not rule.allow | rule.deny:
        return False
    if linted.sandboxes >> written.place & 1 or CATALOG[rule.kind].retired:
        return False
    if linted.reached_by(rule.grantee) & exempt:
        return False
    return not never_consulted(linted, written, bearing_of(linted, written), rule)


RULE = LintRule(
    "TP201",
    "user-rule",
    Severity.WARNING,
    "A rule is for one user instead of a group.",
    'semantics section 3, step 6; Help, "Permissions"',
    check,
)
