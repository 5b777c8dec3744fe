"""Code columns: for one item and capability, the code of every user, a byte each.

The form for whoever writes out the whole matrix. Items of a stratum share their columns, and so
do capabilities that nothing tells apart; what is kept is bounded.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from tableau_perm_cli.resolve.bulk.bits import lowest_bit
from tableau_perm_cli.resolve.bulk.codes import REASON
from tableau_perm_cli.resolve.bulk.governed import GovernedItem
from tableau_perm_cli.resolve.bulk.principals import People
from tableau_perm_cli.resolve.bulk.rule_lists import Claim
from tableau_perm_cli.resolve.bulk.strata import NO_OWNER, Stratum

Column = bytes
"""For each user, by index, the code; ``codes.REASON`` has its meaning."""

_AS_CODE = [bytes.maketrans(b"01", bytes((0, code))) for code in range(len(REASON))]


@dataclass(slots=True)
class _Kept:
    """What is kept of one stratum."""

    stands_for: bytes
    """For each capability the lowest one that has the same column."""
    columns: dict[int, Column] = field(default_factory=dict)


class CodeColumns:
    """Makes code columns and keeps the latest, up to so many bytes."""

    def __init__(self, people: People, most: int) -> None:
        """Take the users, and how many bytes to keep at most, unless one stratum has more."""
        self._people = people
        self._most = most
        self._kept: dict[Stratum, _Kept] = {}
        self.kept_bytes = 0

    def of(self, governed: GovernedItem, capability: int) -> Column:
        """Return the column of an item for the capability with this index."""
        stratum, owner = governed.stratum, governed.owner
        column = self._of_stratum(stratum, capability)
        if owner == NO_OWNER:
            return column
        code = stratum.code(self._people, owner, capability, owner)
        if column[owner] == code:
            return column
        return column[:owner] + bytes((code,)) + column[owner + 1 :]

    def _of_stratum(self, stratum: Stratum, capability: int) -> Column:
        kept = self._kept.get(stratum)
        if kept is None:
            kept = self._kept[stratum] = _Kept(self._stand_ins(stratum))
        first = kept.stands_for[capability]
        column = kept.columns.get(first)
        if column is None:
            size = len(self._people.names)
            column = _column(stratum.partition(self._people, first), size)
            self._make_room(stratum, size)
            kept.columns[first] = column
        return column

    def _stand_ins(self, stratum: Stratum) -> bytes:
        parts = stratum.alike(self._people.ceilings)
        stands_for = bytearray(sum(part.bit_count() for part in parts))
        for part in parts:
            for capability in range(part.bit_length()):
                if part >> capability & 1:
                    stands_for[capability] = lowest_bit(part)
        return bytes(stands_for)

    def _make_room(self, wanted: Stratum, size: int) -> None:
        """Drop the oldest strata until there is room for one more column."""
        self.kept_bytes += size
        while self.kept_bytes > self._most and len(self._kept) > 1:
            oldest = next(stratum for stratum in self._kept if stratum is not wanted)
            self.kept_bytes -= size * len(self._kept.pop(oldest).columns)


def _column(claims: Iterable[Claim], size: int) -> Column:
    """Write the code of each set's members into one byte a user."""
    merged = 0
    for code, users in claims:
        # In base two, a digit a user, the last user first; each digit becomes a byte.
        digits = format(users, f"0{size}b").encode().translate(_AS_CODE[code])
        merged |= int.from_bytes(digits, "big")
    return merged.to_bytes(size, "little")
