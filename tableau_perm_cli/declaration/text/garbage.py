"""Spares Python the search for garbage while a declaration is read."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def no_garbage_collection() -> Iterator[None]:
    """Leave all garbage until the end.

    Millions of new containers would be searched for cycles again and again; there are none.
    """
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()
