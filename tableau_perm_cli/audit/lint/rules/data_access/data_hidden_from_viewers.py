"""TP501: people can open a workbook whose connection prompts, and have no Connect to see data."""

from collections.abc import Iterator

from tableau_perm_cli.audit.lint.connected import connected, denials
from tableau_perm_cli.audit.lint.grants import Holders
from tableau_perm_cli.audit.lint.linted_site import LintedSite
from tableau_perm_cli.audit.lint.rule import LintRule
from tableau_perm_cli.audit.lint.wording import why_denied
from tableau_perm_cli.catalog import RoleClass
from tableau_perm_cli.declaration.model import Authentication
from tableau_perm_cli.diagnostics import Diagnostic, Severity
from tableau_perm_cli.resolve.bulk.bits import without


def check(linted: LintedSite) -> Iterator[Diagnostic]:
    """Find the connections that prompt people who have no Connect of their own."""
    holders = Holders(linted)
    # That Guest can never connect is another finding, with another way out.
    guests = linted.in_class(RoleClass.GUEST)
    for it in connected(linted, Authentication.PROMPT):
        openers = without(holders.openers(it.place), guests)
        blind = without(openers, holders.perhaps(it.source, "connect"))
        if blind:
            why = why_denied(linted, blind, holders.who(it.source, "connect"))
            yield RULE.finding(
                f"{linted.names(blind)} can open `{it.workbook.address}` "
                f"and see no data of `{it.data_source.address}`",
                it.connection.position,
                it.subject(linted),
                label="prompts: whoever opens it needs Connect",
                why=f"the connection prompts, so that everyone needs Connect of their own: {why}",
                help="allow them Connect on the data source, or embed the publisher's "
                "credentials in the connection, or let them not open the workbook",
                related=tuple(denials(linted, it.source, ("connect",), blind)),
            )


RULE = LintRule(
    "TP501",
    "data-hidden-from-viewers",
    Severity.WARNING,
    "People can open a workbook and see no data: its connection prompts, and they lack Connect.",
    "semantics section 5, the data-access table",
    check,
)
