"""TP502: embedded credentials show a data source's data to people who are denied it."""

from collections.abc import Iterator

from tableau_perm_cli.audit.lint.connected import (
    connected,
    denials,
    publisher_connects,
)
from tableau_perm_cli.audit.lint.grants import Holders
from tableau_perm_cli.audit.lint.linted_site import LintedSite
from tableau_perm_cli.audit.lint.rule import LintRule
from tableau_perm_cli.declaration.model import Authentication
from tableau_perm_cli.diagnostics import Diagnostic, Severity
from tableau_perm_cli.resolve.bulk.bits import without
from tableau_perm_cli.resolve.reasons import Reason

_DENIES = (Reason.USER_DENY, Reason.GROUP_DENY, Reason.GROUP_SET_DENY)


def check(linted: LintedSite) -> Iterator[Diagnostic]:
    """Find the embedded connections that go round a deny."""
    holders = Holders(linted)
    for it in connected(linted, Authentication.EMBEDDED):
        seeing = holders.openers(it.place) & _shut_out(holders, it.source)
        if seeing and publisher_connects(linted, holders, it):
            yield RULE.finding(
                f"{linted.names(seeing)} can see data of `{it.data_source.address}`, "
                f"which a rule denies them, in `{it.workbook.address}`",
                it.connection.position,
                it.subject(linted),
                label="shows data through the publisher's Connect",
                why="the workbook embeds its publisher's credentials: whoever opens it sees the "
                "data, allowed or denied",
                help="let the connection prompt, or deny these people the workbook too, or "
                "remove the deny if they may see the data",
                related=tuple(denials(linted, it.source, ("connect", "view"), seeing)),
            )


def _shut_out(holders: Holders, source: int) -> int:
    """Return whom rules deny a data source: Connect, or View and no rule allows Connect."""
    connect, view = holders.who(source, "connect"), holders.who(source, "view")
    denied_view = sum(view.get(reason, 0) for reason in _DENIES)
    denied_connect = sum(connect.get(reason, 0) for reason in _DENIES)
    return denied_connect | without(denied_view, holders.allowed(source, "connect"))


RULE = LintRule(
    "TP502",
    "embedded-shows-denied-data",
    Severity.WARNING,
    "Embedded credentials show the data of a data source to people whom a rule denies it.",
    "semantics section 5, the data-access table",
    check,
)
