"""Diff: what effective access two declarations differ in, and which edits caused it."""

from tableau_perm_cli.audit.diff.cells import Block, Cause, Cell, Side, SitePair
from tableau_perm_cli.audit.diff.compare import Diff, SiteDiff, compare, edits_between
from tableau_perm_cli.audit.diff.edit import Change, Edit, EditKind
from tableau_perm_cli.audit.diff.totals import DiffVerdict, Effect, Example, Group
from tableau_perm_cli.audit.diff.undoing import undone
from tableau_perm_cli.audit.diff.witness import Witness, Witnesses

__all__ = [
    "Block",
    "Cause",
    "Cell",
    "Change",
    "Diff",
    "DiffVerdict",
    "Edit",
    "EditKind",
    "Effect",
    "Example",
    "Group",
    "Side",
    "SiteDiff",
    "SitePair",
    "Witness",
    "Witnesses",
    "compare",
    "edits_between",
    "undone",
]
