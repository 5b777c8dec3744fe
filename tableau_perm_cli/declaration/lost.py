"""Which names an error may hide, so that one mistake is one error.

Whoever mistypes ``users`` has declared no user as far as this program can see. To call every
user in the rest of the declaration unknown would bury the one error that matters.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, TypeAlias

from tableau_perm_cli.catalog import CATALOG, Kind
from tableau_perm_cli.declaration.model import CONTENT_KINDS
from tableau_perm_cli.declaration.text.document import Document, Value
from tableau_perm_cli.diagnostics import Diagnostic, Position

Path: TypeAlias = Sequence[int | str]
"""The keys and indices that lead from the top of a file to a value."""


class Names(StrEnum):
    """A kind of name that others refer to; the value is the section that declares it."""

    USERS = "users"
    GROUPS = "groups"
    GROUP_SETS = "group_sets"
    DATA_SOURCES = "data_sources"


_ALL: Final = frozenset(Names)
_SERVER: Final = "server"
_SITES: Final = "sites"
_PROJECTS: Final = "projects"
_DATA_SOURCES: Final = "data_sources"
_HIDES_NOTHING: Final = frozenset({"version", "expectations", "settings", "not_read"})
_BY_SECTION: Final = {
    **{name.value: frozenset({name}) for name in Names if name is not Names.DATA_SOURCES},
    **dict.fromkeys((_PROJECTS, "personal_spaces"), frozenset({Names.DATA_SOURCES})),
}
_KEYS_OF_PROJECTS: Final = frozenset(
    {"owner", "content_permissions", "labels", "permissions", "not_read"}
    | {CATALOG[kind].plural for kind in (*CONTENT_KINDS, Kind.PROJECT)}
)


@dataclass(frozen=True, slots=True)
class Lost:
    """A kind of name of which some may be hidden."""

    site: str | None
    """None: on any site."""
    names: Names


EVERYTHING: Final = frozenset(Lost(None, names) for names in Names)
"""What a file hides that could not be read."""


def lost_at(path: Path) -> frozenset[Lost]:
    """Return what is hidden when the value at ``path``, or its key, cannot be understood."""
    first = path[0] if path else _SITES
    if first == _SERVER:
        return frozenset() if [*path[1:]] == ["name"] else frozenset({Lost(None, Names.USERS)})
    if len(path) <= 1:
        return frozenset() if first in _HIDES_NOTHING else EVERYTHING
    if first != _SITES:
        return frozenset()
    return frozenset(Lost(str(path[1]), names) for names in _lost_on_site(path[2:]))


def _lost_on_site(path: Path) -> Iterable[Names]:
    if not path or path[0] in _HIDES_NOTHING:
        return () if path else _ALL
    names = _BY_SECTION.get(str(path[0]), _ALL)
    if len(path) == 1:
        return names
    return names if Names.DATA_SOURCES in names and _may_hold_content(path[1:]) else ()


def _may_hold_content(path: Path) -> bool:
    """Whether what stands at a path in ``projects`` or ``personal_spaces`` holds content."""
    # INVARIANT: names stand at even places, and keys of projects at odd ones.
    if any(key != _PROJECTS for key in path[1:-1:2]):
        return False
    last = path[-1]
    is_name = len(path) % 2 == 1
    return is_name or last in {_PROJECTS, _DATA_SOURCES} or last not in _KEYS_OF_PROJECTS


def lost_in_text(document: Document, problems: Iterable[Diagnostic]) -> frozenset[Lost]:
    """Return what is hidden by the problems that were met while ``document`` was read."""
    lost: frozenset[Lost] = frozenset()
    repeated: set[Position] = set()
    for problem in problems:
        if problem.related:
            # A duplicate key: its second value was dropped. The first is still to be found.
            repeated.add(problem.related[0].position)
        else:
            return EVERYTHING
    if repeated:
        for path in _paths_to(document, repeated):
            lost |= lost_at(path)
    return lost


def _paths_to(document: Document, wanted: set[Position]) -> Iterator[Path]:
    """Yield the path of every key that is written at one of the places."""
    lines = {position.line - 1 for position in wanted}
    seen: set[int] = set()  # what an alias repeats is walked once
    pending: list[tuple[list[int | str], Value]] = [([], document.root)]
    while pending:
        path, value = pending.pop()
        if not isinstance(value, dict) or id(value) in seen:
            continue
        seen.add(id(value))
        for key, mark, inner, _ in document.entries(value):
            if mark >> 32 in lines and document.position(mark) in wanted:
                yield [*path, key]
            if isinstance(inner, dict):
                pending.append(([*path, key], inner))
