"""TP607: guest access is on, and no user with the role Guest is declared."""

from collections.abc import Iterator

from tableau_perm_cli.audit.lint.linted_site import LintedSite
from tableau_perm_cli.audit.lint.rule import LintRule
from tableau_perm_cli.audit.lint.rules.escalation.guest import guests_of
from tableau_perm_cli.diagnostics import Diagnostic, Severity, Subject


def check(linted: LintedSite) -> Iterator[Diagnostic]:
    """Find a site whose answers leave anonymous visitors out."""
    if not linted.site.settings.guest_access or guests_of(linted):
        return
    yield RULE.finding(
        f"the site `{linted.site.name}` has guest access and no user with the role Guest",
        linted.site.position,
        Subject(linted.site.name),
        why="anonymous visitors are in no answer and in no finding as long as nobody stands for "
        "them",
        help="declare the Guest user (`users: {guest: Guest}`), or turn guest access off",
    )


RULE = LintRule(
    "TP607",
    "guest-access-without-guest-user",
    Severity.INFO,
    "Guest access is on, and no Guest user is declared: answers leave anonymous visitors out.",
    'Help, "Guest user"; semantics section 3, facts',
    check,
)
