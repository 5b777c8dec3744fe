"""TP410: nobody is declared to own a project or content."""

from collections.abc import Iterator, Sequence

from tableau_perm_cli.audit.lint.linted_site import LintedSite
from tableau_perm_cli.audit.lint.rule import LintRule, detail_of, related
from tableau_perm_cli.audit.lint.rules.people.owners import ownable
from tableau_perm_cli.audit.lint.wording import counted, quoted
from tableau_perm_cli.declaration.model import Content, Item, Project
from tableau_perm_cli.diagnostics import Diagnostic, Severity, Subject


def check(linted: LintedSite) -> Iterator[Diagnostic]:
    """Find what has no owner: the content of a site together, and its projects together.

    Where no project has an owner they are left to the administrators on purpose, as Default is.
    """
    items = [*ownable(linted)]
    projects = [item for item in items if isinstance(item, Project)]
    if any(project.owner for project in projects):
        yield from _finding(linted, ("project", "projects"), projects)
    content = [item for item in items if isinstance(item, Content)]
    yield from _finding(linted, ("item of content", "items of content"), content)


def _finding(
    linted: LintedSite, words: tuple[str, str], items: Sequence[Item]
) -> Iterator[Diagnostic]:
    ownerless = [
        it
        for it in items
        if it.owner is None and "owner" not in it.gaps and it is not linted.default_project
    ]
    if ownerless:
        what = counted(len(ownerless), *words)
        have = "has" if len(ownerless) == 1 else "have"
        yield RULE.finding(
            f"{what} {have} no declared owner: {quoted(it.address for it in ownerless)}",
            ownerless[0].position,
            Subject(
                linted.site.name,
                detail=f"{words[0]}: {detail_of(it.address for it in ownerless)}",
            ),
            why="the answers take an administrator who is not declared for the owner",
            help="declare the `owner`, a Creator or Explorer (can publish)",
            related=tuple(related(it.position, "no owner either") for it in ownerless[1:3]),
        )


RULE = LintRule(
    "TP410",
    "undeclared-owner",
    Severity.INFO,
    "Nobody is declared to own a project or content.",
    "semantics section 3, steps 3 and 4",
    check,
)
