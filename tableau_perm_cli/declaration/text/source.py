"""The text of one file: its encoding, its lines, and where the parser's line and column are."""

import os
import re
from functools import cached_property
from typing import TYPE_CHECKING

from tableau_perm_cli.diagnostics import Diagnostic, Position, Severity

if TYPE_CHECKING:
    from collections.abc import Callable

_BYTE_ORDER_MARKS = (  # the longer first: UTF-32 LE begins like UTF-16 LE
    (b"\xff\xfe\x00\x00", "utf-32-le"),
    (b"\x00\x00\xfe\xff", "utf-32-be"),
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)
_LINE_END = re.compile("\r\n|\n|\r")
_YAML_LINE_END = re.compile("\r\n|[\n\r\x85\u2028\u2029]")
_YAML_ONLY_LINE_ENDS = tuple(character.encode() for character in "\x85\u2028\u2029")
_UNPRINTABLE = re.compile("[^\t\n\r -~\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class Source:
    """One file's text as UTF-8, without a byte order mark."""

    def __init__(self, name: str, data: bytes) -> None:
        """Takes the file's name as the user gave it, and its UTF-8 text."""
        self.name = "<stdin>" if name == "-" else name.replace(os.sep, "/")
        self.data = data
        self.is_json = False
        """Whether it is read as JSON, whose lines are those of an editor."""
        self.advance: Callable[[int], None] | None = None
        """Is told of every few more bytes that were read."""

    @cached_property
    def text(self) -> str:
        """The whole text; built when first asked for, since reading a file does without."""
        return self.data.decode()

    @cached_property
    def lines(self) -> list[str]:
        """The lines as an editor counts them, without their ends."""
        return _LINE_END.split(self.text)

    @cached_property
    def _yaml_lines(self) -> list[tuple[int, int]] | None:
        # YAML 1.1 also ends lines at NEL, LS and PS, which editors do not. For a file that has
        # one: the editor's (line, column), from zero, at which each of YAML's lines begins.
        if not any(end in self.data for end in _YAML_ONLY_LINE_ENDS):
            return None
        begins = [(0, 0)]
        line = line_start = 0
        for end in _YAML_LINE_END.finditer(self.text):
            if _LINE_END.fullmatch(end[0]):
                line, line_start = line + 1, end.end()
            begins.append((line, end.end() - line_start))
        return begins

    @cached_property
    def _last_line(self) -> int:
        # Counted without the lines, which most runs never need.
        data = self.data
        return data.count(b"\n") + data.count(b"\r") - data.count(b"\r\n")

    @cached_property
    def _plain_lines(self) -> int:
        # How many lines are the same for YAML and for an editor: hardly a file has others.
        return self._last_line + 1 if self.is_json or self._yaml_lines is None else 0

    def at(self, mark: int) -> Position:
        """As ``position``, of line << 32 | column; made for being asked a million times."""
        line = mark >> 32
        if line < self._plain_lines:
            return Position(self.name, line + 1, (mark & 0xFFFF_FFFF) + 1)
        return self.position(line, mark & 0xFFFF_FFFF)

    def place(self, line: int, column: int) -> tuple[int, int]:
        """From YAML's line and column to the editor's; both from zero."""
        begins = None if self.is_json else self._yaml_lines
        if begins is None or line >= len(begins):
            return line, column
        real, shift = begins[line]
        return real, column + shift

    def position(self, line: int, column: int) -> Position:
        """The place to show for YAML's line and column, which count from zero."""
        line, column = self.place(line, column)
        if line > self._last_line:  # libyaml ends every file with a line of its own
            line, column = len(self.lines) - 1, len(self.lines[-1])
        return Position(self.name, line + 1, column + 1)

    def position_at(self, offset: int) -> Position:
        """The place of one code point of the text."""
        before = _LINE_END.split(self.text[:offset])
        return Position(self.name, len(before), len(before[-1]) + 1)

    def error(
        self,
        message: str,
        position: Position,
        *,
        length: int = 1,
        label: str | None = None,
        advice: str | None = None,
    ) -> Diagnostic:
        """Words an error at a place of this file."""
        return Diagnostic(Severity.ERROR, message, position, length, label, advice)

    def bad_character(self) -> Diagnostic | None:
        """Finds the first character that YAML does not allow in a file."""
        found = _UNPRINTABLE.search(self.text)
        if found is None:
            return None
        code = ord(found[0])
        advice = "write it as an escape in double quotes, or remove it"
        if code == 0:
            advice = "is this a text file? save it as UTF-8"
        return self.error(
            f"character U+{code:04X} is not allowed in a YAML file",
            self.position_at(found.start()),
            advice=advice,
        )


def decode(name: str, data: bytes) -> tuple[Source, Diagnostic | None]:
    """Reads the bytes of a file as the encoding its byte order mark names, else as UTF-8.

    Returns:
        The source, and what is wrong with the encoding. With an error the source is good for
        its lines only: bytes that could not be read stand as U+FFFD.
    """
    encoding, start = "utf-8", 0
    for mark, known in _BYTE_ORDER_MARKS:
        if data.startswith(mark):
            encoding, start = known, len(mark)
            break
    body = data[start:] if start else data
    try:
        text = body.decode(encoding)
    except UnicodeDecodeError as error:
        source = Source(name, body.decode(encoding, "replace").encode())
        before = body[: error.start].decode(encoding, "replace")
        shown = encoding.upper()
        problem = source.error(
            f"byte 0x{body[error.start]:02x} is not valid {shown}",
            source.position_at(len(before)),
            advice=f"save the file as {'UTF-8' if shown == 'UTF-8' else shown + ' or UTF-8'}",
        )
        return source, problem
    return Source(name, body if encoding == "utf-8" else text.encode()), None
