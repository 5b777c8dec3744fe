"""How far the search goes: numbers that keep it to seconds on the largest site."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Bounds:
    """How many of each sort of edit are tried at one point."""

    groups: int
    """Groups to add the user to."""
    grants: int
    """Groups of the user's to allow it for."""
    moves: int
    """Projects to move the item to."""


FIRST = Bounds(groups=8, grants=12, moves=3)
"""For what stands in the way at the start."""
SECOND = Bounds(groups=3, grants=6, moves=0)
"""For what stands in the way after a first step that was not enough."""
MOST_FIRST = 24
"""So many first steps are built on."""
MOST_COUNTED = 16
"""Of so many repairs at most the blast radius is counted, unless all are asked for."""
MOST_OF_ALL = 200
"""Of so many at most when all are asked for."""
