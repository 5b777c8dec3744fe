"""Comments are found exactly: none in a text that a parser keeps, none missed."""

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from support.running import SAMPLES

from tableau_perm_cli.declaration.text import yaml_events
from tableau_perm_cli.declaration.text.comments import Comment, comments_of
from tableau_perm_cli.declaration.text.source import Source, decode

CASES = {
    "on a line of its own": ("# one\na: b\n", ["1:1 # one alone"]),
    "behind a value": ("a: b # one\n", ["1:6 # one"]),
    "indented": ("a:\n  # one\n  b: c\n", ["2:3 # one alone"]),
    "without a blank before it no comment": ("a: b#c\n", []),
    "in an address": ("a: https://x.example/#top # one\n", ["1:27 # one"]),
    "in quotes": ("a: 'b # c' # one\n", ["1:12 # one"]),
    "in double quotes with a quote": ('a: "b \\" # c" # one\n', ["1:15 # one"]),
    "in quotes of several lines": ("a: 'b\n  # c\n\n  d # e' # one\n", ["4:10 # one"]),
    "in plain text of several lines": ("a: b\n  c#d\n  e # one\n", ["3:5 # one"]),
    "in a literal block": ("a: |\n  b # c\n  # d\n# one\n", ["4:1 # one alone"]),
    "in a folded block": ("a: >-\n  b # c\n\n  # d\nb: c # one\n", ["5:6 # one"]),
    "beside the sign of a block": ("a: | # one\n  b # c\n", ["1:6 # one"]),
    "below a block, less indented": ("a:\n  b: |\n    c # d\n  # one\n", ["4:3 # one alone"]),
    "in a block with its indentation": ("- |2\n    # c\n   # d\n # one\n", ["4:2 # one alone"]),
    "at the end of a block without a line end": ("a: |\n  b # c", []),
    "in a key": ("'a # b': c # one\n", ["1:12 # one"]),
    "in brackets": ("[a, # one\n b#c, '# d' # two\n]\n", ["1:5 # one", "2:13 # two"]),
    "straight behind a comma": ("[a,# one\n b]\n", ["1:4 # one"]),
    "straight behind a quote": ("a: 'b'# one\n", ["1:7 # one"]),
    "behind an anchor": ("a: &x # one\n  b\nc: *x # two\n", ["1:7 # one", "3:7 # two"]),
    "behind a tag": ("a: !!str # one\n  b\n", ["1:10 # one"]),
    "behind a colon": ("a: # one\n  b: c\n", ["1:4 # one"]),
    "behind a dash": ("- # one\n  - a\n", ["1:3 # one"]),
    "behind the marks of a document": (
        "%YAML 1.1 # one\n--- # two\na: b\n... # three\n",
        ["1:11 # one", "2:5 # two", "4:5 # three"],
    ),
    "a comment in a comment": ("a: b # one # two\n", ["1:6 # one # two"]),
    "carriage returns": ("a: b # one\r\n# two\rc: d # three\r\n", "1:6 2:1 3:6"),
    "wide characters": ("🎓é: b # one\n", ["1:7 # one"]),
    "a line end that only YAML knows": (
        "a: b # one\u2028c: d # two\n",
        ["1:6 # one", "1:17 # two"],
    ),
    "JSON": ('{"a": "b # c",\n "d": "\\ud83d\\ude00 # e"}\n', []),
    "no comment at all": ("a: b\n", []),
    "nothing else": ("# one", ["1:1 # one alone"]),
}


def source(text: str) -> Source:
    return decode("a.yaml", text.encode())[0]


def shown(comment: Comment) -> str:
    alone = " alone" if comment.alone else ""
    return f"{comment.line}:{comment.column} {comment.text}{alone}"


@pytest.mark.parametrize("libyaml", [True, False], ids=["libyaml", "pure"])
@pytest.mark.parametrize("case", CASES)
def test_comments_are_found_where_they_are(
    case: str, *, libyaml: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not libyaml:
        monkeypatch.setattr(yaml_events, "CParser", None)
    text, expected = CASES[case]
    found = comments_of(source(text))
    if isinstance(expected, str):
        assert " ".join(f"{it.line}:{it.column}" for it in found) == expected
    else:
        assert [shown(it) for it in found] == expected


def values(text: str) -> list[tuple[str, str | None]]:
    """What a parser keeps of a text."""
    return [
        (type(event).__name__, getattr(event, "value", None))
        for event in yaml.parse(text, Loader=yaml.CSafeLoader)
    ]


def without(text: str, comments: list[Comment]) -> str:
    """The text with blanks in place of its comments."""
    lines = text.split("\n")
    for it in comments:
        line = lines[it.line - 1]
        assert line[it.column - 1 :] == it.text
        lines[it.line - 1] = line[: it.column - 1] + " " * len(it.text)
    return "\n".join(lines)


def check(text: str) -> None:
    """Comments hold nothing that a parser keeps, and every other # is something it keeps."""
    kept = values(text)
    blanked = without(text, comments_of(source(text)))
    assert values(blanked) == kept
    for at, character in enumerate(blanked):
        if character == "#":
            assert values(f"{blanked[:at]}Z{blanked[at + 1 :]}") != kept


@pytest.mark.parametrize("path", sorted(SAMPLES.glob("*.yaml")), ids=lambda path: path.stem)
def test_samples_are_the_same_without_their_comments(path: object) -> None:
    check((SAMPLES / str(path)).read_text(encoding="utf-8"))


PIECES = ["a", "b: ", "- ", "# c", " #d", "#", "|\n  ", ">-\n  ", "'", '"', "[", "]", ", ", "\n"]
PIECES += ["\n  ", "\n    ", "&x ", "{", "}", ": ", "e#f", " "]


@given(st.lists(st.sampled_from(PIECES), max_size=25).map("".join))
def test_in_any_text_a_comment_is_what_the_parser_does_not_keep(text: str) -> None:
    try:
        values(text)
    except yaml.YAMLError:
        return
    check(text)
