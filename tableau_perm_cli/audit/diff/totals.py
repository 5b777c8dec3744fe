"""Sums of a diff: verdicts, groups by project and capability, and what each edit did."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from tableau_perm_cli.audit.diff.cells import Block, SitePair
from tableau_perm_cli.audit.diff.edit import Edit
from tableau_perm_cli.catalog import CATALOG, Kind
from tableau_perm_cli.resolve.bulk.bits import lowest_bit, union
from tableau_perm_cli.resolve.bulk.governed import NO_PROJECT


class DiffVerdict(StrEnum):
    """What a change of access comes to."""

    EQUIVALENT = "equivalent"
    WIDER = "wider"
    NARROWER = "narrower"
    MIXED = "mixed"


def verdict_of(gained: int, lost: int) -> DiffVerdict:
    """Return the verdict for so many cells gained and lost."""
    if gained and lost:
        return DiffVerdict.MIXED
    if gained:
        return DiffVerdict.WIDER
    return DiffVerdict.NARROWER if lost else DiffVerdict.EQUIVALENT


class Example(NamedTuple):
    """One changed cell that stands for others."""

    pair: SitePair
    block: Block
    user: int
    """Index of the user."""


@dataclass(slots=True)
class Group:
    """The changed cells of one project and capability."""

    pair: SitePair
    project: str
    """An address; ``@`` and the user's name for a Personal Space."""
    capability: str
    """The key, whatever the kind of item."""
    blocks: list[Block] = field(default_factory=list)
    gained: int = 0
    lost: int = 0

    @property
    def verdict(self) -> DiffVerdict:
        """What the cells come to."""
        return verdict_of(self.gained, self.lost)

    def users(self, *, gained: bool) -> int:
        """Return who has gained, or lost, anything here, as a bit set."""
        return union(block.gained if gained else block.lost for block in self.blocks)

    @property
    def people(self) -> int:
        """How many users have gained or lost anything here."""
        return (self.users(gained=True) | self.users(gained=False)).bit_count()

    @property
    def items(self) -> int:
        """On how many items."""
        return len({block.item for block in self.blocks})

    def example(self, *, gained: bool) -> Example | None:
        """Return the first cell that was gained, or that was lost."""
        for block in self.blocks:
            users = block.gained if gained else block.lost
            if users:
                return Example(self.pair, block, lowest_bit(users))
        return None

    @property
    def witness(self) -> Example:
        """A cell that was gained if there is one, else one that was lost."""
        found = self.example(gained=True) or self.example(gained=False)
        assert found is not None  # noqa: S101 - a group has changed cells
        return found


@dataclass(slots=True)
class Effect:
    """What one edit did to access."""

    edit: Edit
    gained: int = 0
    lost: int = 0
    shared: int = 0
    """How many of these cells other edits share with it."""
    first_gained: Example | None = None
    first_lost: Example | None = None

    def add(self, pair: SitePair, block: Block, users: int, *, shared: bool) -> None:
        """Count the cells of a block that the edit caused."""
        gained, lost = users & block.gained, users & block.lost
        self.gained += gained.bit_count()
        self.lost += lost.bit_count()
        self.shared += users.bit_count() if shared else 0
        if gained and self.first_gained is None:
            self.first_gained = Example(pair, block, lowest_bit(gained))
        if lost and self.first_lost is None:
            self.first_lost = Example(pair, block, lowest_bit(lost))


def groups_of(pair: SitePair, blocks: Iterable[Block]) -> list[Group]:
    """Return the groups of a site, by project and then in the catalog's order."""
    groups: dict[tuple[str, str], Group] = {}
    for block in blocks:
        key = (block.project, block.capability.key)
        group = groups.get(key)
        if group is None:
            group = groups[key] = Group(pair, *key)
        group.blocks.append(block)
        group.gained += block.gained.bit_count()
        group.lost += block.lost.bit_count()
    return sorted(groups.values(), key=lambda it: (it.project, _RANK[it.capability]))


_RANK: Mapping[str, int] = {
    key: rank
    for rank, key in enumerate(
        dict.fromkeys(it.key for kind in CATALOG.values() for it in kind.capabilities)
    )
}


def effects_of(pair: SitePair, blocks: Iterable[Block], edits: Sequence[Edit]) -> list[Effect]:
    """Return what each edit did, in the order of the edits."""
    effects = {id(edit): Effect(edit) for edit in edits}
    for block in blocks:
        for edit, users, shared in block.causes:
            effects[id(edit)].add(pair, block, users, shared=shared)
    return list(effects.values())


def group_count(pair: SitePair) -> int:
    """Return how many projects and capabilities there are, changed or not, on either side."""
    kinds: dict[str, set[Kind]] = {}
    for engine in (pair.before, pair.after):
        of_project: dict[int, set[Kind]] = {}
        for governed in engine.items:
            if governed.project == NO_PROJECT:
                kinds.setdefault(governed.item.address.path[0], set()).add(governed.item.kind)
            else:
                of_project.setdefault(governed.project, set()).add(governed.item.kind)
        for place, found in of_project.items():
            kinds.setdefault(str(engine.items[place].item.address), set()).update(found)
    return sum(_capabilities_of(frozenset(found)) for found in kinds.values())


def _capabilities_of(kinds: frozenset[Kind]) -> int:
    return len({it.key for kind in kinds for it in CATALOG[kind].capabilities})
