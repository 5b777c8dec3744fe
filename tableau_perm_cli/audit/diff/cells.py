"""The cells whose verdict differs, in blocks: one item and one capability, sets of users."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from tableau_perm_cli.audit.diff.edit import Edit
from tableau_perm_cli.catalog import Capability
from tableau_perm_cli.declaration.address import Address
from tableau_perm_cli.declaration.model import ALL_USERS, Group, Site
from tableau_perm_cli.resolve import Reason, Verdict
from tableau_perm_cli.resolve.bulk import BulkEngine, changed_cells, compile_site
from tableau_perm_cli.resolve.bulk.bits import indexes_in
from tableau_perm_cli.resolve.bulk.governed import NO_PROJECT


class Cause(NamedTuple):
    """An edit that changed some cells of a block."""

    edit: Edit
    users: int
    """Bit set of those for whom it did."""
    shared: bool
    """Whether no single edit, undone alone, would take the change back."""


@dataclass(slots=True, eq=False)
class Block:
    """The changed cells of one capability on one item."""

    item: Address
    project: str
    """The address of the item's project; ``@`` and the user's name in a Personal Space."""
    before: int | None
    """The item's index in the old engine; None when it is new."""
    after: int | None
    """Its index in the new one; None when it is gone."""
    capability: Capability
    gained: int
    """Bit set of users."""
    lost: int
    causes: list[Cause] = field(default_factory=list)

    @property
    def changed(self) -> int:
        """Everyone for whom the verdict differs."""
        return self.gained | self.lost

    def only(self, users: int) -> "Block | None":
        """Return the block for these users alone; None when none of them has a changed cell."""
        if not self.changed & users:
            return None
        return replace(self, gained=self.gained & users, lost=self.lost & users)


class Side(NamedTuple):
    """What a cell comes to on one side."""

    effective: Verdict
    reason: Reason | None
    """None when the item is not there."""


class Cell(NamedTuple):
    """One user, item and capability whose verdict differs."""

    site: str
    user: str
    item: Address
    capability: Capability
    gained: bool
    before: Side
    after: Side


@dataclass(frozen=True)
class SitePair:
    """One site before and after, compiled to count the same users."""

    name: str
    old: Site | None
    """None: the site is new."""
    new: Site | None
    """None: the site is gone."""
    before: BulkEngine
    after: BulkEngine

    def blocks(self) -> list[Block]:
        """Return all changed cells, by address and in the catalog's order."""
        labels: dict[Address, tuple[str, str]] = {}
        """Of each item its project and its address."""
        found: list[Block] = []
        for item, capability, gained, lost in changed_cells(self.before, self.after):
            if item.address not in labels:
                project = self.project_of(item.address, item.before, item.after)
                labels[item.address] = project, str(item.address)
            project = labels[item.address][0]
            places = item.before, item.after
            found.append(Block(item.address, project, *places, capability, gained, lost))
        found.sort(key=lambda block: (labels[block.item][1], block.capability.index))
        return found

    def project_of(self, address: Address, before: int | None, after: int | None) -> str:
        """Return the address of an item's project; of a Personal Space ``@`` and the name.

        Args:
            address: of the item.
            before: its index in the old engine, if it is there.
            after: its index in the new one, if it is there.
        """
        engine, place = (self.after, after) if after is not None else (self.before, before)
        assert place is not None  # noqa: S101 - an item is on one side at least
        project = engine.items[place].project
        return (
            address.path[0] if project == NO_PROJECT else str(engine.items[project].item.address)
        )

    def cells(self, blocks: Sequence[Block]) -> Iterator[Cell]:
        """Yield the cells of blocks one by one, by user."""
        for block in blocks:
            for user in indexes_in(block.changed):
                yield self.cell(block, user)

    def cell(self, block: Block, user: int) -> Cell:
        """Return one changed cell with both answers."""
        return Cell(
            self.name,
            self.after.users[user],
            block.item,
            block.capability,
            bool(block.gained >> user & 1),
            _side(self.before, user, block.before, block.capability),
            _side(self.after, user, block.after, block.capability),
        )


def _side(engine: BulkEngine, user: int, place: int | None, capability: Capability) -> Side:
    if place is None:
        return Side(Verdict.DENIED, None)
    return Side(*engine.decide(user, place, capability.index))


def pair_sites(name: str, old: Site | None, new: Site | None) -> SitePair:
    """Compile both states of a site; where it is missing, nobody and nothing is there."""
    there = new or old
    assert there is not None  # noqa: S101 - a site is on one side at least
    empty = replace(
        there,
        users={},
        groups={ALL_USERS: Group(ALL_USERS, None, ())},
        group_sets={},
        projects=(),
        personal_spaces=(),
    )
    one, other = old or empty, new or empty
    names = one.users.keys() | other.users.keys()
    before = compile_site(one, also=names)
    return SitePair(name, old, new, before, compile_site(other, before, also=names))
