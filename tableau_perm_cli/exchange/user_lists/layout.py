"""Which cell of a row of users is what: by the order of tabcmd, of Cloud Manager, or by names.

INVARIANT: the password is in no value that leaves this module, and no problem quotes a cell.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from tableau_perm_cli.exchange.columns import folded
from tableau_perm_cli.exchange.table_problems import Problems
from tableau_perm_cli.exchange.tables import CsvFile
from tableau_perm_cli.exchange.user_lists.roles import (
    is_administrator,
    is_licence,
    is_publishing,
)

_USER: Final = "Username"
_LICENCE: Final = "License level"
_ADMINISTRATOR: Final = "Administrator level"
_PUBLISHING: Final = "Publishing"
_NAMES: Final = {
    _USER: ("user", "username", "name"),
    "Display name": ("displayname", "fullname", "friendlyname"),
    _LICENCE: ("licenselevel", "license", "licencelevel", "licence", "siterole"),
    _ADMINISTRATOR: ("administratorlevel", "adminlevel", "administrator", "admin"),
    _PUBLISHING: ("publishing", "publishingcapability", "publish", "publisher", "canpublish"),
    "Email": ("email", "emailaddress", "mail"),
}
_MOST: Final = 10
"""Help knows no layout with more cells."""

_Map = dict[str, int]
# Help, "Required column structure": cells behind these (authentication, identity pool) say nothing
# of permissions.
_TABCMD: Final[_Map] = {
    _USER: 0,
    "Display name": 2,
    _LICENCE: 3,
    _ADMINISTRATOR: 4,
    _PUBLISHING: 5,
    "Email": 6,
}
_CLOUD_MANAGER: Final[_Map] = {name: place + 1 for name, place in _TABCMD.items()}
"""The URI of the tenant or site comes first."""
_CLOUD_MANAGER_WIDTH: Final = 8
_CHECKS: Final = (
    (_LICENCE, is_licence, "Creator, Explorer, Viewer, Unlicensed or a site role"),
    (_ADMINISTRATOR, is_administrator, "System, Site or None"),
    (_PUBLISHING, is_publishing, "1, 0, true or false"),
)


@dataclass(frozen=True, slots=True)
class ListedUser:
    """A row, without its password."""

    line: int
    user: str
    display_name: str
    licence: str
    administrator: str
    publishing: str
    email: str


def listed_users(file: CsvFile, problems: Problems) -> Iterator[ListedUser]:
    """Yield the users of a list; of rows that are not of its layout, problems."""
    rows = list(file.rows(problems))
    if rows and is_header(rows[0][1]):
        layout = _by_names(rows.pop(0)[1])
    else:
        layout = _layout_of([row for _, row in rows])
    for line, row in rows:
        if len(row) > _MOST:
            message = f"the row has {len(row)} cells, and no list of users has more than {_MOST}"
            problems.add(file.name, line, message, kind="rows that are too long")
        elif not _cell(row, layout, _USER):
            problems.add(file.name, line, "the row names no user", kind="rows without a user")
        elif _is_valid(row, layout, file.name, line, problems):
            yield _listed(line, row, layout)


def is_header(row: Sequence[str]) -> bool:
    """Whether a row names the columns, which tabcmd's lists do not."""
    names = [folded(cell) for cell in row]
    return "username" in names and ("password" in names or len(names) == 1 or _knows(names))


def _knows(names: Sequence[str]) -> bool:
    return any(name in names for column in (_LICENCE, "Email") for name in _NAMES[column])


def looks_like_users(rows: Sequence[Sequence[str]]) -> bool:
    """Whether rows are those of a list of users."""
    if not rows:
        return False
    if is_header(rows[0]):
        return True
    layout = _layout_of(rows)
    return all(
        len(row) <= _MOST and bool(_cell(row, layout, _USER)) and _fits(row, layout)
        for row in rows
    )


def _by_names(header: Sequence[str]) -> _Map:
    names = [folded(cell) for cell in header]
    return {
        column: names.index(name)
        for column, spellings in _NAMES.items()
        for name in spellings[::-1]
        if name in names
    }


def _layout_of(rows: Sequence[Sequence[str]]) -> _Map:
    """Return tabcmd's order, unless only Cloud Manager's makes sense of every row."""
    if all(_fits(row, _TABCMD) for row in rows):
        return _TABCMD
    wide = all(len(row) >= _CLOUD_MANAGER_WIDTH for row in rows)
    return _CLOUD_MANAGER if wide and all(_fits(row, _CLOUD_MANAGER) for row in rows) else _TABCMD


def _fits(row: Sequence[str], layout: _Map) -> bool:
    return all(check(_cell(row, layout, column)) for column, check, _ in _CHECKS)


def _is_valid(row: Sequence[str], layout: _Map, file: str, line: int, problems: Problems) -> bool:
    valid = True
    for column, check, expected in _CHECKS:
        if not check(_cell(row, layout, column)):
            message = f"cell {layout[column] + 1} (`{column}`): expected {expected}"
            problems.add(file, line, message, kind=message)
            valid = False
    return valid


def _cell(row: Sequence[str], layout: _Map, column: str) -> str:
    place = layout.get(column, len(row))
    return row[place].strip() if place < len(row) else ""


def _listed(line: int, row: Sequence[str], layout: _Map) -> ListedUser:
    licence = _cell(row, layout, _LICENCE)
    # Without a licence nothing shows that the cells are in this order, and one is a password.
    sure = bool(licence)
    return ListedUser(
        line,
        _cell(row, layout, _USER).replace("\\0x40", "@"),
        _cell(row, layout, "Display name") if sure else "",
        licence,
        _cell(row, layout, _ADMINISTRATOR),
        _cell(row, layout, _PUBLISHING),
        _cell(row, layout, "Email") if sure else "",
    )
