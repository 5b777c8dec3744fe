"""TP206: a rule that leaves everything unspecified."""

from collections.abc import Iterator

from tableau_perm_cli.audit.lint.counting_lists import (
    FOR_ALL_USERS,
    rules_that_count,
)
from tableau_perm_cli.audit.lint.linted_site import LintedSite
from tableau_perm_cli.audit.lint.rule import LintRule
from tableau_perm_cli.audit.lint.shared_text import once_a_text
from tableau_perm_cli.audit.lint.wording import called, place_of_rule
from tableau_perm_cli.diagnostics import Diagnostic, Severity


@once_a_text
def check(linted: LintedSite) -> Iterator[Diagnostic]:
    """Find the rules that neither allow nor deny."""
    for written, rule in rules_that_count(linted):
        if rule.grantee == FOR_ALL_USERS:
            continue  # Tableau puts All Users on every list: a blank row is how it is taken off
        if not rule.allow | rule.deny and not rule.unknown:
            yield RULE.finding(
                f"the rule for {called(rule.grantee)} on {place_of_rule(written.item, rule)} "
                "says nothing",
                rule.position,
                linted.about_rule(written, rule),
                why="every capability is left unspecified, as if there were no rule",
                help="remove the rule",
            )


RULE = LintRule(
    "TP206",
    "empty-rule",
    Severity.INFO,
    "A rule leaves every capability unspecified.",
    "semantics section 2, templates; section 3, step 9",
    check,
    fixable=True,
)
