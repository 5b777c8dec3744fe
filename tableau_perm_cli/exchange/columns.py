"""Columns of a table, found by their names, which differ by release and by how it was exported."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from operator import itemgetter

from tableau_perm_cli.diagnostics import did_you_mean
from tableau_perm_cli.exchange.table_problems import Problems


@dataclass(frozen=True, slots=True)
class Column:
    """One column that a reader knows."""

    name: str
    """The name of today's release."""
    needed_for: str | None = None
    """Which answers need it, in the plural; None when the table can do without."""
    aliases: tuple[str, ...] = ()
    """What other releases call it."""

    @property
    def spellings(self) -> frozenset[str]:
        """Every name of the column, folded."""
        return frozenset(folded(name) for name in (self.name, *self.aliases))


@dataclass(frozen=True, slots=True)
class Shape:
    """The columns of a table that a reader reads, in its order."""

    table: str
    """What the table is called in a message."""
    columns: tuple[Column, ...]
    """At least two."""

    def fits(self, header: Sequence[str]) -> bool:
        """Whether the header has every column that is needed."""
        there = {folded(name) for name in header}
        return all(column.spellings & there for column in self.columns if column.needed_for)


@dataclass(frozen=True, slots=True)
class Places:
    """Where in a row the columns of a shape are."""

    width: int
    """How many cells a row has."""
    missing: frozenset[str]
    """The columns, by name, that the file does not have and that are not needed."""
    pick: Callable[[Sequence[str]], tuple[str, ...]]
    """Takes the cells out of a row to whose end an empty cell was appended, in the shape's
    order; what is missing is that empty cell."""


def folded(name: str) -> str:
    """Return a column's name without case, spaces, underscores and punctuation."""
    return "".join(letter for letter in name.casefold() if letter.isalnum())


def places(header: Sequence[str], shape: Shape, file: str, problems: Problems) -> Places | None:
    """Return where the columns are; None when a needed one is missing or one is there twice."""
    folds = [folded(name) for name in header]
    found: list[int] = []
    missing = []
    sound = True
    for column in shape.columns:
        at = [place for place, fold in enumerate(folds) if fold in column.spellings]
        if len(at) > 1:
            names = " and ".join(f"`{header[place]}`" for place in at)
            problems.add(file, 1, f"column `{column.name}` is there {len(at)} times: {names}")
            sound = False
        elif not at and column.needed_for:
            problems.add(file, 1, _missing(column, shape), help=_meant(column, shape, header))
            sound = False
        elif not at:
            missing.append(column.name)
        found.append(at[0] if at else -1)
    if not sound:
        return None
    return Places(len(header), frozenset(missing), itemgetter(*found))


def _missing(column: Column, shape: Shape) -> str:
    return (
        f"table `{shape.table}` has no column `{column.name}`, which {column.needed_for} depend on"
    )


def _meant(column: Column, shape: Shape, header: Sequence[str]) -> str | None:
    known = frozenset().union(*(other.spellings for other in shape.columns))
    return did_you_mean(column.name, [name for name in header if folded(name) not in known])
