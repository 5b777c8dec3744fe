"""Every key and value has the place where it is written, and its written length."""

import pytest

from tableau_perm_cli.declaration.text.document import Document, Value
from tableau_perm_cli.declaration.text.reader import read_document
from tableau_perm_cli.declaration.text.token_length import token_length

Mapping = dict[str, Value]


def read(text: str, name: str = "f") -> Document:
    document, problems = read_document(name, text.encode())
    assert problems == []
    assert document is not None
    return document


def written(document: Document, mark: int) -> str:
    place = document.position(mark)
    start = place.column - 1
    return document.lines[place.line - 1][start : start + document.token_length(mark)]


def mapping(document: Document, *path: str) -> Mapping:
    value = document.root
    for key in path:
        assert isinstance(value, dict)
        value = value[key]
    assert isinstance(value, dict)
    return value


YAML = """\
# é
'sites':
  Tränîng 😀: {users: [ada, "b c", {x: y}], flows: }
  "Two": &two
    groups:
    - A
    - 'it''s'
  Three: *two
  Four: {<<: *two, own: 1}
"""


def test_keys_and_values_are_where_they_are_written() -> None:
    document = read(YAML)

    found = [
        (key, str(document.position(key_mark)), str(document.position(value_mark)))
        for key, key_mark, _, value_mark in document.entries(mapping(document, "sites"))
    ]

    assert found == [
        ("Tränîng 😀", "f:3:3", "f:3:14"),
        ("Two", "f:4:3", "f:4:10"),
        ("Three", "f:8:3", "f:8:10"),
        ("Four", "f:9:3", "f:9:9"),
    ]


def test_the_written_token_stands_at_its_mark() -> None:
    document = read(YAML)
    sites = mapping(document, "sites")
    users = mapping(document, "sites", "Tränîng 😀")["users"]
    groups = mapping(document, "sites", "Two")["groups"]
    assert isinstance(users, list)
    assert isinstance(groups, list)

    assert [written(document, mark) for _, mark in document.elements(users)] == [
        "ada",
        '"b c"',
        "{x: y}",
    ]
    assert [written(document, mark) for _, mark in document.elements(groups)] == ["A", "'it''s'"]
    assert written(document, document.key_mark(mapping(document), "sites")) == "'sites'"
    assert written(document, document.value_mark(sites, "Three")) == "*two"
    assert written(document, document.mark(users)) == '[ada, "b c", {x: y}]'


def test_what_a_merge_brought_comes_last_with_the_marks_of_its_own_place() -> None:
    document = read(YAML)

    found = [
        (key, str(document.position(key_mark)))
        for key, key_mark, _, _ in document.entries(mapping(document, "sites", "Four"))
    ]

    assert found == [("own", "f:9:20"), ("groups", "f:5:5")]


def test_inside_an_alias_the_places_are_those_of_the_anchor() -> None:
    document = read(YAML)
    aliased = mapping(document, "sites", "Three")

    assert str(document.position(document.mark(aliased))) == "f:4:10"
    assert str(document.position(document.key_mark(aliased, "groups"))) == "f:5:5"


def test_single_look_ups_agree_with_iteration() -> None:
    document = read(YAML)
    users = mapping(document, "sites", "Tränîng 😀")["users"]
    assert isinstance(users, list)

    for key, key_mark, _, value_mark in document.entries(mapping(document, "sites")):
        assert document.key_mark(mapping(document, "sites"), key) == key_mark
        assert document.value_mark(mapping(document, "sites"), key) == value_mark
    for index, (_, mark) in enumerate(document.elements(users)):
        assert document.value_mark(users, index) == mark


def test_what_is_not_there_has_no_place() -> None:
    document = read("a: [b]")
    root = mapping(document)
    listed = root["a"]
    assert isinstance(listed, list)

    with pytest.raises(KeyError):
        document.key_mark(root, "z")
    with pytest.raises(KeyError):
        document.value_mark(root, "z")
    with pytest.raises(IndexError):
        document.value_mark(listed, 1)
    with pytest.raises(LookupError):
        document.mark({})


@pytest.mark.parametrize(("name", "shown"), [("-", "<stdin>"), ("dir/a.yaml", "dir/a.yaml")])
def test_the_file_is_named_as_the_user_named_it(name: str, shown: str) -> None:
    document = read("a: b", name)

    assert document.name == shown
    assert document.position(document.mark(document.root)).file == shown


@pytest.mark.parametrize(
    "text",
    ["a: 1\r\nb: 2\r\n", "a: 1\rb: 2\r", "a: 1\nb: 2", '{"a": 1,\r\n"b": 2}', '{"a": 1,\r"b": 2}'],
)
def test_lines_end_as_an_editor_sees_it(text: str) -> None:
    document = read(text)
    root = mapping(document)

    assert str(document.position(document.key_mark(root, "b"))) == "f:2:1"
    assert written(document, document.value_mark(root, "b")) == "2"


@pytest.mark.parametrize("end", ["\x85", "\u2028", "\u2029"])
def test_line_ends_that_only_yaml_knows_do_not_move_the_lines(end: str) -> None:
    document = read(f"a: 1{end}b: 2\nc: 3\n")
    root = mapping(document)

    assert [str(document.position(mark)) for _, mark, _, _ in document.entries(root)] == [
        "f:1:1",
        "f:1:6",
        "f:2:1",
    ]
    assert written(document, document.value_mark(root, "b")) == "2"


def test_brackets_over_several_lines_end_plain_texts_at_commas() -> None:
    document = read("a: [b, c d,\n  e, f\n  g]\nh, i: j, k\n")
    listed = mapping(document)["a"]
    assert isinstance(listed, list)

    assert [written(document, mark) for _, mark in document.elements(listed)] == [
        "b",
        "c d",
        "e",
        "f",
    ]
    assert written(document, document.key_mark(mapping(document), "h, i")) == "h, i"
    assert written(document, document.value_mark(mapping(document), "h, i")) == "j, k"


@pytest.mark.parametrize(
    ("line", "token"),
    [
        ("a: ^b c # d", "b c"),
        ("^a b: c", "a b"),
        ("^a:b:c: d", "a:b:c"),
        ("a: ^b, [c]", "b, [c]"),
        ("a: [^b c, d]", "b c"),
        ("a: {^b c: d}", "b c"),
        ("a: {b: ^c#d }", "c#d"),
        ("- ^b, c", "b, c"),
        ("- - ^b", "b"),
        ("a[b: ^c, d", "c, d"),
        ("'a[': ^c, d", "c, d"),
        ('a: ^"b\\" c" # d', '"b\\" c"'),
        ("a: ^'b''c'", "'b''c'"),
        ('a: ^"open', '"open'),
        ("a: ^[b, ']', {c: d}] # e", "[b, ']', {c: d}]"),
        ("a: ^{b:", "{"),
        ("a: ^*name ", "*name"),
        ("a: ^&x", "&x"),
        ("a: ^&x !!str text", "&x !!str text"),
        ("a: ^|2- # c", "|2-"),
        ("a: ^", ""),
        ("a: ^# c", ""),
    ],
)
def test_a_token_ends_where_yaml_ends_it(line: str, token: str) -> None:
    column = line.index("^")

    assert token_length(line.replace("^", ""), column, flow=False) == max(len(token), 1)


def test_in_a_line_of_any_length_a_token_ends_where_it_ends() -> None:
    document = read('{"a": "' + "x" * 10_000 + '", "b": [1, 2]}')

    assert written(document, document.value_mark(mapping(document), "b")) == "[1, 2]"
