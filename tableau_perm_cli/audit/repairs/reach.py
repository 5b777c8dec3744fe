"""The blast radius of a repair: everything else that it opens and closes, counted exactly."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tableau_perm_cli.audit.repairs.able import Able
from tableau_perm_cli.audit.repairs.edit import Edit
from tableau_perm_cli.audit.repairs.question import Question, Result
from tableau_perm_cli.declaration.address import Address
from tableau_perm_cli.declaration.model import Site
from tableau_perm_cli.resolve import Derivation, Reason
from tableau_perm_cli.resolve.bulk import BulkEngine, ChangedCells, changed_cells, compile_site
from tableau_perm_cli.resolve.bulk.bits import indexes_in

AskedCells = frozenset[tuple[str, Address, str]]
"""The cells that a question is about: user, item and capability."""


@dataclass(frozen=True, slots=True)
class Reach:
    """How many cells (user, item, capability) change."""

    gained: int
    """Those that were denied and are allowed; what was asked for is among them."""
    lost: int
    asked: int
    """How many of the gained ones were asked for."""
    able: int
    """How many other users can carry out the asked task on the item who could not, where cells
    do not tell: the way to connect and the site's settings are in no cell."""

    @property
    def others(self) -> int:
        """What changes besides what was asked for: what repairs are ranked by."""
        return self.gained - self.asked + self.lost + self.able


@dataclass(frozen=True, slots=True)
class OtherCell:
    """One cell that a repair changes besides what was asked for."""

    user: str
    item: Address
    capability: str
    gained: bool
    """Whether it is opened; else it is closed."""
    before: Reason | None
    """None where the item is not there."""
    after: Reason | None


def asked_cells(question: Question, result: Result, address: Address) -> AskedCells:
    """Return the cells that a question is about.

    Args:
        question: what is asked.
        result: the answer after the repair.
        address: where the item is then.
    """
    if isinstance(result, Derivation):
        return frozenset({(question.user, address, result.capability.key)})
    return frozenset(
        (it.derivation.user, it.derivation.item, it.derivation.capability.key)
        for it in result.needs
        if it.derivation is not None
    )


def reach_of(
    able: Able,
    before: BulkEngine,
    after: BulkEngine,
    edits: Sequence[Edit],
    result: Result,
    asked: AskedCells,
) -> Reach:
    """Count what differs between a site and what a repair makes of it.

    Args:
        able: counts who becomes able to the asked task.
        before: the engine of the site as it is.
        after: that of the site as it would be.
        edits: the repair's.
        result: the answer as it would be.
        asked: the cells that are asked for.
    """
    gained = lost = own = 0
    for cells in changed_cells(before, after):
        gained += cells.gained.bit_count()
        lost += cells.lost.bit_count()
        own += sum(
            (before.users[user], cells.item.address, cells.capability.key) in asked
            for user in _asking(before, cells, asked)
        )
    return Reach(gained, lost, own, able.gained(after, edits, result))


def _asking(engine: BulkEngine, cells: ChangedCells, asked: AskedCells) -> list[int]:
    """Return those of the users asked about who gain a cell."""
    users = {engine.user_index(name) for name, _, _ in asked}
    return [user for user in users if user is not None and cells.gained >> user & 1]


def other_cells(before: BulkEngine, after: Site, asked: AskedCells) -> Iterator[OtherCell]:
    """Yield every other cell that a repair opens or closes, in the order of items."""
    engine = compile_site(after, before)
    for cells in changed_cells(before, engine):
        address, key = cells.item.address, cells.capability.key
        for user in indexes_in(cells.gained | cells.lost):
            name = before.users[user]
            if (name, address, key) in asked and cells.gained >> user & 1:
                continue
            yield OtherCell(
                name,
                address,
                key,
                bool(cells.gained >> user & 1),
                _reason(before, user, cells.item.before, cells.capability.index),
                _reason(engine, user, cells.item.after, cells.capability.index),
            )


def _reason(engine: BulkEngine, user: int, item: int | None, capability: int) -> Reason | None:
    return None if item is None else engine.decide(user, item, capability)[1]
