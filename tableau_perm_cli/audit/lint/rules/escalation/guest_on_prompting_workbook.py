"""TP605: anonymous visitors can open a workbook whose connection prompts them."""

from collections.abc import Iterator

from tableau_perm_cli.audit.lint.connected import Connected, connected
from tableau_perm_cli.audit.lint.grants import Holders
from tableau_perm_cli.audit.lint.linted_site import LintedSite
from tableau_perm_cli.audit.lint.rule import LintRule, detail_of, related
from tableau_perm_cli.audit.lint.rules.escalation.guest import guest_grantee, guests_of
from tableau_perm_cli.audit.lint.wording import quoted
from tableau_perm_cli.declaration.model import Authentication
from tableau_perm_cli.diagnostics import Diagnostic, Severity, Subject


def check(linted: LintedSite) -> Iterator[Diagnostic]:
    """Find, one for each workbook, the prompting connections that the Guest user meets."""
    guests = guests_of(linted)
    if not guests:
        return
    holders = Holders(linted)
    found: dict[int, list[Connected]] = {}
    for it in connected(linted, Authentication.PROMPT):
        if holders.openers(it.place) & guests:
            found.setdefault(it.place, []).append(it)
    for first, *others in found.values():
        data_sources = quoted(it.data_source.address for it in (first, *others))
        yield RULE.finding(
            f"anonymous visitors can open `{first.workbook.address}` and get an error for the "
            f"data of {data_sources}",
            first.connection.position,
            Subject(
                linted.site.name,
                str(first.workbook.address),
                guest_grantee(linted),
                detail_of(it.data_source.address for it in (first, *others)),
            ),
            label="prompts",
            why='the Guest user can never have Connect: "To access this workbook, you must have '
            'the Connect permission for its data sources"',
            help="embed the publisher's credentials in the connection, or let no rule give the "
            "Guest user View on the workbook",
            related=tuple(related(it.connection.position, "prompts too") for it in others),
        )


RULE = LintRule(
    "TP605",
    "guest-on-prompting-workbook",
    Severity.WARNING,
    "Anonymous visitors can open a workbook whose connection prompts: all they get is an error.",
    "KB, the Connect error for Guest; semantics section 5, the task see_data",
    check,
)
