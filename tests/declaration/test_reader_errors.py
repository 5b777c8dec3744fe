"""Whatever is wrong with a file's text is said once, at its place, in an administrator's words."""

import pytest

from tableau_perm_cli.declaration.text.reader import read_document
from tableau_perm_cli.diagnostics import Severity


def problems(data: str | bytes) -> list[str]:
    encoded = data.encode() if isinstance(data, str) else data
    document, found = read_document("f", encoded)
    assert document is not None or found
    assert all(problem.severity is Severity.ERROR for problem in found)
    return [f"{problem.position}: {problem.message}" for problem in found]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a:\n\tb: 1\n", "f:2:1: a tab cannot indent YAML"),
        ('a: 1\nb: "x\nc: 1', "f:2:4: a quote is not closed"),
        ("a: 'x", "f:1:4: a quote is not closed"),
        ("a: [1, 2\nb: 3\n", "f:2:2: a list in brackets is not closed"),
        ("a: [1, 2", "f:1:9: a list in brackets is not closed"),
        ("a: {b: 1\n", "f:2:1: a mapping in braces is not closed"),
        ("a: {b: 1]", "f:1:9: a mapping in braces is not closed"),
        ("a: b: c\n", "f:1:5: a `:` is not expected here"),
        ("a: 1\n  b: 2\n", "f:2:4: a `:` is not expected here"),
        ("a: 1\nb\nc: 2\n", "f:2:1: a key without a `:`"),
        ("  a: 1\n b: 2\n", "f:2:2: this line does not fit the lines above it"),
        ("a:\n  - b\n  c: 1\n", "f:3:3: this line does not fit the list above it"),
        ("a: 'v' x\n", "f:1:8: text after the end of a value"),
        (": 1", "f:1:1: a key is missing"),
        ("a: 1\n: 2", "f:2:1: a key is missing"),
        ("{: 1}", "f:1:2: a key is missing"),
        ("a: - b\n", "f:1:4: a list element is not expected here"),
        ("a: [b, - c]\n", "f:1:8: a value is missing"),
        ("a: @x", "f:1:4: text cannot begin with `@`"),
        ("a: `x", "f:1:4: text cannot begin with ```"),
        ("a: %x", "f:1:4: text cannot begin with `%`"),
        ('a: "\\q"', "f:1:5: an escape in double quotes is not known"),
        ('a: "\\xZZ"', "f:1:7: an escape in double quotes is not known"),
        ("a: |x\n foo\n", "f:1:5: the line of `|` or `>` holds something else"),
        ("a: *\n", "f:1:5: an alias without a name"),
        ("a: &\n", "f:1:5: an anchor without a name"),
        ("a: !<foo x\n", "f:1:9: a tag that cannot be read"),
        ("a: !x!y z\n", "f:1:4: a tag that cannot be read"),
        ("{a: 1} x", "f:1:8: the file goes on after its end"),
    ],
)
def test_text_that_is_not_yaml_is_one_error(text: str, said: str) -> None:
    assert problems(text) == [said]
    assert read_document("f", text.encode())[0] is None


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "f:1:1: the file is empty"),
        ("\n# only a comment\n", "f:1:1: the file is empty"),
        ("---\n", "f:1:1: the file is empty"),
        ("null: null", None),
        ("# x\n- a", "f:2:1: the file holds a list where a mapping is needed"),
        ("[1]", "f:1:1: the file holds a list where a mapping is needed"),
        ("---\n text", "f:2:2: the file holds text where a mapping is needed"),
        ("~", "f:1:1: the file holds text where a mapping is needed"),
        ("*x", "f:1:1: unknown alias `*x`"),
    ],
)
def test_a_file_holds_one_mapping(text: str, said: str | None) -> None:
    assert problems(text) == ([said] if said else [])


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"a: 1\nb: \xff", "f:2:4: byte 0xff is not valid UTF-8"),
        ("a: é\nb: é".encode("latin-1"), "f:1:4: byte 0xe9 is not valid UTF-8"),
        (b"a: \xc3\xa9 \xc3", "f:1:6: byte 0xc3 is not valid UTF-8"),
        (b"a: \xed\xa0\x80", "f:1:4: byte 0xed is not valid UTF-8"),
        (b"\xff\xfea\x00:\x00 \x00\x00\xd8", "f:1:4: byte 0x00 is not valid UTF-16-LE"),
        (b"a: 1\r\nb: \x00", "f:2:4: character U+0000 is not allowed in a YAML file"),
        (b"a: \x1b[31m", "f:1:4: character U+001B is not allowed in a YAML file"),
        ("é: \ufffe", "f:1:4: character U+FFFE is not allowed in a YAML file"),
        ("a: [\n\x07", "f:2:1: character U+0007 is not allowed in a YAML file"),
    ],
)
def test_what_is_no_text_is_one_error_at_its_character(data: str | bytes, said: str) -> None:
    assert problems(data) == [said]


