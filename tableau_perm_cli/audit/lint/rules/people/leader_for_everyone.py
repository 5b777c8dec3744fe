"""TP408: nearly everyone leads a project."""

from collections.abc import Iterator

from tableau_perm_cli.audit.lint.linted_site import LintedSite
from tableau_perm_cli.audit.lint.rule import LintRule
from tableau_perm_cli.audit.lint.rules.people.leaders import leaders
from tableau_perm_cli.audit.lint.shared_text import once_a_text
from tableau_perm_cli.audit.lint.wording import called
from tableau_perm_cli.declaration.model import ALL_USERS, GranteeKind
from tableau_perm_cli.diagnostics import Diagnostic, Severity, Subject


@once_a_text
def check(linted: LintedSite) -> Iterator[Diagnostic]:
    """Find the leader settings for All Users and for large groups; sandboxes may have them."""
    for place, project, leader in leaders(linted):
        name = leader.grantee.name
        if leader.grantee.kind is not GranteeKind.GROUP or linted.sandboxes >> place & 1:
            continue
        if not linted.is_large(name):
            continue
        number = linted.reached_by(leader.grantee).bit_count()
        whom = (
            "every user" if name == ALL_USERS else f"{number} of {len(linted.engine.users)} users"
        )
        yield RULE.finding(
            f"{called(leader.grantee)}, that is {whom}, leads `{project.address}`",
            leader.position,
            Subject(linted.site.name, str(project.address), str(leader.grantee)),
            why="a leader may do everything with the project, all it contains and all projects "
            "below, whatever rules and locks say, as far as the site role allows it",
            help="let a small group lead, and give this one rules for what it needs",
        )


RULE = LintRule(
    "TP408",
    "leader-for-everyone",
    Severity.ERROR,
    "All Users or a large group leads a project.",
    "semantics section 3, step 3",
    check,
)
