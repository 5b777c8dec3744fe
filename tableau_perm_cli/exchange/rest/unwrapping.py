"""What is inside an answer: its elements, and which page of a list it is."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from tableau_perm_cli.exchange.rest.answers import Resource
from tableau_perm_cli.exchange.rest.node import Node
from tableau_perm_cli.exchange.rest.unreadable import UnreadableAnswerError

PAGINATION = "pagination"
_MOST_DIGITS: Final = 18
"""Python reads no number of thousands of digits, and no list is as long as one of twenty."""


@dataclass(frozen=True, slots=True)
class Page:
    """Which page of a list an answer is."""

    number: int
    """From 1 on."""
    size: int
    """The most elements that a page has."""
    total: int
    """How many elements all pages have together, when this one was made."""


def elements_of(root: Node, resource: Resource) -> tuple[Node, ...]:
    """Return what was asked for, out of a whole answer.

    The elements of a list stand in an element of their own (``users``), or, for metrics,
    directly in the answer.
    """
    if not resource.paged:
        return tuple(root.all(resource.element))
    return tuple(_listed(root, resource.element))


def _listed(root: Node, element: str) -> Iterator[Node]:
    for child in root.children:
        if child.tag == element:
            yield child
        else:
            yield from child.all(element)


def page_of(root: Node) -> Page | None:
    """Return which page an answer is; None where it does not say.

    Raises:
        UnreadableAnswerError: it says so in something else than numbers.
    """
    told = root.first(PAGINATION)
    if told is None:
        return None
    words = [told.get(name) or "" for name in ("pageNumber", "pageSize", "totalAvailable")]
    if not all(word.isascii() and word.isdigit() and len(word) <= _MOST_DIGITS for word in words):
        raise UnreadableAnswerError("its `pagination` does not say which page it is")
    return Page(*(int(word) for word in words))
