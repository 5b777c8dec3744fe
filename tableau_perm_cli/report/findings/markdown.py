"""Findings as Markdown, for a job's summary and a comment: short at the top, the rest folded."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import zip_longest
from typing import Final

from tableau_perm_cli.diagnostics import Diagnostic, visible
from tableau_perm_cli.report import plain
from tableau_perm_cli.report.findings.counts import count, worst_first
from tableau_perm_cli.report.findings.model import FindingsReport, Reported

MOST_SHOWN: Final = 50
"""How many rows a table has at most: a comment may have 65,536 characters."""


def markdown(report: FindingsReport) -> Iterator[str]:
    """Yield the counts, a table of the worst findings, and what explains them folded away."""
    counted = worst_first(it for it in report.findings if it.counts)
    aside = [it for it in report.findings if not it.counts]
    yield f"### tableau-perm {report.command}: {count(report).sentence}\n"
    shown = [it.diagnostic for it in counted[:MOST_SHOWN]]
    if shown:
        yield "\n"
        yield from _table(("severity", "rule", "finding", "place"), map(_row, shown))
        yield from _rest(len(counted))
        yield from _folded("Why, and what to do", _notes(shown))
    if aside:
        columns = ("rule", "finding", "place", "suppressed_by", "reason")
        rows = map(_aside, aside[:MOST_SHOWN])
        yield from _folded("Ignored, or in the baseline", _table(columns, rows))
        yield from _rest(len(aside))


def _table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    yield "| " + " | ".join(map(plain.heading, columns)) + " |\n"
    yield "|" + " --- |" * len(columns) + "\n"
    for row in rows:
        yield "| " + " | ".join(map(sentence, row)) + " |\n"


def sentence(text: str) -> str:
    """Return a sentence with what stands in grave accents as code; nothing in it acts.

    Where names have such accents themselves, so that nobody can tell what is a name, they are
    shown as they are.
    """
    pieces = text.split("`")
    outside, inside = pieces[::2], pieces[1::2]
    # INVARIANT: no two pieces of code touch, and what is between them needs none itself: they
    # would become one, and the escapes in them would be lost.
    shown = [plain.markdown_text(it) for it in outside]
    if (
        len(pieces) % 2 == 0
        or not all(outside[1:-1])
        or not all(inside)
        or any("`" in it for it in shown)
    ):
        return plain.markdown_text(text)
    code = [f"`{visible(it)}`".replace("|", "\\|") for it in inside]
    return "".join(piece for pair in zip_longest(shown, code, fillvalue="") for piece in pair)


def _rest(number: int) -> Iterator[str]:
    if number > MOST_SHOWN:
        yield f"\n… and {number - MOST_SHOWN} more, which are not shown here.\n"


def _folded(title: str, lines: Iterator[str]) -> Iterator[str]:
    yield f"\n<details>\n<summary>{title}</summary>\n\n"
    yield from lines
    yield "\n</details>\n"


def _row(diagnostic: Diagnostic) -> tuple[str, ...]:
    return (
        diagnostic.severity.value,
        _rule(diagnostic),
        diagnostic.message,
        str(diagnostic.position or ""),
    )


def _aside(found: Reported) -> tuple[str, ...]:
    diagnostic, suppression = found.diagnostic, found.suppression
    return (
        _rule(diagnostic),
        diagnostic.message,
        str(diagnostic.position or ""),
        suppression.by.value if suppression else "",
        (suppression.reason if suppression else None) or "",
    )


def _rule(diagnostic: Diagnostic) -> str:
    return " ".join(filter(None, (diagnostic.code, diagnostic.name)))


def _notes(findings: Sequence[Diagnostic]) -> Iterator[str]:
    for diagnostic in findings:
        yield f"- {sentence(diagnostic.message)}\n"
        for word, text in (("why", diagnostic.why), ("help", diagnostic.help)):
            if text:
                yield f"  - {word}: {sentence(text)}\n"
        for related in diagnostic.related:
            words = [plain.markdown_text(str(related.position)), sentence(related.label or "")]
            yield f"  - see: {' '.join(filter(None, words))}\n"
