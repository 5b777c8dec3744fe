"""Site Content -> what is on a site and where it stands."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from tableau_perm_cli.catalog import Kind
from tableau_perm_cli.exchange.insights.exports import CONTENT, Exports
from tableau_perm_cli.exchange.tables import Cell, told
from tableau_perm_cli.exchange.terms import (
    CUSTOMIZABLE,
    LOCKED,
    LOCKED_WITHOUT_NESTED,
    kind_named,
    lock_named,
)

_DEEPEST: Final = 100


@dataclass(frozen=True, slots=True)
class Item:
    """A row of Site Content."""

    kind: Kind
    id: str
    """The LUID."""
    number: str
    name: str
    above: str | None
    """The number of the project it is in, or of a view's workbook; None in a Personal Space, and
    of a top-level project."""
    owner: str
    """A mail address."""
    tabs_shown: bool
    lock: str | None
    """Of a project: the REST name; None where the columns are not there."""


@dataclass(slots=True)
class Structure:
    """Everything on one site."""

    items: dict[tuple[Kind, str], Item] = field(default_factory=dict)
    """By kind and number."""
    by_id: dict[str, Item] = field(default_factory=dict)

    def above(self, item: Item) -> Item | None:
        """Return the project or workbook that an item stands in."""
        if item.above is None:
            return None
        kind = Kind.WORKBOOK if item.kind is Kind.VIEW else Kind.PROJECT
        return self.items.get((kind, item.above))

    def chain(self, item: Item) -> Iterator[Item]:
        """Yield an item and what it stands in, up to the top-level project."""
        place: Item | None = item
        for _ in range(_DEEPEST):
            if place is None:
                return
            yield place
            place = self.above(place)

    def path(self, item: Item) -> tuple[str, ...]:
        """Return the names from the top down to the item, as an address has them.

        What is in a Personal Space is in ``@`` and its owner's mail address.
        """
        chain = list(self.chain(item))
        space = () if chain[-1].kind is Kind.PROJECT else (f"@{chain[-1].owner}",)
        return (*space, *(place.name for place in reversed(chain)))

    def governor(self, item: Item) -> Item | None:
        """Return the project whose defaults decide about the item (semantics section 3, 5a, 5b).

        For a project it is the one that includes it in its lock, itself never.
        """
        projects = [place for place in self.chain(item) if place.kind is Kind.PROJECT]
        outermost = next((one for one in reversed(projects) if one.lock == LOCKED), None)
        if outermost is not None:
            return None if outermost is item else outermost
        if item.kind is not Kind.PROJECT and projects:
            return projects[0] if projects[0].lock == LOCKED_WITHOUT_NESTED else None
        return None


@dataclass(slots=True)
class Structures:
    """Everything on every site, by the site's LUID."""

    by_site: dict[str, Structure] = field(default_factory=lambda: defaultdict(Structure))
    site_names: dict[str, str] = field(default_factory=dict)
    left_out: Counter[str] = field(default_factory=Counter)
    """Types that are not declared, and how many rows of each."""


def read_structures(exports: Exports) -> Structures:
    """Read Site Content; a project or workbook that is not there is a problem."""
    structures = Structures()
    places: list[tuple[Structure, Item, Cell]] = []
    for file, line, cells in exports.rows(CONTENT):
        site, site_name = cells[-2:]
        kind = kind_named(cells[2])
        if kind is None or kind is Kind.TABLE:
            structures.left_out[cells[2]] += 1
            continue
        structures.site_names.setdefault(site, site_name)
        structure = structures.by_site[site]
        item, place = _item(kind, file, line, cells, exports)
        same_number = structure.items.setdefault((kind, item.number), item)
        if same_number != item or structure.by_id.setdefault(item.id, item) != item:
            message = f"another row has the Item ID `{item.number}` or the same LUID, and differs"
            exports.problems.add(file, line, message, kind="items told differently")
        places.append((structure, item, place))
    for structure, item, place in places:
        if item.above is not None and structure.above(item) is None:
            what = "workbook" if item.kind is Kind.VIEW else "project"
            place.problem(exports.problems, f"the Item ID of a {what}")
    return structures


def _item(
    kind: Kind, file: str, line: int, cells: tuple[str, ...], exports: Exports
) -> tuple[Item, Cell]:
    luid, number, _, name, project, owner, workbook, tabs, locked, nested = cells[:-2]
    problems = exports.problems
    column, above = (
        ("View Workbook ID", workbook)
        if kind is Kind.VIEW
        else ("Item Parent Project ID", project)
    )
    shown = Cell(file, line, "Workbook Shows Sheets As Tabs", tabs).truth(problems)
    lock = None
    if kind is Kind.PROJECT:
        is_locked = Cell(file, line, "Controlled Permissions Enabled", locked).truth(problems)
        includes = Cell(file, line, "Nested Projects Permissions Enabled", nested).truth(problems)
        if is_locked is False:
            lock = CUSTOMIZABLE
        elif is_locked and includes is not None:
            lock = lock_named(locked=True, nested=includes)
    item = Item(kind, luid, _whole(number), name, _whole_or_none(above), owner, bool(shown), lock)
    return item, Cell(file, line, column, above)


def _whole(number: str) -> str:
    """Return a number as another export writes it: ``1,204`` and ``1204.0`` are 1204."""
    return number.strip().replace(",", "").removesuffix(".0")


def _whole_or_none(number: str) -> str | None:
    return None if told(number) is None else _whole(number)
