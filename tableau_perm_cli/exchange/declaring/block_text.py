"""Writes the plain values of a site as YAML that people read and that makes small diffs.

What stands in the site is written in blocks, a line a thing. A rule, a user, a connection is on
one line as long as it fits; members are a line each unless they are few.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Final

from tableau_perm_cli.declaration.editing.rendering import Plain, rendered, scalar

_WIDTH: Final = 99
_STEP: Final = "  "
_FEW: Final = 6
"""As many names stand beside each other; more are a line each."""
_LONGEST_KEY: Final = 1000
"""A YAML parser takes no key of more than 1024 characters, but after a question mark."""
_FILLED: Final = frozenset({"allow", "deny"})
"""Lists that fill lines: capabilities are many, and keep their order."""
_TREES: Final = frozenset({"projects", "personal_spaces"})
_SCALARS: Final = frozenset({"settings", "not_read"})

_scalar = lru_cache(maxsize=1 << 16)(scalar)
"""A site has many lines and few names."""

Writer = Callable[[str, Plain, str], Iterator[str]]
"""Yields the lines of one entry: its key, its value, and what the lines begin with."""


def site_lines(value: Mapping[str, Plain], margin: str) -> Iterator[str]:
    """Yield the lines of what stands under a site's name."""
    for key, part in value.items():
        if key in _SCALARS:
            yield from _mapping(key, part, margin, _entry)
        elif key in _TREES:
            yield from _mapping(key, part, margin, _item)
        else:
            yield from _mapping(key, part, margin, _principal)


def _principal(key: str, value: Plain, margin: str) -> Iterator[str]:
    """Write a user, a group or a group set."""
    if isinstance(value, Mapping) and "members" in value:
        yield from _mapping(key, value, margin, _entry)
    else:
        yield from _entry(key, value, margin)


def _item(key: str, value: Plain, margin: str) -> Iterator[str]:
    """Write a project, an item of content, or a Personal Space, with all that is in it."""
    if not isinstance(value, Mapping) or not value:
        yield f"{key_text(key, margin)} {{}}"
        return
    yield key_text(key, margin)
    margin += _STEP
    for part, inner in value.items():
        if part == "permissions":
            yield from _mapping(part, inner, margin, _rules)
        elif part == "not_read":
            yield from _mapping(part, inner, margin, _entry)
        elif part == "connects_to" and isinstance(inner, Sequence):
            yield from _listed(key_text(part, margin), inner, margin)
        elif isinstance(inner, Mapping):
            yield from _mapping(part, inner, margin, _item)
        else:
            yield from _entry(part, inner, margin)


def _rules(key: str, value: Plain, margin: str) -> Iterator[str]:
    """Write the rules for the users, the groups or the group sets."""
    yield from _mapping(key, value, margin, _entry)


def _mapping(key: str, value: Plain, margin: str, write: Writer) -> Iterator[str]:
    """Write a mapping as a block, with its entries as they are to be written."""
    if not isinstance(value, Mapping) or not value:
        yield f"{key_text(key, margin)} {{}}"
        return
    yield key_text(key, margin)
    for inner, part in value.items():
        yield from write(inner, part, margin + _STEP)


def _entry(key: str, value: Plain, margin: str) -> Iterator[str]:
    """Write an entry on one line if it fits, else in as few as make it readable."""
    begin = key_text(key, margin)
    if isinstance(value, str):
        yield f"{begin} {_scalar(value)}"
        return
    names = isinstance(value, Sequence) and key not in _FILLED
    many = isinstance(value, Sequence) and names and len(value) > _FEW
    line = "" if many else f"{begin} {rendered(value)}"
    if line and (len(line) <= _WIDTH or not value or isinstance(value, bool)):
        yield line
    elif isinstance(value, Mapping):
        yield from _mapping(key, value, margin, _entry)
    elif isinstance(value, Sequence):
        yield from (_listed if names else _filled)(begin, value, margin)


def _listed(begin: str, values: Sequence[Plain], margin: str) -> Iterator[str]:
    """Write a list a line each."""
    yield begin
    yield from (f"{margin}{_STEP}- {rendered(it)}" for it in values)


def _filled(begin: str, values: Sequence[Plain], margin: str) -> Iterator[str]:
    """Write a list in lines that are full; one a line where the values are too long for that."""
    if any(len(rendered(it)) > _WIDTH // 3 for it in values):
        yield from _listed(begin, values, margin)
        return
    line = f"{begin} ["
    indent = " " * len(line)
    for place, value in enumerate(values):
        word = rendered(value) + ("]" if place == len(values) - 1 else ",")
        if place and len(line) + len(word) >= _WIDTH:
            yield line.rstrip()
            line = indent
        line += word + " "
    yield line.rstrip()


def key_text(key: str, margin: str) -> str:
    """Return how the line of a key begins, with its colon."""
    text = _scalar(key)
    if len(text) <= _LONGEST_KEY:
        return f"{margin}{text}:"
    return f"{margin}? {text}\n{margin}:"
