"""TP606: guest access is on, and anonymous visitors can open nothing."""

from collections.abc import Iterator

from tableau_perm_cli.audit.lint.grants import Holders
from tableau_perm_cli.audit.lint.linted_site import LintedSite
from tableau_perm_cli.audit.lint.rule import LintRule
from tableau_perm_cli.audit.lint.rules.escalation.guest import guest_grantee, guests_of
from tableau_perm_cli.diagnostics import Diagnostic, Severity, Subject
from tableau_perm_cli.resolve.bulk.bits import indexes_in


def check(linted: LintedSite) -> Iterator[Diagnostic]:
    """Find a site that is open to visitors and shows them no content."""
    guests = guests_of(linted)
    content = [place for place, _ in linted.content()]
    if not guests or not content:
        return
    holders = Holders(linted)
    if any(holders.allowed(place, "view") & guests for place in content):
        return
    guest = linted.engine.users[indexes_in(guests)[0]]
    yield RULE.finding(
        f"guest access of the site `{linted.site.name}` is on, and the Guest user `{guest}` can "
        "open nothing there",
        linted.site.users[guest].position,
        Subject(linted.site.name, grantee=guest_grantee(linted)),
        label="has View on no content",
        why="the door is open for nobody's good, and the next rule for All Users lets anonymous "
        "visitors in unnoticed",
        help="turn guest access off (`settings: {guest_access: false}`), or allow the Guest user "
        "View on what visitors are to see",
    )


RULE = LintRule(
    "TP606",
    "guest-access-for-nothing",
    Severity.WARNING,
    "Guest access is on, and the Guest user can open nothing.",
    'Help, "Guest user"; semantics section 3, facts',
    check,
)
