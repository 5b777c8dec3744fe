"""TP902: an ignore comment does not say why."""

from collections.abc import Iterator

from tableau_perm_cli.audit.lint.linted_site import LintedSite
from tableau_perm_cli.audit.lint.review import Ignores
from tableau_perm_cli.audit.lint.rule import LintRule
from tableau_perm_cli.diagnostics import Diagnostic, Severity


def check(linted: LintedSite) -> Iterator[Diagnostic]:
    """Find nothing: comments belong to files, not to sites."""
    del linted
    return iter(())


def check_ignores(ignores: Ignores) -> Iterator[Diagnostic]:
    """Find the comments behind whose brackets nothing is written."""
    for comment in ignores.comments:
        if comment.reason is not None or not comment.names or not comment.is_understood:
            continue
        words = ", ".join(it.word for it in comment.names)
        yield RULE.finding(
            f"the comment that ignores {' and '.join(f'`{it.word}`' for it in comment.names)} "
            "does not say why",
            comment.position,
            comment.subject(words),
            help="write the reason behind the bracket: "
            f"`# tableau-perm: {comment.word}[{words}] reason`",
            length=comment.length,
        )


RULE = LintRule(
    "TP902",
    "ignore-without-reason",
    Severity.WARNING,
    "An ignore comment does not say why.",
    "this program's own advice: an exception that nobody gave a reason for cannot be reviewed",
    check,
    check_ignores=check_ignores,
)
