"""Bit sets over users: a Python integer whose bit *i* stands for user *i*.

AND, OR and XOR of two such integers run at memory speed, and ``int.bit_count`` counts members.
``a & ~b`` does not: a negative integer is converted digit by digit. Hence ``without``.
"""

from collections.abc import Collection, Iterable
from itertools import compress, count

_FEW = 16
"""Up to so many bits are cheaper to shift into place than to write into a buffer."""
_BYTE_BITS = tuple(tuple(bit for bit in range(8) if byte >> bit & 1) for byte in range(256))
_AS_FLAGS = bytes.maketrans(b"01", b"\x00\x01")


def bits_of(indexes: Collection[int], size: int) -> int:
    """Return the bit set of ``indexes``, all of which are below ``size``."""
    if len(indexes) <= _FEW:
        bits = 0
        for index in indexes:
            bits |= 1 << index
        return bits
    buffer = bytearray((size + 7) // 8)
    for index in indexes:
        buffer[index >> 3] |= 1 << (index & 7)
    return int.from_bytes(buffer, "little")


def everyone(size: int) -> int:
    """Return the bit set of all indexes below ``size``."""
    return (1 << size) - 1


def without(bits: int, others: int) -> int:
    """Return what is in ``bits`` and not in ``others``."""
    return bits ^ (bits & others)


def indexes_in(bits: int) -> list[int]:
    """Return the members of a bit set in ascending order."""
    data = bits.to_bytes((bits.bit_length() + 7) // 8, "little")
    return [
        (place << 3) + bit for place in compress(count(), data) for bit in _BYTE_BITS[data[place]]
    ]


def flags_in(bits: int) -> bytes:
    """Return one byte for each index up to the highest member: 1 for a member, else 0."""
    return format(bits, "b")[::-1].encode().translate(_AS_FLAGS)


def union(bit_sets: Iterable[int]) -> int:
    """Return what is in any of the bit sets."""
    united = 0
    for bits in bit_sets:
        united |= bits
    return united


def lowest_bit(mask: int) -> int:
    """Return the index of the lowest bit of a mask that is not empty."""
    return (mask & -mask).bit_length() - 1


def treated_alike(masks: Iterable[int], full: int) -> list[int]:
    """Split ``full`` into the largest parts that every one of ``masks`` holds whole or not at all.

    Of capabilities: what no rule tells apart needs to be looked at only once.
    """
    parts = [full]
    for mask in masks:
        split: list[int] = []
        for part in parts:
            inside = part & mask
            if inside and inside != part:
                split += (inside, part ^ inside)
            else:
                split.append(part)
        parts = split
    return parts
