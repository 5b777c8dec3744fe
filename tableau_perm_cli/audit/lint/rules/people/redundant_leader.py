"""TP417: a leader is named again below a project that the leader already leads."""

from collections.abc import Iterator, Mapping

from tableau_perm_cli.audit.lint.linted_site import LintedSite
from tableau_perm_cli.audit.lint.rule import LintRule, related
from tableau_perm_cli.audit.lint.rules.people.leaders import leaders
from tableau_perm_cli.audit.lint.wording import called
from tableau_perm_cli.declaration.model import Grantee, GranteeKind, Leader, Project
from tableau_perm_cli.diagnostics import Diagnostic, Severity, Subject
from tableau_perm_cli.resolve.bulk.bits import without


def check(linted: LintedSite) -> Iterator[Diagnostic]:
    """Find the leader settings that repeat one of a project above."""
    settings: dict[int, list[tuple[Project, Leader]]] = {}
    for place, project, leader in leaders(linted):
        settings.setdefault(place, []).append((project, leader))
        first = _above(linted, settings, place, leader.grantee)
        if first is None:
            continue
        outer, through = first
        yield RULE.finding(
            f"{called(leader.grantee)} leads `{project.address}` already, through "
            f"`{outer.address}`",
            leader.position,
            Subject(linted.site.name, str(project.address), str(leader.grantee)),
            why="a leader leads all projects below too; once removed above, the leader stays one "
            "here unnoticed",
            help="remove the setting here",
            related=(
                related(
                    through.position,
                    "leads from here on down"
                    if through.grantee == leader.grantee
                    else f"{called(through.grantee)} leads from here on down",
                ),
            ),
        )


def _above(
    linted: LintedSite,
    settings: Mapping[int, list[tuple[Project, Leader]]],
    place: int,
    grantee: Grantee,
) -> tuple[Project, Leader] | None:
    """Return the nearest project above that the grantee leads: named there, or in a group."""
    above = linted.engine.items[place].parent
    while above >= 0:
        there = settings.get(above, ())
        # The same name comes before a group that the user is in.
        for found in sorted(there, key=lambda it: it[1].grantee != grantee):
            leader = found[1].grantee
            is_in_it = grantee.kind is GranteeKind.USER and not without(
                linted.reached_by(grantee), linted.reached_by(leader)
            )
            if leader == grantee or is_in_it:
                return found
        above = linted.engine.items[above].parent
    return None


RULE = LintRule(
    "TP417",
    "redundant-leader",
    Severity.INFO,
    "A leader is named again below a project that the leader already leads.",
    "semantics section 3, step 3: leader rights cascade down the hierarchy",
    check,
)
