"""TP203: a view or a table with a rule list of its own."""

from collections.abc import Iterator

from tableau_perm_cli.audit.lint.counting_lists import lists_that_count
from tableau_perm_cli.audit.lint.linted_site import LintedSite
from tableau_perm_cli.audit.lint.rule import LintRule, related
from tableau_perm_cli.audit.lint.rules.locks.stale_views import stale_views
from tableau_perm_cli.audit.lint.rules.rule_hygiene.copies import copied_list, says_the_same
from tableau_perm_cli.audit.lint.shared_text import once_a_text
from tableau_perm_cli.catalog import Kind
from tableau_perm_cli.diagnostics import Diagnostic, Severity, Subject

_WHOLE = {Kind.VIEW: "workbook", Kind.TABLE: "database"}


@once_a_text
def check(linted: LintedSite) -> Iterator[Diagnostic]:
    """Find the views and tables whose rules differ from what they are part of."""
    told = {view.address for stale in stale_views(linted) for view, _ in stale.views}
    for written in lists_that_count(linted):
        item = written.item
        whole = _WHOLE.get(item.kind)
        if whole is None or item.address in told or linted.sandboxes >> written.place & 1:
            continue
        source = copied_list(linted, item, item.kind)
        if says_the_same(written.rules, source.rules):
            continue
        yield RULE.finding(
            f"`{item.address}` has rules of its own, apart from its {whole}'s",
            written.rules.position,
            Subject(linted.site.name, str(item.address)),
            why=f"they stay as they are when the rules of the {whole} change"
            + (", and are lost once the workbook shows tabs" if item.kind is Kind.VIEW else ""),
            help=f"remove them and let the rules of the {whole} decide; what only some may see "
            f"belongs in a {whole} of its own",
            related=(related(source.rules.position, f"what the {whole} has"),)
            if source.rules
            else (),
        )


RULE = LintRule(
    "TP203",
    "view-rule",
    Severity.WARNING,
    "A view or a table has rules of its own, apart from its workbook's or database's.",
    'semantics section 3, step 5; Help, "Permissions"',
    check,
)
