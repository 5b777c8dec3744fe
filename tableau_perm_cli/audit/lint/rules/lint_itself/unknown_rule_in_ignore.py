"""TP903: an ignore comment names no rule, or one that does not exist."""

from collections.abc import Iterator

from tableau_perm_cli.audit.lint.linted_site import LintedSite
from tableau_perm_cli.audit.lint.registry import all_rules
from tableau_perm_cli.audit.lint.review import Ignores
from tableau_perm_cli.audit.lint.rule import LintRule
from tableau_perm_cli.audit.lint.suppressions import IGNORE, IGNORE_FILE, IgnoreComment
from tableau_perm_cli.diagnostics import Diagnostic, Position, Severity, did_you_mean


def check(linted: LintedSite) -> Iterator[Diagnostic]:
    """Find nothing: comments belong to files, not to sites."""
    del linted
    return iter(())


def check_ignores(ignores: Ignores) -> Iterator[Diagnostic]:
    """Find the words in comments that mean nothing, and the comments without one."""
    for comment in ignores.comments:
        if not comment.is_understood:
            yield _unknown(
                comment,
                comment.word,
                comment.position,
                f"`{comment.word}` means nothing in a comment for lint",
                did_you_mean(comment.word, [IGNORE, IGNORE_FILE])
                or f"expected `{IGNORE}` or `{IGNORE_FILE}`",
            )
        elif not comment.names:
            yield _unknown(
                comment,
                "",
                comment.position,
                "the comment names no rule, so it ignores nothing",
                f"write which rule is meant: `# tableau-perm: {comment.word}[rule] reason`",
            )
        for name in comment.names if comment.is_understood else ():
            if name.rule is None:
                yield _unknown(
                    comment,
                    name.word,
                    name.position,
                    f"there is no lint rule `{name.word}`",
                    did_you_mean(name.word, _known()) or "`tableau-perm rule` lists the rules",
                )


def _known() -> list[str]:
    return [spelling for rule in all_rules() for spelling in (rule.name, rule.code)]


def _unknown(
    comment: IgnoreComment, word: str, at: Position, message: str, advice: str
) -> Diagnostic:
    length = comment.length if at == comment.position else len(word)
    return RULE.finding(message, at, comment.subject(word), help=advice, length=length)


RULE = LintRule(
    "TP903",
    "unknown-rule-in-ignore",
    Severity.WARNING,
    "An ignore comment names no rule, or one that does not exist.",
    "this program's own advice: a comment that is misspelt ignores nothing, and nobody sees why",
    check,
    check_ignores=check_ignores,
)
