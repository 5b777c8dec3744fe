"""TP208: rules about content that Tableau no longer has."""

from collections.abc import Iterator

from tableau_perm_cli.audit.lint.counting_lists import lists_that_count
from tableau_perm_cli.audit.lint.linted_site import LintedSite
from tableau_perm_cli.audit.lint.rule import LintRule
from tableau_perm_cli.audit.lint.shared_text import once_a_text
from tableau_perm_cli.audit.lint.wording import counted
from tableau_perm_cli.catalog import CATALOG
from tableau_perm_cli.diagnostics import Diagnostic, Severity, Subject


@once_a_text
def check(linted: LintedSite) -> Iterator[Diagnostic]:
    """Find the lists about metrics and lenses."""
    for written in lists_that_count(linted):
        content_type = CATALOG[written.rules.kind]
        rules = [rule for rule in written.rules.rules if rule.allow | rule.deny]
        if content_type.retired and rules:
            number = counted(len(rules), "rule")
            yield RULE.finding(
                f"`{written.item.address}` has {number} about {content_type.plural}, "
                "which Tableau has retired",
                min(rule.position for rule in rules),
                Subject(
                    linted.site.name, str(written.item.address), detail=content_type.kind.value
                ),
                why="Tableau 2024.2 and later have no such content",
                help="remove them, unless the server is older",
            )


RULE = LintRule(
    "TP208",
    "retired-content-rule",
    Severity.INFO,
    "Rules are about a content type that Tableau has retired.",
    "semantics section 2: metrics and lenses are retired since 2024.2",
    check,
)
