"""A slice of one site's matrix: some users, items and capabilities, cell by cell as codes."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import compress
from operator import itemgetter
from typing import NamedTuple

from tableau_perm_cli.catalog import Capability, Kind
from tableau_perm_cli.resolve.bulk import ALLOWS, BulkEngine, Column, GovernedItem
from tableau_perm_cli.resolve.bulk.bits import flags_in, indexes_in
from tableau_perm_cli.resolve.reasons import Verdict

_FEW = 64
"""For up to so many users, a user's row at a time costs less than a column of all users."""
_KEPT = {
    Verdict.ALLOWED: bytes(ALLOWS).ljust(256, b"\0"),
    Verdict.DENIED: bytes(not allows for allows in ALLOWS).ljust(256, b"\0"),
}
"""For each verdict a table from codes to 1 where the cell has it, else 0."""

Chosen = Mapping[Kind, tuple[Capability, ...]]
"""The capabilities of each kind that are asked about, in the catalog's order."""


class Block(NamedTuple):
    """The cells of one item and capability."""

    item: str
    """The address."""
    capability: Capability
    codes: Column
    """A code for each user of the slice, in order."""
    kept: bytes | None
    """For each user 1 if the cell is wanted, else 0; None when all are."""

    @property
    def rows(self) -> int:
        """How many cells are wanted."""
        return len(self.codes) if self.kept is None else sum(self.kept)


@dataclass(frozen=True)
class MatrixSlice:
    """What is asked for of one site.

    The order is that of addresses, then the catalog's, then that of users' names: it does not
    depend on how the declaration is laid out, so two matrices can be compared line by line.
    """

    engine: BulkEngine
    users: int
    """Bit set."""
    items: int
    """Bit set."""
    capabilities: Chosen
    only: Verdict | None = None
    """Only the cells that come to this."""

    @property
    def site(self) -> str:
        """The name of the site."""
        return self.engine.site.name

    @cached_property
    def names(self) -> list[str]:
        """The names of the users, sorted."""
        return self.engine.names(self.users)

    @cached_property
    def places(self) -> list[tuple[str, int]]:
        """The addresses and indexes of the items of which any capability is asked, sorted."""
        items = self.engine.items
        return sorted(
            (str(items[place].item.address), place)
            for place in indexes_in(self.items)
            if self.capabilities.get(items[place].item.kind)
        )

    @property
    def cells(self) -> int:
        """How many cells there are, whatever they come to."""
        items = self.engine.items
        asked = sum(len(self.capabilities[items[place].item.kind]) for _, place in self.places)
        return asked * len(self.names)

    def blocks(self, advance: Callable[[], None] = lambda: None) -> Iterator[Block]:
        """Yield the cells block by block; blocks without a wanted cell are left out.

        Args:
            advance: called after each item.
        """
        column = self._column_of_few() if len(self.names) <= _FEW else self._column_of_many()
        table = _KEPT[self.only] if self.only else None
        for address, place in self.places if self.names else ():
            for capability in self.capabilities[self.engine.items[place].item.kind]:
                codes = column(place, capability)
                if table is None:
                    yield Block(address, capability, codes, None)
                elif 1 in (kept := codes.translate(table)):
                    yield Block(address, capability, codes, kept)
            advance()

    def _column_of_many(self) -> Callable[[int, Capability], Column]:
        engine = self.engine
        if len(self.names) == len(engine.users):
            return engine.column
        flags = flags_in(self.users)
        return lambda place, capability: bytes(compress(engine.column(place, capability), flags))

    def _column_of_few(self) -> Callable[[int, Capability], Column]:
        rows = _Rows(self.engine, indexes_in(self.users))
        items = self.engine.items

        def column(place: int, capability: Capability) -> Column:
            return bytes(map(itemgetter(capability.index), rows.of(items[place])))

        return column


class _Rows:
    """The rows of a few users on one item after another."""

    def __init__(self, engine: BulkEngine, users: Sequence[int]) -> None:
        self._people = engine.people
        self._users = users
        self._owners = frozenset(users)
        self._known: dict[tuple[object, int | None], list[bytes]] = {}

    def of(self, governed: GovernedItem) -> list[bytes]:
        """Return each user's row; what is known of the item's stratum is used again."""
        owner = governed.owner if governed.owner in self._owners else None
        key = (governed.stratum, owner)
        rows = self._known.get(key)
        if rows is None:
            rows = self._known[key] = [
                governed.stratum.row(self._people, user, governed.owner) for user in self._users
            ]
        return rows