def test_every_duplicate_key_names_the_first_and_the_first_value_stays() -> None:
    document, found = read_document("f", b'a: 1\nb: {c: 1, c: 2}\na: {d: 1, d: 2}\n"a": 3\n')

    assert [
        (str(problem.position), problem.message, str(problem.related[0].position))
        for problem in found
    ] == [
        ("f:2:11", "duplicate key `c`", "f:2:5"),
        ("f:3:1", "duplicate key `a`", "f:1:1"),
        ("f:3:11", "duplicate key `d`", "f:3:5"),
        ("f:4:1", "duplicate key `a`", "f:1:1"),
    ]
    assert found[0].length == 1
    assert found[3].length == 3
    assert document is not None
    assert document.root == {"a": "1", "b": {"c": "1"}}


def test_a_duplicate_after_a_duplicate_finds_its_own_first() -> None:
    _, found = read_document("f", b"a: 1\na: 1\nb: 1\nb: 1\na: 1\n")

    assert [str(problem.related[0].position) for problem in found] == ["f:1:1", "f:3:1", "f:1:1"]


def test_a_file_written_twice_over_has_an_error_for_each_key() -> None:
    lines = "".join(f"user_{number}: Viewer\n" for number in range(20_000))

    assert len(problems(lines * 2)) == 20_000


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("? [a]\n: 1\nb: {c: 1, c: 2}", ["f:1:3: a list cannot be a key", "f:3:11: dup"]),
        ("{{a: 1}: 2, b: 3}", ["f:1:2: a mapping cannot be a key"]),
        ("a: &x [b]\n*x : 1", ["f:2:1: a list cannot be a key"]),
        ("b: 2\n? \n: 1", ["f:2:2: a key is missing"]),
        ("<<: 1", ["f:1:5: `<<` can merge mappings only"]),
        ("<<:", ["f:1:4: `<<` can merge mappings only"]),
        ("a: &x {b: 1}\nc: {<<: [*x, d]}", ["f:2:9: `<<` can merge mappings only"]),
        ("<<: {a: 1}\n<<: {b: 1}", ["f:2:1: duplicate key `<<`"]),
        ("a: !!int 3", ["f:1:4: the tag `!!int` has no meaning in a declaration"]),
        ("a: &x !foo b", ["f:1:7: the tag `!foo` has no meaning in a declaration"]),
        ("a: !!binary aGk=", ["f:1:4: the tag `!!binary` has no meaning in a declaration"]),
        ("a: !!map x", ["f:1:4: the tag `!!map` has no meaning in a declaration"]),
        (
            "!!python/object:os.system {a: 1}",
            ["f:1:1: the tag `!!python/object:os.system` has no meaning in a declaration"],
        ),
        ("a: 1\n---\nb: [", ["f:2:1: a second YAML document begins here"]),
        ("a: *x", ["f:1:4: unknown alias `*x`"]),
        ("a: [*x, b, *y]\n*z : 1", ["f:1:5: unk", "f:1:12: unk", "f:2:1: unknown alias `*z`"]),
    ],
)
def test_what_yaml_allows_and_a_declaration_does_not_is_reported(
    text: str, said: list[str]
) -> None:
    found = problems(text)

    assert [full[: len(short)] for full, short in zip(found, said, strict=True)] == said


