"""Writes the matrix as text, piece by piece: ready-made parts of rows are joined."""

from collections.abc import Callable, Iterable, Iterator
from itertools import compress

from tableau_perm_cli.report.matrix import COLUMNS
from tableau_perm_cli.report.matrix.styles import Style
from tableau_perm_cli.report.table import Row, Table
from tableau_perm_cli.resolve.bulk import REASON
from tableau_perm_cli.resolve.matrix import Block, MatrixSlice


def matrix_text(
    slices: Iterable[MatrixSlice], style: Style, advance: Callable[[], None] = lambda: None
) -> Iterator[str]:
    """Yield the matrix in a style, one item and capability at a time.

    Args:
        slices: one for each site.
        style: the format.
        advance: called after each item.
    """
    yield style.head
    skip = style.first
    for asked in slices:
        fronts = [style.front(asked.site, name) for name in asked.names]
        row = [""] * (2 * len(fronts))
        row[::2] = fronts
        for block in asked.blocks(advance):
            ends = _ends(block, style)
            if block.kept is None:
                # Every second piece is the front of a row, and stays from block to block.
                row[1::2] = [ends[code] for code in block.codes]
                text = "".join(row)
            else:
                kept = zip(fronts, block.codes, strict=True)
                text = "".join([front + ends[code] for front, code in compress(kept, block.kept)])
            yield text[skip:] if skip else text
            skip = 0
    yield style.foot


def _ends(block: Block, style: Style) -> dict[int, str]:
    item, key = block.item, block.capability.key
    return {code: style.end(item, key, REASON[code]) for code in set(block.codes)}


def matrix_table(slices: Iterable[MatrixSlice]) -> Table:
    """Return the matrix as a table, its rows made as they are read."""
    return Table(COLUMNS, _rows(slices))


def _rows(slices: Iterable[MatrixSlice]) -> Iterator[Row]:
    for asked in slices:
        for block in asked.blocks():
            cells = zip(asked.names, block.codes, strict=True)
            for name, code in cells if block.kept is None else compress(cells, block.kept):
                reason = REASON[code]
                yield (
                    asked.site,
                    name,
                    block.item,
                    block.capability.key,
                    reason.verdict.value,
                    reason.value,
                )
