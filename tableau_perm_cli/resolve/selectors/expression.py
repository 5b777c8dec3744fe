"""What a selector says: terms combined with ``and``, ``or`` and ``not``; and how it is printed."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

_KEYWORD = re.compile(r"(?:and|or|not)\b|\beveryone\b")
_PLAIN = re.compile(r"[\w.@/%+$!?'-]+(?: [\w.@/%+$!?'-]+)*")


class Subject(StrEnum):
    """What a selector selects."""

    USERS = "users"
    ITEMS = "items"


@dataclass(frozen=True)
class Glob:
    """A name in which ``*`` stands for any characters."""

    parts: tuple[str, ...]
    """The text around the stars: one part more than there are stars."""

    @property
    def literal(self) -> str | None:
        """The name, when there is no star in it."""
        return self.parts[0] if len(self.parts) == 1 else None

    @cached_property
    def matches(self) -> Callable[[str], bool]:
        """Whether a whole name matches; case counts."""
        if self.literal is not None:
            return self.literal.__eq__
        # Several stars in a row mean the same as one, and are slow as a pattern.
        inner = [part for part in self.parts[1:-1] if part]
        texts = [self.parts[0], *inner, self.parts[-1]]
        found = re.compile(".*".join(map(re.escape, texts)), re.DOTALL).fullmatch
        return lambda name: found(name) is not None

    def __str__(self) -> str:
        """Return the glob as it is typed: what could mean something else stands in quotes."""
        return "*".join(map(_quoted, self.parts))


def _quoted(part: str) -> str:
    if not part or (_PLAIN.fullmatch(part) and not _has_keyword(part)):
        return part
    escaped = part.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _has_keyword(text: str) -> bool:
    return _KEYWORD.search(text) is not None


@dataclass(frozen=True, slots=True)
class Term:
    """The smallest selector: a name with what it is a name of."""

    prefix: str
    """A value of the vocabulary: ``user``, ``role``, ``label``, a kind; ``""`` for any kind."""
    name: Glob
    start: int = field(default=0, compare=False)
    """Where it begins in the selector's text."""
    end: int = field(default=0, compare=False)

    def __str__(self) -> str:
        """Return the term as it is typed."""
        if self.prefix == EVERYONE:
            return EVERYONE
        name = str(self.name) or '""'
        return f"{self.prefix or '*'}:{name}"


EVERYONE = "everyone"
"""The prefix of the term that has no name: every user of the site."""


@dataclass(frozen=True, slots=True)
class Not:
    """Everything but what is selected."""

    inner: "Expression"

    def __str__(self) -> str:
        """Return the selector as it is typed."""
        return f"not {_nested(self.inner)}"


@dataclass(frozen=True, slots=True)
class And:
    """What all of several select."""

    parts: tuple["Expression", ...]
    """At least two. INVARIANT: none is an ``And`` itself."""

    def __str__(self) -> str:
        """Return the selector as it is typed."""
        return " and ".join(map(_nested, self.parts))


@dataclass(frozen=True, slots=True)
class Or:
    """What any of several select."""

    parts: tuple["Expression", ...]
    """At least two. INVARIANT: none is an ``Or`` itself."""

    def __str__(self) -> str:
        """Return the selector as it is typed."""
        return " or ".join(map(str, self.parts))


Expression = Term | Not | And | Or


def _nested(inner: Expression) -> str:
    return f"({inner})" if isinstance(inner, And | Or) else str(inner)


def all_of(*parts: Expression) -> Expression:
    """Return what all of the parts select."""
    flat = [it for part in parts for it in (part.parts if isinstance(part, And) else (part,))]
    return flat[0] if len(flat) == 1 else And(tuple(flat))


def any_of(*parts: Expression) -> Expression:
    """Return what any of the parts select."""
    flat = [it for part in parts for it in (part.parts if isinstance(part, Or) else (part,))]
    return flat[0] if len(flat) == 1 else Or(tuple(flat))


@dataclass(frozen=True, slots=True)
class Selector:
    """A parsed selector."""

    subject: Subject
    expression: Expression
    text: str = field(compare=False)
    """As it was written."""

    def __str__(self) -> str:
        """Return the selector in its canonical spelling, which parses to the same."""
        return str(self.expression)


def either(*selectors: Selector) -> Selector:
    """Return what any of several selectors of one subject select."""
    text = " or ".join(f"({each.text})" for each in selectors)
    combined = any_of(*(each.expression for each in selectors))
    return selectors[0] if len(selectors) == 1 else Selector(selectors[0].subject, combined, text)
