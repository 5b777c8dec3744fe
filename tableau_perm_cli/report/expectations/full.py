"""The results of expectations for people: each failure with its cells and the explanation."""

import io
from collections.abc import Iterator, Sequence
from itertools import islice

from rich.console import Console, RenderableType
from rich.text import Text

from tableau_perm_cli.audit.expectations import Evidence, Outcome, Result
from tableau_perm_cli.diagnostics import Diagnostic, SourceLookup, visible
from tableau_perm_cli.diagnostics.snippet import render as snippet
from tableau_perm_cli.report.expectations.wording import cell_sentence, more_cells, summary
from tableau_perm_cli.report.explain import Explanation
from tableau_perm_cli.report.findings.look import Look
from tableau_perm_cli.report.snippet_colors import colored
from tableau_perm_cli.report.table import Table
from tableau_perm_cli.report.terminal import DENIED_STYLE, DIM, drawn, indented, render, stacked
from tableau_perm_cli.resolve import Derivation, TaskResult

EXPLAINED = 3
"""Of an expectation the explanation is given for so many pairs of a user and an item."""
_WIDE = 1_000_000
_TALL = 1_000
"""Rich falls back to 80 columns on a dumb terminal unless it is told a height as well."""


def full(
    results: Sequence[Result], sources: SourceLookup, look: Look, width: int | None
) -> Iterator[str]:
    """Yield every expectation that does not hold or was not tested, and a line of counts.

    Args:
        results: of all expectations that were tested.
        sources: where the lines for the snippets come from.
        look: what the place can show.
        width: the columns of a terminal; None where nothing is to be wrapped.
    """
    console = _console(look, width)
    for result in results:
        if result.outcome is not Outcome.PASSED or result.problems:
            yield render(console, _result(result, sources, look)) + "\n"
    yield summary(results) + "\n"


def drawn_table(table: Table, look: Look, width: int | None) -> Iterator[str]:
    """Yield a table as it is drawn; as for ``full``."""
    yield render(_console(look, width), drawn(table))


def _console(look: Look, width: int | None) -> Console:
    return Console(
        file=io.StringIO(),
        force_terminal=look.colored,
        color_system="standard" if look.colored else None,
        width=width or _WIDE,
        height=_TALL,
        markup=False,
        emoji=False,
        highlight=False,
        legacy_windows=False,
    )


def _result(result: Result, sources: SourceLookup, look: Look) -> RenderableType:
    word = "FAILED" if result.outcome is Outcome.FAILED else "ERROR"
    head = Text(f"{word} ", style=f"bold {DENIED_STYLE}")
    head.append(visible(result.expectation.name), style="bold")
    head.append(f" {visible(str(result.expectation.position))}", style=DIM)
    parts: list[RenderableType] = [head]
    parts += [indented(Text(visible(cell_sentence(cell))), 2) for cell in result.cells]
    more = more_cells(result)
    if more:
        parts.append(Text(f"  {more}", style=DIM))
    parts += [indented(Text(f"note: {visible(note)}"), 2) for note in result.notes]
    for drawing in _explanations(result, look):
        parts += [Text(""), indented(drawing, 2)]
    for problem in result.problems:
        parts += [Text(""), indented(_problem(problem, sources, look), 2)]
    return stacked(*parts)


def _problem(problem: Diagnostic, sources: SourceLookup, look: Look) -> Text:
    lines = snippet(problem, sources, ellipsis=look.glyphs.ellipsis)
    written = (colored(line) if look.colored else line.text for line in lines)
    return Text.from_ansi("\n".join(written)) if look.colored else Text("\n".join(written))


def _explanations(result: Result, look: Look) -> Iterator[RenderableType]:
    """Yield what ``explain`` says of the first users and items."""
    found: dict[tuple[str, str | None], list[Evidence]] = {}
    for cell in result.cells:
        if cell.evidence is not None:
            found.setdefault((cell.user, cell.item), []).append(cell.evidence)
    for (user, _), evidence in islice(found.items(), EXPLAINED):
        yield _explanation(result.site, user, evidence).drawing(look.glyphs, trace=False)


def _explanation(site: str, user: str, evidence: Sequence[Evidence]) -> Explanation:
    answers = [it.answer for it in evidence]
    first = evidence[0]
    return Explanation(
        site,
        user,
        first.principal,
        first.governing,
        first.browsable,
        [it for it in answers if isinstance(it, Derivation)],
        [it for it in answers if isinstance(it, TaskResult)],
    )
