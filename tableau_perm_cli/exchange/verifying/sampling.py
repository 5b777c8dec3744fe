"""A fair sample of a long run of things, the same for the same seed."""

import random
from collections.abc import Iterable
from typing import TypeVar

_Thing = TypeVar("_Thing")


def sample(things: Iterable[_Thing], size: int | None, seed: int) -> tuple[list[_Thing], int]:
    """Return ``size`` of the things, each as likely as any other, and how many there are.

    The things are read once, and only the sample is kept, in their order.

    Args:
        things: as many as there are.
        size: how many are wanted; None for all.
        seed: which sample; the same one of the same things.
    """
    if size is None:
        everything = list(things)
        return everything, len(everything)
    choose = random.Random(seed)  # noqa: S311 - a sample, not a secret
    kept: list[tuple[int, _Thing]] = []
    number = 0
    for number, thing in enumerate(things, 1):
        if len(kept) < size:
            kept.append((number, thing))
        elif (place := choose.randrange(number)) < size:
            kept[place] = (number, thing)
    return [thing for _, thing in sorted(kept, key=lambda pair: pair[0])], number
