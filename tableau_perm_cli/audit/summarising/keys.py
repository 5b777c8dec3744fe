"""Capability keys of all content types as one mask, so that a sentence can be about several.

Workbooks and their views are said to be filtered in one breath; a key that a content type lacks
means nothing there.
"""

from collections.abc import Iterator
from functools import cache

from tableau_perm_cli.catalog import CATALOG, Kind

KEYS: tuple[str, ...] = tuple(
    dict.fromkeys(it.key for kind in CATALOG.values() for it in kind.capabilities)
)
"""Every key once, those of projects first; a key's place is its bit."""
_BITS = {key: 1 << place for place, key in enumerate(KEYS)}


@cache
def as_keys(kind: Kind, mask: int) -> int:
    """Return a mask of a kind's capabilities as a mask of keys."""
    return sum(_BITS[it.key] for it in CATALOG[kind].members(mask))


@cache
def keys_of(kind: Kind) -> int:
    """Return the keys that a kind has."""
    return as_keys(kind, CATALOG[kind].full_mask)


def named(keys: int) -> Iterator[str]:
    """Yield the keys in a mask, in order."""
    return (key for place, key in enumerate(KEYS) if keys >> place & 1)
