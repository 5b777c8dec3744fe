"""Words what was expected where a word of a closed set is wrong, so that it stays readable."""

import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from tableau_perm_cli.diagnostics import did_you_mean, visible

_FEW: Final = 6
"""So many words are listed beside the caret; more of them stand below, if no guess does."""
_FEW_ODD: Final = 2


def one_of(words: Sequence[str]) -> str:
    """Return the words as a choice: "`a`, `b` or `c`"."""
    quoted = [f"`{word}`" for word in words]
    if len(quoted) == 1:
        return quoted[0]
    return f"{', '.join(quoted[:-1])} or {quoted[-1]}"


def expected(what: str, word: str, known: Sequence[str]) -> tuple[str, str | None]:
    """Return a label that says what was expected, and what to do.

    Args:
        what: the closed set in words, as in "a site role".
        word: what was written.
        known: the words of the set.
    """
    guess = guessed(word, tuple(known))
    if len(known) <= _FEW:
        return f"expected {one_of(known)}", guess
    return f"expected {what}", guess or f"write one of {one_of(known)}"


def unknown(what: str, word: str) -> str:
    """Return the message for a word that is not one of a closed set."""
    return f"unknown {what} `{visible(word)}`" if word.strip() else f"an empty {what}"


@lru_cache(maxsize=1000)
def guessed(word: str, known: tuple[str, ...]) -> str | None:
    """Return a did-you-mean from a closed set; a mistake made often is looked at once."""
    return with_lookalikes(did_you_mean(word, known), word)


def with_lookalikes(guess: str | None, word: str) -> str | None:
    """Return a did-you-mean that tells apart what looks alike on a screen.

    A no-break space, or a Cyrillic letter among Latin ones, comes with text that was copied.
    """
    if guess is None or word.isascii():
        return guess
    odd = [
        f"U+{ord(character):04X}"
        for character in dict.fromkeys(word)
        if not character.isascii()
        and character not in guess
        and not unicodedata.name(character, "").startswith("LATIN ")
    ]
    if not 0 < len(odd) <= _FEW_ODD:
        return guess
    return f"{guess} here it is written with {' and '.join(odd)}"
