"""A suggestion is what a reader would have guessed, whatever the order and number of names."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tableau_perm_cli.diagnostics import did_you_mean, suggest

GROUPS = ["All Users", "Students", "Students Orange Belt", "Teachers", "Interns", "data_sources"]


@pytest.mark.parametrize(
    ("word", "likeliest"),
    [
        ("Studens", "Students"),
        ("students", "Students"),
        ("Stduents", "Students"),
        ("all_users", "All Users"),
        ("ALL-USERS", "All Users"),
        ("teach", "Teachers"),
        ("datasources", "data_sources"),
        ("Students Orange", "Students Orange Belt"),
        ("ntern", "Interns"),
    ],
)
def test_the_likeliest_name_comes_first(word: str, likeliest: str) -> None:
    assert suggest(word, GROUPS)[0] == likeliest


@pytest.mark.parametrize("word", ["", "  ", "x", "payroll", "zzzzzz"])
def test_nothing_is_suggested_for_a_word_that_is_like_none(word: str) -> None:
    assert suggest(word, GROUPS) == []
    assert did_you_mean(word, GROUPS) is None


def test_a_difference_in_case_and_separators_beats_a_beginning_and_a_beginning_a_likeness() -> (
    None
):
    names = ["explorez", "explore_publish", "EXPLORE", "xplore"]

    assert suggest("explore", names) == ["EXPLORE", "explorez", "explore_publish"]


def test_the_question_names_one_or_two_candidates() -> None:
    assert did_you_mean("Teacher", GROUPS) == "did you mean `Teachers`?"
    assert did_you_mean("Student", GROUPS) == "did you mean `Students` or `Students Orange Belt`?"


def test_the_question_shows_control_characters_as_escapes() -> None:
    assert did_you_mean("Teacher", ["Teachers\n"]) == r"did you mean `Teachers\n`?"


def test_a_typing_error_is_found_among_a_hundred_thousand_names() -> None:
    names = [f"user_{number:06d}@example.edu" for number in range(100_000)]

    assert "user_054321@example.edu" in suggest("usr_054321@example.edu", names)


@given(st.lists(st.text(max_size=8)), st.text(max_size=8), st.integers(1, 3), st.randoms())
def test_the_answer_depends_on_the_set_of_names_only(
    names: list[str],
    word: str,
    n: int,
    random: object,
) -> None:
    shuffled = [*names, *names[:2]]
    random.shuffle(shuffled)  # type: ignore[attr-defined]

    found = suggest(word, names, n)

    assert found == suggest(word, shuffled, n)
    assert len(set(found)) == len(found) <= n
    assert set(found) <= set(names)
