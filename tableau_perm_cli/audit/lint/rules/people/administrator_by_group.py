"""TP416: a group that is not for administrators makes site administrators of its members."""

from collections.abc import Iterator

from tableau_perm_cli.audit.lint.linted_site import LintedSite
from tableau_perm_cli.audit.lint.rule import LintRule
from tableau_perm_cli.audit.lint.rules.people.administrator_outside_admin_group import (
    is_for_administrators,
)
from tableau_perm_cli.audit.lint.wording import called
from tableau_perm_cli.declaration.model import Grantee, GranteeKind
from tableau_perm_cli.diagnostics import Diagnostic, Severity, Subject


def check(linted: LintedSite) -> Iterator[Diagnostic]:
    """Find the groups with a minimum site role that administers, if not named for it."""
    for group in linted.site.groups.values():
        role = group.minimum_site_role
        if role is None or not role.is_administrator or is_for_administrators(linted, group):
            continue
        grantee = Grantee(GranteeKind.GROUP, group.name)
        yield RULE.finding(
            f"{called(grantee)} makes every member {role.name}",
            group.position or linted.site.position,
            Subject(linted.site.name, grantee=str(grantee)),
            why="a member is never below the group's minimum site role, is never lowered again "
            "when the group is left, and no rule binds an administrator",
            help="let the group grant Creator at most, or name it as a group of administrators",
        )


RULE = LintRule(
    "TP416",
    "administrator-by-group",
    Severity.WARNING,
    "A group that is not for administrators makes site administrators of its members.",
    'semantics section 1, "Grant role on sign in"; Help, "Synchronize External Directory Groups"',
    check,
)
