"""TP510: a rule gives API Access to people who lack the View or Connect that goes with it."""

from collections.abc import Iterator

from tableau_perm_cli.audit.lint.grants import Holders, Part, grants
from tableau_perm_cli.audit.lint.linted_site import LintedSite
from tableau_perm_cli.audit.lint.reach import reach
from tableau_perm_cli.audit.lint.rule import LintRule
from tableau_perm_cli.audit.lint.shared_text import once_a_text
from tableau_perm_cli.audit.lint.wording import called
from tableau_perm_cli.catalog import CATALOG, Kind
from tableau_perm_cli.diagnostics import Diagnostic, Severity
from tableau_perm_cli.resolve.bulk.bits import without

_WANTED = {Kind.DATA_SOURCE: CATALOG[Kind.DATA_SOURCE].capability("api_access").bit}


@once_a_text
def check(linted: LintedSite) -> Iterator[Diagnostic]:
    """Find the rules whose API Access is of no use to some whom they reach."""
    holders = Holders(linted)

    def stuck(part: Part, place: int | None, people: int) -> int:
        if place is None:
            able = holders.perhaps_on_new(part.written, "view")
            return without(people, able & holders.perhaps_on_new(part.written, "connect"))
        return without(people, holders.perhaps(place, "view") & holders.perhaps(place, "connect"))

    for grant in grants(linted, _WANTED):
        found = reach(linted, holders, grant, stuck)
        if found.people:
            yield RULE.finding(
                f"a rule for {called(grant.grantee)} gives {linted.names(found.people)} API "
                f"Access to {found.on(linted)} without View and Connect",
                grant.position,
                grant.subject(linted),
                label="allows API Access",
                why="to query a data source with a program takes View, API Access and Connect",
                help="allow them View and Connect too, or take API Access from the rule",
            )


RULE = LintRule(
    "TP510",
    "api-access-without-connect",
    Severity.WARNING,
    "A rule gives API Access to people who lack View or Connect: they can query nothing.",
    "semantics section 5, the task query_api",
    check,
)
