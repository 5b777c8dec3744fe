"""The signs used in drawings, and plain ones for encodings that lack them."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Glyphs:
    """One set of signs."""

    yes: str
    no: str
    dot: str
    arrow: str
    ellipsis: str


UNICODE = Glyphs("✓", "✗", "·", "→", "…")
ASCII = Glyphs("+", "x", "-", "->", "...")


def glyphs_for(encoding: str) -> Glyphs:
    """Return the signs that ``encoding`` can write."""
    try:
        "✓✗·→…─│└".encode(encoding)
    except (UnicodeEncodeError, LookupError):
        return ASCII
    return UNICODE
