"""Where results and messages go: standard output, a file, standard error; in colour or not."""

import contextlib
import io
import os
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from tableau_perm_cli.cli.options import Color, Format, Options
from tableau_perm_cli.diagnostics import ToolError, UsageError, visible
from tableau_perm_cli.report.glyphs import Glyphs, glyphs_for

if TYPE_CHECKING:
    from rich.console import Console, RenderableType

    from tableau_perm_cli.report.table import Answer

_WIDE = 1_000_000
"""Off a terminal nothing is wrapped."""
_TALL = 1_000
"""Rich falls back to 80 columns on a dumb terminal unless it is told a height as well."""


def prepare_streams() -> None:
    """Let no character stop a run: what an encoding lacks is written as an escape."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace", newline="\n")


def wants_color(stream: TextIO, color: Color | None) -> bool:
    """Whether to write colour to ``stream``."""
    if color is Color.ALWAYS:
        return True
    if color is Color.NEVER or os.environ.get("NO_COLOR"):
        return False
    return stream.isatty() and os.environ.get("TERM") != "dumb"


class Output:
    """The one way a command's result reaches the user."""

    def __init__(self, options: Options) -> None:
        """Take where to write, in which format and colour."""
        self._options = options
        self.to_terminal = options.output is None and sys.stdout.isatty()
        encoding = sys.stdout.encoding if options.output is None else "utf-8"
        self.glyphs: Glyphs = glyphs_for(encoding or "ascii")

    def format(self, *known: Format) -> Format:
        """Return the format to write, one of ``known``.

        Raises:
            UsageError: the format asked for does not suit this command.
        """
        wanted = self._options.format
        if wanted is None:
            return Format.TABLE if self.to_terminal else Format.TSV
        if wanted not in known:
            words = ", ".join(f"`{it.value}`" for it in known)
            raise UsageError(
                f"this command has no format `{wanted.value}`", help=f"choose one of {words}"
            )
        return wanted

    def answer(self, answer: "Answer", *known: Format) -> None:
        """Write an answer in the format that was asked for."""
        from tableau_perm_cli.report import plain  # noqa: PLC0415 - only what is needed

        match self.format(*(known or tuple(Format))):
            case Format.TABLE:
                self.draw(answer.drawing())
            case Format.TSV:
                self.write(plain.tsv(answer.table()))
            case Format.CSV:
                self.write(plain.csv_text(answer.table(), safe=self._options.csv_safe))
            case Format.MARKDOWN:
                self.write(plain.markdown(answer.table()))
            case Format.JSON:
                self.write(plain.json_text(answer.record()))
            case Format.JSONL:
                if answer.records is not None:
                    self.write(map(plain.json_line, answer.records()))
                else:
                    self.write(plain.json_lines(answer.table()))

    def draw(self, drawing: "RenderableType") -> None:
        """Write something that Rich draws."""
        from tableau_perm_cli.report.terminal import render  # noqa: PLC0415 - Rich is slow to load

        self.write([render(self._console(), drawing)])

    def _console(self) -> "Console":
        from rich.console import Console  # noqa: PLC0415 - Rich is slow to load

        colored = wants_color(sys.stdout, self._options.color)
        if self._options.output is not None:
            colored = self._options.color is Color.ALWAYS
        real = Console(markup=False, emoji=False, highlight=False)
        return Console(
            file=_Encoded(self.glyphs),
            force_terminal=colored,
            color_system="standard" if colored else None,
            width=real.width if self.to_terminal else _WIDE,
            height=_TALL,
            markup=False,
            emoji=False,
            highlight=False,
            legacy_windows=False,
        )

    def write(self, pieces: Iterable[str]) -> None:
        """Write pieces of text, to a file whole or not at all.

        Raises:
            ToolError: the file cannot be written.
        """
        if self._options.output is None:
            for piece in pieces:
                sys.stdout.write(piece)
            sys.stdout.flush()
            return
        target = Path(self._options.output)
        try:
            write_whole(target, pieces)
        except OSError as error:
            reason = (error.strerror or type(error).__name__).lower()
            raise ToolError(f"cannot write `{visible(str(target))}`: {reason}") from error


class _Encoded(io.StringIO):
    """A buffer that tells Rich which signs it may draw with."""

    def __init__(self, glyphs: Glyphs) -> None:
        super().__init__()
        self._encoding = "utf-8" if glyphs.yes == "✓" else "ascii"

    @property
    def encoding(self) -> str:  # type: ignore[override]
        """The encoding that Rich looks at."""
        return self._encoding


def write_whole(target: Path, pieces: Iterable[str]) -> None:
    """Write a file so that it is there whole or as it was before."""
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as stream:
            stream.writelines(pieces)
        mode = target.stat().st_mode if target.exists() else 0o666 & ~_umask()
        Path(name).chmod(mode)
        Path(name).replace(target)
    except BaseException:
        with contextlib.suppress(OSError):
            Path(name).unlink()
        raise


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
