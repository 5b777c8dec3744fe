"""Names for what is gone, where another thing has taken the name."""

from collections.abc import Container


def free_name(name: str, word: str, taken: Container[str]) -> str:
    """Return a name like ``name`` that is not taken: ``Sales (gone)``, ``Sales (gone 2)``."""
    found, number = f"{name} ({word})", 1
    while found in taken:
        number += 1
        found = f"{name} ({word} {number})"
    return found
