"""Where the keys and values of a TOML text stand."""

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tableau_perm_cli.cli.toml_places import KeyPath, Places, places_of

TEXT = '''\
# [not.a.table]
top = 1  # a = 2
[lint]
select = ["TP1",  # "x"
  'a]b', """c
d""",
]
"quoted.key" = 'x = "1"'
a.b . "c d" = 1979-05-27 07:32:00
inline = { x = 1, y = ["é", {z = true}] }
text = """
[no.table]
no = 1 \\"""
"""""
raw = \'\'\'it's "this"
\'\'\'
  [tool . "tableau-perm"]
x = -1.5e3
[[array]]
k = 1
[array.sub]
k = 2
[[array]]
k = 3
  [[array.deep]]
  k = 4
'''

KEYS: dict[KeyPath, tuple[int, int, int]] = {
    ("top",): (2, 1, 3),
    ("lint",): (3, 2, 4),
    ("lint", "select"): (4, 1, 6),
    ("lint", "quoted.key"): (8, 1, 12),
    ("lint", "a"): (9, 1, 1),
    ("lint", "a", "b", "c d"): (9, 1, 11),
    ("lint", "inline", "y"): (10, 19, 1),
    ("lint", "inline", "y", 1, "z"): (10, 30, 1),
    ("lint", "raw"): (15, 1, 3),
    ("tool", "tableau-perm"): (17, 4, 21),
    ("array", 0, "k"): (20, 1, 1),
    ("array", 0, "sub", "k"): (22, 1, 1),
    ("array", 1, "k"): (24, 1, 1),
    ("array", 1, "deep", 0, "k"): (26, 3, 1),
}
VALUES: dict[KeyPath, tuple[int, int, int]] = {
    ("top",): (2, 7, 1),
    ("lint", "select"): (4, 10, 14),
    ("lint", "select", 0): (4, 11, 5),
    ("lint", "select", 1): (5, 3, 5),
    ("lint", "select", 2): (5, 10, 4),
    ("lint", "quoted.key"): (8, 16, 9),
    ("lint", "a", "b", "c d"): (9, 15, 19),
    ("lint", "inline", "y", 0): (10, 24, 3),
    ("tool", "tableau-perm", "x"): (18, 5, 6),
    ("lint", "text"): (11, 8, 3),
    # What stands nowhere by itself has the place of what it is in.
    ("lint", "nowhere", "at all"): (3, 2, 4),
    ("nowhere",): (1, 1, 1),
}


@pytest.mark.parametrize("path", KEYS, ids=str)
def test_keys_are_found(path: KeyPath) -> None:
    assert places_of(TEXT).where_key(path) == KEYS[path]


@pytest.mark.parametrize("path", VALUES, ids=str)
def test_values_are_found(path: KeyPath) -> None:
    assert places_of(TEXT).where(path) == VALUES[path]


def check(text: str) -> None:
    """Every value that Python's reader finds is found, and what stands there is that value."""
    places = places_of(text)
    _check(places, (), tomllib.loads(text))


def _check(places: Places, path: KeyPath, value: object) -> None:
    if isinstance(value, dict):
        for key, inside in value.items():
            assert (*path, key) in places.keys
            _check(places, (*path, key), inside)
        return
    if path in places.values:
        start, end = places.values[path]
        assert tomllib.loads(f"x = {places.text[start:end]}") == {"x": value}
    else:
        assert isinstance(value, list), f"{path} was not found"
    if isinstance(value, list):
        for number, inside in enumerate(value):
            _check(places, (*path, number), inside)


def test_all_of_the_text_is_found() -> None:
    check(TEXT)


PIECES = ["a", "b", " = ", ".", "1", "[", "]", "[[", "]]", ", ", "{", "}", "# c", "\n", " ", "\t"]
PIECES += ['"', "'", '"""', "'''", "\\", '"x"', "'y'", "true", "1.5", "a = 1\n", "[a]\n", "b = {"]
PIECES += ["[[b]]\n", "2026-01-01 00:00:00", "a = [\n", "é"]


@given(st.lists(st.sampled_from(PIECES), max_size=20).map("".join))
def test_in_any_text_every_value_is_found(text: str) -> None:
    try:
        tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return
    check(text)
