"""Writes names and small values as YAML or JSON text, on one line."""

import json
import re
from collections.abc import Mapping, Sequence
from typing import TypeAlias

from tableau_perm_cli.diagnostics import visible

Plain: TypeAlias = "str | bool | Sequence[Plain] | Mapping[str, Plain] | None"
"""What is written: text, true or false, nothing, lists and mappings of these."""

# Safe in block and in brackets, before a colon and after one: nothing that YAML reads otherwise.
_PLAIN = re.compile(r"[^\W\d][\w.+()/@%-]*(?: [\w.+()/@%-]+)*")
_READ_OTHERWISE = frozenset({"null", "true", "false", "yes", "no", "on", "off", "y", "n"})


def rendered(value: Plain, *, as_json: bool = False) -> str:
    """Return a value as text that stands anywhere a value may, in brackets if it has parts.

    Args:
        value: what is written.
        as_json: for a file that is JSON.
    """
    if as_json:
        return _escaped(json.dumps(value, ensure_ascii=False))
    if isinstance(value, str):
        return scalar(value)
    if isinstance(value, Mapping):
        inner = (f"{scalar(key)}: {rendered(part)}".rstrip() for key, part in value.items())
        return f"{{{', '.join(inner)}}}"
    if isinstance(value, Sequence):
        return f"[{', '.join(map(rendered, value))}]"
    if value is None:
        return "{}"
    return "true" if value else "false"


def scalar(text: str) -> str:
    """Return text as a scalar: as it is where that is safe, else in double quotes."""
    if _PLAIN.fullmatch(text) and text.casefold() not in _READ_OTHERWISE:
        return text
    return _escaped(json.dumps(text, ensure_ascii=False))


def _escaped(text: str) -> str:
    """Return JSON in which nothing hides: both languages know the escapes.

    What YAML does not allow in a file is escaped, and what deceives the eye: direction marks and
    overrides, characters that take no room.
    """
    return "".join(
        character
        if _is_printable(character) and visible(character) == character
        else _escape(character)
        for character in text
    )


def _is_printable(character: str) -> bool:
    if character.isascii():
        return " " <= character <= "~"
    return "\xa0" <= character <= "\ud7ff" or (
        character >= "\ue000" and character not in "\ufeff\ufffe\uffff"
    )


def _escape(character: str) -> str:
    code = ord(character)
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"  # noqa: PLR2004 - 16 bits