def test_what_could_be_read_is_there_beside_the_errors() -> None:
    document, found = read_document("f", b"? [a]\n: 1\nb: [*x, c]\nd: *x\ne: !t {f: g}")

    assert len(found) == 4
    assert document is not None
    assert document.root == {"b": ["c"], "e": {"f": "g"}}
    assert [str(document.position(entry[1])) for entry in document.entries(document.root)] == [
        "f:3:1",
        "f:5:1",
    ]
    listed = document.root["b"]
    assert isinstance(listed, list)
    assert [str(document.position(mark)) for _, mark in document.elements(listed)] == ["f:3:9"]


def test_an_unknown_alias_comes_with_a_suggestion() -> None:
    _, found = read_document("f", b"a: &defaults {}\nb: *default\n")

    assert found[0].help == "did you mean `defaults`?"
    assert found[0].length == len("*default")


@pytest.mark.parametrize("text", ["a: &x [*x]", "a: &x {b: {c: *x}}", "&x a: &x {<<: *x}"])
def test_a_value_cannot_contain_itself(text: str) -> None:
    (said,) = problems(text)

    assert said.endswith("`*x` stands inside the value that it repeats")


def test_aliases_to_aliases_are_refused_before_they_fill_the_memory() -> None:
    levels = ["l0: &l0 [x, x, x, x, x, x, x, x, x, x]"]
    levels += [
        f"l{level}: &l{level} [{', '.join([f'*l{level - 1}'] * 10)}]" for level in range(1, 30)
    ]

    (said,) = problems("\n".join(levels))

    assert said.endswith("the aliases expand to too many values, the last is `*l4`")


def test_a_list_of_rules_may_be_used_by_a_hundred_thousand_items() -> None:
    items = "".join(f"  Workbook {number}: {{permissions: *p}}\n" for number in range(100_000))

    assert problems(f"p: &p {{groups: {{A: view, B: explore}}}}\nitems:\n{items}") == []


@pytest.mark.parametrize(
    "text",
    ["[" * 100_000, "{a: " * 100_000, '{"a":' * 100_000, "- " * 100_000, "? " * 100_000],
)
def test_a_hundred_levels_are_enough(text: str) -> None:
    (said,) = problems(text)

    assert said.endswith("nested more than 100 levels deep")


def test_a_hundred_levels_are_read() -> None:
    assert problems('{"a":' * 99 + "{}" + "}" * 99) == []
    assert problems("{a: " * 99 + "{}" + "}" * 99) == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('{"a": "\\ud83d\\ude00"', "f:1:21: neither valid JSON nor valid YAML"),
        ('{"a": "\\ud83d\\ude00"]', "f:1:21: neither valid JSON nor valid YAML"),
        ('{\n "a": "\\ud83d"\n}', "f:2:7: neither valid JSON nor valid YAML"),
        ('{"a": 1\n "b": 2}', "f:2:2: neither valid JSON nor valid YAML"),
        ('{"a": 1} {"b": 2}', "f:1:10: neither valid JSON nor valid YAML"),
        ('{"a": 1, "a": 2}', "f:1:10: duplicate key `a`"),
        ("{a: 1", "f:1:6: a mapping in braces is not closed"),
    ],
)
def test_broken_json_is_positioned(text: str, said: str) -> None:
    assert problems(text) == [said]


def test_a_syntax_error_shows_where_the_broken_thing_begins() -> None:
    _, found = read_document("f", b"a: [1,\n  2\nb: 3\n")

    assert [(str(place.position), place.label) for place in found[0].related] == [
        ("f:1:4", "the list begins here")
    ]


def test_messages_are_worded_alike() -> None:
    texts = ["a: [", "a: 1\na: 2", "", "a: *x", "a: !x y", "a: @", "? [a]\n: b"]
    for text in texts:
        for problem in read_document("f", text.encode())[1]:
            for words in (problem.message, problem.label, problem.help):
                assert words is None or (words[0].islower() or words[0] == "`")
                assert words is None or not words.endswith(".")
