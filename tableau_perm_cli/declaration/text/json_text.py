r"""Reads JSON into plain values with their places.

libyaml reads most JSON, but refuses the pairs of `\u` escapes that JSON writers use for emoji,
keys of more than 1024 characters, and the DELETE character.
"""

import json
import re
from typing import Any, Final

from tableau_perm_cli.declaration.text.document import Mark, Value
from tableau_perm_cli.declaration.text.reading import DEEPEST, Reading

_SPACE = r"[ \t\n\r]*+"
_STRING = r'"((?:[^"\\\x00-\x1f]++|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*+)"'
_NUMBER = r"-?(?:0|[1-9][0-9]*+)(?:\.[0-9]++)?(?:[eE][-+]?[0-9]++)?"
_KEY: Final = re.compile(_STRING + _SPACE + ":" + _SPACE)
_VALUE: Final = re.compile(rf"{_STRING}|({_NUMBER}|true|false)(?![\w.+-])|(null)(?!\w)|([\[{{])")
_NEXT: Final = re.compile(f"{_SPACE}([,\\]}}]){_SPACE}")
_BLANK: Final = re.compile(_SPACE)
_LINE_END: Final = re.compile("\r\n|\n|\r")
_HALF: Final = re.compile("[\ud800-\udfff]")


class NotJSONError(Exception):
    """The text is not JSON."""

    def __init__(self, expected: str, offset: int) -> None:
        super().__init__(expected)
        self.expected = expected
        """What was expected, as in "expected a value"."""
        self.offset = offset
        """The code point of the text where."""


def looks_like_json(text: str) -> bool:
    """Whether the text is more likely broken JSON than YAML with brackets."""
    return re.match(r'\s*(?:\{\s*"|\[\s*["{\[])', text) is not None


def read_json(text: str, reading: Reading) -> Value:
    """Gives the value of a JSON text, numbers and truth values as the text they are written.

    Raises:
        NotJSONError: the text is not JSON.
        RefusedError: it nests too deeply.
    """
    return _Walk(text, reading).value()


class _Walk:
    """One walk over the text, from token to token."""

    def __init__(self, text: str, reading: Reading) -> None:
        self.text = text
        self.reading = reading
        self.shared: dict[str, str] = {}
        self.line = self.line_start = 0
        self.line_ends = (end.end() for end in _LINE_END.finditer(text))
        self.next_line = next(self.line_ends, len(text) + 1)

    def mark(self, at: int) -> Mark:
        """The mark of an offset; offsets only ever grow."""
        while at >= self.next_line:
            self.line, self.line_start = self.line + 1, self.next_line
            self.next_line = next(self.line_ends, len(self.text) + 1)
        return self.line << 32 | at - self.line_start

    def string(self, raw: str, at: int) -> str:
        """A string's text, from what stands between its quotes."""
        if "\\" in raw:
            raw = json.loads(f'"{raw}"')
            if _HALF.search(raw):
                raise NotJSONError("a `\\u` escape is half of a character", at)
        return self.shared.setdefault(raw, raw)

    def value(self) -> Value:  # noqa: C901, PLR0912, PLR0915 - one loop, as in read_events
        """The value that is the whole text."""
        text, mark_at, marks = self.text, self.mark, self.reading.marks
        frames: list[tuple[Any, list[Mark], bool]] = []
        top: list[Value] = []
        into: Any = top  # a mapping if keyed, else a list
        keyed = False
        run: list[Mark] = []
        key, key_mark = "", 0
        at = _blank_end(text, 0)
        while True:
            if keyed:
                found = _KEY.match(text, at)
                if found is None:
                    raise NotJSONError('expected a key in `"`, followed by `:`', at)
                key, key_mark, at = self.string(found[1], at), mark_at(at), found.end()
            found = _VALUE.match(text, at)
            if found is None:
                raise NotJSONError("expected a value", at)
            mark, which = mark_at(at), found.lastindex
            if which == 1:
                value: Value = self.string(found[1], at)
            elif which == 2:  # noqa: PLR2004 - the second group of _VALUE
                value = found[2]
            elif which == 3:  # noqa: PLR2004
                value = None
            else:
                value = {} if found[4] == "{" else []
            at = found.end()
            if not keyed:
                into.append(value)
                run.append(mark)
            elif key in into:
                self.reading.duplicate(into, run, key, key_mark)
                marks.kept.append(value)
            else:
                into[key] = value
                run += key_mark, mark
            if which == 4:  # noqa: PLR2004
                frames.append((into, run, keyed))
                if len(frames) > DEEPEST:
                    raise self.reading.too_deep(mark)
                into, run, keyed = value, [mark], found[4] == "{"
                at = _blank_end(text, at)
                if not text.startswith("}" if keyed else "]", at):
                    continue
            while frames:
                found = _NEXT.match(text, at)
                if found is None or found[1] not in (",}" if keyed else ",]"):
                    close = "}" if keyed else "]"
                    raise NotJSONError(f"expected `,` or `{close}`", _blank_end(text, at))
                at = found.end()
                if found[1] == ",":
                    break
                marks.close(into, run)
                into, run, keyed = frames.pop()
            else:
                at = _blank_end(text, at)
                if at < len(text):
                    raise NotJSONError("expected the end of the file", at)
                return top[0]


def _blank_end(text: str, at: int) -> int:
    found = _BLANK.match(text, at)
    return found.end() if found else at
