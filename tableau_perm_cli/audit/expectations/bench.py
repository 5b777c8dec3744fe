"""The site that expectations are tested on: selectors looked up once, administrators known."""

from dataclasses import dataclass
from functools import cached_property

from tableau_perm_cli.declaration.expectation_model import Written
from tableau_perm_cli.diagnostics import Diagnostic, Position, Severity, UnknownNameError
from tableau_perm_cli.resolve.bulk import BulkEngine
from tableau_perm_cli.resolve.bulk.bits import bits_of, everyone
from tableau_perm_cli.resolve.selectors import (
    Misses,
    Selection,
    Selector,
    SelectorError,
    Subject,
    parse_items,
    parse_users,
)


@dataclass(frozen=True, slots=True)
class Selected:
    """What the text of a selector comes to on one site."""

    selector: Selector | None
    """None when the text cannot be read."""
    bits: int
    problem: str | None = None
    """Why it cannot be used."""
    help: str | None = None
    start: int = 0
    """Where in the text the trouble begins."""
    end: int | None = None
    """Where it ends; None for the end of the text."""


def problem_at(
    word: Written,
    message: str,
    *,
    label: str | None = None,
    help: str | None = None,  # noqa: A002 - the same word as in Diagnostic
    start: int = 0,
    end: int | None = None,
) -> Diagnostic:
    """Return an error at a word of an expectation, or at a part of it where that can be shown."""
    place, length = word.position, word.length
    if word.literal and (start or end is not None):
        stop = len(word.text) if end is None else end
        column = place.column + word.shift + start
        place, length = Position(place.file, place.line, column), max(1, stop - start)
    return Diagnostic(Severity.ERROR, message, place, length, label, help)


class Bench:
    """One compiled site with what its expectations select."""

    def __init__(self, engine: BulkEngine) -> None:
        """Take the compiled site."""
        self.engine = engine
        self.site = engine.site
        self._selection = Selection(engine)
        self._selected: dict[tuple[Subject, str], Selected] = {}

    @cached_property
    def everyone(self) -> int:
        """All users of the site."""
        index = self.engine.people.index
        return bits_of([index[name] for name in self.site.users], len(self.engine.users))

    @cached_property
    def every_item(self) -> int:
        """All items of the site."""
        return everyone(len(self.engine.items))

    @cached_property
    def administrators(self) -> int:
        """The users whom no rule binds."""
        places = range(len(self.engine.users))
        found = [
            place
            for place in places
            if (role := self.engine.role(place)) and role.is_administrator
        ]
        return bits_of(found, len(self.engine.users))

    def select(self, subject: Subject, text: str) -> Selected:
        """Return what a text selects."""
        key = (subject, text)
        known = self._selected.get(key)
        if known is None:
            known = self._selected[key] = self._select(subject, text)
        return known

    def _select(self, subject: Subject, text: str) -> Selected:
        parse = parse_users if subject is Subject.USERS else parse_items
        try:
            selector = parse(text)
        except SelectorError as error:
            return Selected(None, 0, error.reason, error.help, error.start, error.end)
        misses = self._selection.misses = Misses()
        bits = self._selection.select(selector)
        try:
            notices = misses.conclude()
        except UnknownNameError as error:
            # What is missing is noted once: a text to come may lack the same name.
            self._selection = Selection(self.engine)
            return Selected(selector, 0, error.message, error.help)
        if notices:
            self._selection = Selection(self.engine)
            return Selected(selector, bits, notices[0].message)
        return Selected(selector, bits)
