"""Says on standard error what went wrong, and what is worth knowing."""

import sys
from collections.abc import Iterable

from tableau_perm_cli.cli.options import Options
from tableau_perm_cli.cli.streams import abandon, wants_color
from tableau_perm_cli.diagnostics import (
    Diagnostic,
    FileError,
    QuotedError,
    Severity,
    SourceLookup,
    ToolError,
    visible,
)
from tableau_perm_cli.diagnostics.snippet import Line, concise, render
from tableau_perm_cli.report.glyphs import glyphs_for
from tableau_perm_cli.report.snippet_colors import colored


def report_error(error: ToolError, options: Options) -> None:
    """Write an error with everything that helps to mend it."""
    if isinstance(error, FileError | QuotedError):
        _diagnostics(error.diagnostics, error.sources, options)
    _write([Line(f"error: {visible(error.message)}", ((0, 5, "error"),))], options)
    if error.help:
        _write([Line(f"help: {visible(error.help)}", ((0, 4, "help"),))], options)


def report_notices(notices: Iterable[Diagnostic], options: Options) -> None:
    """Write what is legal and worth knowing, a line each; nothing when quiet."""
    if not options.quiet:
        for notice in notices:
            complain(concise(notice) + "\n")


def report_gaps(notices: Iterable[Diagnostic], options: Options) -> None:
    """Write of a declaration's notices only that it is not complete; nothing when quiet."""
    report_notices((it for it in notices if it.severity is Severity.WARNING), options)


def say(message: str, options: Options) -> None:
    """Write a line for a person; nothing when quiet."""
    if not options.quiet:
        complain(visible(message) + "\n")


def complain(text: str) -> None:
    """Write to standard error; where that fails there is nobody to tell."""
    try:
        sys.stderr.write(text)
        sys.stderr.flush()
    except OSError:
        abandon(sys.stderr)


def _diagnostics(
    diagnostics: Iterable[Diagnostic], sources: SourceLookup, options: Options
) -> None:
    ellipsis = glyphs_for(sys.stderr.encoding).ellipsis
    for diagnostic in diagnostics:
        _write([*render(diagnostic, sources, ellipsis=ellipsis), Line("")], options)


def _write(lines: Iterable[Line], options: Options) -> None:
    in_color = wants_color(sys.stderr, options.color)
    for line in lines:
        complain((colored(line) if in_color else line.text) + "\n")
