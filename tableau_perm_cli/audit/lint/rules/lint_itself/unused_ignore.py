"""TP901: an ignore comment names a rule that finds nothing there."""

from collections.abc import Iterator

from tableau_perm_cli.audit.lint.linted_site import LintedSite
from tableau_perm_cli.audit.lint.review import Ignores
from tableau_perm_cli.audit.lint.rule import LintRule
from tableau_perm_cli.audit.lint.suppressions import IGNORE_FILE, IgnoreComment
from tableau_perm_cli.diagnostics import Diagnostic, Position, Severity


def check(linted: LintedSite) -> Iterator[Diagnostic]:
    """Find nothing: comments belong to files, not to sites."""
    del linted
    return iter(())


def check_ignores(ignores: Ignores) -> Iterator[Diagnostic]:
    """Find the comments, and the names in comments, that nothing needs."""
    for comment in ignores.comments:
        # A comment about this rule may yet be needed for what is found here.
        unused = [
            (it, it.rule.name)
            for it in ignores.unused_names(comment, exempt={RULE.code})
            if it.rule is not None
        ]
        if not unused:
            continue
        if len(unused) == len(comment.names):
            names = [name for _, name in unused]
            yield _finding(comment, names, comment.position, comment.length, "comment")
        else:
            for it, name in unused:
                yield _finding(comment, [name], it.position, len(it.word), "name from the comment")


def _finding(
    comment: IgnoreComment, names: list[str], at: Position, length: int, what: str
) -> Diagnostic:
    listed = " and ".join(f"`{name}`" for name in names)
    return RULE.finding(
        f"{listed} {'finds' if len(names) == 1 else 'find'} nothing {_where(comment)}",
        at,
        comment.subject(", ".join(names)),
        help=f"remove the {what}",
        length=length,
    )


def _where(comment: IgnoreComment) -> str:
    """Return the place that a comment is about, in words."""
    if comment.word == IGNORE_FILE:
        return "in this file"
    if not comment.line:
        return "here: no line follows the comment"
    if comment.line == comment.position.line:
        return "on this line"
    return f"on line {comment.line}, which the comment is for"


RULE = LintRule(
    "TP901",
    "unused-ignore",
    Severity.WARNING,
    "An ignore comment names a rule that finds nothing there.",
    "this program's own advice: a comment that ignores nothing today hides the next finding",
    check,
    fixable=True,
    check_ignores=check_ignores,
)
