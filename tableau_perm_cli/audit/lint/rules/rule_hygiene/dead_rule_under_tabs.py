"""TP205: rules of views under shown tabs, and of tables under a locked database."""

from collections.abc import Iterator

from tableau_perm_cli.audit.lint.linted_site import LintedSite
from tableau_perm_cli.audit.lint.rule import LintRule, related
from tableau_perm_cli.audit.lint.shared_text import once_a_text
from tableau_perm_cli.audit.lint.wording import counted
from tableau_perm_cli.catalog import Kind
from tableau_perm_cli.declaration.model import Content
from tableau_perm_cli.diagnostics import Diagnostic, Severity, Subject


@once_a_text
def check(linted: LintedSite) -> Iterator[Diagnostic]:
    """Find the views and tables whose own lists are out of force."""
    for written in linted.lists:
        whole = written.overruled_by
        if not isinstance(whole, Content):
            continue
        rules = len(written.rules.rules)
        tabs = whole.kind is Kind.WORKBOOK
        yield RULE.finding(
            f"the rules of `{written.item.address}` are never consulted: "
            f"`{whole.address}` decides",
            written.rules.position,
            Subject(linted.site.name, str(written.item.address)),
            label=counted(rules, "dead rule") if rules else "a dead list, with no rule",
            why="the workbook shows its sheets as tabs, so its rules stand for all its views"
            if tabs
            else "the database is locked, so its rules stand for all its tables",
            help="remove `permissions`, or "
            + ("hide the tabs (`tabs: hidden`)" if tabs else "unlock the database")
            + " if they are meant to count",
            related=(
                related(whole.position, "shows tabs" if tabs else "the database that is locked"),
            ),
        )


RULE = LintRule(
    "TP205",
    "dead-rule-under-tabs",
    Severity.WARNING,
    "Rules of a view or table are never consulted, because those of the whole decide.",
    'semantics section 3, step 5; Help, "Permissions"',
    check,
    fixable=True,
)
