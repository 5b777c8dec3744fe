"""Names that are unique where they stand: what is called alike gets the beginning of its id."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

_FEWEST: Final = 8
"""Characters of an id that are written: the first group of a LUID."""
UNNAMED: Final = "unnamed"
"""What is called so that has an empty name."""
_HALF_CHARACTERS: Final = dict.fromkeys(range(0xD800, 0xE000), "\ufffd")
"""Halves of a character cannot be encoded; JSON can escape them, so a source may tell them."""


@dataclass(frozen=True, slots=True)
class Spelling:
    """How a thing is called: its name, and where that is not enough some of its id."""

    id: str
    name: str
    tag: str
    """What may be added, from its beginning: the id, or a hash of it."""
    around: tuple[str, str] = (" (", ")")
    """What stands before and after what is added."""
    tagged: bool = False
    """Whether something is added even where nothing else has the name."""


def encodable(text: str) -> str:
    """Return text as it can be written in a file."""
    return text if text.isascii() else text.translate(_HALF_CHARACTERS)


def told_name(thing: str, name: str) -> Spelling:
    """Return how something is called by the name that a source tells."""
    if not name.strip():
        return Spelling(thing, UNNAMED, thing, tagged=True)
    return Spelling(thing, encodable(name), thing)


def unknown_name(thing: str, word: str) -> Spelling:
    """Return how something is called of which only the id is told: ``unknown user 3f2a91c4``."""
    return Spelling(thing, f"unknown {word}", thing, (" ", ""), tagged=True)


def distinct(spellings: Iterable[Spelling], taken: frozenset[str] = frozenset()) -> dict[str, str]:
    """Return a name for each id; no two are alike, and none is among those that are taken.

    *Every* one of several that are called alike gets some of its id, as much as tells them apart,
    so that which of them came first does not matter.
    """
    every = list(spellings)
    written = [_FEWEST if it.tagged else 0 for it in every]
    while True:
        names = [_written(it, count) for it, count in zip(every, written, strict=True)]
        grown = False
        for place in _colliding(names, taken):
            if written[place] < len(every[place].tag):
                written[place] = written[place] + 1 if written[place] else _FEWEST
                grown = True
        if not grown:
            return {it.id: name for it, name in zip(every, names, strict=True)}


def _written(spelling: Spelling, count: int) -> str:
    if not count:
        return spelling.name
    before, after = spelling.around
    return f"{spelling.name}{before}{spelling.tag[:count]}{after}"


def _colliding(names: Sequence[str], taken: frozenset[str]) -> list[int]:
    """Return the places of the names that are not alone."""
    places: defaultdict[str, list[int]] = defaultdict(list)
    for place, name in enumerate(names):
        places[name].append(place)
    return [
        place
        for name, among in places.items()
        if len(among) > 1 or name in taken
        for place in among
    ]


def in_order(name: str) -> tuple[str, str]:
    """Return what names are sorted by: case does not count, but between names that fold alike."""
    return name.casefold(), name
