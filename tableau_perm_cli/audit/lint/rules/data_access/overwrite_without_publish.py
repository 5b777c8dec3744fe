"""TP504: a rule allows people Overwrite who may not publish to the project it counts in."""

from collections.abc import Iterator

from tableau_perm_cli.audit.lint.grants import Grant, Holders, grants
from tableau_perm_cli.audit.lint.linted_site import LintedSite
from tableau_perm_cli.audit.lint.rule import LintRule, detail_of
from tableau_perm_cli.audit.lint.shared_text import once_a_text
from tableau_perm_cli.audit.lint.wording import called, kinds_of, things
from tableau_perm_cli.catalog import CATALOG, Kind
from tableau_perm_cli.diagnostics import Diagnostic, Severity
from tableau_perm_cli.resolve.bulk.bits import without

# What is overwritten by publishing it again. Overwrite of a database or a table edits it in place.
_WANTED = {
    kind: CATALOG[kind].capability("overwrite").bit
    for kind in (Kind.WORKBOOK, Kind.DATA_SOURCE, Kind.FLOW)
}


@once_a_text
def check(linted: LintedSite) -> Iterator[Diagnostic]:
    """Find the rules whose Overwrite is of no use to some whom they reach."""
    holders = Holders(linted)
    for grant in grants(linted, _WANTED):
        stuck, items = _stuck(linted, holders, grant)
        if stuck:
            projects = {place: None for it in items if (place := _project(linted, it)) is not None}
            yield RULE.finding(
                f"a rule for {called(grant.grantee)} lets {linted.names(stuck)} overwrite "
                f"{things(linted, items)} and they may not publish "
                f"to {things(linted, projects)}",
                grant.position,
                grant.subject(linted, detail_of(grant.kinds)),
                label=f"allows Overwrite of {kinds_of(grant.kinds)}",
                why="to save over something is to publish it: that takes Overwrite, and Publish "
                "on its project",
                help="allow them Publish on the project, or take Overwrite from the rule",
            )


def _stuck(linted: LintedSite, holders: Holders, grant: Grant) -> tuple[int, list[int]]:
    """Return who cannot use the Overwrite of a grant, and on which items."""
    people, items = 0, []
    for part in grant.parts:
        for place in part.places(linted):
            project = _project(linted, place)
            if project is None:
                continue
            here = without(part.given_on(holders, place), holders.allowed(project, "publish"))
            if here:
                people |= here
                items.append(place)
    return people, items


def _project(linted: LintedSite, place: int) -> int | None:
    """Return the index of the project an item is in; None in a Personal Space."""
    project = linted.engine.items[place].project
    return project if project >= 0 else None


RULE = LintRule(
    "TP504",
    "overwrite-without-publish",
    Severity.WARNING,
    "A rule allows Overwrite to people who may not publish to the project.",
    "semantics section 5, the task save_over",
    check,
)
