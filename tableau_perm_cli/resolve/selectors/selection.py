"""Evaluates selectors over one compiled site, each term once."""

from collections.abc import Callable
from functools import reduce
from operator import and_, or_
from typing import assert_never

from tableau_perm_cli.diagnostics import Diagnostic
from tableau_perm_cli.resolve.bulk import BulkEngine
from tableau_perm_cli.resolve.bulk.bits import everyone, without
from tableau_perm_cli.resolve.selectors.expression import (
    And,
    Expression,
    Not,
    Or,
    Selector,
    Subject,
    Term,
)
from tableau_perm_cli.resolve.selectors.items import ItemTerms
from tableau_perm_cli.resolve.selectors.misses import Misses
from tableau_perm_cli.resolve.selectors.users import UserTerms


class Selection:
    """Answers selectors for one site; what a term selects is kept."""

    def __init__(self, engine: BulkEngine, misses: Misses | None = None) -> None:
        """Take the compiled site.

        Args:
            engine: of the site.
            misses: notes which terms name nothing. Shared by the selections of several sites, it
                lets a name stand that only one of them has; ask it to ``conclude`` at the end.
        """
        self.misses = misses or Misses()
        self._users = UserTerms(engine)
        self._items = ItemTerms(engine)
        self._all_items = everyone(len(engine.items))
        self._kept: dict[tuple[Subject, Term], int] = {}

    def select(self, selector: Selector) -> int:
        """Return what is selected: the bit set of users, or of items, by their indexes."""
        if selector.subject is Subject.USERS:
            return self._evaluate(selector, self._users.everyone, self._users.bits)
        return self._evaluate(selector, self._all_items, self._items.bits)

    def _evaluate(self, selector: Selector, full: int, bits: Callable[[Term, Misses], int]) -> int:
        def evaluated(expression: Expression) -> int:
            match expression:
                case Term():
                    key = (selector.subject, expression)
                    if key not in self._kept:
                        self._kept[key] = bits(expression, self.misses)
                    return self._kept[key]
                case Not(inner):
                    return without(full, evaluated(inner))
                case And(parts):
                    return reduce(and_, map(evaluated, parts))
                case Or(parts):
                    return reduce(or_, map(evaluated, parts))
                case _:
                    assert_never(expression)

        return evaluated(selector.expression)


def select(engine: BulkEngine, selector: Selector) -> tuple[int, list[Diagnostic]]:
    """Return what one selector selects on one site, and notices about globs without a match.

    Raises:
        UnknownNameError: it names something that the site does not have.
    """
    selection = Selection(engine)
    found = selection.select(selector)
    return found, selection.misses.conclude()
