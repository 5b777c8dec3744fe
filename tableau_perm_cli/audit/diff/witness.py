"""Explains single cells of a diff: how the answer came about before, and how after."""

from typing import NamedTuple

from tableau_perm_cli.audit.diff.cells import Cell
from tableau_perm_cli.audit.diff.edit import Edit
from tableau_perm_cli.audit.diff.totals import Example
from tableau_perm_cli.declaration.model import Declaration, Item, Site
from tableau_perm_cli.resolve import Derivation, Resolver, open_site
from tableau_perm_cli.resolve.bulk import BulkEngine
from tableau_perm_cli.resolve.excerpt import open_excerpt

MOST_EXCERPTS = 24
"""For so many cells an excerpt of the site each is quicker than a graph of the whole site."""


class Witness(NamedTuple):
    """One changed cell with both derivations."""

    cell: Cell
    before: Derivation | None
    """None when the item was not there."""
    after: Derivation | None
    """None when the item is gone."""
    edits: tuple[Edit, ...]
    """What caused it."""


class Witnesses:
    """Explains cells when they are shown; nothing is resolved for those that are not."""

    def __init__(self, expected: int) -> None:
        """Take about how many cells will be explained."""
        self._many = expected > MOST_EXCERPTS
        self._resolvers: dict[int, Resolver] = {}

    def explain(self, example: Example) -> Witness:
        """Return the cell with both derivations and its causes."""
        pair, block, user = example
        cell = pair.cell(block, user)
        causes = (cause.edit for cause in block.causes if cause.users >> user & 1)
        edits = tuple(sorted(causes, key=lambda edit: (edit.position, edit.summary)))
        return Witness(
            cell,
            self._derive(pair.old, pair.before, block.before, cell),
            self._derive(pair.new, pair.after, block.after, cell),
            edits,
        )

    def _derive(
        self, site: Site | None, engine: BulkEngine, place: int | None, cell: Cell
    ) -> Derivation | None:
        if site is None or place is None:
            return None
        item = engine.items[place].item
        return self._resolver(site, cell.user, item).derive(cell.user, item, cell.capability)

    def _resolver(self, site: Site, user: str, item: Item) -> Resolver:
        if not self._many:
            return open_excerpt(site, [user], item)
        known = self._resolvers.get(id(site))
        if known is None:
            declaration = Declaration({site.name: site}, None, ())
            known = self._resolvers[id(site)] = open_site(declaration, site.name)
        return known
