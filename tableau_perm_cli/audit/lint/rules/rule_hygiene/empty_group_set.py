"""TP215: a group set that lists no groups."""

from collections.abc import Iterator

from tableau_perm_cli.audit.lint.linted_site import LintedSite
from tableau_perm_cli.audit.lint.rule import LintRule
from tableau_perm_cli.declaration.model import Grantee, GranteeKind
from tableau_perm_cli.diagnostics import Diagnostic, Severity, Subject


def check(linted: LintedSite) -> Iterator[Diagnostic]:
    """Find the group sets with nothing in them."""
    for group_set in linted.site.group_sets.values():
        if not group_set.groups:
            yield RULE.finding(
                f"the group set `{group_set.name}` lists no groups",
                group_set.position,
                Subject(
                    linted.site.name,
                    grantee=str(Grantee(GranteeKind.GROUP_SET, group_set.name)),
                ),
                why="an empty group set matches nobody, not everybody",
                help="remove the group set, or list the groups that people must be in",
            )


RULE = LintRule(
    "TP215",
    "empty-group-set",
    Severity.WARNING,
    "A group set lists no groups, so it matches nobody.",
    'semantics section 3, "an empty set matches nobody"',
    check,
)
