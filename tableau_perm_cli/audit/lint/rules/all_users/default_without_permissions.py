"""TP107: the Default project is declared without permissions."""

from collections.abc import Iterator

from tableau_perm_cli.audit.lint.linted_site import LintedSite
from tableau_perm_cli.audit.lint.rule import LintRule
from tableau_perm_cli.diagnostics import Diagnostic, Severity, Subject


def check(linted: LintedSite) -> Iterator[Diagnostic]:
    """Find a Default project whose permissions are not written."""
    default = linted.default_project
    if default is None or default.permissions is not None:
        return
    copies = sum(
        project.permissions is None and project is not default for project in linted.site.projects
    )
    copying = (
        ", and neither has any of those that copy it"
        if copies > 1
        else ", and neither has the one that copies it"
        if copies
        else ""
    )
    yield RULE.finding(
        f"the Default project is declared without permissions: it has no rule at all{copying}",
        default.position,
        Subject(linted.site.name, str(default.address)),
        why="Default is a copy of nothing: permissions of it that are not written are empty",
        help="write the permissions that it has on the site, `permissions: {groups: {}}` if none",
    )


RULE = LintRule(
    "TP107",
    "default-without-permissions",
    Severity.INFO,
    "The Default project is declared without permissions, and so is taken to have none.",
    "semantics section 4",
    check,
)
