"""Finds the comments of a YAML text exactly, which a parser passes over.

Outside its scalars a YAML text holds indicators, anchors and tags only, and none of these may have
a ``#`` in it: the first one outside every scalar begins a comment, to the end of the line.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final, Protocol, TypeAlias, cast

from yaml.error import YAMLError
from yaml.tokens import ScalarToken, StreamEndToken

from tableau_perm_cli.declaration.text.source import Source
from tableau_perm_cli.declaration.text.yaml_events import open_parser

_YAML_LINE_END: Final = re.compile("\r\n|[\n\r\x85\u2028\u2029]")
_BLOCK_STYLES: Final = ("|", ">")


@dataclass(frozen=True, slots=True)
class Comment:
    """One comment of a file."""

    line: int
    """Counted from 1, as an editor does."""
    column: int
    """Of its ``#``, from 1, in code points."""
    text: str
    """From its ``#`` to the end of the line."""
    alone: bool
    """Whether nothing else stands on the line."""


class _Place(Protocol):
    line: int
    column: int


class _Token(Protocol):
    start_mark: _Place
    end_mark: _Place
    style: str | None


class _Tokens(Protocol):
    def get_token(self) -> _Token: ...


_Stretch: TypeAlias = tuple[tuple[int, int], tuple[int, int]]
"""From where to where, each YAML's line and column, from zero."""
_NONE: Final[_Stretch] = ((1 << 62, 0), (1 << 62, 0))
"""Past every text."""


def comments_of(source: Source) -> list[Comment]:
    """Return the comments of a file that was read without an error, in their order.

    A JSON file has none: each ``#`` of it stands in a string.
    """
    if b"#" not in source.data:
        return []
    try:
        scalars = list(_scalars(source))
    except YAMLError:  # JSON, of which libyaml reads most but not all
        return []
    return list(_between(source, scalars))


def _scalars(source: Source) -> Iterator[_Stretch]:
    """Yield from where to where each scalar goes.

    Tokens are asked for, since the event of a scalar begins at its anchor or tag already.

    Raises:
        YAMLError: the text is not YAML.
    """
    get_token = cast("_Tokens", open_parser(source)).get_token
    while not isinstance(token := get_token(), StreamEndToken):
        if isinstance(token, ScalarToken):
            start = (token.start_mark.line, token.start_mark.column)
            if token.style in _BLOCK_STYLES:
                # A comment may stand beside the sign that begins it; its text begins below.
                start = (start[0] + 1, 0)
            yield start, (token.end_mark.line, token.end_mark.column)


def _between(source: Source, scalars: Iterable[_Stretch]) -> Iterator[Comment]:
    """Yield the comments, given all scalars in their order."""
    following = iter(scalars)
    start, end = next(following, _NONE)
    for number, line in enumerate(_YAML_LINE_END.split(source.text)):
        at = line.find("#")
        while at >= 0:
            while end <= (number, at):
                start, end = next(following, _NONE)
            if start <= (number, at) < end:
                at = line.find("#", end[1]) if end[0] == number else -1
                continue
            real, column = source.place(number, at)
            text = line[at:]
            yield Comment(real + 1, column + 1, text, alone=not line[:at].strip())
            break
