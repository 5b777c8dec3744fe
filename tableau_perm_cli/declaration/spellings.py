"""Words with many spellings as a JSON Schema: what the loader reads alike, an editor accepts."""

import re
from collections.abc import Iterable, Sequence
from typing import Any

from tableau_perm_cli.catalog import fold

_SEPARATORS = r" \t_\-/"
_ALSO = {"k": "\u212a", "s": "\u017f"}
"""Letters that Unicode folds to an ASCII letter beside its capital."""


def word_schema(
    name: str, offered: Sequence[str], spellings: Iterable[str], *, ignored: str = ""
) -> dict[str, Any]:
    """Return a schema that accepts every spelling of some words, as ``fold`` compares them.

    Args:
        name: what the words are, e.g. ``SiteRole``; the schema's name among the definitions.
        offered: the canonical words, which an editor offers.
        spellings: all words that are accepted, in any case, with or without separators.
        ignored: characters that do not count either.
    """
    strip = str.maketrans("", "", ignored)
    folded = sorted({fold(word).translate(strip) for word in [*offered, *spellings]})
    between = f"[{_SEPARATORS}{re.escape(ignored)}]*"
    patterns = [between.join(map(_either_case, word)) for word in folded]
    pattern = f"^{between}(?:{'|'.join(patterns)}){between}$"
    return {
        "type": "string",
        "anyOf": [{"title": name, "enum": list(offered)}, {"pattern": pattern}],
    }


def _either_case(letter: str) -> str:
    also = _ALSO.get(letter, "")
    return f"[{letter}{letter.upper()}{also}]" if letter.isalpha() else re.escape(letter)
