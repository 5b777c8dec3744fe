"""What site roles decide alone: the ceilings and the administrators (semantics 3, steps 1 and 2).

Users fall into a handful of classes by site role. For each capability a class is either decided
here or *bound*: subject to everything that comes after.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from tableau_perm_cli.catalog import CATALOG, Capability, CeilingClass, Kind, RoleClass
from tableau_perm_cli.catalog.site_roles import SITE_ROLES
from tableau_perm_cli.declaration.model import Settings
from tableau_perm_cli.resolve.bulk import codes
from tableau_perm_cli.resolve.bulk.codes import KINDS, UNDECIDED, Row
from tableau_perm_cli.resolve.bulk.tallies import Tally, counted

CLASSES: tuple[RoleClass, ...] = tuple(RoleClass)
ABSENT = len(CLASSES)
"""The class of those who are not on this site."""

_COLUMN: dict[RoleClass, CeilingClass | None] = {
    role.role_class: role.ceiling for role in SITE_ROLES
}
_ADMINISTRATORS = {
    RoleClass.SERVER_ADMIN: codes.SERVER_ADMIN,
    RoleClass.SITE_ADMIN: codes.SITE_ADMIN,
}
_OFFSET = ord("0")
_ONLY = [bytes(_OFFSET + (byte == number) for byte in range(256)) for number in range(ABSENT + 1)]


@dataclass(frozen=True, slots=True)
class Ceiling:
    """How the classes split the users over one capability."""

    bound: int
    """Bit set of the users about whom owners, leaders and rules decide."""
    bound_number: int
    decided: tuple[tuple[int, int], ...]
    """Code and bit set of everyone else; no bit set is empty, no user is in two."""


@dataclass(frozen=True, slots=True, eq=False)
class Ceilings:
    """The ceilings of one site for every kind; lists are indexed by the number of the kind.

    What is worked out for one of these holds as long as the very same object is in use.
    """

    class_of: bytes
    """For each user the index of the class in ``CLASSES``, or ``ABSENT``."""
    settings: tuple[bool, Mapping[tuple[Kind, str, CeilingClass], bool]]
    """What of the site's settings they depend on."""
    rows: list[tuple[Row, ...]]
    """For each class its row, ``UNDECIDED`` where the class is bound."""
    ceilings: list[tuple[Ceiling, ...]]
    """For each capability how it splits the users."""
    alike: list[list[int]]
    """Masks of the capabilities that split them in the same way."""
    tallies: list[Tally]
    """How many users have which reason, of those who are not bound."""

    def row(self, kind_number: int, user: int) -> Row:
        """Return the row of the user's class."""
        return self.rows[kind_number][self.class_of[user]]


class Counted(NamedTuple):
    """A tally, and the ceilings that it holds under."""

    ceilings: Ceilings
    tally: Tally


def build_ceilings(class_of: bytes, settings: Settings, donor: Ceilings | None = None) -> Ceilings:
    """Return the ceilings for users of these classes; the donor's when nothing has changed."""
    key = (settings.guest_access, settings.ceilings)
    if donor is not None and donor.class_of == class_of and donor.settings == key:
        return donor
    members = [_users_of(class_of, number) for number in range(ABSENT + 1)]
    known: dict[Row, Ceiling] = {}
    rows: list[tuple[Row, ...]] = []
    ceilings: list[tuple[Ceiling, ...]] = []
    alike: list[list[int]] = []
    tallies: list[Tally] = []
    for kind in KINDS:
        capabilities = CATALOG[kind].capabilities
        columns = [_column(settings, kind, capability) for capability in capabilities]
        rows.append(tuple(bytes(row) for row in zip(*columns, strict=True)))
        for column in columns:
            if column not in known:
                known[column] = _split(column, members)
        ceilings.append(tuple(known[column] for column in columns))
        masks: dict[Row, int] = {}
        for capability, column in zip(capabilities, columns, strict=True):
            masks[column] = masks.get(column, 0) | capability.bit
        alike.append([*masks.values()])
        tallies.append(
            sum(
                counted(mask, code, bits.bit_count())
                for column, mask in masks.items()
                for code, bits in known[column].decided
            )
        )
    return Ceilings(class_of, key, rows, ceilings, alike, tallies)


def _users_of(class_of: bytes, number: int) -> int:
    """Return the bit set of the users of one class, read as a number in base two."""
    return int(class_of[::-1].translate(_ONLY[number]) or b"0", 2)


def _column(settings: Settings, kind: Kind, capability: Capability) -> Row:
    """Return what each class is told about one capability, those not on the site last."""
    return bytes(
        (*(_code(settings, role, kind, capability) for role in CLASSES), codes.NOT_ON_SITE)
    )


def _code(settings: Settings, role: RoleClass, kind: Kind, capability: Capability) -> int:
    """Return the code that steps 1 and 2 of the ladder give a class, or ``UNDECIDED``."""
    column = _COLUMN[role]
    if column is None:
        return codes.UNLICENSED
    if role is RoleClass.GUEST and not settings.guest_access:
        return codes.GUEST_DISABLED
    decided = settings.ceilings.get((kind, capability.key, column))
    if not (capability.ceiling[column].allowed if decided is None else decided):
        return codes.GUEST if role is RoleClass.GUEST else codes.SITE_ROLE
    return _ADMINISTRATORS.get(role, UNDECIDED)


def _split(column: Row, members: Sequence[int]) -> Ceiling:
    bound = 0
    decided: dict[int, int] = {}
    for code, bits in zip(column, members, strict=True):
        if code == UNDECIDED:
            bound |= bits
        elif bits:
            decided[code] = decided.get(code, 0) | bits
    return Ceiling(bound, bound.bit_count(), tuple(sorted(decided.items())))
