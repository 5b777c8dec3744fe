"""TP220: rules for group sets on a site where group sets are switched off."""

from collections.abc import Iterator

from tableau_perm_cli.audit.lint.counting_lists import rules_of
from tableau_perm_cli.audit.lint.linted_site import LintedSite
from tableau_perm_cli.audit.lint.rule import LintRule, related
from tableau_perm_cli.audit.lint.wording import called, counted
from tableau_perm_cli.declaration.model import Grantee, GranteeKind
from tableau_perm_cli.diagnostics import Diagnostic, Severity

_SHOWN = 5
"""So many of the other rules are pointed at."""


def check(linted: LintedSite) -> Iterator[Diagnostic]:
    """Find the group sets whose rules a setting has put out of force."""
    if linted.site.settings.group_sets:
        return
    group_sets = {Grantee(GranteeKind.GROUP_SET, name) for name in linted.site.group_sets}
    for found in rules_of(linted, group_sets):
        first, *others = found.rules
        yield RULE.finding(
            f"{counted(len(found.rules), 'rule')} for {called(found.grantee)} "
            f"{'is' if len(found.rules) == 1 else 'are'} never consulted",
            first.position,
            found.subject(linted),
            why="the setting `group_sets: false` puts all rules for group sets out of force",
            help="switch group sets on, or remove the rules",
            related=tuple(related(rule.position, "nor is this one") for rule in others[:_SHOWN]),
        )


RULE = LintRule(
    "TP220",
    "group-set-rules-off",
    Severity.WARNING,
    "Rules are for group sets, and the site has group sets switched off.",
    'semantics section 3, step 8; Help, "Group sets"',
    check,
)
