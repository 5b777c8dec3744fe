"""Names that are alike are told apart by the ids, and in no other way."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tableau_perm_cli.exchange.declaring.spelling import (
    distinct,
    in_order,
    told_name,
    unknown_name,
)

ALIKE = "3f2a91c4-0000-4000-8000-00000000000"


def called(**names: str) -> dict[str, str]:
    return distinct(told_name(thing, name) for thing, name in names.items())


def test_a_name_that_is_alone_stays_as_it_is() -> None:
    assert called(a="Sales", b="sales", c="Sales ") == {"a": "Sales", "b": "sales", "c": "Sales "}


def test_every_one_of_several_alike_gets_the_beginning_of_its_id() -> None:
    found = distinct(
        [told_name("3f2a91c4-1", "Sales"), told_name("77aa00bb-2", "Sales"), told_name("x", "HR")]
    )
    assert found == {
        "3f2a91c4-1": "Sales (3f2a91c4)",
        "77aa00bb-2": "Sales (77aa00bb)",
        "x": "HR",
    }


def test_as_many_characters_are_written_as_make_them_unique() -> None:
    found = distinct([*(told_name(f"{ALIKE}{last}", "Sales") for last in "12")])
    assert [*found.values()] == [f"Sales ({ALIKE}1)", f"Sales ({ALIKE}2)"]


def test_one_that_is_called_like_what_another_would_become_is_told_apart_too() -> None:
    found = called(aaaaaaaa1="S", bbbbbbbb1="S", cccccccc1="S (aaaaaaaa)")
    assert found == {
        "aaaaaaaa1": "S (aaaaaaaa1)",
        "bbbbbbbb1": "S (bbbbbbbb)",
        "cccccccc1": "S (aaaaaaaa) (cccccccc)",
    }


def test_a_name_that_is_taken_is_given_to_nobody() -> None:
    assert distinct([told_name("12345678-9", "All Users")], frozenset({"All Users"})) == {
        "12345678-9": "All Users (12345678)"
    }


@pytest.mark.parametrize("empty", ["", " ", "\t\n", "\u3000"])
def test_an_empty_name_is_made_up(empty: str) -> None:
    assert called(a1234567890=empty) == {"a1234567890": "unnamed (a1234567)"}


def test_half_a_character_is_replaced() -> None:
    assert called(a="x\ud83dy") == {"a": "x\ufffdy"}


def test_what_is_known_by_an_id_alone_is_called_by_it() -> None:
    found = distinct([unknown_name("3f2a91c4-1", "user"), unknown_name("3f2a91c4-2", "user")])
    assert [*found.values()] == ["unknown user 3f2a91c4-1", "unknown user 3f2a91c4-2"]


def test_case_does_not_count_in_the_order_but_between_names_that_fold_alike() -> None:
    assert sorted(["b", "a", "B", "ß", "A"], key=in_order) == ["A", "a", "B", "b", "ß"]


ids = st.uuids().map(str)


@given(st.dictionaries(ids, st.sampled_from(["S", "T", "", "S (00000000)"]), max_size=12))
def test_no_two_are_alike_and_the_order_does_not_matter(named: dict[str, str]) -> None:
    spellings = [told_name(thing, name) for thing, name in named.items()]
    found = distinct(spellings)
    assert len(set(found.values())) == len(named)
    assert distinct(reversed(spellings)) == found
