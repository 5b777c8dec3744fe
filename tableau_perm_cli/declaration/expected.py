"""Words what was expected where a word of a closed set is wrong, so that it stays readable."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from tableau_perm_cli.diagnostics import did_you_mean

_FEW: Final = 6
"""So many words are listed beside the caret; more of them stand below, if no guess does."""


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
    return f"expected {what}", guess or f"expected one of {one_of(known)}"


@lru_cache(maxsize=1000)
def guessed(word: str, known: tuple[str, ...]) -> str | None:
    """Return a did-you-mean from a closed set; a mistake made often is looked at once."""
    return did_you_mean(word, known)
