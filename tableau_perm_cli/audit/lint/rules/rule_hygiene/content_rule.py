"""TP202: content with a rule list of its own, beside the defaults of its project."""

from collections.abc import Iterator

from tableau_perm_cli.audit.lint.counting_lists import lists_that_count
from tableau_perm_cli.audit.lint.linted_site import LintedSite
from tableau_perm_cli.audit.lint.rule import LintRule, related
from tableau_perm_cli.audit.lint.rules.rule_hygiene.copies import copied_list, says_the_same
from tableau_perm_cli.audit.lint.shared_text import once_a_text
from tableau_perm_cli.catalog import CATALOG, Kind
from tableau_perm_cli.declaration.model import Project
from tableau_perm_cli.diagnostics import Diagnostic, Severity, Subject

_PARTS = {Kind.VIEW, Kind.TABLE}


@once_a_text
def check(linted: LintedSite) -> Iterator[Diagnostic]:
    """Find the content whose rules differ from the defaults of its project."""
    for written in lists_that_count(linted):
        item = written.item
        if (
            isinstance(item, Project)
            or item.kind in _PARTS
            or CATALOG[item.kind].retired
            or linted.sandboxes >> written.place & 1
        ):
            continue
        defaults = copied_list(linted, item, item.kind)
        if says_the_same(written.rules, defaults.rules):
            continue
        project = linted.project_of(written.place)
        yield RULE.finding(
            f"`{item.address}` has rules of its own",
            written.rules.position,
            Subject(linted.site.name, str(item.address)),
            why=f"`{project.address}` does not lock permissions, so its defaults do not reach it"
            if project
            else None,
            help="let the project's defaults decide, or move it to a project that is for the same "
            "people",
            related=(related(defaults.rules.position, "the project's defaults"),)
            if defaults.rules
            else (),
        )


RULE = LintRule(
    "TP202",
    "content-rule",
    Severity.INFO,
    "Content has rules of its own, where those of its project would do.",
    'semantics section 4; Help, "Use projects to manage content access"',
    check,
)
