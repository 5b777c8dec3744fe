"""TP105: a top-level project is believed to be locked because Default is."""

from collections.abc import Iterator

from tableau_perm_cli.audit.lint.linted_site import LintedSite
from tableau_perm_cli.audit.lint.rule import LintRule, related
from tableau_perm_cli.audit.lint.rules.locks.unlocked_projects import unlocked_projects
from tableau_perm_cli.diagnostics import Diagnostic, Severity


def check(linted: LintedSite) -> Iterator[Diagnostic]:
    """Find top-level projects that do not say what they are beside a Default that is locked."""
    default = linted.default_project
    if default is None or default.lock_position is None:
        return
    for unlocked in unlocked_projects(linted):
        if unlocked.is_believed_locked:
            project = unlocked.project
            yield RULE.finding(
                f"`{project.address}` is customizable{unlocked.with_nested}: the lock of the "
                "Default project is not copied",
                project.position,
                unlocked.subject(linted),
                why="a new top-level project copies Default's rules, but never its lock",
                help="write its `content_permissions`: `locked_including_nested`, or "
                "`customizable` if that is what is meant",
                related=(related(default.lock_position, "Default alone is locked by this"),),
            )


RULE = LintRule(
    "TP105",
    "default-lock-not-copied",
    Severity.WARNING,
    "A top-level project says nothing of a lock, and does not have that of the Default project.",
    'semantics section 4; Help, "Use projects to manage content access"',
    check,
)
