"""From a saved file's name to the request it answers, the page, the site and the version."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from urllib.parse import parse_qs, unquote

from tableau_perm_cli.exchange.rest.answers import Resource
from tableau_perm_cli.exchange.rest.reading.content_types import ApiVersion
from tableau_perm_cli.exchange.rest.saved.requests import FIRST_WORDS, request_of

_PAGE = re.compile(r"^(?P<stem>.+?)(?:[._-]?page[._-]?|[._-])(?P<page>[0-9]{1,4})$", re.IGNORECASE)
_VERSION = re.compile(r"[0-9]{1,3}\.[0-9]{1,3}")


@dataclass(frozen=True, slots=True)
class NamedFor:
    """What a file's name says of the answer in it."""

    resource: Resource | None
    """None where it names no request that is asked; the content may tell."""
    page: int | None = None
    site_id: str | None = None
    version: ApiVersion | None = None
    other: bool = False
    """Whether it names a request, but one that is not asked: ``users/ID/workbooks``."""


def named_for(name: str) -> NamedFor:
    """Read a file's name, as a path below the saved directory.

    ``groups/ID/users.xml``, ``groups_ID_users.page2.json``, ``api/3.24/sites/ID/users-2.xml``,
    ``users%3FpageNumber=2.xml``, and any of them in folders that are called otherwise.
    """
    path = unquote(str(PurePosixPath(name).with_suffix("")))
    path, _, query = path.partition("?")
    page = _page_of(query)
    readings = [
        _in_words([word for word in re.split(f"[{separators}]", stem) if word], numbered)
        for stem, numbered in _stems(path.rstrip("/"), page)
        for separators in ("/", "/_")
    ]
    return next(
        (reading for reading in readings if reading.resource is not None),
        next((reading for reading in readings if reading.other), readings[0]),
    )


def _page_of(query: str) -> int | None:
    values = parse_qs(query).get("pageNumber", [])
    return int(values[0]) if values and re.fullmatch("[0-9]{1,4}", values[0]) else None


def _stems(path: str, page: int | None) -> Iterator[tuple[str, int | None]]:
    """Yield the path as it is, then without a page number at its end."""
    yield path, page
    numbered = _PAGE.match(path)
    if numbered is not None and page is None:
        yield numbered["stem"], int(numbered["page"])


def _in_words(words: list[str], page: int | None) -> NamedFor:
    """Return the request that the words end with, below folders that are no part of it."""
    site, version = _site_in(words), _version_in(words)
    if site is not None:
        below = words[site + 1 :] or ["site"]
        resource = request_of(below)
        other = resource is None and below[0].casefold() in FIRST_WORDS
        return NamedFor(resource, page, words[site], version, other)
    for start, word in enumerate(words):
        resource = request_of(words[start:])
        if resource is not None or word.casefold() in FIRST_WORDS:
            # What follows the first word of another request is a part of that.
            return NamedFor(resource, page, None, version, resource is None)
    return NamedFor(None, page, None, version)


def _site_in(words: list[str]) -> int | None:
    """Return where the site's id stands, if the path has ``sites/ID``."""
    for index, word in enumerate(words[:-1]):
        if word.casefold() == "sites":
            return index + 1
    return None


def _version_in(words: list[str]) -> ApiVersion | None:
    version = next((word for word in words if _VERSION.fullmatch(word)), None)
    if version is None:
        return None
    major, _, minor = version.partition(".")
    return int(major), int(minor)
