"""Reads one YAML or JSON file into plain values, with every error that is in its text."""

from collections.abc import Callable
from typing import Final

from yaml.error import YAMLError

from tableau_perm_cli.declaration.text.document import Document, Mark, Value
from tableau_perm_cli.declaration.text.garbage import no_garbage_collection
from tableau_perm_cli.declaration.text.json_text import NotJSONError, looks_like_json, read_json
from tableau_perm_cli.declaration.text.reading import Reading
from tableau_perm_cli.declaration.text.refusal import RefusedError
from tableau_perm_cli.declaration.text.source import Source, decode
from tableau_perm_cli.declaration.text.yaml_events import open_parser, read_events
from tableau_perm_cli.declaration.text.yaml_problems import worded
from tableau_perm_cli.diagnostics import Diagnostic, Position

__all__ = ["Document", "Mark", "Value", "read_document"]

_JSON_BEGINS: Final = (b"{", b"[")
_BLANKS: Final = b" \t\r\n"


def read_document(
    name: str, data: bytes, advance: Callable[[int], None] | None = None
) -> tuple[Document | None, list[Diagnostic]]:
    """Reads one file.

    Args:
        name: the file's name as the user gave it; `-` stands for standard input.
        data: all its bytes, in UTF-8, or as their byte order mark says.
        advance: is told of every few more bytes that were read.

    Returns:
        The document and what is wrong with it, in the order of the text. The document is there
        as far as it could be read, so that its other errors can be found in the same run: it is
        None when the text is not YAML, or has no mapping at the top.
    """
    source, problem = decode(name, data)
    if problem is not None:
        return None, [problem]
    source.advance = advance
    with no_garbage_collection():
        reading, root = _read(source)
    problems = sorted(reading.problems, key=lambda diagnostic: diagnostic.sort_key)
    if not isinstance(root, dict):
        if not problems:
            problems.append(_no_mapping(source, root))
        return None, problems
    return Document(source, root, reading.marks), problems


def _read(source: Source) -> tuple[Reading, Value]:
    not_json: Diagnostic | None = None
    if source.data[:1000].lstrip(_BLANKS).startswith(_JSON_BEGINS):
        reading = Reading(source)
        source.is_json = True
        try:
            root = read_json(source.text, reading)
        except RefusedError as error:
            reading.problems = [error.diagnostic]
            return reading, None
        except NotJSONError as error:
            if looks_like_json(source.text):
                not_json = _not_json(source, error)
        else:
            reading.marks.flow_regions.append((-1, 1 << 64))
            return reading, root
        source.is_json = False
    reading = Reading(source)
    try:
        return reading, read_events(open_parser(source), reading)
    except RefusedError as error:
        reading.problems = [error.diagnostic]
    except YAMLError as error:
        bad = source.bad_character()
        if bad is not None:  # the parsers notice it at different times
            reading.problems = [bad]
        else:
            reading.problems.append(not_json or worded(error, source))
    return reading, None


def _not_json(source: Source, error: NotJSONError) -> Diagnostic:
    return source.error(
        "neither valid JSON nor valid YAML", source.position_at(error.offset), label=error.expected
    )


def _no_mapping(source: Source, root: Value) -> Diagnostic:
    if root is None:
        return source.error(
            "the file is empty",
            Position(source.name, 1, 1),
            label="expected a declaration",
            advice="begin with `version: 1`",
        )
    found = "a list" if isinstance(root, list) else "text"
    return source.error(
        f"the file holds {found} where a mapping is needed",
        _first_written(source),
        label="expected `key: value`",
        advice="begin with `version: 1`",
    )


def _first_written(source: Source) -> Position:
    for number, line in enumerate(source.lines, 1):
        text = line.lstrip()
        if text and not text.startswith(("#", "---", "%")):
            return Position(source.name, number, len(line) - len(text) + 1)
    return Position(source.name, 1, 1)
