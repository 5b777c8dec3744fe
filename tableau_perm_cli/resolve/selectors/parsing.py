r"""Reads the text of a selector.

::

    selector = all ("or" all)*        one  = "not" one | "(" selector ")" | term
    all      = one ("and" one)*       term = [prefix ":"] name

A name is text, ``"quoted text"`` and ``*`` in any order. It ends where an operator, a closing
parenthesis or the text does, so it may have spaces and pairs of parentheses: ``role:Explorer (can
publish) and group:Orange Belt``. What would mean something else is quoted; in quotes wildcards do
not count. A backslash stands for itself, except before ``"`` or a backslash, and outside quotes
before ``*``, ``(`` or ``)``.
"""

from typing import NoReturn

from tableau_perm_cli.resolve.selectors.expression import (
    Expression,
    Not,
    Selector,
    Subject,
    all_of,
    any_of,
)
from tableau_perm_cli.resolve.selectors.problems import SelectorError
from tableau_perm_cli.resolve.selectors.scanning import OPERATOR, SPACE, Scanner

_DEEPEST = 50
"""So many parentheses and ``not`` inside each other nobody writes by hand."""


def parse_users(text: str) -> Selector:
    """Return the selector of users that ``text`` is; a bare name is a user's.

    Raises:
        SelectorError: it is none.
    """
    return Selector(Subject.USERS, _Parser(text, Subject.USERS).parse(), text)


def parse_items(text: str) -> Selector:
    """Return the selector of items that ``text`` is; a bare name is an address without a kind.

    Raises:
        SelectorError: it is none.
    """
    return Selector(Subject.ITEMS, _Parser(text, Subject.ITEMS).parse(), text)


class _Parser:
    """One pass over one text."""

    def __init__(self, text: str, subject: Subject) -> None:
        self._text = text
        self._subject = subject
        self._at = 0
        self._depth = 0

    def parse(self) -> Expression:
        found = self._any()
        if self._at < len(self._text):
            self._fail("there is no `(` for this `)`", self._at)
        return found

    def _any(self) -> Expression:
        parts = [self._all()]
        while self._takes("or"):
            parts.append(self._all())
        return any_of(*parts)

    def _all(self) -> Expression:
        parts = [self._one()]
        while self._takes("and"):
            parts.append(self._one())
        return all_of(*parts)

    def _one(self) -> Expression:
        self._skip_space()
        self._depth += 1
        if self._depth > _DEEPEST:
            self._fail("the selector is nested too deeply", self._at)
        if self._takes("not"):
            found: Expression = Not(self._one())
        elif self._text.startswith("(", self._at):
            found = self._parenthesis()
        else:
            term = Scanner(self._text, self._at, self._subject).term()
            found, self._at = term, term.end
        self._depth -= 1
        self._skip_space()
        return found

    def _parenthesis(self) -> Expression:
        opened = self._at
        self._at += 1
        found = self._any()
        if not self._text.startswith(")", self._at):
            self._fail("this `(` is never closed", opened)
        self._at += 1
        self._skip_space()
        following = self._text[self._at : self._at + 1]
        if following not in {"", ")"} and not OPERATOR.match(self._text, self._at):
            self._fail("expected `and` or `or` after `)`", self._at)
        return found

    def _takes(self, operator: str) -> bool:
        here = OPERATOR.match(self._text, self._at)
        if here is None:
            return False
        if here[1] == operator:
            self._at = here.end(1)
            return True
        if here[1] == "not":
            self._fail("expected `and` or `or` before `not`", here.start(1), here.end(1))
        return False

    def _skip_space(self) -> None:
        match = SPACE.match(self._text, self._at)
        self._at = match.end() if match else self._at

    def _fail(self, reason: str, start: int, end: int | None = None) -> NoReturn:
        raise SelectorError(reason, self._text, start, start + 1 if end is None else end)
