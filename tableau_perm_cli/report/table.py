"""A table of answers, before it has a format: columns by name and rows of plain text."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

Row = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under named columns; names are data and stand here verbatim."""

    columns: tuple[str, ...]
    rows: Iterable[Row]
    """May be lazy, and is then read once."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer in every shape that a format may ask for; each is made when it is asked for."""

    table: Callable[[], Table]
    """For tsv, csv and markdown."""
    record: Callable[[], Any]
    """For json."""
    drawing: Callable[[], Any]
    """For a terminal: something Rich can draw."""
    records: Callable[[], Iterator[Any]] | None = None
    """For jsonl: a record a line; by default a line a row of the table."""
