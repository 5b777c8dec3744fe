"""TP608: what rules give All Users reaches anonymous visitors."""

from collections.abc import Iterator

from tableau_perm_cli.audit.lint.counting_lists import FOR_ALL_USERS
from tableau_perm_cli.audit.lint.grants import Grant, Holders, grants
from tableau_perm_cli.audit.lint.linted_site import LintedSite
from tableau_perm_cli.audit.lint.rule import LintRule, detail_of, related
from tableau_perm_cli.audit.lint.rules.escalation.guest import guests_of
from tableau_perm_cli.audit.lint.wording import counted, things
from tableau_perm_cli.catalog import CATALOG, Kind
from tableau_perm_cli.diagnostics import Diagnostic, Severity, Subject

_MOST_RELATED = 3


def check(linted: LintedSite) -> Iterator[Diagnostic]:
    """Find, as one finding, all rules for All Users that reach the Guest user."""
    guests = guests_of(linted)
    if not guests:
        return
    holders = Holders(linted)
    found: list[Grant] = []
    places: set[int] = set()
    for grant in grants(linted, _usable(linted, guests)):
        if grant.grantee != FOR_ALL_USERS:
            continue
        here = {
            place
            for part in grant.parts
            for place in part.places(linted)
            if part.given_on(holders, place) & holders.allowed(place, "view") & guests
        }
        if here:
            found.append(grant)
            places |= here
    if found:
        rules = counted(len(found), "rule")
        yield RULE.finding(
            f"{rules} for All Users {'gives' if len(found) == 1 else 'give'} anonymous visitors "
            f"access to {things(linted, sorted(places))}",
            found[0].position,
            Subject(
                linted.site.name,
                grantee=str(FOR_ALL_USERS),
                detail=detail_of(grant.item.address for grant in found),
            ),
            label="reaches the Guest user",
            why="guest access is on, so the Guest user is in All Users and has what All Users "
            "has, as far as the role Guest goes",
            help="write the rules for a group of the people who sign in, and one of its own for "
            "what visitors are to see",
            related=tuple(
                related(grant.position, "reaches the Guest user too")
                for grant in found[1 : _MOST_RELATED + 1]
            ),
        )


def _usable(linted: LintedSite, guests: int) -> dict[Kind, int]:
    """Return what the Guest user can hold at all, by content type."""
    return {
        kind: sum(it.bit for it in content_type.capabilities if linted.bound(kind, it) & guests)
        for kind, content_type in CATALOG.items()
    }


RULE = LintRule(
    "TP608",
    "guest-through-all-users",
    Severity.WARNING,
    "Guest access is on, and rules for All Users reach anonymous visitors.",
    "semantics section 3, facts: every All Users grant reaches anonymous visitors",
    check,
)
