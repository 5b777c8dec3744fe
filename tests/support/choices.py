"""Where a generated declaration's choices come from: a seed, or hypothesis."""

import math
import random
from collections.abc import Callable, Sequence
from functools import cache
from typing import Protocol, TypeVar

from hypothesis import strategies as st

T = TypeVar("T")


class Choices(Protocol):
    """The few ways the builder chooses."""

    size: int

    def chance(self, percent: int) -> bool:
        """Return yes or no."""

    def pick(self, options: Sequence[T]) -> T:
        """Return one of the options."""

    def some(self, options: Sequence[T], percent: int) -> list[T]:
        """Return some of the options, in their order."""

    def mapping(
        self,
        names: Sequence[str],
        least: int,
        most: int,
        percent: int,
        build: Callable[["Choices"], T],
    ) -> dict[str, T]:
        """Return ``least`` to ``most`` names, each with what ``build`` makes."""


class Seeded:
    """Chooses by a seeded generator; ``percent`` is the chance of each option."""

    def __init__(self, seed: int, size: int) -> None:
        self.random = random.Random(seed)  # noqa: S311, not a secret
        self.size = size

    def chance(self, percent: int) -> bool:
        return self.random.randrange(100) < percent

    def pick(self, options: Sequence[T]) -> T:
        return self.random.choice(options)

    def some(self, options: Sequence[T], percent: int) -> list[T]:
        return [option for option in options if self.chance(percent)]

    def mapping(
        self,
        names: Sequence[str],
        least: int,
        most: int,
        percent: int,
        build: Callable[[Choices], T],
    ) -> dict[str, T]:
        count = min(least, len(names))
        while count < min(most, len(names)) and self.chance(percent):
            count += 1
        return {name: build(self) for name in self.random.sample(names, count)}


class Drawn:
    """Lets hypothesis choose: 0 is always no, the first, the fewest, and lists lose elements."""

    def __init__(self, draw: st.DrawFn, size: int) -> None:
        self.draw = draw
        self.size = size

    def chance(self, percent: int) -> bool:
        return self.draw(_index(100)) >= 100 - percent

    def pick(self, options: Sequence[T]) -> T:
        return options[self.draw(_index(len(options)))]

    def some(self, options: Sequence[T], percent: int) -> list[T]:
        if not options:
            return []
        most = math.ceil(len(options) * min(1, 1.5 * percent / 100))
        return [options[place] for place in sorted(self.draw(_places(len(options), most)))]

    def mapping(
        self,
        names: Sequence[str],
        least: int,
        most: int,
        percent: int,
        build: Callable[[Choices], T],
    ) -> dict[str, T]:
        least, most = min(least, len(names)), min(most, len(names))
        if most == 0 or (least == 0 and not self.chance(percent)):
            return {}
        built = st.tuples(_index(len(names)), _built(build, self.size))
        pairs = st.lists(built, min_size=least, max_size=most, unique_by=_first)
        return {names[place]: value for place, value in self.draw(pairs)}


# Strategies are slow to make and are asked for hundreds of times a declaration: made once each.
@cache
def _index(count: int) -> st.SearchStrategy[int]:
    return st.integers(0, count - 1)


@cache
def _places(count: int, most: int) -> st.SearchStrategy[list[int]]:
    return st.lists(st.sampled_from(range(count)), unique=True, max_size=most)


def _first(pair: tuple[int, T]) -> int:
    return pair[0]


@st.composite
def _built(draw: st.DrawFn, build: Callable[[Choices], T], size: int) -> T:
    return build(Drawn(draw, size))
