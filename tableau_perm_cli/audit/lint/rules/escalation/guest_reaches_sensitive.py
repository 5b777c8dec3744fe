"""TP604: anonymous visitors can open what is labelled sensitive, or see its data."""

from collections.abc import Iterator

from tableau_perm_cli.audit.lint.connected import connected, publisher_connects
from tableau_perm_cli.audit.lint.grants import Holders, grants
from tableau_perm_cli.audit.lint.linted_site import LintedSite
from tableau_perm_cli.audit.lint.rule import LintRule, detail_of
from tableau_perm_cli.audit.lint.rules.escalation.guest import VIEW, guest_grantee, guests_of
from tableau_perm_cli.audit.lint.wording import called, things
from tableau_perm_cli.declaration.model import Authentication
from tableau_perm_cli.diagnostics import Diagnostic, Severity, Subject
from tableau_perm_cli.resolve.bulk.bits import indexes_in

_HELP = "take it from the rule, or turn guest access off"
_WHY = "guest access is on: whoever knows the address is the Guest user, without signing in"


def check(linted: LintedSite) -> Iterator[Diagnostic]:
    """Find how the Guest user comes to something sensitive: by rules, in charge, or embedded."""
    guests = guests_of(linted)
    if not guests or not linted.sensitive:
        return
    holders = Holders(linted)
    reached = [
        place for place in indexes_in(linted.sensitive) if holders.allowed(place, "view") & guests
    ]
    by_rules: set[int] = set()
    for grant in grants(linted, VIEW):
        here = [
            place
            for part in grant.parts
            for place in part.places(linted)
            if linted.sensitive >> place & 1 and part.given_on(holders, place) & guests
        ]
        if here:
            by_rules.update(here)
            yield RULE.finding(
                f"anonymous visitors can open {things(linted, here)}, labelled "
                f"`{linted.thresholds.sensitive_label}`, by a rule for {called(grant.grantee)}",
                grant.position,
                grant.subject(linted, detail_of(linted.items[it].address for it in here)),
                label="allows View, and reaches the Guest user",
                why=_WHY,
                help=_HELP,
            )
    yield from _in_charge(linted, [place for place in reached if place not in by_rules])
    yield from _embedded(linted, holders, guests)


def _in_charge(linted: LintedSite, places: list[int]) -> Iterator[Diagnostic]:
    """Find, as one finding, what the Guest user owns or leads."""
    if places:
        yield RULE.finding(
            f"anonymous visitors can open {things(linted, places)}, labelled "
            f"`{linted.thresholds.sensitive_label}`: the Guest user owns or leads it",
            linted.items[places[0]].position,
            Subject(
                linted.site.name,
                grantee=guest_grantee(linted),
                detail="in charge: " + detail_of(linted.items[it].address for it in places),
            ),
            why=_WHY,
            help="let somebody else own it, and no group lead it that the Guest user is in, such "
            "as All Users",
        )


def _embedded(linted: LintedSite, holders: Holders, guests: int) -> Iterator[Diagnostic]:
    """Find the workbooks without the label that show the Guest user sensitive data."""
    for it in connected(linted, Authentication.EMBEDDED):
        if (
            linted.sensitive >> it.source & 1
            and not linted.sensitive >> it.place & 1
            and holders.openers(it.place) & guests
            and publisher_connects(linted, holders, it)
        ):
            yield RULE.finding(
                f"anonymous visitors see data of `{it.data_source.address}`, labelled "
                f"`{linted.thresholds.sensitive_label}`, in `{it.workbook.address}`",
                it.connection.position,
                it.subject(linted),
                label="embeds the publisher's credentials",
                why=f"{_WHY}; an embedded connection shows the data to all who open the workbook",
                help="let no rule give the Guest user View on the workbook, or turn guest access "
                "off",
            )


RULE = LintRule(
    "TP604",
    "guest-reaches-sensitive",
    Severity.ERROR,
    "Anonymous visitors can open something sensitive, or see its data in a workbook.",
    'semantics section 3, facts; Help, "Guest user"',
    check,
)
