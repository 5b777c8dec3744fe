"""TP417: a leader is named again below a project that the leader already leads."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from tableau_perm_cli.audit.lint.linted_site import LintedSite
from tableau_perm_cli.audit.lint.rule import LintRule, related
from tableau_perm_cli.audit.lint.rules.people.leaders import leaders
from tableau_perm_cli.audit.lint.wording import called
from tableau_perm_cli.diagnostics import Diagnostic, Severity, Subject

if TYPE_CHECKING:
    from tableau_perm_cli.declaration.model import Grantee, Leader, Project


def check(linted: LintedSite) -> Iterator[Diagnostic]:
    """Find the leader settings that repeat one of a project above."""
    settings: dict[tuple[int, Grantee], tuple[Project, Leader]] = {}
    for place, project, leader in leaders(linted):
        settings[place, leader.grantee] = project, leader
        above = linted.engine.items[place].parent
        while above >= 0 and (above, leader.grantee) not in settings:
            above = linted.engine.items[above].parent
        if above < 0:
            continue
        outer, first = settings[above, leader.grantee]
        yield RULE.finding(
            f"{called(leader.grantee)} leads `{project.address}` already, through "
            f"`{outer.address}`",
            leader.position,
            Subject(linted.site.name, str(project.address), str(leader.grantee)),
            why="a leader leads all projects below too; once removed above, the leader stays one "
            "here unnoticed",
            help="remove the setting here",
            related=(related(first.position, "leads from here on down"),),
        )


RULE = LintRule(
    "TP417",
    "redundant-leader",
    Severity.INFO,
    "A leader is named again below a project that the leader already leads.",
    "semantics section 3, step 3: leader rights cascade down the hierarchy",
    check,
)
