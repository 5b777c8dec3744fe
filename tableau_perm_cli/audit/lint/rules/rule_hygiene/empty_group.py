"""TP214: a group without members."""

from collections.abc import Iterator

from tableau_perm_cli.audit.lint.linted_site import LintedSite
from tableau_perm_cli.audit.lint.rule import LintRule
from tableau_perm_cli.declaration.model import ALL_USERS, Grantee, GranteeKind
from tableau_perm_cli.diagnostics import Diagnostic, Severity, Subject


def check(linted: LintedSite) -> Iterator[Diagnostic]:
    """Find the groups that nobody is in."""
    for group in linted.site.groups.values():
        empty = not group.members and not group.not_read
        if group.name != ALL_USERS and empty and group.position:
            yield RULE.finding(
                f"the group `{group.name}` has no members",
                group.position,
                Subject(linted.site.name, grantee=str(Grantee(GranteeKind.GROUP, group.name))),
                why="no rule for it reaches anyone, and a group set with it matches nobody",
                help="remove the group, or declare who is in it",
            )


RULE = LintRule(
    "TP214",
    "empty-group",
    Severity.INFO,
    "A group has no members.",
    "semantics section 3, steps 7 and 8",
    check,
)
