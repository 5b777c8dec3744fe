r"""`visible` writes what would move a cursor or hide a name as an escape, and nothing else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tableau_perm_cli.diagnostics import visible


@pytest.mark.parametrize(
    "name",
    [
        "Finance",
        "[prod] A",
        "x[/y]",
        ":key:",
        "::error::",
        "DOMAIN\\user",
        "naïve 日本語 العربية",
        "👩\u200d👩\u200d👧 नि\u200cष",
        "",
    ],
)
def test_a_name_that_prints_on_one_line_stays_verbatim(name: str) -> None:
    assert visible(name) == name


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("a\nb\r\tc", r"a\nb\r\tc"),
        ("\x1b[31mred", r"\x1b[31mred"),
        ("\x00\x7f\x9b", r"\x00\x7f\x9b"),
        ("abc\u202edef\u2066\u200e\u061c", r"abc\u202edef\u2066\u200e\u061c"),
        ("a\u200bb\u2060c\ufeff", r"a\u200bb\u2060c\ufeff"),
        ("a\u2028b\u2029", r"a\u2028b\u2029"),
        ("half \ud83d", r"half \ud83d"),
    ],
)
def test_what_would_move_the_cursor_or_hide_a_name_is_escaped(name: str, shown: str) -> None:
    assert visible(name) == shown


@given(st.text(st.characters()))
def test_the_result_can_be_encoded_is_one_line_and_stays_as_it_is(name: str) -> None:
    shown = visible(name)

    shown.encode()
    assert len(shown.splitlines()) <= 1
    assert visible(shown) == shown
