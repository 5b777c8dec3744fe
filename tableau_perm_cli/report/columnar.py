"""pyarrow, loaded when it is needed, and arrays made of ready-made bytes."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from tableau_perm_cli.diagnostics import ToolError
from tableau_perm_cli.resolve.bulk import REASON

if TYPE_CHECKING:
    from array import array

    import pyarrow as pa


_FROM_ZERO = bytes(max(0, code - 1) for code in range(256))


def load_pyarrow() -> tuple[Any, Any]:
    """Return ``pyarrow`` and ``pyarrow.parquet``.

    Raises:
        ToolError: pyarrow is not installed.
    """
    try:
        import pyarrow as pa  # noqa: PLC0415 - slow to load, and an extra
        import pyarrow.parquet as pq  # noqa: PLC0415
    except ImportError as error:
        raise ToolError(
            "Parquet needs pyarrow, which is not installed",
            help='install it with: pip install "tableau-perm[parquet]"',
        ) from error
    return pa, pq


def dictionary(indexes: bytes, values: Sequence[str], *, width: int) -> "pa.Array[Any]":
    """Return strings as indexes of ``width`` bytes into ``values``, none of which stands twice."""
    pa, _ = load_pyarrow()
    kind = pa.int8() if width == 1 else pa.int32()
    buffers = [None, pa.py_buffer(indexes)]
    places = pa.Array.from_buffers(kind, len(indexes) // width, buffers)
    return pa.DictionaryArray.from_arrays(places, pa.array(values, pa.string()))


def reasons(codes: bytes) -> "pa.Array[Any]":
    """Return the reasons that codes stand for."""
    # A dictionary in which a value stands twice is not written as one: code 0 has no reason.
    return dictionary(codes.translate(_FROM_ZERO), [it.value for it in REASON[1:]], width=1)


def integers(numbers: "array[int]") -> "pa.Array[Any]":
    """Return 32-bit integers; ``numbers`` is an array of type ``i``."""
    pa, _ = load_pyarrow()
    return pa.Array.from_buffers(pa.int32(), len(numbers), [None, pa.py_buffer(numbers)])
