r"""Makes a name safe to print on one line, without changing any name that already is.

A name from a declaration may hold anything: a line feed would break a table, an escape
sequence would drive the terminal, a bidirectional override would show another name than
the one that counts. Such characters are written as `\n`, `\x1b`, `\u202e`.

A backslash stays one backslash, so that `DOMAIN\user` looks as it does in Tableau. The name
of four characters `a\nb` and the one of three with a line feed are therefore shown alike;
machine formats, which quote losslessly, tell them apart.
"""

import re

# The joiners U+200C and U+200D are left alone: emoji and several scripts are spelt with them.
_UNSAFE = re.compile(
    "[\x00-\x1f\x7f-\x9f"  # control characters, C0 and C1, DELETE among them
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"  # direction marks, overrides and isolates
    "\u200b\u2060\ufeff"  # takes no room and joins nothing
    "\u2028\u2029"  # line and paragraph separators
    "\ud800-\udfff]"  # half a character: cannot be encoded
)
_SHORT = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}


def _escaped(match: re.Match[str]) -> str:
    character = match[0]
    if character in _SHORT:
        return _SHORT[character]
    return f"\\x{ord(character):02x}" if character <= "\xff" else f"\\u{ord(character):04x}"


def visible(text: str) -> str:
    """Gives the text as it may stand in a line of output; applying it twice changes nothing."""
    if text.isascii() and text.isprintable():
        return text
    return _UNSAFE.sub(_escaped, text)
