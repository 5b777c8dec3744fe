"""Leaves out statements that the others make already."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tableau_perm_cli.audit.summarising.ground import Ground
from tableau_perm_cli.audit.summarising.statement import Basis
from tableau_perm_cli.resolve.bulk.bits import treated_alike, union, without

_ALWAYS_SAID = frozenset({Basis.ADMINISTRATORS, Basis.OWNERS})
_Cell = tuple[int, int]
"""The number of a standing, and of one of its parts."""


@dataclass(frozen=True, slots=True)
class Told:
    """What a statement tells, for the comparison with others."""

    basis: Basis
    users: int
    keys: int
    standings: frozenset[int]
    """By number: what it is about."""
    others: frozenset[int]
    """What its places have besides, whole; it is true of them too."""


def not_said_twice(ground: Ground, told: Sequence[Told]) -> list[int]:
    """Return the places of the statements to keep: together they tell what all of them do.

    Those about few users go first. Administrators and owners are always told of.
    """
    telling: dict[_Cell, list[int]] = {}
    for place, it in enumerate(told):
        if it.basis is not Basis.OWNERS:  # of each item another user: no set of them tells
            for cell in _cells(ground, it, it.standings | it.others):
                telling.setdefault(cell, []).append(place)
    gone: set[int] = set()

    def is_told_by_others(place: int, cell: _Cell) -> bool:
        part = ground.standings[cell[0]].parts[cell[1]]
        others = [told[it] for it in telling[cell] if it != place and it not in gone]
        users = told[place].users & part.allowed
        return all(
            not without(users, union(it.users for it in others if it.keys & keys))
            for keys in treated_alike((it.keys for it in others), part.keys & told[place].keys)
        )

    for place in sorted(range(len(told)), key=lambda it: told[it].users.bit_count()):
        it = told[place]
        if it.basis not in _ALWAYS_SAID and all(
            is_told_by_others(place, cell) for cell in _cells(ground, it, it.standings)
        ):
            gone.add(place)
    return [place for place in range(len(told)) if place not in gone]


def _cells(ground: Ground, told: Told, standings: frozenset[int]) -> Iterator[_Cell]:
    for number in standings:
        for place, part in enumerate(ground.standings[number].parts):
            if part.keys & told.keys:
                yield number, place
