"""Cells pinned to what they come to today, as tables of an expectations file."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from tableau_perm_cli.audit.mutation.mutant import MutatedCell
from tableau_perm_cli.catalog import CATALOG
from tableau_perm_cli.declaration.address import Address
from tableau_perm_cli.resolve import Verdict
from tableau_perm_cli.resolve.reasons import Reason


@dataclass(frozen=True, slots=True)
class PinnedCell:
    """A cell and what it comes to."""

    user: str
    item: Address
    capability: str
    """Its key."""
    answer: tuple[Verdict, Reason]


@dataclass(frozen=True, slots=True)
class PinnedTable:
    """Users by items by capabilities, where a capability comes to the same for all."""

    name: str
    """What it says, in words."""
    users: tuple[str, ...]
    items: tuple[Address, ...]
    answers: tuple[tuple[str, tuple[Verdict, Reason]], ...]
    """Capabilities by their keys, each with what it comes to."""


_Answers: TypeAlias = tuple[tuple[str, tuple[Verdict, Reason]], ...]
_SHOWN = 2
"""So many users or items are named in the name of a table."""


def table_of(cell: MutatedCell) -> PinnedTable:
    """Return the table that notices a mutant by a cell that it changes."""
    return _table((cell.user,), (cell.item,), ((cell.capability, cell.before),))


def tables_of(cells: Iterable[PinnedCell]) -> list[PinnedTable]:
    """Return as few tables as pin exactly these cells: users alike together, then items alike.

    In the order in which users and items first come.
    """
    by_pair: dict[tuple[Address, str], dict[str, tuple[Verdict, Reason]]] = {}
    for cell in cells:
        by_pair.setdefault((cell.item, cell.user), {})[cell.capability] = cell.answer
    users: dict[tuple[Address, _Answers], list[str]] = {}
    for (item, user), answers in by_pair.items():
        users.setdefault((item, _in_order(item, answers)), []).append(user)
    items: dict[tuple[tuple[str, ...], _Answers], list[Address]] = {}
    for (item, in_order), found in users.items():
        items.setdefault((tuple(sorted(found)), in_order), []).append(item)
    tables = [_table(who, tuple(what), answers) for (who, answers), what in items.items()]
    return _with_distinct_names(tables)


def _in_order(item: Address, answers: dict[str, tuple[Verdict, Reason]]) -> _Answers:
    content = CATALOG[item.kind]
    return tuple(sorted(answers.items(), key=lambda it: content.capability(it[0]).index))


def _table(users: tuple[str, ...], items: tuple[Address, ...], answers: _Answers) -> PinnedTable:
    # Without the kind, since a name with a colon in it would have to stand in quotes.
    where = _listed([str(item).partition(":")[2] for item in items])
    if len(answers) > 1:
        return PinnedTable(f"what {_listed(users)} may do on {where}", users, items, answers)
    ((key, (verdict, _)),) = answers
    has = "has" if len(users) == 1 else "have"
    no = "" if verdict is Verdict.ALLOWED else "no "
    name = f"{_listed(users)} {has} {no}{key.replace('_', ' ')} on {where}"
    return PinnedTable(name, users, items, answers)


def _listed(names: Sequence[str]) -> str:
    shown = list(names[:_SHOWN])
    more = len(names) - len(shown)
    if more:
        return f"{', '.join(shown)} and {more} more"
    return " and ".join(shown)


def _with_distinct_names(tables: list[PinnedTable]) -> list[PinnedTable]:
    taken: dict[str, int] = {}
    found = []
    for table in tables:
        taken[table.name] = taken.get(table.name, 0) + 1
        number = taken[table.name]
        name = table.name if number == 1 else f"{table.name} ({number})"
        found.append(PinnedTable(name, table.users, table.items, table.answers))
    return found
