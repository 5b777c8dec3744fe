"""A declared site that is told by ids and declared again gives the same answers."""

import copy
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.asking import declaration_of
from support.generated import declarations, random_declaration
from support.matrices import rows_by_resolver
from support.picturing import pictures_of, shuffled
from support.placeless import placeless

from tableau_perm_cli.declaration.load import read_files
from tableau_perm_cli.declaration.model import Declaration
from tableau_perm_cli.exchange.declaring import (
    DeclaredSite,
    declare_site,
    one_file,
    split_files,
)
from tableau_perm_cli.resolve import open_site


def told(plain: dict) -> dict:
    """Return a declaration without the settings that no site tells."""
    kept = copy.deepcopy(plain)
    for site in kept["sites"].values():
        for key in ("group_sets", "uncertain_ceilings"):
            (site.get("settings") or {}).pop(key, None)
    return kept


def text_of(sites: Sequence[DeclaredSite]) -> str:
    return "".join(one_file(sites))


def read_again(text: str) -> Declaration:
    return read_files([("pulled.yaml", text.encode())])


@settings(max_examples=50)
@given(declarations(), st.booleans())
def test_the_whole_effective_matrix_is_the_same(plain: dict, every_rule: bool) -> None:  # noqa: FBT001
    before = declaration_of(told(plain))
    declared = [declare_site(it) for it in pictures_of(before, every_rule=every_rule)]
    assert rows_by_resolver(read_again(text_of(declared))) == rows_by_resolver(before)


@pytest.mark.parametrize("seed", range(30))
def test_the_matrix_of_larger_sites_is_the_same_and_so_is_who_sees_what(seed: int) -> None:
    before = declaration_of(told(random_declaration(seed, 3)))
    declared = [declare_site(it) for it in pictures_of(before)]
    after = read_again(text_of(declared))
    assert rows_by_resolver(after) == rows_by_resolver(before)
    for site in before.sites:
        old, new = open_site(before, site), open_site(after, site)
        for item in old.graph.items():
            again = new.graph.item(item.address)
            assert again is not None
            assert [old.browsable(it, item) for it in old.graph.site.users] == [
                new.browsable(it, again) for it in old.graph.site.users
            ]


@pytest.mark.parametrize("seed", range(20))
def test_one_file_and_a_directory_are_read_back_alike(seed: int) -> None:
    declared = [declare_site(it) for it in pictures_of(declaration_of(random_declaration(seed)))]
    files = [(path, "".join(text).encode()) for path, text in split_files(declared).items()]
    assert placeless(read_files(files)) == placeless(read_again(text_of(declared)))


@settings(max_examples=30)
@given(declarations(), st.integers(0, 1000))
def test_the_order_in_which_things_are_told_does_not_matter(plain: dict, seed: int) -> None:
    for picture in pictures_of(declaration_of(plain)):
        declared = declare_site(picture)
        again = declare_site(shuffled(picture, seed))
        assert text_of([again]) == text_of([declared])
        assert (again.ids, again.notes, again.not_read) == (
            declared.ids,
            declared.notes,
            declared.not_read,
        )


@pytest.mark.parametrize("seed", range(10))
def test_a_declaration_that_was_pulled_is_pulled_again_as_it_is(seed: int) -> None:
    pictures = pictures_of(declaration_of(random_declaration(seed)), every_rule=True)
    first = [declare_site(it) for it in pictures]
    again = [declare_site(it) for it in pictures_of(read_again(text_of(first)), every_rule=True)]
    assert text_of(again) == text_of(first)
    assert [it.ids for it in again] == [it.ids for it in first]


@pytest.mark.parametrize("seed", range(10))
def test_everything_has_its_id(seed: int) -> None:
    before = declaration_of(random_declaration(seed))
    for picture, site in zip(pictures_of(before), before.sites.values(), strict=True):
        declared = declare_site(picture)
        assert {it.what for it in declared.ids} == {
            *(str(item.address) for item in site.items()),
            *(f"user:{name}" for name in site.users),
            *(f"group:{name}" for name in site.groups),
            *(f"group_set:{name}" for name in site.group_sets),
        }
        assert declared.notes == ()
        assert declared.not_read == ()
