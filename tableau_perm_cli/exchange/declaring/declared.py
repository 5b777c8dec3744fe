"""What comes of declaring a picture: the plain values of a site, and what is to be said of it."""

from collections.abc import Mapping
from dataclasses import dataclass

from tableau_perm_cli.declaration.editing.rendering import Plain
from tableau_perm_cli.exchange.ids import IdEntry


@dataclass(frozen=True, slots=True, order=True)
class Unread:
    """One thing that is not known, as the declaration marks it under ``not_read``."""

    what: str
    """Of what: an address, ``user:ada``, ``group:Staff``; empty for the site itself."""
    part: str
    """The key under ``not_read``: ``permissions``, ``owner``, ``flows``…"""
    reason: str


@dataclass(frozen=True, slots=True)
class DeclaredSite:
    """One site, ready to be written."""

    name: str
    value: Mapping[str, Plain]
    """What stands under the site's name, in the order in which it is written."""
    ids: tuple[IdEntry, ...]
    """Sorted. None where the names are redacted."""
    notes: tuple[str, ...]
    """What the user ought to know, a sentence each: first the source's own, then on names."""
    not_read: tuple[Unread, ...]
    """Everything that the declaration marks as not read, in its order."""
