"""Which item of the old side is which of the new: by id, else by name in what it is in.

Every old item gets two addresses: where the *aligned* old side has it, and what it is to be held
against. They are the same but for what was moved: that stays where it was on the old side, since
access depends on it, and is held against where it is now.
"""

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import TypeAlias

from tableau_perm_cli.audit.diff.undoing import where_of
from tableau_perm_cli.audit.drift.free_name import free_name
from tableau_perm_cli.audit.drift.rename import Rename, RenameKind
from tableau_perm_cli.catalog import Kind
from tableau_perm_cli.declaration.address import PERSONAL_SPACE_MARK, Address
from tableau_perm_cli.declaration.model import Item, Project, Site

PARENTS: Mapping[Kind, Kind] = {Kind.VIEW: Kind.WORKBOOK, Kind.TABLE: Kind.DATABASE}
"""What content stands in that is in no project itself."""
Moved: TypeAlias = Mapping[Address, Address]
"""From an address on one side to that on the other, of what does not stand in one place."""
_Path = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ItemMatch:
    """What the items of the old side are on the new."""

    aligned: Mapping[Address, Address] = field(default_factory=dict)
    """From each old address to the one on the aligned old side."""
    moved: Moved = field(default_factory=dict)
    """From the aligned address to the new one of the items that stand elsewhere now."""
    renames: tuple[Rename, ...] = ()


def match_items(
    old: Site,
    new: Site,
    old_ids: Mapping[str, str],
    new_ids: Mapping[str, str],
    users: Mapping[str, str],
) -> ItemMatch:
    """Return what is what among the items of two states of a site.

    Args:
        old: the site as it was.
        new: as it is.
        old_ids: by address.
        new_ids: by address.
        users: from each old name of a user to the one of now, for Personal Spaces.
    """
    walk = _Walk(old, new, old_ids, new_ids)
    walk.among(old.projects, (), ())
    for space in old.personal_spaces:
        path = (PERSONAL_SPACE_MARK + users.get(space.user, space.user),)
        walk.among(space.content, path, path)
    return ItemMatch(walk.aligned, walk.moved, tuple(walk.renames))


class _Walk:
    """One walk down the old side."""

    def __init__(
        self, old: Site, new: Site, old_ids: Mapping[str, str], new_ids: Mapping[str, str]
    ) -> None:
        self._old_ids = old_ids
        self._new_ids = new_ids
        self._there = {item.address for item in new.items()}
        self._taken = {*self._there, *(item.address for item in old.items())}
        by_id = {
            (address.kind, found): address
            for address in self._there
            if (found := new_ids.get(str(address))) is not None
        }
        self._matched: dict[Address, Address] = {}
        for item in old.items():
            found = old_ids.get(str(item.address))
            address = by_id.pop((item.kind, found), None) if found is not None else None
            if address is not None:
                self._matched[item.address] = address
        self._claimed = set(self._matched.values())
        self._used: set[Address] = set()
        self.aligned: dict[Address, Address] = {}
        self.moved: dict[Address, Address] = {}
        self.renames: list[Rename] = []

    def among(self, items: Sequence[Item], stands: _Path, belongs: _Path) -> None:
        """Match the items of one place.

        Args:
            items: as they were.
            stands: the path of the place on the aligned old side.
            belongs: its path on the new side.
        """
        leaving: list[tuple[Item, Address]] = []
        for item in items:
            to = self._matched.get(item.address)
            if to is not None and to.path[:-1] == belongs:
                self._stays(item, stands, to)
            elif to is not None and item.kind not in PARENTS:
                leaving.append((item, to))
            else:
                self._matched.pop(item.address, None)  # a view has not left its workbook
                self._stays(item, stands, self._unmatched(item, belongs))
        # Last, so that they make way for those that stay.
        for item, to in leaving:
            at = Address(item.kind, (*stands, item.address.path[-1]))
            if at in self._there or at in self._used:
                at = self._free(at, "moved")
            self._align(item, at)
            self.moved[at] = to
            self._tell(RenameKind.MOVED, item, to)
            self._inside(item, at.path, to.path)

    def _stays(self, item: Item, stands: _Path, to: Address) -> None:
        at = Address(item.kind, (*stands, to.path[-1]))
        self._align(item, at)
        if item.address in self._matched and to.path[-1] != item.address.path[-1]:
            self._tell(RenameKind.RENAMED, item, to)
        self._inside(item, at.path, to.path)

    def _align(self, item: Item, at: Address) -> None:
        self.aligned[item.address] = at
        self._used.add(at)

    def _inside(self, item: Item, stands: _Path, belongs: _Path) -> None:
        inside = chain(item.content, item.projects) if isinstance(item, Project) else item.parts
        self.among([*inside], stands, belongs)

    def _unmatched(self, item: Item, belongs: _Path) -> Address:
        """Return what an item is to be held against that no id leads to."""
        address = Address(item.kind, (*belongs, item.address.path[-1]))
        if address in self._claimed:
            return self._free(address, "gone")
        was, now = self._old_ids.get(str(item.address)), self._new_ids.get(str(address))
        if was is not None and now is not None and was != now and address in self._there:
            self._tell(RenameKind.REPLACED, item, address)
        return address

    def _free(self, address: Address, word: str) -> Address:
        above = address.path[:-1]
        names = _NamesAt(self._taken, address)
        free = Address(address.kind, (*above, free_name(address.path[-1], word, names)))
        self._taken.add(free)
        return free

    def _tell(self, kind: RenameKind, item: Item, to: Address) -> None:
        self.renames.append(Rename(kind, str(item.address), str(to), to))


@dataclass(frozen=True, slots=True)
class _NamesAt:
    """The names that are taken beside an address."""

    taken: set[Address]
    address: Address

    def __contains__(self, name: object) -> bool:
        path = (*self.address.path[:-1], str(name))
        return Address(self.address.kind, path) in self.taken


def root_of(address: Address, roots: Container[Address]) -> Address | None:
    """Return the nearest of some items that an item is, or is in; None if it is in none."""
    at: Address | None = address
    while at is not None:
        if at in roots:
            return at
        kind, path = where_of(at, in_space=False)
        at = Address(kind, path) if kind and path else None
    return None


def nearest(address: Address, moved: Moved) -> Address:
    """Return where an item is that was moved, or that is in something that was; else itself.

    Args:
        address: of the item.
        moved: from the addresses of what was moved to those it has on the other side.
    """
    root = root_of(address, moved) if moved else None
    if root is None:
        return address
    return Address(address.kind, (*moved[root].path, *address.path[len(root.path) :]))
