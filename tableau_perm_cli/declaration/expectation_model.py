"""What expectations say, each word with its place; who and what is meant shows when tested.

Selectors and the names of tasks are kept as they are written: what they mean is known further
up, where there are users, items and answers.
"""

from dataclasses import dataclass
from enum import StrEnum

from tableau_perm_cli.diagnostics import Position


class ExpectationForm(StrEnum):
    """What kind of thing an expectation says; the value is the key that shows it."""

    TABLE = "expect"
    """Users by capabilities by items, each allowed or denied."""
    WHO = "who"
    """Exactly who has a capability."""
    NEVER = "never"
    """None of these users has any of these capabilities on any of these items."""
    ONLY = "only"
    """Nobody but these users has any of them."""
    ALWAYS = "always"
    """Every one of these users has all of them."""
    AT_MOST = "at_most"
    """Each of the capabilities on each of the items is held by so many users at most."""
    DISJOINT = "disjoint"
    """Nobody is, or has, two of these."""


@dataclass(frozen=True, slots=True)
class Written:
    """A word or selector and where it is written."""

    text: str
    position: Position
    length: int
    """How many code points it takes on its first line, quotes included."""
    shift: int
    """How far into that the text itself begins: 1 after a quote, else 0."""
    literal: bool
    """Whether the text stands there letter by letter, so that a place in it can be shown."""


@dataclass(frozen=True, slots=True)
class ExpectedAnswer:
    """One entry of ``expect``: a capability or task and what it is to come to."""

    word: Written
    allowed: bool
    reason: Written | None
    """The reason code that ``because`` asks for, if it does."""


@dataclass(frozen=True, slots=True)
class MatrixCell:
    """One entry of a ``matrix``: whoever and whatever it names, what they may do."""

    users: Written
    items: Written
    capabilities: tuple[Written, ...]
    """What is allowed; empty for nothing."""


@dataclass(frozen=True, slots=True)
class Scope:
    """Users by capabilities by items; several selectors of one kind add up."""

    position: Position
    users: tuple[Written, ...] = ()
    """Empty: everyone."""
    capabilities: tuple[Written, ...] = ()
    items: tuple[Written, ...] = ()


@dataclass(frozen=True, slots=True)
class Expectation:
    """One expectation or invariant."""

    name: str
    position: Position
    """Where its name is written."""
    length: int
    form: ExpectationForm
    scope: Scope
    """Whom and what it is about; of ``disjoint`` empty."""
    answers: tuple[ExpectedAnswer, ...] = ()
    """Of a table."""
    matrix: tuple[MatrixCell, ...] = ()
    """Of a table, its cells by users and items."""
    closed: bool = False
    """Of a table: whether what is not listed is expected to be denied."""
    exactly: tuple[Written, ...] = ()
    """Of ``who``: the users, all of them."""
    limit: int = 0
    """Of ``at_most``: how many."""
    duties: tuple[Scope, ...] = ()
    """Of ``disjoint``: what nobody may combine. Without capabilities, to be one of the users."""
    include_admins: bool = False
    """Whether administrators are held to it."""
    include_owners: bool = False
    """With ``any_user``: whether it fails for what only the item's owner would have."""
    any_user: bool = False
    """Whether it is to hold for users who do not exist yet."""
