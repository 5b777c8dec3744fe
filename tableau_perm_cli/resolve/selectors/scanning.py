"""Reads one term of a selector: finds its end, takes off quotes, splits it at stars."""

import re

from tableau_perm_cli.diagnostics import did_you_mean
from tableau_perm_cli.resolve.selectors.expression import EVERYONE, Glob, Subject, Term
from tableau_perm_cli.resolve.selectors.problems import SelectorError
from tableau_perm_cli.resolve.selectors.vocabulary import (
    ANY_KIND,
    PREFIXES,
    bare_prefix,
    prefix_of,
)

OPERATOR = re.compile(r'(and|or|not)(?=[\s("]|$)')
SPACE = re.compile(r"\s*")
_WORD_AND_COLON = re.compile(r"([A-Za-z_]+):")
_ESCAPABLE = frozenset('"\\*()')
_ESCAPABLE_IN_QUOTES = frozenset('"\\')


class Scanner:
    """Reads the term that begins at a place of a text."""

    def __init__(self, text: str, at: int, subject: Subject) -> None:
        """Take the text and where the term begins, which is not at white space."""
        self._text = text
        self._start = self._at = at
        self._subject = subject
        self._parts = [""]
        self._prefix: str | None = None
        self._quoted = False
        """Whether anything was quoted: then an empty name is meant."""
        self._open: list[int] = []
        """Where the parentheses inside the name were opened."""

    def term(self) -> Term:
        """Return the term; it ends before the white space that follows it.

        Raises:
            SelectorError: there is none.
        """
        self._must_begin()
        while self._at < len(self._text) and not self._ends_here():
            self._step()
        if self._open:
            self._fail(
                "this `(` is never closed",
                self._open[-1],
                hint="put a name with a single parenthesis in quotes",
            )
        return self._finished()

    def _must_begin(self) -> None:
        here = OPERATOR.match(self._text, self._at)
        what = "a user, group or role" if self._subject is Subject.USERS else "an item or label"
        if here:
            self._fail(
                f"expected {what} before `{here[1]}`",
                here.start(1),
                here.end(1),
                hint=f'a name `{here[1]}` is written "{here[1]}"',
            )
        if self._text[self._at : self._at + 1] in {"", ")"}:
            self._fail(f"expected {what}, or a selector in parentheses", self._at)

    def _ends_here(self) -> bool:
        character = self._text[self._at]
        if self._open:
            return False
        if character == ")":
            return True
        if not character.isspace():
            return False
        match = SPACE.match(self._text, self._at)
        after = match.end() if match else self._at
        if after == len(self._text) or self._text[after] == ")":
            return True
        operator = OPERATOR.match(self._text, after)
        word = _WORD_AND_COLON.match(self._text, after)
        if word and prefix_of(word[1], self._subject):
            self._fail(
                f"expected `and` or `or` before `{word[0]}`",
                word.start(),
                word.end(),
                hint="put a name that has a colon in quotes",
            )
        return operator is not None

    def _step(self) -> None:
        character = self._text[self._at]
        following = self._text[self._at + 1 : self._at + 2]
        match character:
            case '"':
                self._quote()
                return
            case "\\" if following in _ESCAPABLE and following:
                self._parts[-1] += following
                self._at += 2
                return
            case "*":
                self._parts.append("")
            case ":" if self._takes_prefix():
                return
            case "(":
                self._open.append(self._at)
                self._parts[-1] += character
            case ")":
                self._open.pop()
                self._parts[-1] += character
            case _:
                self._parts[-1] += character
        self._at += 1

    def _takes_prefix(self) -> bool:
        """Take what was read so far as the prefix, if it is one, and go to the name."""
        if self._prefix is not None or self._quoted:
            return False
        if self._parts == ["", ""] and self._subject is Subject.ITEMS:
            self._prefix = ANY_KIND
        elif len(self._parts) == 1:
            self._prefix = prefix_of(self._parts[0], self._subject)
        if self._prefix is None:
            return False
        self._parts = [""]
        match = SPACE.match(self._text, self._at + 1)
        self._at = match.end() if match else self._at
        return True

    def _quote(self) -> None:
        opened = self._at
        self._quoted = True
        self._at += 1
        while True:
            character = self._text[self._at : self._at + 1]
            following = self._text[self._at + 1 : self._at + 2]
            if not character:
                self._fail(
                    "this quote is never closed", opened, hint='a quote in a name is written \\"'
                )
            if character == '"':
                self._at += 1
                return
            if character == "\\" and following in _ESCAPABLE_IN_QUOTES and following:
                character = following
                self._at += 1
            self._parts[-1] += character
            self._at += 1

    def _finished(self) -> Term:
        parts = tuple(self._parts)
        if self._prefix is None and self._quoted and len(parts) == 1:
            # A whole address or principal may stand in quotes.
            word, colon, rest = parts[0].partition(":")
            prefix = prefix_of(word, self._subject) if colon else None
            if prefix is not None:
                return Term(prefix, Glob((rest,)), self._start, self._at)
        bare = self._prefix is None and not self._quoted
        if bare and parts == (EVERYONE,) and self._subject is Subject.USERS:
            return Term(EVERYONE, Glob(("",)), self._start, self._at)
        if parts == ("",) and not self._quoted:
            self._fail("expected a name after the colon", self._start, self._at)
        prefix = bare_prefix(self._subject) if self._prefix is None else self._prefix
        return Term(prefix, Glob(parts), self._start, self._at)

    def _fail(
        self, reason: str, start: int, end: int | None = None, *, hint: str | None = None
    ) -> None:
        raise SelectorError(
            reason, self._text, start, start + 1 if end is None else end, hint=hint
        )


def meant_prefix(name: str, subject: Subject) -> str | None:
    """Return a question when a name begins with what looks like a misspelt prefix."""
    word = _WORD_AND_COLON.match(name)
    return did_you_mean(word[1], PREFIXES[subject]) if word else None
