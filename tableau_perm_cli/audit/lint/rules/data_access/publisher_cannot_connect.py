"""TP507: a connection embeds the credentials of a publisher who has no Connect."""

from collections.abc import Iterator

from tableau_perm_cli.audit.lint.connected import connected, denials
from tableau_perm_cli.audit.lint.grants import Holders
from tableau_perm_cli.audit.lint.linted_site import LintedSite
from tableau_perm_cli.audit.lint.rule import LintRule, related
from tableau_perm_cli.audit.lint.wording import why_denied
from tableau_perm_cli.declaration.model import Authentication
from tableau_perm_cli.diagnostics import Diagnostic, Severity


def check(linted: LintedSite) -> Iterator[Diagnostic]:
    """Find the embedded connections through which nobody sees data."""
    holders = Holders(linted)
    for it in connected(linted, Authentication.EMBEDDED):
        owner = it.workbook.owner
        if owner is None:  # an administrator who is not declared
            continue
        publisher = 1 << linted.engine.items[it.place].owner
        if publisher & holders.perhaps(it.source, "connect"):
            continue
        why = why_denied(linted, publisher, holders.who(it.source, "connect"))
        yield RULE.finding(
            f"nobody sees data of `{it.data_source.address}` in `{it.workbook.address}`: its "
            f"publisher `{owner.user}` has no Connect",
            it.connection.position,
            it.subject(linted),
            label="embeds the publisher's credentials",
            why=f"an embedded connection works through the Connect of the workbook's owner: {why}",
            help=f"allow `{owner.user}` Connect on the data source, or let somebody who has it "
            "publish the workbook again",
            related=(
                related(owner.position, "the publisher"),
                *denials(linted, it.source, ("connect",), publisher),
            ),
        )


RULE = LintRule(
    "TP507",
    "publisher-cannot-connect",
    Severity.WARNING,
    "A workbook embeds the credentials of an owner who has no Connect: nobody sees its data.",
    "semantics section 5, the task see_data",
    check,
)
