"""How findings about locks, and about the Default project, speak of several things."""

from collections.abc import Iterable, Sequence

from tableau_perm_cli.declaration.model import Item

_MOST_NAMED = 3


def listed(words: Sequence[str], most: int = _MOST_NAMED) -> str:
    """Return ``a, b and c``; of more than ``most`` words the first and how many more."""
    if len(words) > most:
        return f"{', '.join(words[:most])} and {len(words) - most} more"
    return " and ".join(filter(None, (", ".join(words[:-1]), *words[-1:])))


def addresses(items: Iterable[Item]) -> str:
    """Return the addresses of items for a sentence, each in backticks."""
    return listed([f"`{item.address}`" for item in items])
