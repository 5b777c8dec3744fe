"""The pages of a list, put together: each element once, read again where they do not fit."""

from dataclasses import dataclass
from typing import Final

from tableau_perm_cli.exchange.rest.answers import Answer, Resource
from tableau_perm_cli.exchange.rest.node import Node
from tableau_perm_cli.exchange.rest.unreadable import UnreadableAnswerError
from tableau_perm_cli.exchange.rest.unwrapping import elements_of, page_of

_DEFAULT_PAGE: Final = 100
"""Elements that the REST API gives where no page size is heeded."""
_MOST_PAGES: Final = 100_000
"""A list that claims more pages is a broken answer: each would be a call."""


@dataclass(frozen=True, slots=True)
class ListedPage:
    """A page of a list with what is on it."""

    elements: tuple[Node, ...]
    total: int
    """How many elements the list has, as this page tells it."""
    size: int
    """Elements of a page, as the server has understood it."""


def read_page(resource: Resource, root: Node) -> ListedPage:
    """Read a page of a list.

    Raises:
        UnreadableAnswerError: it is not one.
    """
    elements = elements_of(root, resource)
    page = page_of(root)
    if page is None:
        # Some lists come whole whatever is asked for; but a full page may be one of many.
        if not root.children or len(elements) >= _DEFAULT_PAGE:
            raise UnreadableAnswerError("it does not tell how many there are in all")
        return ListedPage(elements, len(elements), _DEFAULT_PAGE)
    if page.size < 1 or page.total > page.size * _MOST_PAGES:
        raise UnreadableAnswerError("its `pagination` cannot be true")
    return ListedPage(elements, page.total, page.size)


def read_one(resource: Resource, root: Node) -> Answer:
    """Read an answer that does not come in pages.

    Raises:
        UnreadableAnswerError: what was asked for is not in it.
    """
    elements = elements_of(root, resource)
    if not elements:
        raise UnreadableAnswerError(f"it holds no `{resource.element}`")
    return Answer(elements)


class Listing:
    """A list while it is read, page by page in any order; pages are numbered from 1."""

    def __init__(self, rereads: int) -> None:
        """Begin with no page; the first to ask for is 1.

        Args:
            rereads: how often the list may be read again.
        """
        self._rereads = rereads
        self._pages: dict[int, ListedPage] = {}
        self._wanted = 1
        self._ever: dict[str, Node] = {}

    def take_none(self, number: int) -> range | Answer:
        """Take note that there is no such page any more; otherwise as ``take``."""
        # No total that fits another page's, so that the list is read again.
        return self.take(number, ListedPage((), 0, 1))

    def take(self, number: int, page: ListedPage) -> range | Answer:
        """Take a page, and return which pages to ask for now, or the list.

        An empty range: others are under way. Page 1: the list is read again, since its pages did
        not fit each other.
        """
        self._pages[number] = page
        if number == 1:
            self._wanted = max(1, -(-page.total // page.size))
            if self._wanted > 1:
                return range(2, self._wanted + 1)
        if len(self._pages) < self._wanted:
            return range(0)
        return self._put_together()

    def _put_together(self) -> range | Answer:
        """Return the list, or that it is read again."""
        now = _by_id(self._pages)
        # The newest element of an id counts.
        self._ever |= now
        totals = {page.total for page in self._pages.values()}
        if totals == {len(now)}:
            return Answer(tuple(now.values()))
        if self._rereads:
            self._rereads -= 1
            self._pages = {}
            return range(1, 2)
        told = " or ".join(f"{total:,}" for total in sorted(totals - {0}) or [0])
        return Answer(
            tuple(self._ever.values()),
            trouble=f"it changes while it is read, or its total is wrong: {len(self._ever):,} "
            f"found, {told} told",
        )


def _by_id(pages: dict[int, ListedPage]) -> dict[str, Node]:
    """Return each element once, in the order of the pages; what has no id is kept by its place."""
    found: dict[str, Node] = {}
    for number in sorted(pages):
        for at, node in enumerate(pages[number].elements):
            found.setdefault(node.get("id") or f"{number}/{at}", node)
    return found
