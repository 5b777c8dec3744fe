"""Addresses: how an item of a site is named in text (design section 2, contract).

``project:A/B``, ``workbook:A/B/Sales``, ``view:A/B/Sales/Detail``. A slash inside a name is
written ``%2F``, and a percent sign before ``2F`` or ``25`` as ``%25``; any other percent sign
stands for itself. Content of a Personal Space has ``@`` and the user's name in place of projects.
"""

import re
from dataclasses import dataclass

from tableau_perm_cli.catalog import CATALOG, Kind, fold

_MUST_BE_ESCAPED = re.compile(r"%(?=2F|25)")
_ESCAPE = re.compile(r"%(2F|25)")
_MEANING = {"2F": "/", "25": "%"}

_KINDS = {
    fold(spelling): kind
    for kind, content_type in CATALOG.items()
    for spelling in (kind.value, content_type.label, content_type.rest_name)
}

PERSONAL_SPACE_MARK = "@"
"""What the first name of an address in a Personal Space begins with."""


def encode_name(name: str) -> str:
    """Return ``name`` as one step of an address."""
    if "%" in name:
        name = _MUST_BE_ESCAPED.sub("%25", name)
    return name.replace("/", "%2F")


def decode_name(step: str) -> str:
    """Return the name that one step of an address spells; undoes ``encode_name``."""
    return _ESCAPE.sub(lambda match: _MEANING[match[1]], step) if "%" in step else step


@dataclass(frozen=True, slots=True, order=True)
class Address:
    """What an item is and the names that lead to it, outermost project first."""

    kind: Kind
    path: tuple[str, ...]

    def __str__(self) -> str:
        """Return the address as text, e.g. ``view:Finance/Sales/Detail``."""
        return f"{self.kind.value}:{'/'.join(map(encode_name, self.path))}"

    def child(self, kind: Kind, name: str) -> "Address":
        """Return the address of what is called ``name`` in this item."""
        return Address(kind, (*self.path, name))


def decode_path(text: str) -> tuple[str, ...]:
    """Return the names that a path without a kind spells."""
    return tuple(map(decode_name, text.split("/")))


def split_kind(text: str) -> tuple[Kind | None, str]:
    """Split ``text`` at its kind: ``("workbook", "A/B")``, or ``(None, text)`` without one.

    The kind is accepted in any case and in Tableau's spellings; a word before a colon that is
    not a kind is part of a name.
    """
    word, colon, rest = text.partition(":")
    kind = _KINDS.get(fold(word)) if colon else None
    return (kind, rest) if kind else (None, text)
