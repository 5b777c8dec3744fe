"""Files of users -> a picture with users and groups, and no content.

One file is the users of the site, as `tabcmd createsiteusers FILE` reads it. Of several, each is a
group that is called like the file, as `tabcmd addusers GROUP --users GROUP.csv` is used; a file
that is called like the site's own list (``users.csv``) is no group.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Final

from tableau_perm_cli.catalog import CATALOG, Kind
from tableau_perm_cli.declaration.model import ALL_USERS
from tableau_perm_cli.exchange.columns import folded
from tableau_perm_cli.exchange.picture import Picture, ToldGroup, ToldUser
from tableau_perm_cli.exchange.table_problems import Problems
from tableau_perm_cli.exchange.tables import SUFFIXES, CsvFile, files_of
from tableau_perm_cli.exchange.user_lists.layout import (
    ListedUser,
    listed_users,
    looks_like_users,
)
from tableau_perm_cli.exchange.user_lists.roles import NOT_TOLD, role_of

_SITE_LISTS: Final = frozenset(
    {"users", "siteusers", "allusers", "createsiteusers", "serverusers"}
)
_LOOKED_AT: Final = 50
_NO_CONTENT: Final = "lists of users tell no content"


def recognises(paths: Sequence[Path]) -> bool:
    """Whether the files, or those in the directories, are lists of users."""
    files = files_of(paths)
    unread = Problems("the first rows")
    # A list may be of names alone, as any text is.
    named = all(file.path.suffix.lower() in SUFFIXES for file in files)
    return (
        bool(files)
        and named
        and all(
            looks_like_users([row for _, row in islice(file.rows(unread), _LOOKED_AT)])
            for file in files
        )
    )


def read_user_lists(paths: Sequence[Path], site_name: str | None = None) -> list[Picture]:
    """Return the one picture that the lists tell.

    Args:
        paths: CSV files, or directories of them.
        site_name: the site's name, which no list tells; ``Default`` without.

    Raises:
        FileError: a list cannot be read, with every problem of every file; never with a line's
            text, since that has a password.
    """
    problems = Problems("the lists of users")
    files = files_of(paths)
    if not files:
        where = paths[0].as_posix() if paths else "."
        problems.add(where, None, "there is no list of users", help="lists are `.csv` files")
    gathering = _Gathering(problems)
    # The site's own list first: a user is spelt as there.
    for file in sorted(files, key=lambda file: not _is_site_list(file)):
        gathering.read(file, is_group=len(files) > 1 and not _is_site_list(file))
    problems.raise_if_any()
    picture = Picture(
        site_name or "Default",
        users=tuple(person.told() for person in gathering.people.values()),
        groups=tuple(gathering.groups.values()),
        not_read={
            CATALOG[kind].plural: _NO_CONTENT for kind in CATALOG if kind is not Kind.PROJECT
        },
        notes=tuple(gathering.notes(files)),
    )
    return [picture]


@dataclass(slots=True)
class _Person:
    """A user, from every list that has them."""

    id: str
    name: str
    domain: str | None
    role: str
    place: str
    """Where the role is told, for a message."""
    display_name: str
    email: str

    def told(self) -> ToldUser:
        return ToldUser(
            self.id,
            self.name,
            self.role,
            self.domain,
            self.display_name or None,
            self.email or None,
        )


@dataclass(slots=True)
class _Gathering:
    """Reads list after list."""

    problems: Problems
    people: dict[str, _Person] = field(default_factory=dict)
    """By what tells users apart: their name and domain, case ignored."""
    groups: dict[str, ToldGroup] = field(default_factory=dict)

    def read(self, file: CsvFile, *, is_group: bool) -> None:
        """Take the users of a file, which are a group or not."""
        members: dict[str, None] = {}
        for listed in listed_users(file, self.problems):
            person = self._person(file, listed)
            if person is not None:
                members[person.id] = None
        if not is_group:
            return
        name = file.path.stem
        if name in self.groups:
            self.problems.add(file.name, None, f"another list is of the group `{name}` too")
        self.groups[name] = ToldGroup(name, name, tuple(members))

    def _person(self, file: CsvFile, listed: ListedUser) -> _Person | None:
        role = role_of(listed.licence, listed.administrator, listed.publishing)
        if role is None:
            message = "licence, administrator level and publishing make no site role together"
            self.problems.add(file.name, listed.line, message, kind=message)
            return None
        domain, _, name = listed.user.rpartition("\\")
        place = f"{file.name}:{listed.line}"
        new = _Person(
            listed.user,
            name,
            domain or None,
            role,
            place,
            listed.display_name,
            listed.email,
        )
        person = self.people.setdefault(listed.user.casefold(), new)
        if person.role == NOT_TOLD:
            person.role, person.place = role, place
        elif role not in {NOT_TOLD, person.role}:
            message = (
                f"the user `{listed.user}` is {role} here, and {person.role} in {person.place}"
            )
            self.problems.add(file.name, listed.line, message)
        person.display_name = person.display_name or listed.display_name
        person.email = person.email or listed.email
        return person

    def notes(self, files: Sequence[CsvFile]) -> Iterator[str]:
        """Yield what the user ought to know."""
        untold = sum(person.role == NOT_TOLD for person in self.people.values())
        if untold:
            yield f"no list tells the role of some users ({untold:,})"
        if len(files) == 1:
            yield f"`{files[0].path.name}` is read as the users of the site, and as no group"


def _is_site_list(file: CsvFile) -> bool:
    return folded(file.path.stem) in _SITE_LISTS or file.path.stem == ALL_USERS
