"""TP219: a rule that names a capability Tableau no longer has."""

from collections.abc import Iterator

from tableau_perm_cli.audit.lint.counting_lists import rules_that_count
from tableau_perm_cli.audit.lint.linted_site import LintedSite
from tableau_perm_cli.audit.lint.rule import LintRule
from tableau_perm_cli.audit.lint.shared_text import once_a_text
from tableau_perm_cli.audit.lint.wording import called, place_of
from tableau_perm_cli.catalog import CATALOG
from tableau_perm_cli.diagnostics import Diagnostic, Severity, Subject


@once_a_text
def check(linted: LintedSite) -> Iterator[Diagnostic]:
    """Find the retired capabilities that are listed by name; templates still bring them along."""
    for written, rule in rules_that_count(linted):
        capabilities = CATALOG[rule.kind].capabilities
        for index, position in rule.explicit:
            if capabilities[index].retired:
                yield RULE.finding(
                    f"the rule for {called(rule.grantee)} on {place_of(written.item, rule.kind)} "
                    f"names {capabilities[index].label}, which Tableau has retired",
                    position,
                    Subject(
                        linted.site.name,
                        str(written.item.address),
                        str(rule.grantee),
                        f"{rule.kind.value} {capabilities[index].key}",
                    ),
                    why="Tableau 2024.2 and later have no such capability",
                    help="leave it out, unless the server is older",
                )


RULE = LintRule(
    "TP219",
    "retired-capability",
    Severity.INFO,
    "A rule names a capability that Tableau has retired.",
    "semantics section 2, capabilities: Create/Refresh Metrics is retired",
    check,
)
