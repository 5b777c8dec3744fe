"""TP504: a rule allows people Overwrite who may not publish to the project it counts in."""

from collections.abc import Iterator

from tableau_perm_cli.audit.lint.grants import Holders, Part, grants
from tableau_perm_cli.audit.lint.linted_site import LintedSite
from tableau_perm_cli.audit.lint.reach import reach
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

    def stuck(part: Part, place: int | None, people: int) -> int:
        project = part.written.place if place is None else linted.engine.items[place].project
        # A Personal Space takes whatever its owner publishes.
        return without(people, holders.perhaps(project, "publish")) if project >= 0 else 0

    for grant in grants(linted, _WANTED):
        found = reach(linted, holders, grant, stuck)
        if found.people:
            projects = dict.fromkeys(linted.engine.items[place].project for place in found.places)
            if found.new_kinds:
                projects[grant.place] = None
            yield RULE.finding(
                f"a rule for {called(grant.grantee)} lets {linted.names(found.people)} overwrite "
                f"{found.on(linted)} and they may not publish "
                f"to {things(linted, projects)}",
                grant.position,
                grant.subject(linted, detail_of(grant.kinds)),
                label=f"allows Overwrite of {kinds_of(grant.kinds)}",
                why="to save over something is to publish it: that takes Overwrite, and Publish "
                "on its project",
                help="allow them Publish on the project, or take Overwrite from the rule",
            )


RULE = LintRule(
    "TP504",
    "overwrite-without-publish",
    Severity.WARNING,
    "A rule allows Overwrite to people who may not publish to the project.",
    "semantics section 5, the task save_over",
    check,
)
