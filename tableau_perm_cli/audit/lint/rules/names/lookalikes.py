"""What names look like: a form in which those that look alike are the same.

The idea is the skeleton of Unicode Technical Standard 39: each character is replaced by the one
that stands for all that look like it. The table is our own, and holds what mixes with Latin in
practice: Cyrillic and Greek letters that look the same in common type, and the digits and letters
of ASCII that do. Compatibility forms (fullwidth, mathematical, ligatures) need no table.
"""

import re
import unicodedata

from tableau_perm_cli.audit.lint.rules.names.characters import BIDIRECTIONAL, unseen_in

_LIKE = {
    # ASCII, and what looks like it
    "l": "1I|\u0399\u0406\u04c0",
    "O": "0\u039f\u041e",
    "'": "`\u2018\u2019\u02b9\u02bb\u02bc",
    '"': "\u201c\u201d",
    "-": "\u2010\u2011\u2012\u2013\u2014\u2212",
    "/": "\u2044\u2215",
    # Latin that is not plain, with the Greek and Cyrillic that look like it
    "i": "\u0131\u0269\u03b9\u0456",
    "a": "\u0251\u03b1\u0430",
    "g": "\u0261",
    # Greek and Cyrillic
    "A": "\u0391\u0410",
    "B": "\u0392\u0412",
    "C": "\u0421",
    "E": "\u0395\u0415",
    "F": "\u03dc",
    "H": "\u0397\u041d",
    "J": "\u037f\u0408",
    "K": "\u039a\u041a",
    "M": "\u039c\u041c",
    "N": "\u039d",
    "P": "\u03a1\u0420",
    "Q": "\u051a",
    "S": "\u0405",
    "T": "\u03a4\u0422",
    "W": "\u051c",
    "X": "\u03a7\u0425",
    "Y": "\u03a5\u04ae",
    "Z": "\u0396",
    "c": "\u0441",
    "d": "\u0501",
    "e": "\u0435",
    "h": "\u04bb",
    "j": "\u03f3\u0458",
    "k": "\u03ba\u043a",
    "n": "\u03b7",
    "o": "\u03bf\u043e",
    "p": "\u03c1\u0440",
    "q": "\u051b",
    "r": "\u0433",
    "s": "\u0455",
    "u": "\u03c5",
    "v": "\u03bd\u0475",
    "w": "\u051d",
    "x": "\u0445",
    "y": "\u03b3\u0443",
}
_SKELETON = str.maketrans(
    {character: stands_for for stands_for, characters in _LIKE.items() for character in characters}
)
_DIGITS = str.maketrans("1I0", "llO")
_SPACES = re.compile(r"\s+")


def skeleton(name: str) -> str:
    """Return what a name looks like; its case counts, its accents too."""
    if name.isascii() and name.isprintable():
        shown = name
    else:
        hidden = BIDIRECTIONAL.union(unseen_in(name))
        seen = "".join(character for character in name if character not in hidden)
        # Taken apart, so that an accent counts alike on the letters of all alphabets.
        shown = unicodedata.normalize("NFKD", seen)
    return _SPACES.sub(" ", shown).strip().translate(_SKELETON)


def numbered_alike(one: str, other: str) -> bool:
    """Whether names of ASCII differ in its letters and digits alone, as `a1` and `al` do.

    Sites number what they have, and such names come about without anybody meaning to deceive.
    """
    if not (one.isascii() and other.isascii()):
        return False
    return one.translate(_DIGITS) == other.translate(_DIGITS)


def stands_for_latin(character: str) -> bool:
    """Whether a Greek or Cyrillic letter can be taken for a Latin one."""
    return not character.isascii() and ord(character) in _SKELETON


def folded(name: str) -> str:
    """Return a name without its case and without the choice of how accents are encoded."""
    if name.isascii():
        return name.lower()
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).lower())
