"""Writes a user or an item as a selector that selects it and nothing else."""

import re

from tableau_perm_cli.declaration.address import Address

# Safe without quotes: no operator, prefix, star or parenthesis can be read into it.
_PLAIN = re.compile(r"[\w.@%+-]+")
_PLAIN_PATH = re.compile(r"[\w.@%+-]+(?:[/ ][\w.@%+-]+)*")
_READ_OTHERWISE = frozenset({"and", "or", "not", "everyone"})


def user_selector(name: str) -> str:
    """Return a selector of the user with this name."""
    if _PLAIN.fullmatch(name) and name not in _READ_OTHERWISE:
        return name
    return f"user:{_quoted(name)}"


def item_selector(address: Address) -> str:
    """Return a selector of the item at this address."""
    kind, _, path = str(address).partition(":")
    plain = _PLAIN_PATH.fullmatch(path) and _READ_OTHERWISE.isdisjoint(re.split("[/ ]", path))
    return f"{kind}:{path if plain else _quoted(path)}"


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
