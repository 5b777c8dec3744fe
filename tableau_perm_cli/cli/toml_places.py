"""Finds where each key and value of a TOML text stands, which Python's reader does not tell."""

import re
import tomllib
from dataclasses import dataclass, field
from typing import Final, TypeAlias

KeyPath: TypeAlias = tuple[str | int, ...]
"""From the top of the file: keys, and the numbers of elements of arrays."""
Stretch: TypeAlias = tuple[int, int]
"""From which code point of the text to which."""

_BLANK: Final = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*+")
_SPACE: Final = re.compile(r"[ \t]*+")
_KEY: Final = re.compile(r"""[A-Za-z0-9_-]+|"(?:[^"\\\n]|\\.)*+"|'[^'\n]*+'""")
_STRING: Final = re.compile(
    r'''"""(?:\\.|[^\\])*?"""(?:"{0,2})'''
    r"""|'''.*?'''(?:'{0,2})"""
    r"""|"(?:[^"\\\n]|\\.)*+"|'[^'\n]*+\'""",
    re.DOTALL,
)
_PLAIN: Final = re.compile(r"[^,\]}#\r\n]*[^,\]}#\s]")


@dataclass(slots=True)
class Places:
    """Where the keys and values of one TOML text stand."""

    text: str
    keys: dict[KeyPath, Stretch] = field(default_factory=dict)
    """Of each key the place where it is first written; of a table its name in brackets."""
    values: dict[KeyPath, Stretch] = field(default_factory=dict)

    def where(self, path: KeyPath) -> tuple[int, int, int]:
        """Return line, column (both from 1) and length of a value, or of its key.

        What stands nowhere by itself has the place of what it is in.
        """
        while path:
            found = self.values.get(path) or self.keys.get(path)
            if found is not None:
                return self._shown(found)
            path = path[:-1]
        return 1, 1, 1

    def where_key(self, path: KeyPath) -> tuple[int, int, int]:
        """Return line, column and length of a key."""
        found = self.keys.get(path)
        return self.where(path) if found is None else self._shown(found)

    def _shown(self, stretch: Stretch) -> tuple[int, int, int]:
        start, end = stretch
        line_start = self.text.rfind("\n", 0, start) + 1
        line_end = self.text.find("\n", start)
        end = min(end, line_end) if line_end >= 0 else end
        return self.text.count("\n", 0, start) + 1, start - line_start + 1, max(end - start, 1)


def places_of(text: str) -> Places:
    """Return where the keys and values of a text stand that is known to be TOML."""
    # As Python's reader does; a carriage return is a blank here.
    return _Walk(text).walk()


class _Walk:
    """One walk over a text without errors."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._places = Places(text)
        self._counts: dict[KeyPath, int] = {}

    def walk(self) -> Places:
        table: KeyPath = ()
        while True:
            self._skip(_BLANK)
            if self._at >= len(self._text):
                return self._places
            if self._text[self._at] == "[":
                table = self._header()
            else:
                self._entry(table)

    def _skip(self, pattern: re.Pattern[str]) -> None:
        found = pattern.match(self._text, self._at)
        self._at = found.end() if found else self._at

    def _header(self) -> KeyPath:
        """Read ``[table]`` or ``[[array of tables]]``, and return the path of what follows."""
        several = self._text.startswith("[[", self._at)
        self._at += 2 if several else 1
        parts, stretches = self._dotted()
        self._at += 2 if several else 1
        path: KeyPath = ()
        for part, stretch in zip(parts, stretches, strict=True):
            path = (*path, part)
            self._places.keys.setdefault(path, (stretches[0][0], stretch[1]))
            if path in self._counts and (not several or len(path) < len(parts)):
                path = (*path, self._counts[path])
        if several:
            self._counts[path] = self._counts.get(path, -1) + 1
            path = (*path, self._counts[path])
        return path

    def _dotted(self) -> tuple[list[str], list[Stretch]]:
        """Read a key, which may be several with dots between them."""
        parts: list[str] = []
        stretches: list[Stretch] = []
        while True:
            self._skip(_SPACE)
            found = _KEY.match(self._text, self._at)
            if found is None:
                # INVARIANT: the text was read without an error, so a key stands here.
                raise AssertionError(f"no key at {self._at}")
            parts.append(next(iter(tomllib.loads(f"{found[0]} = 0"))))
            stretches.append(found.span())
            self._at = found.end()
            self._skip(_SPACE)
            if not self._text.startswith(".", self._at):
                return parts, stretches
            self._at += 1

    def _entry(self, table: KeyPath) -> None:
        """Read ``key = value``."""
        parts, stretches = self._dotted()
        path = table
        for part, stretch in zip(parts, stretches, strict=True):
            path = (*path, part)
            self._places.keys.setdefault(path, (stretches[0][0], stretch[1]))
        self._at += 1  # the sign =
        self._skip(_SPACE)
        self._value(path)

    def _value(self, path: KeyPath) -> None:
        start = self._at
        match self._text[start]:
            case "[":
                self._collection(path, "]")
            case "{":
                self._collection(path, "}")
            case '"' | "'":
                self._skip(_STRING)
            case _:
                self._skip(_PLAIN)
        self._places.values[path] = (start, self._at)

    def _collection(self, path: KeyPath, close: str) -> None:
        """Read an array or an inline table."""
        self._at += 1
        number = 0
        while True:
            self._skip(_BLANK)
            if self._text[self._at] == close:
                self._at += 1
                return
            if close == "}":
                self._entry(path)
            else:
                self._value((*path, number))
                number += 1
            self._skip(_BLANK)
            self._at += self._text.startswith(",", self._at)
