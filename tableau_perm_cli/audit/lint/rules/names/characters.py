"""What single characters are: their scripts, and their names where one cannot see them."""

import unicodedata

from tableau_perm_cli.audit.lint.wording import listed

BIDIRECTIONAL = frozenset(
    "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
)
"""Marks, embeddings, overrides and isolates: they turn the order in which text is shown."""

_UNSEEN = frozenset(
    "\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180e\u200b\u2060\u2061\u2062\u2063\u2064\u2028\u2029"
    "\u3164\ufeff\uffa0\ufff9\ufffa\ufffb"
)
"""Takes no room, or shows as nothing; no name in any language needs it."""

_JOINERS = frozenset("\u200c\u200d\ufe0e\ufe0f")
"""Spelt with in several scripts and in emoji, and out of place in these:"""
_ALPHABETS = ("LATIN", "GREEK", "CYRILLIC")

_CONTROLS = {
    "\0": "NUL",
    "\a": "BEL",
    "\b": "BACKSPACE",
    "\t": "TAB",
    "\n": "LINE FEED",
    "\v": "VERTICAL TAB",
    "\f": "FORM FEED",
    "\r": "CARRIAGE RETURN",
    "\x1b": "ESCAPE",
    "\x7f": "DELETE",
    "\x85": "NEXT LINE",
}


def described(character: str) -> str:
    """Return what a character is: ``CYRILLIC SMALL LETTER A (U+0430)``."""
    name = _CONTROLS.get(character) or unicodedata.name(character, "")
    code = f"U+{ord(character):04X}"
    return f"{name} ({code})" if name else code


def spelled_out(characters: str) -> str:
    """Return what characters are, each once, in the order in which they come."""
    return listed([described(it) for it in dict.fromkeys(characters)])


def script_of(character: str) -> str:
    """Return the alphabet of a letter: the first word of its name in Unicode; else nothing.

    That is the script for every letter of Latin, Greek and Cyrillic, which is all that is asked.
    """
    if not character.isalpha():
        return ""
    if character.isascii():
        return "LATIN"
    return unicodedata.name(character, "").removeprefix("FULLWIDTH ").partition(" ")[0]


def unseen_in(name: str) -> str:
    """Return the characters of a name that cannot be seen, but for spaces and bidirectional ones.

    A joiner is one of them only at the beginning of a name or after a letter of an alphabet that
    is written without joiners.
    """
    if name.isascii() and name.isprintable():
        return ""
    return "".join(
        character
        for character, before in zip(name, " " + name, strict=False)
        if character in _UNSEEN
        or unicodedata.category(character) in {"Cc", "Cs"}
        or (character in _JOINERS and (before == " " or script_of(before) in _ALPHABETS))
    )
