"""Whatever is written as YAML or JSON is read back, by both parsers, each key at its place."""

import json
import re
from collections.abc import Callable, Iterator

import pytest
import yaml
from hypothesis import assume, given
from hypothesis import strategies as st

from tableau_perm_cli.declaration.text import reader, yaml_events
from tableau_perm_cli.declaration.text.document import Document, Value
from tableau_perm_cli.declaration.text.source import Source
from tableau_perm_cli.declaration.text.yaml_events import EventParser, PureParser, open_parser

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
VALUES = st.recursive(
    TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=12,
)
MAPPINGS = st.dictionaries(TEXT, VALUES, max_size=5)
PIECES = st.sampled_from(
    [
        *"ab:?-[]{},&!|>'\"\\#%@`~é😀 \n\u2028\x85\x00",
        "&a",
        "*a",
        "<<",
        "<<: ",
        "!!str",
        "!x",
        "---",
        "...",
        "  ",
        "\n  ",
        ": ",
        "- ",
        "\r\n",
        '{"a": 1}',
        "a: 1\n",
    ]
)
WRITERS: dict[str, Callable[[Value], str]] = {
    "yaml": lambda value: yaml.safe_dump(value, allow_unicode=True),
    "yaml, quoted": lambda value: yaml.safe_dump(value, default_style='"'),
    "yaml, in brackets": lambda value: yaml.safe_dump(value, default_flow_style=True, width=40),
    "json": json.dumps,
    "json, indented": lambda value: json.dumps(value, indent=2, ensure_ascii=False),
}


def _pure(source: Source) -> EventParser:
    return PureParser(source.text)


@pytest.fixture(params=[open_parser, _pure], ids=["libyaml", "python"], scope="module")
def _each_parser(request: pytest.FixtureRequest) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reader, "open_parser", request.param)
        yield


@pytest.mark.parametrize("writer", WRITERS)
@pytest.mark.usefixtures("_each_parser")
@given(MAPPINGS)
def test_what_was_written_is_read_back(writer: str, value: dict[str, Value]) -> None:
    text = WRITERS[writer](value)
    # PyYAML writes line ends that only YAML knows so that it does not read them back itself.
    assume(writer.startswith("json") or not re.search("[\x85\u2028\u2029\ufeff]", text))

    document, problems = reader.read_document("f", text.encode())

    assert problems == []
    assert document is not None
    assert document.root == value
    for key, place, length in _keys(document, document.root):
        shown = document.lines[place[0] - 1][place[1] - 1 :][:length]
        assert len(shown) == length or not shown
        if writer.startswith("json"):
            assert json.loads(shown) == key
        elif not shown.startswith(('"', "'", "?")):
            assert shown == key


def _keys(document: Document, value: Value) -> Iterator[tuple[str, tuple[int, int], int]]:
    if isinstance(value, dict):
        for key, mark, child, _ in document.entries(value):
            place = document.position(mark)
            yield key, (place.line, place.column), document.token_length(mark)
            yield from _keys(document, child)
    elif isinstance(value, list):
        for child, _ in document.elements(value):
            yield from _keys(document, child)


def _everything(text: str, parser: Callable[[Source], EventParser]) -> object:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reader, "open_parser", parser)
        document, problems = reader.read_document("f", text.encode())
    assert document is not None or problems
    if document is None:
        return None
    return document.root, list(_keys(document, document.root)), problems


def test_without_libyaml_the_parser_in_python_reads(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(yaml_events, "CParser", None)

    assert isinstance(open_parser(Source("f", b"a: b")), PureParser)
    document, problems = reader.read_document("f", "\ufeffé: [x, 'y']".encode())
    assert problems == []
    assert document is not None
    assert document.root == {"é": ["x", "y"]}


@given(st.lists(PIECES, max_size=20).map("".join))
def test_both_parsers_read_the_same_from_anything(text: str) -> None:
    assert _everything(text, open_parser) == _everything(text, _pure)


@pytest.mark.parametrize(
    "text",
    [
        "a:\n\tb: 1\n",
        'a: 1\nb: "x\nc: 1',
        "a: [1, 2\nb: 3\n",
        "a: {b: 1\n",
        "a: b: c\n",
        "a: 1\nb\nc: 2\n",
        "  a: 1\n b: 2\n",
        "a:\n  - b\n  c: 1\n",
        "a: 'v' x\n",
        ": 1\n- a",
        "a: - b\n",
        "a: [b, - c]\n",
        "a: @x",
        "a: *\n",
        "a: &\n",
        "{a: 1} x",
        "a: |x\n foo\n",
        "a: \x07",
        "a: 1\n---\nb: 2\n",
        "[" * 200,
    ],
)
def test_both_parsers_say_the_same_of_what_is_wrong(
    text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, fast = reader.read_document("f", text.encode())
    monkeypatch.setattr(reader, "open_parser", _pure)

    assert reader.read_document("f", text.encode())[1] == fast


@given(st.binary(max_size=40))
def test_any_bytes_give_a_document_or_an_error(data: bytes) -> None:
    document, problems = reader.read_document("f", data)

    assert document is not None or problems
    for problem in problems:
        assert problem.position is not None
        assert problem.position.line >= 1
        assert problem.position.column >= 1
