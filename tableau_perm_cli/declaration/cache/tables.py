"""Turns a value of the model into flat tables of numbers and text, and back.

Each class of the model is a table with a column for each of its fields, each kind of tuple or
mapping one with the lengths and what is inside. A reference is the number of a row; row 0 stands
for None. Built and read column by column, hardly a line of Python runs for each value: reading
a declaration back takes a small part of the time that reading its text takes.

What is shared stays shared: an object that is referred to twice is one row.
"""

import operator
from abc import ABC, abstractmethod
from array import array
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import accumulate, chain, compress, count, islice, repeat
from typing import Any, Final

_ROW: Final = "I"
_WIDTHS: Final = (("B", 1 << 8), ("H", 1 << 16), (_ROW, 1 << 32))
_TEXT: Final = ("utf-8", "surrogatepass")
"""The name of a file may hold half characters."""


class DamagedError(ValueError):
    """The blocks do not hold what they should."""


class Column(ABC):
    """What stands in one field of every row."""

    @abstractmethod
    def put(self, values: Sequence[Any]) -> "array[int]":
        """Return a number for each value."""

    @abstractmethod
    def get(self, numbers: "array[int]") -> Iterable[Any]:
        """Return the value of each number."""


class Numbers(Column):
    """Whole numbers from 0 to 2³², truth values among them."""

    def __init__(self, of: Callable[[int], object] | None = None) -> None:
        """Take what a number is turned into: ``bool``, or nothing."""
        self._of = of

    def put(self, values: Sequence[Any]) -> "array[int]":  # noqa: D102 - as above
        return array(_ROW, values)

    def get(self, numbers: "array[int]") -> Iterable[Any]:  # noqa: D102
        return numbers if self._of is None else map(self._of, numbers)


class Constants(Column):
    """Members of a closed set that is known before anything is read; or None."""

    def __init__(self, members: Iterable[Any]) -> None:
        """Take the members, in a fixed order."""
        self._members = [None, *members]
        self._rows = {member: row for row, member in enumerate(self._members)}

    def put(self, values: Sequence[Any]) -> "array[int]":  # noqa: D102
        return array(_ROW, map(self._rows.__getitem__, values))

    def get(self, numbers: "array[int]") -> Iterable[Any]:  # noqa: D102
        return map(self._members.__getitem__, numbers)


class Table(Column):
    """A column of references to rows that are written once, wherever they are used."""

    def __init__(self) -> None:
        """Begin with row 0."""
        self.rows: list[Any] = [None]
        self._numbers = dict.fromkeys(self.keys([None]), 0)
        self._fresh: list[Any] = []

    def keys(self, values: Sequence[Any]) -> Sequence[Any]:
        """Return for each value what two uses of one row share."""
        # INVARIANT: all values live as long as the table that is filled with them.
        return list(map(id, values))

    def put(self, values: Sequence[Any]) -> "array[int]":  # noqa: D102
        keys = self.keys(values)
        known = self._numbers
        fresh = dict(zip(keys, values, strict=True))
        for key in fresh.keys() & known.keys():
            del fresh[key]
        known.update(zip(fresh, count(len(known)), strict=False))
        self._fresh += fresh.values()
        return array(_ROW, map(known.__getitem__, keys))

    def get(self, numbers: "array[int]") -> Iterable[Any]:  # noqa: D102
        return map(self.rows.__getitem__, numbers)

    def settle(self) -> bool:
        """Write the rows that were added; whether there were any."""
        fresh, self._fresh = self._fresh, []
        if fresh:
            self.write(fresh)
        return bool(fresh)

    @abstractmethod
    def write(self, values: Sequence[Any]) -> None:
        """Write more rows."""

    @abstractmethod
    def blocks(self) -> Iterator[bytes]:
        """Yield all rows as blocks of bytes."""

    @abstractmethod
    def begin(self, blocks: Iterator[memoryview]) -> None:
        """Read the blocks back, and make rows that others can refer to, if need be yet empty."""

    def complete(self) -> None:
        """Fill the rows that ``begin`` left empty."""


class Texts(Table):
    """Text; equal texts are one row."""

    def __init__(self) -> None:
        super().__init__()
        self._texts: list[str] = []

    def keys(self, values: Sequence[Any]) -> Sequence[Any]:  # noqa: D102
        return values

    def write(self, values: Sequence[Any]) -> None:  # noqa: D102
        _check_types(values, str)
        self._texts += values

    def blocks(self) -> Iterator[bytes]:  # noqa: D102
        yield packed(array(_ROW, map(len, self._texts)))
        yield "".join(self._texts).encode(*_TEXT)

    def begin(self, blocks: Iterator[memoryview]) -> None:  # noqa: D102
        ends = list(accumulate(unpacked(next(blocks))))
        text = str(next(blocks), *_TEXT)
        if (ends[-1] if ends else 0) != len(text):
            raise DamagedError
        self.rows += map(text.__getitem__, map(slice, [0, *ends], ends))


