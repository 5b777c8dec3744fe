"""TP221: a capability listed by name that the template of the rule has anyhow."""

from collections.abc import Iterator

from tableau_perm_cli.audit.lint.counting_lists import rules_that_count
from tableau_perm_cli.audit.lint.linted_site import LintedSite
from tableau_perm_cli.audit.lint.rule import LintRule, related
from tableau_perm_cli.audit.lint.shared_text import once_a_text
from tableau_perm_cli.audit.lint.wording import called, place_of
from tableau_perm_cli.catalog import CATALOG, template_named
from tableau_perm_cli.declaration.model import Rule
from tableau_perm_cli.diagnostics import Diagnostic, Severity, Subject


@once_a_text
def check(linted: LintedSite) -> Iterator[Diagnostic]:
    """Find the capabilities that are given twice."""
    for written, rule in rules_that_count(linted):
        same = _same_as_template(rule)
        for index, position in rule.explicit:
            capability = CATALOG[rule.kind].capabilities[index]
            if same & capability.bit:
                yield RULE.finding(
                    f"the rule for {called(rule.grantee)} on {place_of(written.item, rule.kind)} "
                    f"lists {capability.label}, which its template `{rule.template}` "
                    f"{'allows' if rule.allow & capability.bit else 'denies'} already",
                    position,
                    Subject(
                        linted.site.name,
                        str(written.item.address),
                        str(rule.grantee),
                        f"{rule.kind.value} {capability.key}",
                    ),
                    why="capabilities listed by name count over the template, and this one says "
                    "the same",
                    help="leave it out of the list",
                    related=(related(rule.template_position, "the template"),)
                    if rule.template_position
                    else (),
                )


def _same_as_template(rule: Rule) -> int:
    """Return what the template says for certain, and the rule as well."""
    template = template_named(rule.kind, rule.template) if rule.template else None
    if template is None:
        return 0
    said = rule.allow & template.allow | rule.deny & template.deny
    return said & ~template.uncertain


RULE = LintRule(
    "TP221",
    "duplicate-capability",
    Severity.INFO,
    "A rule lists a capability that its template has already.",
    "semantics section 2, templates",
    check,
    fixable=True,
)
