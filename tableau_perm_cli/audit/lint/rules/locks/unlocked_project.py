"""TP301: the permissions of what is in a project are not locked."""

from collections.abc import Iterator

from tableau_perm_cli.audit.lint.linted_site import LintedSite
from tableau_perm_cli.audit.lint.rule import LintRule
from tableau_perm_cli.audit.lint.rules.locks.unlocked_projects import (
    Unlocked,
    unlocked_projects,
)
from tableau_perm_cli.catalog import CATALOG, Kind
from tableau_perm_cli.declaration.model import Lock
from tableau_perm_cli.diagnostics import Diagnostic, Severity
from tableau_perm_cli.resolve.bulk.bits import without

_PUBLISH = CATALOG[Kind.PROJECT].capability("publish")


def check(linted: LintedSite) -> Iterator[Diagnostic]:
    """Find projects that are customizable, the topmost of those that hang together."""
    for unlocked in unlocked_projects(linted):
        # Those beside a locked Default are TP105's, those in a locked project TP304's.
        above = unlocked.above
        if unlocked.is_believed_locked or (above is not None and above.lock is Lock.LOCKED):
            continue
        project = unlocked.project
        yield RULE.finding(
            f"`{project.address}` is customizable{unlocked.with_nested}",
            project.lock_position or project.position,
            unlocked.subject(linted),
            why=_why(linted, unlocked),
            help="lock it: `locked_including_nested`, or `locked` to let nested projects have "
            "rules of their own; a project that is meant to be open can say so by the label "
            f"`{linted.thresholds.sandbox_label}`",
        )


def _why(linted: LintedSite, unlocked: Unlocked) -> str:
    publishers = linted.engine.allowed(unlocked.place, _PUBLISH)
    bound = without(publishers, linted.administrators)
    if not bound:
        return "owners of content in it, today's and tomorrow's, can give it rules of its own"
    return (
        f"who publishes to it ({linted.names(bound)}) owns the content, and can give it rules of "
        "its own"
    )


RULE = LintRule(
    "TP301",
    "unlocked-project",
    Severity.WARNING,
    "The permissions of what is in a project are not locked: its owners can change them.",
    'semantics section 3, step 5; Help, "Effective permissions"',
    check,
)
