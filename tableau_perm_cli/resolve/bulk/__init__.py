"""The bulk engine: whole sites at once, compiled from the declaration, equal to the resolver.

``compile_site`` makes a ``BulkEngine``. Each distinct governing rule list is evaluated once, as
sets of users; ceilings, administrators, owners and leaders are laid over it.
"""

from tableau_perm_cli.resolve.bulk.answers import CountedItem, Granted, ReachableItem
from tableau_perm_cli.resolve.bulk.changes import (
    ChangedCells,
    ChangedItem,
    changed_cells,
    changed_items,
)
from tableau_perm_cli.resolve.bulk.code_columns import Column
from tableau_perm_cli.resolve.bulk.codes import ALLOWS, ANSWERS, CELL_REASONS, REASON, Answer
from tableau_perm_cli.resolve.bulk.compile import compile_site
from tableau_perm_cli.resolve.bulk.engine import BulkEngine
from tableau_perm_cli.resolve.bulk.governed import GovernedItem
from tableau_perm_cli.resolve.bulk.regrouping import Regrouped, Regrouping
from tableau_perm_cli.resolve.bulk.tallies import Counts
from tableau_perm_cli.resolve.bulk.trial import Trial, TriedChange, TriedItem, places_by_list

__all__ = [
    "ALLOWS",
    "ANSWERS",
    "CELL_REASONS",
    "REASON",
    "Answer",
    "BulkEngine",
    "ChangedCells",
    "ChangedItem",
    "Column",
    "CountedItem",
    "Counts",
    "GovernedItem",
    "Granted",
    "ReachableItem",
    "Regrouped",
    "Regrouping",
    "Trial",
    "TriedChange",
    "TriedItem",
    "changed_cells",
    "changed_items",
    "compile_site",
    "places_by_list",
]
