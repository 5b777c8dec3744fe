"""A snippet shows the line, a caret under the very place, what was expected and what to do."""

from textwrap import dedent

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tableau_perm_cli.diagnostics import Diagnostic, Position, Related, Severity
from tableau_perm_cli.diagnostics.cells import width_of
from tableau_perm_cli.diagnostics.snippet import WIDEST, concise, render

FILE = "students.yaml"


def drawn(
    text: str,
    line: int,
    column: int,
    length: int = 1,
    label: str | None = "here",
    **more: object,
) -> str:
    diagnostic = Diagnostic(
        Severity.ERROR,
        "wrong",
        Position(FILE, line, column),
        length,
        label,
        **more,  # type: ignore[arg-type]
    )
    return "\n".join(line.text for line in render(diagnostic, {FILE: text.split("\n")}.get))


def expect(text: str) -> str:
    return dedent(text).strip("\n")


def test_the_whole_shape() -> None:
    diagnostic = Diagnostic(
        Severity.ERROR,
        "unknown group `Studens`",
        Position(FILE, 16, 13),
        7,
        "not a group of this site",
        "did you mean `Students`?",
    )
    source = ["x"] * 15 + ["            Studens: {project: publish}"]

    lines = render(diagnostic, {FILE: source}.get)

    assert "\n".join(line.text for line in lines) == expect("""
        error: unknown group `Studens`
          --> students.yaml:16:13
           |
        16 |             Studens: {project: publish}
           |             ^^^^^^^ not a group of this site
           = help: did you mean `Students`?
    """)
    assert concise(diagnostic) == "students.yaml:16:13: error: unknown group `Studens`"


def test_styles_lie_on_the_words_they_belong_to() -> None:
    diagnostic = Diagnostic(
        Severity.WARNING,
        "wrong",
        Position(FILE, 1, 1),
        1,
        "here",
        "mend it",
        (Related(Position(FILE, 2, 1), 1, "first"),),
    )

    lines = render(diagnostic, {FILE: ["a", "b"]}.get)

    styled = [(line.text[start:end], style) for line in lines for start, end, style in line.spans]
    assert ("warning", "warning") in styled
    assert ("wrong", "message") in styled
    assert ("^ here", "warning") in styled
    assert ("- first", "related") in styled
    assert ("1 |", "gutter") in styled
    assert ("help", "help") in styled


@pytest.mark.parametrize(
    ("text", "column", "length", "snippet"),
    [
        ("a: b", 4, 1, ["1 | a: b", "  |    ^ here"]),
        ("\tx: \ty", 5, 2, ["1 |     x:     y", "  |        ^^^^^ here"]),
        ("名前: x", 5, 1, ["1 | 名前: x", "  |       ^ here"]),
        ("名前: x", 1, 2, ["1 | 名前: x", "  | ^^^^ here"]),
        ("e\u0301: x", 5, 1, ["1 | e\u0301: x", "  |    ^ here"]),
        ("👍: x", 4, 1, ["1 | 👍: x", "  |     ^ here"]),
        ("\x1b[1m: x", 7, 1, [r"1 | \x1b[1m: x", "  |          ^ here"]),
        ("\u202eab", 2, 2, [r"1 | \u202eab", "  |       ^^ here"]),
        ("ab", 3, 1, ["1 | ab", "  |   ^ here"]),
        ("ab", 99, 5, ["1 | ab", "  |   ^ here"]),
        ("ab", 2, 99, ["1 | ab", "  |  ^ here"]),
        ("", 1, 1, ["1 |", "  | ^ here"]),
    ],
)
def test_the_caret_stands_under_its_place(
    text: str, column: int, length: int, snippet: list[str]
) -> None:
    assert drawn(text, 1, column, length).split("\n")[3:] == snippet


@pytest.mark.parametrize("column", [1, 79, 80, 5_000, 999_900, 999_990, 1_000_001])
def test_of_a_very_long_line_the_part_around_the_caret_is_shown(column: int) -> None:
    text = "x" * (column - 1) + "N" + "y" * (1_000_001 - column)

    line, caret = drawn(text, 1, column).split("\n")[3:]

    assert line[caret.index("^")] == "N"
    assert len(line) <= 120 + len("1 | ")
    assert line.startswith("1 | …") == (column > 79)
    assert line.endswith("…") == (column < 999_990)


def test_what_cannot_be_shown_of_a_file_leaves_the_words() -> None:
    diagnostic = Diagnostic(Severity.ERROR, "wrong", Position("gone.yaml", 2, 3), 1, "here", "do")

    lines = [line.text for line in render(diagnostic, lambda _: None)]

    assert lines == ["error: wrong", " --> gone.yaml:2:3", "  = note: here", "  = help: do"]


def test_a_place_after_the_last_line_is_shown_as_an_empty_line() -> None:
    assert drawn("a", 2, 1).split("\n")[2:] == ["  |", "2 |", "  | ^ here"]


def test_a_place_far_after_the_last_line_leaves_the_words() -> None:
    assert drawn("a", 9, 1) == "error: wrong\n --> students.yaml:9:1\n  = note: here"


def test_a_diagnostic_of_no_place_is_its_message() -> None:
    diagnostic = Diagnostic(Severity.INFO, "two\nlines", help="do")

    assert [line.text for line in render(diagnostic, lambda _: None)] == [
        r"info: two\nlines",
        "  = help: do",
    ]
    assert concise(diagnostic) == r"info: two\nlines"


def test_related_places_are_drawn_in_the_order_of_the_file() -> None:
    text = "a: 1\nb: 2\nc: 3\nd: 4\na: 5"
    related = (Related(Position(FILE, 1, 1), 1, "first"), Related(Position(FILE, 5, 4), 1, None))

    assert drawn(text, 5, 1, related=related) == expect("""
        error: wrong
         --> students.yaml:5:1
          |
        1 | a: 1
          | - first
        ...
        5 | a: 5
          | ^ here
          |    -
    """)


def test_related_places_of_other_files_follow_and_more_than_two_are_counted() -> None:
    place = Related(Position("other.yaml", 7, 1), 3, "first")

    assert drawn("a", 1, 1, related=(place, place, place, place)) == expect("""
        error: wrong
         --> students.yaml:1:1
          |
        1 | a
          | ^ here
         ::: other.yaml:7:1
          = note: first
          = note: first
          = note: ... and 2 more
    """)


@given(
    st.text(st.characters(exclude_characters="\n"), max_size=300),
    st.integers(1, 400),
    st.integers(1, 400),
)
def test_any_line_and_caret_fit_the_width(text: str, column: int, length: int) -> None:
    line, caret = drawn(text, 1, column, length, label=None).split("\n")[3:]

    assert sum(map(width_of, line)) <= len("1 | ") + WIDEST
    assert caret.lstrip(" |").strip("^") == ""
    assert len("1 | ^") <= len(caret) <= len("1 | ^") + WIDEST
