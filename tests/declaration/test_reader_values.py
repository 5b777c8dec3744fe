"""The reader gives dicts, lists and the very text that is written, from YAML and from JSON."""

import gc
import json

import pytest

from tableau_perm_cli.declaration.text.document import Document, Value
from tableau_perm_cli.declaration.text.reader import read_document


def read(text: str | bytes) -> Document:
    data = text.encode() if isinstance(text, str) else text
    document, problems = read_document("site.yaml", data)
    assert problems == []
    assert document is not None
    return document


@pytest.mark.parametrize(
    "text",
    ["No", "yes", "0123", "1_000", "2024-01-01", "~", "null", "true", "1", "1.50", "0x1F", ".inf"],
)
def test_a_plain_scalar_is_the_text_that_is_written(text: str) -> None:
    assert read(f"{text}: {text}\n").root == {text: text}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("a:", {"a": None}),
        ("a: # nothing", {"a": None}),
        ("a:\nb: 1", {"a": None, "b": "1"}),
        ("a: ''", {"a": ""}),
        ('a: ""', {"a": ""}),
        ("a: !!str", {"a": ""}),
        ("{a, b: }", {"a": None, "b": None}),
        ("a: [x, , y]", None),
        ("a:\n- \n- x", {"a": [None, "x"]}),
        ("a: {}\nb: []", {"a": {}, "b": []}),
    ],
)
def test_nothing_written_is_none_and_an_empty_text_in_quotes_is_text(
    text: str, value: Value
) -> None:
    document, _ = read_document("site.yaml", text.encode())

    assert (document.root if document else None) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("a: b\nc: [d, {e: f}]", {"a": "b", "c": ["d", {"e": "f"}]}),
        ("a: |\n  x\n  y\n", {"a": "x\ny\n"}),
        ("a: >-\n  x\n  y\n", {"a": "x y"}),
        ("a: x\n  y", {"a": "x y"}),
        ("? a\n: b", {"a": "b"}),
        ("'a: b': 'it''s'", {"a: b": "it's"}),
        (r'a: "\x41\u00e9\U0001f600\n\/"', {"a": "Aé😀\n/"}),
        ("! a: ! b\n!!str c: !!seq [d]\n!!str e: !!map {}", {"a": "b", "c": ["d"], "e": {}}),
        ("%YAML 1.1\n---\na: b\n...\n", {"a": "b"}),
        ("a: b\r\nc: d\re: f\r\n", {"a": "b", "c": "d", "e": "f"}),
        ("a: DOMAIN\\user", {"a": "DOMAIN\\user"}),
    ],
)
def test_yaml_is_read_as_written(text: str, value: Value) -> None:
    assert read(text).root == value


@pytest.mark.parametrize(
    ("encoding", "mark"),
    [
        ("utf-8", b""),
        ("utf-8", b"\xef\xbb\xbf"),
        ("utf-16-le", b"\xff\xfe"),
        ("utf-16-be", b"\xfe\xff"),
        ("utf-32-le", b"\xff\xfe\x00\x00"),
        ("utf-32-be", b"\x00\x00\xfe\xff"),
    ],
)
def test_the_byte_order_mark_says_the_encoding_and_is_no_part_of_the_text(
    encoding: str, mark: bytes
) -> None:
    document = read(mark + "é😀: x\nb: y".encode(encoding))

    assert document.root == {"é😀": "x", "b": "y"}
    assert [str(document.position(entry[3])) for entry in document.entries(document.root)] == [
        "site.yaml:1:5",
        "site.yaml:2:4",
    ]


def test_an_alias_is_the_object_of_its_anchor() -> None:
    root = read("a: &x {p: [q]}\nb: *x\nc: [*x]\nd: &y text\n*y : *y\n").root

    assert isinstance(root, dict)
    assert root["b"] is root["a"]
    assert root["c"] == [root["a"]]
    assert root["text"] == "text"


@pytest.mark.parametrize(
    ("text", "merged"),
    [
        ("{<<: *a, z: 1}", {"z": "1", "p": "a", "q": "a"}),
        ("{p: own, <<: *a}", {"p": "own", "q": "a"}),
        ("{<<: *a, p: own}", {"p": "own", "q": "a"}),
        ("{<<: [*b, *a]}", {"p": "b", "r": "b", "q": "a"}),
        ("{<<: {s: 1}}", {"s": "1"}),
        ("{<<: []}", {}),
        ('{"<<": text}', {"<<": "text"}),
    ],
)
def test_a_merge_key_adds_what_the_mapping_does_not_have(
    text: str, merged: dict[str, Value]
) -> None:
    root = read(f"a: &a {{p: a, q: a}}\nb: &b {{p: b, r: b}}\nc: {text}\n").root

    assert isinstance(root, dict)
    assert root["c"] == merged


def test_a_merge_of_a_merge_brings_everything() -> None:
    root = read("a: &a {p: 1}\nb: &b {<<: *a, q: 2}\nc:\n  <<: *b\n  r: 3\n").root

    assert isinstance(root, dict)
    assert root["c"] == {"r": "3", "q": "2", "p": "1"}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        (r'{"a": "\ud83d\ude00 \/ \u00e9 \" \\ \b\f\n\r\t"}', {"a": '😀 / é " \\ \b\f\n\r\t'}),
        ('{"a": [1, -0.5, 1e+3, true, false, null]}', None),
        ('{\t"a"\t:\t{}\t,\r\n"b":[]}\n\n', {"a": {}, "b": []}),
        ('{"a:b": "- x", "#": "\x7f"}', {"a:b": "- x", "#": "\x7f"}),
        ("{}", {}),
        ('\n\n {"' + "k" * 2000 + '": ""}', {"k" * 2000: ""}),
    ],
)
def test_json_is_read_with_its_own_rules(text: str, value: Value) -> None:
    expected = value or {"a": ["1", "-0.5", "1e+3", "true", "false", None]}

    assert read(text).root == (value if value == {} else expected)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("{a: 1}", {"a": "1"}),
        ('{"a": 1,}', {"a": "1"}),
        ('{"a": yes}', {"a": "yes"}),
        ("{'a': [b c, d]}", {"a": ["b c", "d"]}),
        ('{"a": 1} # comment', {"a": "1"}),
        ('{"a": 1 # comment\n}', {"a": "1"}),
        ('{"a": 01, "b": 1.2.3, "c": nullable}', {"a": "01", "b": "1.2.3", "c": "nullable"}),
    ],
)
def test_yaml_that_begins_like_json_is_yaml(text: str, value: Value) -> None:
    assert read(text).root == value


def test_a_megabyte_of_one_scalar_is_read() -> None:
    text = "x" * 1_000_000

    assert read(f"a: {text}\nb: '{text}'").root == {"a": text, "b": text}
    assert read(json.dumps({"a": text})).root == {"a": text}


def test_equal_texts_are_one_object() -> None:
    root = read("a: [publish, publish]\n").root

    assert isinstance(root, dict)
    assert isinstance(root["a"], list)
    assert root["a"][0] is root["a"][1]


@pytest.mark.parametrize("text", ["a: b", "a: [", '{"a": 1}'])
@pytest.mark.parametrize("enabled", [True, False])
def test_garbage_collection_is_left_as_it_was(text: str, *, enabled: bool) -> None:
    was_enabled = gc.isenabled()
    try:
        (gc.enable if enabled else gc.disable)()
        read_document("site.yaml", text.encode())
        assert gc.isenabled() is enabled
    finally:
        (gc.enable if was_enabled else gc.disable)()
