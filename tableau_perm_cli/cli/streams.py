"""Where results and messages go: standard output, a file, standard error; in colour or not."""

import contextlib
import errno
import io
import os
import shutil
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, TextIO

from tableau_perm_cli.cli.options import TEXT_FORMATS, Color, Format, Options
from tableau_perm_cli.cli.whole_file import fill_whole, write_whole
from tableau_perm_cli.diagnostics import ToolError, UsageError, visible
from tableau_perm_cli.report.glyphs import Glyphs, glyphs_for

if TYPE_CHECKING:
    from rich.console import Console, RenderableType

    from tableau_perm_cli.report.table import Answer

_WIDE = 1_000_000
"""Off a terminal nothing is wrapped."""
_TALL = 1_000
"""Rich falls back to 80 columns on a dumb terminal unless it is told a height as well."""
_NARROWEST, _WIDEST = 20, 10_000
"""A narrower terminal breaks the lines itself, where Rich would leave nothing of them; no
terminal is wider, whatever ``COLUMNS`` says."""


def prepare_streams() -> None:
    """Let neither a character nor a closed stream stop a run before its error can be said.

    What an encoding lacks is written as an escape. In place of a standard stream that was closed
    before the program began, Python has None.
    """
    if sys.stdin is None:
        sys.stdin = io.TextIOWrapper(io.BufferedReader(_Closed()))
    if sys.stdout is None:
        sys.stdout = io.TextIOWrapper(_Closed(), "utf-8", write_through=True)
    elif isinstance(sys.stdout, io.TextIOWrapper) and isinstance(sys.stdout.buffer, io.RawIOBase):
        # PYTHONUNBUFFERED: what the system writes in part, on a full disk, would be lost unseen.
        sys.stdout = open(  # noqa: SIM115 - of a descriptor, to the end
            sys.stdout.fileno(), "w", encoding=sys.stdout.encoding, closefd=False
        )
    if sys.stderr is None:
        sys.stderr = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115 - to the end
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace", newline="\n")
    if "COLUMNS" in os.environ:
        # Rich, which draws Typer's help, takes it at its word: 0, ² and a thousand nines.
        os.environ["COLUMNS"] = str(terminal_width())


class _Closed(io.RawIOBase):
    """Stands for a stream that was closed: using it fails as the system would have it."""

    def readable(self) -> bool:
        return True

    def writable(self) -> bool:
        return True

    def readinto(self, _buffer: object, /) -> int:
        raise OSError(errno.EBADF, os.strerror(errno.EBADF))

    def write(self, _data: object, /) -> int:
        raise OSError(errno.EBADF, os.strerror(errno.EBADF))


def abandon(stream: TextIO) -> None:
    """Send the rest of a stream nowhere, since it could not be written.

    Python flushes both standard streams when it ends and would complain once more.
    """
    # Not everything that stands for a stream has a descriptor: a closed one has none.
    with contextlib.suppress(OSError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def cannot_write(what: str, error: OSError) -> ToolError:
    """Return the error for a result that could not be written."""
    reason = (error.strerror or type(error).__name__).lower()
    return ToolError(f"cannot write {what}: {reason}")


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
        """Take where to write, in which format and colour.

        Raises:
            UsageError: the file to write has no name.
        """
        if options.output == "":
            raise UsageError("`--output` needs the name of a file")
        self._options = options
        # As elsewhere, - is the standard stream.
        self._target = None if options.output in {None, "-"} else options.output
        self.to_terminal = self._target is None and sys.stdout.isatty()
        encoding = sys.stdout.encoding if self._target is None else "utf-8"
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

        match self.format(*(known or TEXT_FORMATS)):
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
        if self._target is not None:
            colored = self._options.color is Color.ALWAYS
        return Console(
            file=_Encoded(self.glyphs),
            force_terminal=colored,
            color_system="standard" if colored else None,
            width=terminal_width() if self.to_terminal else _WIDE,
            height=_TALL,
            markup=False,
            emoji=False,
            highlight=False,
            legacy_windows=False,
        )

    def write(self, pieces: Iterable[str], *, at_once: bool = False) -> None:
        """Write pieces of text, to a file whole or not at all.

        Args:
            pieces: the text.
            at_once: let no piece wait for the next, since somebody may wait for it.

        Raises:
            ToolError: it cannot be written.
            BrokenPipeError: the reader of standard output has seen enough.
        """
        if self._target is not None:
            try:
                write_whole(Path(self._target), pieces)
            except OSError as error:
                raise cannot_write(f"`{visible(self._target)}`", error) from error
            return
        try:
            for piece in pieces:
                sys.stdout.write(piece)
                if at_once:
                    sys.stdout.flush()
            sys.stdout.flush()
        except BrokenPipeError:
            abandon(sys.stdout)
            raise
        except OSError as error:
            abandon(sys.stdout)
            raise cannot_write("to standard output", error) from error

    def save(self, fill: Callable[[BinaryIO], None]) -> None:
        """Let ``fill`` write the bytes of the file that ``--output`` names.

        Raises:
            UsageError: no file is named.
            ToolError: it cannot be written.
        """
        if self._target is None:
            raise UsageError("this format is not for standard output", help="add -o PATH")
        try:
            fill_whole(Path(self._target), fill)
        except OSError as error:
            raise cannot_write(f"`{visible(self._target)}`", error) from error


def terminal_width() -> int:
    """Return the columns that a drawing has, by ``COLUMNS`` or the terminal itself."""
    return min(max(shutil.get_terminal_size().columns, _NARROWEST), _WIDEST)


class _Encoded(io.StringIO):
    """A buffer that tells Rich which signs it may draw with."""

    def __init__(self, glyphs: Glyphs) -> None:
        super().__init__()
        self._encoding = "utf-8" if glyphs.yes == "✓" else "ascii"

    @property
    def encoding(self) -> str:  # type: ignore[override]
        """The encoding that Rich looks at."""
        return self._encoding
