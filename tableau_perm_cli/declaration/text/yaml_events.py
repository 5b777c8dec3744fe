"""Turns the events of a YAML parser into plain values, without nodes in between.

The loop of `read_events` is nearly all of the time a run takes: what happens for every scalar
is written in place there, what happens seldom stands in `Reading`.
"""

import io
from collections.abc import Callable
from typing import Any, Protocol, cast

from yaml.events import (
    AliasEvent,
    DocumentEndEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
    StreamStartEvent,
)
from yaml.parser import Parser
from yaml.reader import Reader
from yaml.scanner import Scanner

from tableau_perm_cli.declaration.text.document import Mark, Value
from tableau_perm_cli.declaration.text.merge import UNKNOWN
from tableau_perm_cli.declaration.text.reading import DEEPEST, Reading
from tableau_perm_cli.declaration.text.source import Source

try:
    from yaml._yaml import CParser
except ImportError:  # PyYAML was built without libyaml
    CParser = None  # type: ignore[assignment,misc]


class _Place(Protocol):
    line: int
    column: int


class _Event(Protocol):
    """Any event: each kind has the attributes that are asked of it."""

    start_mark: _Place
    end_mark: _Place
    value: str
    implicit: tuple[bool, bool]
    anchor: str | None
    tag: str | None
    flow_style: bool


class _Events(Protocol):
    def get_event(self) -> _Event: ...


class EventParser(Protocol):
    """What both of PyYAML's parsers do."""

    def get_event(self) -> object:
        """Gives the next event."""


class PureParser(Reader, Scanner, Parser):
    """PyYAML's parser in Python, down to events: the same answers, many times slower."""

    def __init__(self, text: str) -> None:
        Reader.__init__(self, text)
        Scanner.__init__(self)
        Parser.__init__(self)


class _Counted:
    """Bytes as a stream that tells how far it was read."""

    def __init__(self, data: bytes, advance: Callable[[int], None]) -> None:
        self._stream = io.BytesIO(data)
        self._advance = advance

    def read(self, size: int = -1, /) -> bytes:
        """Gives the next bytes; libyaml asks for some thousands at a time."""
        piece = self._stream.read(size)
        self._advance(len(piece))
        return piece


def open_parser(source: Source) -> EventParser:
    """Gives libyaml's parser, or Python's where PyYAML was built without libyaml."""
    if CParser is None:
        return PureParser(source.text)
    return CParser(_Counted(source.data, source.advance) if source.advance else source.data)


def read_events(parser: EventParser, reading: Reading) -> Value:  # noqa: C901, PLR0912, PLR0915
    """Gives the value of the file's first document; None when nothing is written in it.

    One function by intent: a call for each scalar would cost a third of the speed.

    Raises:
        yaml.YAMLError: the text is not YAML.
        RefusedError: reading cannot go on for another reason.
    """
    get_event = cast("_Events", parser).get_event
    marks, rare = reading.marks, reading.rare
    shared: dict[str, str] = {}
    share = shared.setdefault
    top: list[Value] = []
    frames: list[tuple[Any, list[Mark], str | None, bool]] = []
    into: Any = top  # a mapping if keyed, else a list
    keyed = False
    run: list[Mark] = []  # the marks of `into`
    key: str | None = None  # the key whose value comes next
    key_mark = flow_mark = flow_depth = 0
    while True:
        event = get_event()
        kind: object = event.__class__
        if kind is ScalarEvent:
            place = event.start_mark
            mark = place.line << 32 | place.column
            text = event.value
            if text and event.tag is None and event.anchor is None:
                value: Value = share(text, text)
            else:
                value = reading.scalar(event, mark)
        elif kind is MappingEndEvent or kind is SequenceEndEvent:
            if flow_depth == len(frames):
                flow_depth = 0
                place = event.end_mark
                if place.line != flow_mark >> 32:
                    marks.flow_regions.append((flow_mark, place.line << 32 | place.column))
            if rare and id(into) in rare:
                reading.end(into, run)
            marks.close(into, run)
            into, run, key, keyed = frames.pop()
            continue
        elif kind is StreamEndEvent:
            break
        elif kind is StreamStartEvent or kind is DocumentEndEvent:
            continue
        else:
            place = event.start_mark
            mark = place.line << 32 | place.column
            if kind is DocumentStartEvent:
                if top:
                    reading.second_document(mark)
                    break
                continue
            if kind is AliasEvent:
                value = reading.alias(
                    cast("str", event.anchor), mark, [*(frame[0] for frame in frames), into]
                )
            else:
                value = {} if kind is MappingStartEvent else []
                if event.tag is not None or event.anchor is not None:
                    reading.begin(event.anchor, event.tag, value, mark)

        if not keyed:
            into.append(value)
            run.append(mark)
        elif key is None:
            key_mark = mark
            if value.__class__ is str and value != "<<":
                key = value
            else:
                key = reading.key(event, value, mark, into)
        elif key not in into:
            into[key] = value
            run += key_mark, mark
            key = None
        else:
            reading.duplicate(into, run, key, key_mark)
            marks.kept.append(value)
            key = None

        if kind is MappingStartEvent or kind is SequenceStartEvent:
            if event.flow_style and not flow_depth:
                flow_depth, flow_mark = len(frames) + 1, mark
            frames.append((into, run, key, keyed))
            if len(frames) > DEEPEST:
                raise reading.too_deep(mark)
            into, run, key, keyed = value, [mark], None, kind is MappingStartEvent
    root = top[0] if top else None
    return None if root is UNKNOWN else root