class Objects(Table):
    """The instances of a frozen class with slots."""

    def __init__(self, of: type[Any]) -> None:
        """Take the class; its columns are set once all tables are there."""
        super().__init__()
        self.of = of
        self.columns: dict[str, Column] = {}
        self._written: dict[str, array[int]] = {}

    def write(self, values: Sequence[Any]) -> None:  # noqa: D102
        _check_types(values, self.of)
        for name, column in self.columns.items():
            more = column.put(list(map(operator.attrgetter(name), values)))
            self._written.setdefault(name, array(_ROW)).extend(more)

    def blocks(self) -> Iterator[bytes]:  # noqa: D102
        for name in self.columns:
            yield packed(self._written.get(name, array(_ROW)))

    def begin(self, blocks: Iterator[memoryview]) -> None:  # noqa: D102
        self._written = {name: unpacked(next(blocks)) for name in self.columns}
        lengths = set(map(len, self._written.values()))
        if len(lengths) != 1:
            raise DamagedError
        self.rows += map(object.__new__, repeat(self.of, lengths.pop()))

    def complete(self) -> None:
        """Fill the fields, one after the other: what is frozen is set through its slots."""
        made = self.rows[1:]
        for name, column in self.columns.items():
            fill = getattr(self.of, name).__set__
            deque(map(fill, made, column.get(self._written[name])), maxlen=0)


class Neighbours(Objects):
    """Many objects of which at most neighbours are one: only those are looked for, in no time."""

    def __init__(self, of: type[Any]) -> None:
        super().__init__(of)
        self._last = 0

    def put(self, values: Sequence[Any]) -> "array[int]":  # noqa: D102
        there = list(map(operator.is_not, values, repeat(None)))
        differ = map(operator.is_not, values, chain([None], values))
        begins = list(map(operator.and_, there, differ))
        self._fresh += compress(values, begins)
        last, self._last = self._last, self._last + sum(begins)
        numbers = islice(accumulate(begins, initial=last), 1, None)
        return array(_ROW, map(operator.mul, numbers, there))


class Records(Table):
    """Tuples of a fixed length with a type for each place."""

    def __init__(self, columns: Sequence[Column]) -> None:
        """Take the column of each place."""
        super().__init__()
        self._columns = columns
        self._written = [array(_ROW) for _ in columns]

    def write(self, values: Sequence[Any]) -> None:  # noqa: D102
        for column, written, at in zip(self._columns, self._written, count(), strict=False):
            written.extend(column.put(list(map(operator.itemgetter(at), values))))

    def blocks(self) -> Iterator[bytes]:  # noqa: D102
        return map(packed, self._written)

    def begin(self, blocks: Iterator[memoryview]) -> None:  # noqa: D102
        read = [column.get(unpacked(next(blocks))) for column in self._columns]
        self.rows += zip(*read, strict=True)


class Tuples(Table):
    """Tuples of any length with one type."""

    def __init__(self, column: Column) -> None:
        """Take the column of what is inside."""
        super().__init__()
        self._column = column
        self._lengths, self._inside = array(_ROW), array(_ROW)

    def write(self, values: Sequence[Any]) -> None:  # noqa: D102
        self._lengths.extend(map(len, values))
        self._inside.extend(self._column.put(list(chain.from_iterable(values))))

    def blocks(self) -> Iterator[bytes]:  # noqa: D102
        yield packed(self._lengths)
        yield packed(self._inside)

    def begin(self, blocks: Iterator[memoryview]) -> None:  # noqa: D102
        lengths, inside = unpacked(next(blocks)), unpacked(next(blocks))
        if sum(lengths) != len(inside):
            raise DamagedError
        each = iter(self._column.get(inside))
        self.rows += map(tuple, map(islice, repeat(each), lengths))


class Mappings(Table):
    """Mappings, in the order of their keys."""

    def __init__(self, keys: Column, values: Column) -> None:
        """Take the columns of the keys and of the values."""
        super().__init__()
        self._columns = (keys, values)
        self._lengths, self._keys, self._values = array(_ROW), array(_ROW), array(_ROW)

    def write(self, values: Sequence[Any]) -> None:  # noqa: D102
        self._lengths.extend(map(len, values))
        self._keys.extend(self._columns[0].put(list(chain.from_iterable(values))))
        inside: Iterator[Mapping[Any, Any]] = iter(values)
        flat = chain.from_iterable(mapping.values() for mapping in inside)
        self._values.extend(self._columns[1].put(list(flat)))

    def blocks(self) -> Iterator[bytes]:  # noqa: D102
        return map(packed, (self._lengths, self._keys, self._values))

    def begin(self, blocks: Iterator[memoryview]) -> None:  # noqa: D102
        lengths, keys, values = (unpacked(next(blocks)) for _ in range(3))
        if not sum(lengths) == len(keys) == len(values):
            raise DamagedError
        each = zip(self._columns[0].get(keys), self._columns[1].get(values), strict=True)
        self.rows += map(dict, map(islice, repeat(each), lengths))


def _check_types(values: Iterable[Any], of: type[Any]) -> None:
    """Refuse what would come back as something else.

    Raises:
        TypeError: a value has another type, if only one derived from it.
    """
    others = set(map(type, values)) - {of}
    if others:
        raise TypeError(f"a {others.pop().__name__} where the model has a {of.__name__}")


def packed(numbers: "array[int]") -> bytes:
    """Return numbers as bytes, as narrow as they allow, with the width in front."""
    most = max(numbers, default=0)
    width = next(code for code, end in _WIDTHS if most < end)
    return width.encode() + array(width, numbers).tobytes()


def unpacked(block: memoryview) -> "array[int]":
    """Return the numbers that ``packed`` made bytes of."""
    width = bytes(block[:1]).decode("ascii", "replace")
    if width not in dict(_WIDTHS):
        raise DamagedError
    numbers: array[int] = array(width)
    numbers.frombytes(block[1:])
    return numbers
