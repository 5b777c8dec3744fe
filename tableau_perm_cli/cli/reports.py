"""``--report FORMAT=PATH``: one run, its main format where it goes, and more beside it.

A command that finds something calls ``plan_reports`` before it does any work and ``write`` or
``write_findings`` at its end.
"""

import os
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeAlias

import typer

from tableau_perm_cli.cli.loading import keep_apart
from tableau_perm_cli.cli.messages import say
from tableau_perm_cli.cli.options import FINDING_FORMATS, Color, Format, Options
from tableau_perm_cli.cli.streams import Output, cannot_write, wants_color
from tableau_perm_cli.cli.whole_file import write_whole
from tableau_perm_cli.diagnostics import UsageError, did_you_mean, visible
from tableau_perm_cli.report.findings.look import Look

if TYPE_CHECKING:
    from tableau_perm_cli.report.findings.model import FindingsReport

ReportsOption = Annotated[
    list[str] | None,
    typer.Option(
        "--report",
        metavar="FORMAT=PATH",
        help="Write this format to a file too, in the same run; repeatable.",
        rich_help_panel="Output",
    ),
]

FINDINGS: tuple[Format, ...] = (
    *FINDING_FORMATS,
    Format.JSON,
    Format.JSONL,
    Format.MARKDOWN,
    Format.CSV,
    Format.TSV,
)
"""The formats that ``write_findings`` knows."""

Pieces: TypeAlias = Callable[[Look], Iterable[str]]
"""Makes the text of one format for a place."""


@dataclass(frozen=True, slots=True)
class ReportPlan:
    """Which formats a run writes, and where; made before any work, so that it cannot fail late."""

    options: Options
    output: Output
    """Where the main format goes."""
    main: Format
    further: tuple[tuple[Format, str], ...] = ()
    """The other formats, each with its file."""

    @property
    def formats(self) -> tuple[Format, ...]:
        """All formats of the run, the main one first."""
        return (self.main, *(form for form, _ in self.further))

    @property
    def look(self) -> Look:
        """What the place of the main format can show."""
        to_file = self.options.output not in {None, "-"}
        in_color = wants_color(sys.stdout, self.options.color)
        if to_file:
            in_color = self.options.color is Color.ALWAYS
        return Look(self.output.glyphs, in_color, self.options.csv_safe)

    def keep_off(self, inputs: Iterable[str]) -> None:
        """See to it that no file of the run is written over one that was read.

        Raises:
            UsageError: one would be.
        """
        keep_apart([self.options.output, *(path for _, path in self.further)], inputs)

    def write(self, pieces: Callable[[Format, Look], Iterable[str]]) -> None:
        """Write every format: the files first, each whole or not at all.

        Args:
            pieces: makes the text of a format for a place.

        Raises:
            ToolError: one cannot be written.
            BrokenPipeError: the reader of standard output has seen enough.
        """
        # The files first: whoever reads a pipe may close it when he has seen enough.
        for form, path in self.further:
            try:
                write_whole(Path(path), pieces(form, Look(csv_safe=self.options.csv_safe)))
            except OSError as error:
                raise cannot_write(f"`{visible(path)}`", error) from error
        self.output.write(pieces(self.main, self.look))

    def write_findings(
        self, report: "FindingsReport", own: Mapping[Format, Pieces] | None = None
    ) -> None:
        """Write findings in every format of the run, and say what a format could not hold.

        Args:
            report: what was found.
            own: the formats that the command writes in its own way.

        Raises:
            ToolError: one cannot be written.
            BrokenPipeError: the reader of standard output has seen enough.
        """
        from tableau_perm_cli.report.findings.formats import (  # noqa: PLC0415 - when needed
            FindingFormat,
            finding_pieces,
            left_out,
        )

        ways = own or {}

        def pieces(form: Format, look: Look) -> Iterable[str]:
            if form in ways:
                return ways[form](look)
            return finding_pieces(report, FindingFormat(form.value), look)

        for form in dict.fromkeys(self.formats):
            if form not in ways and (missing := left_out(report, FindingFormat(form.value))):
                say(missing, self.options)
        self.write(pieces)


def plan_reports(
    options: Options, texts: Sequence[str] | None, known: Sequence[Format], default: Format
) -> ReportPlan:
    """Return which formats a run writes, and where; nothing is written yet.

    Args:
        options: of the command; its format, or else the default, is the main one.
        texts: what ``--report`` was given, each ``FORMAT=PATH``.
        known: the formats of the command.
        default: the main format when none was asked for.

    Raises:
        UsageError: a format is not one of the known, or a path is missing or named twice.
    """
    output = Output(options)
    main = default if options.format is None else output.format(*known)
    further: list[tuple[Format, str]] = []
    taken: dict[str, str] = {}
    if options.output not in {None, "-"}:
        taken[os.path.realpath(str(options.output))] = "--output"
    for text in texts or ():
        form, path = _read(text, known)
        place = os.path.realpath(path)
        if place in taken:
            raise UsageError(
                f"`--report {text}` and `{taken[place]}` would write the same file",
                help="give each format a file of its own",
            )
        taken[place] = f"--report {text}"
        further.append((form, path))
    return ReportPlan(options, output, main, tuple(further))


def _read(text: str, known: Sequence[Format]) -> tuple[Format, str]:
    """Return the format and the path of one ``FORMAT=PATH``.

    Raises:
        UsageError: it is not one.
    """
    word, equals, path = text.partition("=")
    # What is drawn for a terminal, or is no text, is no report.
    suitable = [form for form in known if form not in {Format.TABLE, Format.PARQUET}]
    words = [form.value for form in suitable]
    if word not in words:
        unknown = word not in {form.value for form in Format}
        raise UsageError(
            f"unknown format `{word}` in `--report {text}`"
            if unknown
            else f"this command writes no report in the format `{word}`",
            help=(did_you_mean(word, words) if unknown else None)
            or f"choose one of {', '.join(f'`{it}`' for it in words)}",
        )
    if not equals or path in {"", "-"}:
        raise UsageError(
            f"`--report {text}` needs the name of a file",
            help=f"write --report {word}=PATH; standard output is for --format",
        )
    return Format(word), path
