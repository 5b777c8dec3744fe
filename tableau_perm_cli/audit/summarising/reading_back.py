"""Reads sentences back: from what a summary says to the matrix that it was made from."""

from collections.abc import Iterable
from dataclasses import dataclass

from tableau_perm_cli.catalog import CATALOG
from tableau_perm_cli.declaration.model import Project
from tableau_perm_cli.resolve.bulk import BulkEngine
from tableau_perm_cli.resolve.bulk.bits import indexes_in, without
from tableau_perm_cli.resolve.selectors import Selection, parse_items, parse_users


@dataclass(frozen=True, slots=True)
class Sentence:
    """What one sentence says, in selectors."""

    users: str
    only_owners: bool
    """Whether of each item only its owner is meant."""
    items: str
    capabilities: frozenset[str]
    exceptions: tuple["Sentence", ...] = ()
    """Of whom, where and in what it does not hold."""


Cells = dict[tuple[int, str], int]
"""By the index of an item and the key of a capability the users who have it."""


def read_back(engine: BulkEngine, sentences: Iterable[Sentence]) -> Cells:
    """Return the cells that the sentences together say are allowed; no set is empty.

    Raises:
        SelectorError: a selector cannot be read.
    """
    selection = Selection(engine)
    cells: Cells = {}
    for sentence in sentences:
        said = _cells(engine, selection, sentence)
        for exception in sentence.exceptions:
            for cell, users in _cells(engine, selection, exception).items():
                if cell in said:
                    said[cell] = without(said[cell], users)
        for cell, users in said.items():
            if users:
                cells[cell] = cells.get(cell, 0) | users
    return cells


def _cells(engine: BulkEngine, selection: Selection, sentence: Sentence) -> Cells:
    users = selection.select(parse_users(sentence.users))
    found: Cells = {}
    for place in indexes_in(selection.select(parse_items(sentence.items))):
        item = engine.items[place].item
        meant = users & _owner(engine, place) if sentence.only_owners else users
        for capability in CATALOG[item.kind].capabilities:
            if capability.key in sentence.capabilities:
                found[place, capability.key] = meant
    return found


def _owner(engine: BulkEngine, place: int) -> int:
    """Return the owner of an item as a set."""
    governed = engine.items[place]
    if isinstance(governed.item, Project):
        owner = governed.item.owner
        return 1 << engine.people.index[owner.user] if owner else 0
    return 1 << governed.owner if governed.owner >= 0 else 0
