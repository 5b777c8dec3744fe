"""The words that stand before the colon of a term."""

from typing import Final

from tableau_perm_cli.catalog import Kind, fold
from tableau_perm_cli.declaration.address import split_kind
from tableau_perm_cli.resolve.selectors.expression import Subject

USER: Final = "user"
GROUP: Final = "group"
GROUP_SET: Final = "group_set"
ROLE: Final = "role"
LABEL: Final = "label"
OWNER: Final = "owner"
KIND: Final = "kind"
ANY_KIND: Final = ""
"""The prefix of an address whose kind is left out or written ``*``."""

_OF_USERS = {fold(word): word for word in (USER, GROUP, GROUP_SET, ROLE)}
_OF_ITEMS = {word: word for word in (LABEL, OWNER, KIND)}

PREFIXES: dict[Subject, tuple[str, ...]] = {
    Subject.USERS: tuple(_OF_USERS.values()),
    Subject.ITEMS: (*_OF_ITEMS, *(kind.value for kind in Kind)),
}
"""Every prefix in its canonical spelling, for suggestions."""


def prefix_of(word: str, subject: Subject) -> str | None:
    """Return the prefix that ``word`` spells, or None.

    Case and separators do not count, and a kind may be written in any of Tableau's spellings.
    """
    if subject is Subject.USERS:
        return _OF_USERS.get(fold(word))
    kind, _ = split_kind(f"{word}:")
    return kind.value if kind else _OF_ITEMS.get(fold(word))


def bare_prefix(subject: Subject) -> str:
    """Return what a name without a prefix is: a user, or an address of any kind."""
    return USER if subject is Subject.USERS else ANY_KIND
