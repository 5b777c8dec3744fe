"""What the file of a project is called: safe, its own, and by the name alone."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tableau_perm_cli.exchange.declaring.file_names import file_stem


@pytest.mark.parametrize(
    "name", ["Finance", "Human Resources", "Data - Raw", "01 - Certified", "Q1_Plan", "2024"]
)
def test_a_plain_name_is_its_own(name: str) -> None:
    assert file_stem(name) == name


@pytest.mark.parametrize(
    ("name", "readable"),
    [
        # case is not told apart everywhere, so one way to write a name is the plain one
        ("HR", "HR"),
        ("default", "default"),
        # Windows takes it for a device
        ("Con", "Con"),
        ("Com1", "Com1"),
        # hidden, a path, another drive, an ending, a blank at the end
        (".hidden", "hidden"),
        ("../../etc", "etc"),
        ("a/b", "a_b"),
        ("C:\\x", "C_x"),
        ("Plan.", "Plan"),
        ("Plan ", "Plan"),
        ("Über", "Über"),
        ("U\u0308ber", "Über"),
        ("🦊", "_"),
        ("\u202egnp.exe", "gnp_exe"),
        ("Finance-0123abcd", "Finance_0123abcd"),
        ("", "_"),
    ],
)
def test_any_other_has_a_hash_after_what_can_be_read_of_it(name: str, readable: str) -> None:
    assert re.fullmatch(re.escape(readable) + "-[0-9a-f]{8}", file_stem(name))


def test_a_long_name_is_cut() -> None:
    assert len(file_stem("A" + "b" * 300).encode()) == 69
    assert len(file_stem("漢" * 300).encode()) == 69


close = st.text(st.sampled_from("aAbB-_ .0/\\ßS\u017f"), max_size=6)


@given(close | st.text(), close | st.text())
def test_no_two_names_have_one_file(one: str, other: str) -> None:
    first, second = file_stem(one), file_stem(other)
    assert (first.casefold() == second.casefold()) == (one == other)


@given(st.text())
def test_a_file_name_is_safe(name: str) -> None:
    stem = file_stem(name)
    assert stem.replace("_", "").replace("-", "").replace(" ", "").isalnum()
    assert len(stem.encode()) <= 69
    assert stem == stem.strip()
