"""TP609: a workbook without the label shows sensitive data to people who lack it themselves."""

from collections.abc import Iterator

from tableau_perm_cli.audit.lint.connected import connected, publisher_connects
from tableau_perm_cli.audit.lint.grants import Holders
from tableau_perm_cli.audit.lint.linted_site import LintedSite
from tableau_perm_cli.audit.lint.rule import LintRule, related
from tableau_perm_cli.audit.lint.rules.escalation.guest import guests_of
from tableau_perm_cli.declaration.model import Authentication
from tableau_perm_cli.diagnostics import Diagnostic, Severity
from tableau_perm_cli.resolve.bulk.bits import without


def check(linted: LintedSite) -> Iterator[Diagnostic]:
    """Find the embedded connections by which sensitive data leaves the place with the label."""
    if not linted.sensitive:
        return
    holders = Holders(linted)
    guests = guests_of(linted)  # an error of its own
    label = linted.thresholds.sensitive_label
    for it in connected(linted, Authentication.EMBEDDED):
        if linted.sensitive >> it.place & 1 or not linted.sensitive >> it.source & 1:
            continue
        seeing = without(holders.openers(it.place), guests | holders.allowed(it.source, "connect"))
        if seeing and publisher_connects(linted, holders, it):
            yield RULE.finding(
                f"{linted.names(seeing)} can see data of `{it.data_source.address}`, labelled "
                f"`{label}`, in `{it.workbook.address}`, which is not",
                it.connection.position,
                it.subject(linted),
                label="embeds the publisher's credentials",
                why="none of them has Connect: the data comes to them through the publisher's, "
                "and no rule or label of the data source follows it",
                help="label the workbook too and look at who may open it, or let the connection "
                "prompt",
                related=(related(it.data_source.position, "the sensitive data"),),
            )


RULE = LintRule(
    "TP609",
    "sensitive-data-embedded",
    Severity.WARNING,
    "A workbook without the label shows the data of something sensitive to people who lack "
    "Connect.",
    "semantics section 5, the data-access table",
    check,
)
