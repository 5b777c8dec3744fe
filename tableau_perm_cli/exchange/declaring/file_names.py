"""File names for projects and sites: safe on every file system, and each by the name alone."""

import re
import unicodedata
from hashlib import sha256
from typing import Final

_PLAIN: Final = re.compile("[A-Za-z0-9]+(?:[ _-]+[A-Za-z0-9]+)*")
_HASHED: Final = re.compile(".*-[0-9a-f]{8}", re.IGNORECASE)
_RESERVED: Final = re.compile("con|prn|aux|nul|com[0-9]|lpt[0-9]", re.IGNORECASE)
"""Windows takes these for devices, whatever comes after them."""
_LONGEST: Final = 60


def file_stem(name: str) -> str:
    """Return what the file of something with this name is called, without an ending.

    No two names have the same file, also where a file system does not tell case apart, and which
    other names there are does not matter. A name that is plain and capitalised as titles are, as
    `Human Resources`, is its own; any other has a hash after it, as in `HR-5f2c1a0b`.
    """
    plain = (
        _PLAIN.fullmatch(name)
        and name == _titled(name)
        and len(name) <= _LONGEST
        and not _HASHED.fullmatch(name)
        and not _RESERVED.fullmatch(name)
    )
    if plain:
        return name
    digest = sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:8]
    return f"{_readable(name)}-{digest}"


def _titled(name: str) -> str:
    """Return the one way to capitalise a name that is taken for the usual one."""
    return re.sub("[A-Za-z]+", lambda word: word[0].capitalize(), name)


def _readable(name: str) -> str:
    """Return what can stay of a name: letters and digits, not too many."""
    composed = unicodedata.normalize("NFC", name)
    kept = "".join(it if it.isalnum() else "_" for it in composed[:_LONGEST])
    while len(kept.encode()) > _LONGEST:
        kept = kept[:-1]
    return re.sub("_+", "_", kept).strip("_") or "_"
