"""TP104: the Default project is used as a home for content."""

from collections.abc import Iterator

from tableau_perm_cli.audit.lint.linted_site import LintedSite
from tableau_perm_cli.audit.lint.rule import LintRule, detail_of, related
from tableau_perm_cli.audit.lint.wording import quoted
from tableau_perm_cli.declaration.model import Item, Project
from tableau_perm_cli.diagnostics import Diagnostic, Severity, Subject


def check(linted: LintedSite) -> Iterator[Diagnostic]:
    """Find content and projects directly in Default."""
    default = linted.default_project
    if default is None:
        return
    held = _held(default)
    if not held:
        return
    yield RULE.finding(
        f"the Default project is a home for {quoted(it.address for it in held)}",
        default.position,
        Subject(
            linted.site.name, str(default.address), detail=detail_of(it.address for it in held)
        ),
        why="Default is the pattern of new top-level projects: a rule that its content needs is "
        "copied into all of them",
        help="move the content into a project of its own, and leave Default empty",
        related=tuple(related(item.position, "in Default") for item in held),
    )


def _held(project: Project) -> tuple[Item, ...]:
    return (*project.content, *project.projects)


RULE = LintRule(
    "TP104",
    "content-in-default",
    Severity.WARNING,
    "The Default project holds content, though it is the pattern of new projects.",
    'semantics section 4; Help, "Use projects to manage content access"',
    check,
)
