"""Puts lint rules into answers: their pages, and the table of them."""

from collections.abc import Iterator, Sequence

from rich.console import RenderableType
from rich.markdown import Markdown
from rich.text import Text

from tableau_perm_cli.audit.lint import LintRule, page_of
from tableau_perm_cli.audit.lint.registry import FAMILIES
from tableau_perm_cli.report.records import Record
from tableau_perm_cli.report.table import Answer, Table
from tableau_perm_cli.report.terminal import columns, stacked

SCHEMA = "tableau-perm/rule/1"
_COLUMNS = ("code", "name", "severity", "fixable", "summary")
_SEVERITY_STYLES = {"error": "red", "warning": "yellow", "info": "cyan"}


def pages(rules: Sequence[LintRule]) -> Iterator[str]:
    """Yield the pages of rules as they are written, an empty line between two."""
    for at, rule in enumerate(rules):
        yield ("\n" if at else "") + page_of(rule)


def draw_pages(rules: Sequence[LintRule]) -> RenderableType:
    """Return the pages of rules for a terminal: the same words, without the signs of Markdown."""
    parts: list[RenderableType] = []
    for at, rule in enumerate(rules):
        if at:
            parts.append(Text(""))
        # Colours that the terminal chooses can be read on any background.
        parts.append(Markdown(page_of(rule), code_theme="ansi_dark", hyperlinks=False))
    return stacked(*parts)


def rules_answer(rules: Sequence[LintRule]) -> Answer:
    """Return a row a rule; its page is in the records."""
    return Answer(
        lambda: Table(_COLUMNS, map(_row, rules)),
        lambda: {"schema": SCHEMA, "rules": [_record(rule) for rule in rules]},
        lambda: _draw(rules),
        lambda: ({"schema": SCHEMA, **_record(rule)} for rule in rules),
    )


def rules_index(rules: Sequence[LintRule]) -> Iterator[str]:
    """Yield ``docs/rules.md``: the rules by family, each with a link to its page."""
    yield (
        "# Lint rules\n\n"
        "What `tableau-perm lint` finds. `tableau-perm rule NAME` prints the page of a rule; the\n"
        "examples on it are run as tests. This list is generated from the rules.\n"
    )
    for family in FAMILIES:
        members = [rule for rule in rules if _family(rule) == family]
        if not members:
            continue
        yield f"\n## {family.replace('_', ' ').capitalize()}\n\n"
        yield "| Code | Name | Severity | Fix | What is found |\n|---|---|---|---|---|\n"
        for rule in members:
            module = rule.check.__module__.rpartition(".")[2]
            link = f"../tableau_perm_cli/audit/lint/rules/{family}/{module}.md"
            fix = rule.fix_word.replace("no", "")
            yield (
                f"| {rule.code} | [{rule.name}]({link}) | {rule.severity.value} | {fix} "
                f"| {rule.summary} |\n"
            )


def _family(rule: LintRule) -> str:
    return rule.check.__module__.split(".")[-2]


def _row(rule: LintRule) -> tuple[str, ...]:
    return rule.code, rule.name, rule.severity.value, rule.fix_word, rule.summary


def _record(rule: LintRule) -> Record:
    return {
        "code": rule.code,
        "name": rule.name,
        "family": _family(rule),
        "severity": rule.severity.value,
        "fixable": rule.fixable,
        "fix_is_unsafe": rule.fix_is_unsafe,
        "summary": rule.summary,
        "source": rule.source,
        "page": page_of(rule),
    }


def _draw(rules: Sequence[LintRule]) -> RenderableType:
    table = columns(("Code", "Name", "Severity", "Fix", "What is found"))
    for rule in rules:
        severity = rule.severity.value
        table.add_row(
            Text(rule.code),
            Text(rule.name),
            Text(severity, style=_SEVERITY_STYLES[severity]),
            Text(rule.fix_word.replace("no", "")),
            Text(rule.summary),
        )
    return table
