"""TP101: the Default project allows All Users something, and new projects copy that."""

from collections.abc import Iterator

from tableau_perm_cli.audit.lint.linted_site import LintedSite
from tableau_perm_cli.audit.lint.rule import LintRule
from tableau_perm_cli.catalog import CATALOG
from tableau_perm_cli.declaration.model import ALL_USERS, Grantee, GranteeKind
from tableau_perm_cli.diagnostics import Diagnostic, Severity, Subject

_ALL_USERS = Grantee(GranteeKind.GROUP, ALL_USERS)


def check(linted: LintedSite) -> Iterator[Diagnostic]:
    """Find what the Default project's lists allow All Users."""
    default = linted.default_project
    for written in linted.lists:
        if written.item is not default:
            continue
        for rule in written.rules.rules:
            if rule.grantee == _ALL_USERS and rule.allow:
                content_type = CATALOG[rule.kind]
                allowed = ", ".join(it.label for it in content_type.members(rule.allow))
                yield RULE.finding(
                    f"the Default project allows All Users {allowed} ({content_type.label})",
                    rule.position,
                    Subject(
                        linted.site.name,
                        str(default.address),
                        str(rule.grantee),
                        rule.kind.value,
                    ),
                    why="a new top-level project starts with a copy of Default's rules",
                    help="remove the rule, and let each project name the groups that it is for",
                )


RULE = LintRule(
    "TP101",
    "all-users-allow-on-default",
    Severity.WARNING,
    "The Default project allows All Users something, and every new top-level project copies that.",
    'semantics section 4; Help, "Use projects to manage content access"',
    check,
)
