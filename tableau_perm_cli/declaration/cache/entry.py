"""Puts blocks of bytes into one file's content that shows whether it is whole, and out again."""

import hashlib
import sys
from array import array
from collections.abc import Iterator, Sequence
from typing import Final

FORMAT: Final = 1
"""To be raised whenever the same bytes come to mean something else."""
_MAGIC: Final = b"tableau-perm cache\n"
_DIGEST: Final = hashlib.sha256().digest_size
_HEAD: Final = len(_MAGIC) + _DIGEST


def entry_of(key: bytes, blocks: Sequence[bytes]) -> list[bytes]:
    """Return the content of an entry: magic, checksum, key, number and sizes of the blocks, they.

    Args:
        key: what the blocks belong to; of fixed length.
        blocks: what to keep.
    """
    sizes = array("Q", [len(blocks), *map(len, blocks)])
    rest = [key, sizes.tobytes(), *blocks]
    digest = hashlib.sha256()
    for piece in rest:
        digest.update(piece)
    return [_MAGIC, digest.digest(), *rest]


def blocks_in(content: bytes, key: bytes) -> list[memoryview] | None:
    """Return the blocks of an entry, or None if it is not whole or belongs to another key."""
    begin = _HEAD + len(key)
    if not content.startswith(_MAGIC) or content[_HEAD:begin] != key:
        return None
    view = memoryview(content)
    if hashlib.sha256(view[_HEAD:]).digest() != view[len(_MAGIC) : _HEAD]:
        return None
    # What is whole was written as above, so the sizes are there and add up.
    sizes = _numbers(view[begin:])
    blocks = view[begin + 8 * (1 + next(sizes)) :]
    found: list[memoryview] = []
    for size in sizes:
        found.append(blocks[:size])
        blocks = blocks[size:]
    return found


def _numbers(view: memoryview) -> Iterator[int]:
    """Yield the number of sizes, then the sizes."""
    width = 8
    count = int.from_bytes(view[:width], sys.byteorder)
    yield count
    for at in range(width, width * (1 + count), width):
        yield int.from_bytes(view[at : at + width], sys.byteorder)
