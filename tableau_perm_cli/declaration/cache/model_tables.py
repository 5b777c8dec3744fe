"""Says which tables a declaration becomes: they follow from the fields of the model's classes.

A field that is added to the model is written and read with the others. One of a type for which
there is no column fails here, as soon as anything is to be written or read.
"""

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from enum import Enum
from types import NoneType, UnionType
from typing import Any, Final, Union, get_args, get_origin, get_type_hints

from tableau_perm_cli.catalog import SITE_ROLES, SiteRole
from tableau_perm_cli.catalog.site_roles import LEGACY_SITE_ROLES, LegacySiteRole
from tableau_perm_cli.declaration.cache.tables import (
    Column,
    Constants,
    DamagedError,
    Mappings,
    Neighbours,
    Numbers,
    Objects,
    Records,
    Table,
    Texts,
    Tuples,
)
from tableau_perm_cli.declaration.model import Declaration
from tableau_perm_cli.declaration.text.garbage import no_garbage_collection
from tableau_perm_cli.diagnostics import Position

_CATALOG: Final[Mapping[type, tuple[object, ...]]] = {
    SiteRole: SITE_ROLES,
    LegacySiteRole: LEGACY_SITE_ROLES,
}
"""The classes whose only instances are rows of the catalog."""
_MEANINGLESS: Final = (ValueError, LookupError, TypeError, StopIteration, OverflowError)
"""What reading blocks that somebody made up may raise."""


def blocks_of(declaration: Declaration) -> list[bytes]:
    """Return a declaration as blocks of bytes."""
    tables = ModelTables()
    with no_garbage_collection():
        tables.root.put([declaration])
        # INVARIANT: a row is written once, and the model is finite.
        while any(table.settle() for table in tables.all()):
            pass
        return [block for table in tables.all() for block in table.blocks()]


def declaration_from(blocks: list[memoryview]) -> Declaration:
    """Return the declaration that ``blocks_of`` made blocks of.

    Raises:
        DamagedError: they are not such blocks.
    """
    tables = ModelTables()
    with no_garbage_collection():
        try:
            unread = iter(blocks)
            for table in tables.all():
                table.begin(unread)
            for table in tables.all():
                table.complete()
            declaration = tables.root.rows[1]
        except _MEANINGLESS as error:
            raise DamagedError from error
    if not isinstance(declaration, Declaration):
        raise DamagedError
    return declaration


class ModelTables:
    """The tables of all that a declaration can hold."""

    def __init__(self) -> None:
        """Make a column for every field of every class, from ``Declaration`` on."""
        self.texts = Texts()
        self.objects: dict[type, Objects] = {}
        self._collections: dict[object, Table] = {}
        self._constants: dict[object, Constants] = {}
        self.root = self._objects(Declaration)

    def all(self) -> Iterator[Table]:
        """Yield all tables, each before those whose rows are made from its rows."""
        yield self.texts
        yield from self.objects.values()
        yield from self._collections.values()

    def _column(self, hint: Any) -> Column:  # noqa: ANN401 - a type, in any of its forms
        """Return the column for values of a type.

        Raises:
            TypeError: there is none.
        """
        origin, inside = get_origin(hint), get_args(hint)
        if origin in {Union, UnionType}:
            column = self._column(*(it for it in inside if it is not NoneType))
            if not isinstance(column, Numbers):
                return column
        elif origin in {tuple, Mapping}:
            return self._collection(hint)
        elif hint is bool or hint is int:
            return Numbers(bool if hint is bool else None)
        elif hint is str:
            return self.texts
        elif hint in _CATALOG or (isinstance(hint, type) and issubclass(hint, Enum)):
            members: Any = _CATALOG.get(hint, hint)
            return self._constants.setdefault(hint, Constants(members))
        elif is_dataclass(hint):
            return self._objects(hint)
        raise TypeError(f"the cache has no column for {hint}")

    def _objects(self, of: Any) -> Objects:  # noqa: ANN401 - a dataclass
        table = self.objects.get(of)
        if table is None:
            table = self.objects[of] = (Neighbours if of is Position else Objects)(of)
            hints = get_type_hints(of)
            # The table is known before its columns: content has parts that are content.
            table.columns = {it.name: self._column(hints[it.name]) for it in fields(of)}
        return table

    def _collection(self, hint: Any) -> Table:  # noqa: ANN401 - a tuple or a mapping
        table = self._collections.get(hint)
        if table is None:
            inside = get_args(hint)
            if get_origin(hint) is Mapping:
                table = Mappings(self._column(inside[0]), self._column(inside[1]))
            elif inside[1:] == (...,):
                table = Tuples(self._column(inside[0]))
            else:
                table = Records([self._column(it) for it in inside])
            # INVARIANT: it comes after the collections inside it.
            table = self._collections.setdefault(hint, table)
        return table
