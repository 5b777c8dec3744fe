"""What the cache writes of a declaration is what it gives back, down to every position."""

from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass
from enum import Enum
from typing import Any

import pytest
from hypothesis import given, settings
from support.generated import declarations, random_declaration, yaml_text

from tableau_perm_cli.catalog import SiteRole
from tableau_perm_cli.catalog.site_roles import LegacySiteRole
from tableau_perm_cli.declaration.cache import model_tables
from tableau_perm_cli.declaration.cache.model_tables import (
    ModelTables,
    blocks_of,
    declaration_from,
)
from tableau_perm_cli.declaration.cache.tables import DamagedError, Objects, Texts
from tableau_perm_cli.declaration.load import read_files
from tableau_perm_cli.declaration.model import Declaration
from tableau_perm_cli.diagnostics import Position

ALIASED = b"""\
version: 1
sites:
  Main:
    users: {ada: Interactor, bob: Explorer}
    projects:
      Default:
        workbooks:
          A: {permissions: {users: &rules {ada: {template: view, deny: [filter]}}}}
          B: {permissions: {users: *rules}}
"""


def again(declaration: Declaration) -> Declaration:
    return declaration_from([memoryview(block) for block in blocks_of(declaration)])


def objects_in(value: Any) -> Iterator[Any]:  # noqa: ANN401 - anything in a model
    """Yield a value and everything inside it, instances of the catalog apart."""
    yield value
    if is_dataclass(value) and not isinstance(value, SiteRole | LegacySiteRole):
        for field in fields(value):
            yield from objects_in(getattr(value, field.name))
    elif isinstance(value, dict):
        for key, inside in value.items():
            yield from objects_in(key)
            yield from objects_in(inside)
    elif isinstance(value, tuple):
        for inside in value:
            yield from objects_in(inside)


def types_in(declaration: Declaration) -> list[type]:
    return [type(value) for value in objects_in(declaration)]


@settings(max_examples=60, deadline=None)
@given(declarations(gaps=True))
def test_what_is_read_back_is_what_was_written(generated: dict) -> None:
    declaration = read_files([("x.yaml", yaml_text(generated).encode())])
    back = again(declaration)
    assert back == declaration
    assert repr(back) == repr(declaration)  # the order of mappings counts as well


@pytest.mark.parametrize("seed", range(4))
def test_every_value_keeps_its_type_and_place_in_larger_declarations(seed: int) -> None:
    text = yaml_text(random_declaration(seed, size=5, gaps=seed % 2 == 1))
    declaration = read_files([("d/é.yaml", text.encode()), ("b", b"version: 1\nsites: {}\n")])
    back = again(declaration)
    assert repr(back) == repr(declaration)
    assert types_in(back) == types_in(declaration)


def test_members_of_closed_sets_come_back_as_themselves() -> None:
    for value in objects_in(again(read_files([("a.yaml", ALIASED)]))):
        if isinstance(value, Enum):
            assert value is type(value)(value.value)


def test_what_is_shared_stays_shared() -> None:
    declaration = read_files([("a.yaml", ALIASED)])
    first, second = again(declaration).sites["Main"].projects[0].content
    assert first.permissions is not None
    assert second.permissions is not None
    assert first.permissions.rules[0].grantee is second.permissions.rules[0].grantee
    assert first.owner is None
    assert declaration.notices
    assert again(declaration).notices == declaration.notices


def test_a_file_name_that_is_no_text_and_hostile_text_come_back() -> None:
    text = 'version: 1\nsites: {"\\0\U0001f98a%2F": {users: {"é\\u2028": Guest}, projects: {}}}\n'
    declaration = read_files([("\udcff/🦊.yaml", text.encode())])
    assert repr(again(declaration)) == repr(declaration)


def test_every_field_of_every_class_of_the_model_is_written() -> None:
    tables = ModelTables()
    assert {"Declaration", "Site", "Content", "Rule", "Position", "Diagnostic"} <= {
        of.__name__ for of in tables.objects
    }
    for of, table in tables.objects.items():
        assert list(table.columns) == [field.name for field in fields(of)]


@dataclass(frozen=True, slots=True)
class _Odd:
    weight: float


@dataclass(frozen=True, slots=True)
class _PerhapsNumber:
    count: int | None


@dataclass(frozen=True, slots=True)
class _Loose:
    names: set[str]


@pytest.mark.parametrize("of", [_Odd, _PerhapsNumber, _Loose])
def test_a_field_without_a_column_fails_at_once(of: type, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(model_tables, "Declaration", of)
    with pytest.raises(TypeError, match="the cache has no column for"):
        ModelTables()


def test_a_value_of_a_derived_type_is_refused() -> None:
    class Name(str):
        __slots__ = ()

    class Place(Position):
        __slots__ = ()

    texts = Texts()
    texts.put([Name("a")])
    with pytest.raises(TypeError, match="a Name where the model has a str"):
        texts.settle()
    places = Objects(Position)
    places.put([Place("a", 1, 1)])
    with pytest.raises(TypeError, match="a Place where the model has a Position"):
        places.settle()


@pytest.mark.parametrize("left_out", ["a block", "the end of a block", "a width", "everything"])
def test_blocks_that_make_no_sense_are_refused(left_out: str) -> None:
    blocks = [memoryview(it) for it in blocks_of(read_files([("a.yaml", ALIASED)]))]
    match left_out:
        case "a block":
            del blocks[5]
        case "the end of a block":
            blocks[1] = blocks[1][:-1]
        case "a width":
            blocks[0] = memoryview(b"x" + bytes(blocks[0][1:]))
        case _:
            blocks = []
    with pytest.raises(DamagedError):
        declaration_from(blocks)
