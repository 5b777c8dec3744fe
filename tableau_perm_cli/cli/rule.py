"""``rule``: what a lint rule finds, why that matters, and what to do."""

from typing import TYPE_CHECKING, Annotated

import typer

from tableau_perm_cli.cli.completers import complete_rule
from tableau_perm_cli.cli.exit_codes import ExitCode
from tableau_perm_cli.cli.options import TEXT_FORMATS, Format, Options
from tableau_perm_cli.cli.streams import Output
from tableau_perm_cli.diagnostics import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tableau_perm_cli.audit.lint import LintRule

Words = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="[RULE...]",
        help="Codes or names of rules. Default: a table of all rules.",
        autocompletion=complete_rule,
        show_default=False,
    ),
]
Everything = Annotated[bool, typer.Option("--all", help="Print the page of every rule.")]


def rule(options: Options, words: Words = None, everything: Everything = False) -> ExitCode:  # noqa: FBT002 - Typer's way of a flag
    """Print the page of a lint rule: what it finds, why, and examples. Without RULE, list all.

    The page is Markdown, the same text as in the documentation. The other formats give a row or
    a record a rule; in json and jsonl it has the page too.
    """
    from tableau_perm_cli.audit.lint.registry import all_rules, rule_named  # noqa: PLC0415
    from tableau_perm_cli.report import rule_page  # noqa: PLC0415

    if words and everything:
        raise UsageError("`--all` and the name of a rule exclude each other")
    output = Output(options)
    wanted = options.format
    asked = [rule_named(word) for word in words or ()]
    rules: Sequence[LintRule] = list(dict.fromkeys(asked)) or all_rules()
    if not (asked or everything) or wanted not in {None, Format.MARKDOWN}:
        output.answer(rule_page.rules_answer(rules), *TEXT_FORMATS)
    elif wanted is None and output.to_terminal:
        output.draw(rule_page.draw_pages(rules))
    else:
        output.write(rule_page.pages(rules))
    return ExitCode.OK
