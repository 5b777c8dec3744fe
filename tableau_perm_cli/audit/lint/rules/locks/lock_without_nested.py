"""TP304: the lock of a project leaves out nested projects, which are customizable."""

from collections.abc import Iterator

from tableau_perm_cli.audit.lint.linted_site import LintedSite
from tableau_perm_cli.audit.lint.rule import LintRule, detail_of, related
from tableau_perm_cli.audit.lint.rules.locks.unlocked_projects import unlocked_projects
from tableau_perm_cli.audit.lint.wording import quoted
from tableau_perm_cli.declaration.model import Lock, Project
from tableau_perm_cli.diagnostics import Diagnostic, Severity, Subject


def check(linted: LintedSite) -> Iterator[Diagnostic]:
    """Find projects that are locked alone, over customizable ones."""
    open_below: dict[str, tuple[Project, list[Project]]] = {}
    for unlocked in unlocked_projects(linted):
        above = unlocked.above
        if above is not None and above.lock is Lock.LOCKED:
            _, found = open_below.setdefault(str(above.address), (above, []))
            found += (unlocked.project, *unlocked.nested)
    for address, (project, nested) in open_below.items():
        yield RULE.finding(
            f"the lock of `{address}` does not reach {quoted(it.address for it in nested)}",
            project.lock_position or project.position,
            Subject(linted.site.name, address, detail=detail_of(it.address for it in nested)),
            why="a lock without nested projects is about the content of the project itself; what "
            "is nested in it and customizable has rules of its own, and so has its content",
            help="lock it with `locked_including_nested`, or lock the nested projects themselves",
            related=tuple(related(it.position, "customizable") for it in nested),
        )


RULE = LintRule(
    "TP304",
    "lock-without-nested",
    Severity.WARNING,
    "A project is locked without its nested projects, and some of them are customizable.",
    'semantics section 3, step 5b; Help, "Use projects to manage content access"',
    check,
)
