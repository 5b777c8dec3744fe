"""The closed sets of words that a declaration uses, with the REST API's spellings of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from tableau_perm_cli.catalog import fold
from tableau_perm_cli.declaration.expected import one_of
from tableau_perm_cli.declaration.model import Authentication, Lock

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Words(Generic[T]):
    """A closed set of words and what each means; case and separators do not count."""

    canonical: tuple[str, ...]
    """The words as this format writes them."""
    meanings: Mapping[str, T]
    """By folded word; REST spellings included."""

    def find(self, text: str) -> T | None:
        """Return what ``text`` means, or None when it is not one of the words."""
        return self.meanings.get(fold(text))

    @property
    def expected(self) -> str:
        """The words as an error message lists them."""
        return one_of(self.canonical)


def _words(meanings: Mapping[str, T], also: Mapping[str, T] | None = None) -> Words[T]:
    every = {**meanings, **(also or {})}
    return Words(tuple(meanings), {fold(word): meaning for word, meaning in every.items()})


LOCKS: Words[Lock] = _words(
    {lock.value: lock for lock in Lock},
    {
        "ManagedByOwner": Lock.CUSTOMIZABLE,
        "LockedToProject": Lock.LOCKED_INCLUDING_NESTED,
        "LockedToProjectWithoutNested": Lock.LOCKED,
    },
)
DATABASE_LOCKS: Words[bool] = _words(
    {"customizable": False, "locked": True},
    {"ManagedByOwner": False, "LockedToDatabase": True},
)
AUTHENTICATIONS: Words[Authentication] = _words({word.value: word for word in Authentication})
TABS: Words[bool] = _words({"shown": True, "hidden": False})
EXTERNAL_AUTHORIZATIONS: Words[str] = _words(
    {word: word for word in ("run_as_user", "impersonation", "database")}
)
