"""Writes the matrix as Parquet: dictionary-encoded strings, row groups of whole items."""

from array import array
from collections.abc import Callable, Iterable, Iterator
from itertools import compress
from typing import IO, TYPE_CHECKING, Any

from tableau_perm_cli.report.columnar import dictionary, integers, load_pyarrow, reasons
from tableau_perm_cli.report.matrix import COLUMNS
from tableau_perm_cli.resolve import Verdict
from tableau_perm_cli.resolve.bulk import REASON
from tableau_perm_cli.resolve.matrix import Block, MatrixSlice
from tableau_perm_cli.resolve.shares import Share

if TYPE_CHECKING:
    import pyarrow as pa

ROWS_OF_GROUP = 1 << 17
"""A row group is closed after the item that brings it to so many rows."""
_VERDICTS = tuple(Verdict)
_VERDICT_OF = bytes(_VERDICTS.index(reason.verdict) for reason in REASON).ljust(256, b"\0")
_COMPRESSION = "zstd"


def write_matrix(
    stream: IO[bytes], slices: Iterable[MatrixSlice], advance: Callable[[], None] = lambda: None
) -> None:
    """Write the matrix as one Parquet file.

    Args:
        stream: where to.
        slices: one for each site.
        advance: called after each item.
    """
    pa, pq = load_pyarrow()
    text = pa.dictionary(pa.int32(), pa.string())
    code = pa.dictionary(pa.int8(), pa.string())
    types = (code, text, text, code, code, code)
    schema = pa.schema(list(zip(COLUMNS, types, strict=True)))
    with pq.ParquetWriter(stream, schema, compression=_COMPRESSION, store_schema=False) as writer:
        for asked in slices:
            for group in _groups(asked, advance):
                table = pa.Table.from_arrays(group.arrays(), schema=schema)
                writer.write_table(table, row_group_size=table.num_rows)


class _RowGroup:
    """The rows of several items of one site, as numbers."""

    def __init__(self, asked: MatrixSlice) -> None:
        self._asked = asked
        self._every_user = array("i", range(len(asked.names))).tobytes()
        self._items: list[str] = []
        self._capabilities: dict[str, int] = {}
        self._columns = [bytearray() for _ in range(4)]
        self.rows = 0

    def add(self, block: Block) -> None:
        """Add a block; those of one item follow each other."""
        if not self._items or self._items[-1] != block.item:
            self._items.append(block.item)
        key = block.capability.key
        capability = self._capabilities.setdefault(key, len(self._capabilities))
        users, items, capabilities, all_codes = self._columns
        codes = block.codes
        if block.kept is None:
            users += self._every_user
        else:
            codes = bytes(compress(codes, block.kept))
            users += array("i", compress(range(len(block.codes)), block.kept)).tobytes()
        items += array("i", [len(self._items) - 1]).tobytes() * len(codes)
        capabilities += bytes((capability,)) * len(codes)
        all_codes += codes
        self.rows += len(codes)

    def arrays(self) -> "list[pa.Array[Any]]":
        """Return the columns of the matrix."""
        users, items, capabilities, codes = map(bytes, self._columns)
        return [
            dictionary(bytes(self.rows), [self._asked.site], width=1),
            dictionary(users, self._asked.names, width=4),
            dictionary(items, self._items, width=4),
            dictionary(capabilities, list(self._capabilities), width=1),
            dictionary(codes.translate(_VERDICT_OF), [v.value for v in _VERDICTS], width=1),
            reasons(codes),
        ]


def _groups(asked: MatrixSlice, advance: Callable[[], None]) -> Iterator[_RowGroup]:
    group = _RowGroup(asked)
    last = None
    for block in asked.blocks(advance):
        if block.item != last and group.rows >= ROWS_OF_GROUP:
            yield group
            group = _RowGroup(asked)
        last = block.item
        group.add(block)
    if group.rows:
        yield group


def write_summary(stream: IO[bytes], by: str, shares: Iterable[Share]) -> None:
    """Write the small matrix as one Parquet file; the reasons are a map to numbers."""
    pa, pq = load_pyarrow()
    found = list(shares)
    text = pa.dictionary(pa.int32(), pa.string())
    counts = [[(reason.value, number) for reason, number in it.reasons.items()] for it in found]
    table = pa.table(
        {
            "site": pa.array([it.site for it in found], pa.string()).cast(text),
            "item": pa.array([it.item for it in found], pa.string()).cast(text),
            "capability": pa.array([it.capability.key for it in found], pa.string()).cast(text),
            by: pa.array([it.team for it in found], pa.string()).cast(text),
            "members": integers(array("i", (it.members for it in found))),
            "allowed": integers(array("i", (it.allowed for it in found))),
            "reasons": pa.array(counts, pa.map_(pa.string(), pa.int32())),
        }
    )
    pq.write_table(table, stream, compression=_COMPRESSION, store_schema=False)
