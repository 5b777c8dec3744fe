"""Selectors: sets of users and of items, named by a line of text (design sections 2 and 4).

``parse_users("group:Analysts and not role:Viewer")`` and ``parse_items("workbook:Finance/** or
label:sensitive")`` give a ``Selector``; a ``Selection`` evaluates it over a compiled site to a
bit set. Names that exist nowhere are errors, globs that match nothing are notices (``Misses``).
"""

from tableau_perm_cli.resolve.selectors.expression import Selector, Subject, either
from tableau_perm_cli.resolve.selectors.misses import Misses
from tableau_perm_cli.resolve.selectors.parsing import parse_items, parse_users
from tableau_perm_cli.resolve.selectors.problems import SelectorError
from tableau_perm_cli.resolve.selectors.selection import Selection, select

__all__ = [
    "Misses",
    "Selection",
    "Selector",
    "SelectorError",
    "Subject",
    "either",
    "parse_items",
    "parse_users",
    "select",
]
