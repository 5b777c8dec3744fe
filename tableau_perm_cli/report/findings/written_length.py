"""How long what a finding points at is written, measured in the source when it is shown.

Rules know where something begins and leave its length to whoever draws it. What is measured here
is an underline's length and an end column; nothing is decided by it.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import islice
from typing import Final

from tableau_perm_cli.declaration.text.token_length import token_length
from tableau_perm_cli.diagnostics import Diagnostic, Position, SourceLookup

_UNMEASURED: Final = 1
"""The length of a place that nobody has measured."""
_QUOTED = re.compile(r"(?<![^\s,\[{:])(?:\"(?:[^\"\\]|\\.)*+\"|'(?:[^']|'')*+')")
_COMMENT = re.compile(r"(?:^|(?<=\s))#.*")
_OPENS = re.compile(r"(?:^[ \t]*|[:?-][ \t]+)(?:[&!][^ \t]*[ \t]+)*[\[{]")
"""A bracket where a value begins; in the middle of a plain value it opens nothing."""
_BRACKET = re.compile(r"[\[\]{}]")


class WrittenLengths:
    """Measures the places of many findings; each line of a source is looked at once."""

    def __init__(self, sources: SourceLookup) -> None:
        """Take where the lines come from."""
        self._sources = sources
        self._files: dict[str, _File | None] = {}

    def measured(self, diagnostic: Diagnostic) -> Diagnostic:
        """Return a finding whose places are as long as they are written."""
        if diagnostic.position is None:
            return diagnostic
        return replace(
            diagnostic,
            length=self._length(diagnostic.position, diagnostic.length),
            related=tuple(
                replace(it, length=self._length(it.position, it.length))
                for it in diagnostic.related
            ),
        )

    def _length(self, position: Position, known: int) -> int:
        if known != _UNMEASURED:
            return known
        if position.file not in self._files:
            lines = self._sources(position.file)
            self._files[position.file] = _File(lines) if lines else None
        file = self._files[position.file]
        return known if file is None else file.length(position.line - 1, position.column - 1)


class _File:
    """One file, and which of its lines begin inside brackets."""

    def __init__(self, lines: Sequence[str]) -> None:
        self._lines = lines
        self._in_flow: list[bool] = []
        self._depth = 0
        # All of a JSON file is inside brackets, and its lines may be too long to walk over.
        self._is_json = next((it for it in lines if it.strip()), "").lstrip()[:1] in {"{", "["}

    def length(self, line: int, column: int) -> int:
        """Return how many code points are written at a place, counted from zero; at least 1."""
        if not 0 <= line < len(self._lines) or column >= len(self._lines[line]):
            return _UNMEASURED
        return token_length(self._lines[line], column, flow=self._is_json or self._flow_at(line))

    def _flow_at(self, line: int) -> bool:
        for text in islice(self._lines, len(self._in_flow), line + 1):
            self._in_flow.append(self._depth > 0)
            self._depth = _depth_after(text, self._depth)
        return self._in_flow[line]


def _depth_after(line: str, depth: int) -> int:
    """Return how many brackets are open after a line at whose beginning ``depth`` were."""
    if depth == 0 and "[" not in line and "{" not in line:
        return 0
    text = _COMMENT.sub("", _QUOTED.sub('""', line))
    at = 0
    while True:
        found = (_BRACKET if depth else _OPENS).search(text, at)
        if found is None:
            return depth
        depth += 1 if text[found.end() - 1] in "[{" else -1
        at = found.end()
