"""Puts the pages of a saved list together, and says what lacks."""

from collections.abc import Sequence
from dataclasses import dataclass

from tableau_perm_cli.exchange.rest.answers import Answer, Refusal, Resource
from tableau_perm_cli.exchange.rest.node import Node
from tableau_perm_cli.exchange.rest.saved.contents import refusal_in
from tableau_perm_cli.exchange.rest.unreadable import UnreadableAnswerError
from tableau_perm_cli.exchange.rest.unwrapping import elements_of, page_of


@dataclass(frozen=True, slots=True)
class SavedFile:
    """One file that answers a request."""

    name: str
    root: Node
    page: int | None
    """As its name tells."""


def put_together(resource: Resource, files: Sequence[SavedFile]) -> Answer | Refusal:
    """Return what was answered to a request, out of every file that answers it.

    Raises:
        UnreadableAnswerError: the same is saved twice, and differently.
    """
    pages: dict[int, SavedFile] = {}
    for file in files:
        told = page_of(file.root)
        number = (told.number if told is not None else file.page) or 1
        other = pages.setdefault(number, file)
        if other is not file and not _same(resource, other, file):
            which = f"page {number} of `{resource.path}`" if resource.paged else "the same request"
            raise UnreadableAnswerError(f"{which} is answered by `{other.name}` too, differently")
    in_order = [pages[number] for number in sorted(pages)]
    for file in in_order:
        refused = refusal_in(file.root)
        if refused is not None:
            return Refusal(refused)
    if not resource.paged:
        return Answer(elements_of(in_order[0].root, resource))
    return _list(resource, in_order)


def _same(resource: Resource, one: SavedFile, other: SavedFile) -> bool:
    if refusal_in(one.root) is not None or refusal_in(other.root) is not None:
        return refusal_in(one.root) == refusal_in(other.root)
    return elements_of(one.root, resource) == elements_of(other.root, resource)


def _list(resource: Resource, pages: Sequence[SavedFile]) -> Answer:
    once = {
        node.get("id") or f"?{page.name}{number}": node
        for page in pages
        for number, node in enumerate(elements_of(page.root, resource))
    }
    totals = {told.total for page in pages if (told := page_of(page.root)) is not None}
    trouble = None
    if len(totals) > 1:
        trouble = "its saved pages do not agree how many there are"
    elif totals and totals != {len(once)}:
        trouble = f"{len(once):,} of {totals.pop():,} are saved"
    return Answer(tuple(once.values()), trouble)
