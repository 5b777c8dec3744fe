"""TP106: projects are still copies of a Default project that is not declared."""

from collections.abc import Iterator

from tableau_perm_cli.audit.lint.linted_site import LintedSite
from tableau_perm_cli.audit.lint.rule import LintRule, detail_of
from tableau_perm_cli.audit.lint.wording import quoted
from tableau_perm_cli.diagnostics import Diagnostic, Severity, Subject


def check(linted: LintedSite) -> Iterator[Diagnostic]:
    """Find a site whose projects have nothing to copy."""
    orphans = [project for project in linted.site.projects if project.permissions is None]
    if linted.default_project is not None or not orphans:
        return
    yield RULE.finding(
        f"the site `{linted.site.name}` declares no Default project for "
        f"{quoted(it.address for it in orphans)} to copy",
        orphans[0].position,
        Subject(linted.site.name, detail=detail_of(it.address for it in orphans)),
        why="a project without permissions of its own copies those of Default; without one it "
        "has no rules at all",
        help="declare the project `Default` with its permissions, or write permissions for these",
    )


RULE = LintRule(
    "TP106",
    "no-default-project",
    Severity.INFO,
    "Top-level projects have no permissions of their own, and no Default project is declared.",
    "semantics section 4",
    check,
)
