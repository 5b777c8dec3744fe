"""Collects the cells that are not as expected: all are counted, the first are kept."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from tableau_perm_cli.audit.expectations.demands import Demand
from tableau_perm_cli.audit.expectations.outcome import PossibleUser
from tableau_perm_cli.catalog import Capability
from tableau_perm_cli.resolve import Reason, Task, Verdict
from tableau_perm_cli.resolve.bulk import BulkEngine
from tableau_perm_cli.resolve.bulk.bits import indexes_in, without


@dataclass(frozen=True, slots=True)
class RawCell:
    """A cell that is not as expected, by indexes."""

    user: int | PossibleUser
    item: int | None
    word: Capability | Task | None
    """None: it is about being one of some users."""
    expected: Verdict
    reason: Reason | None = None
    """The reason that is expected."""


@dataclass(slots=True)
class Findings:
    """What was found wrong with one expectation."""

    most: int
    """How many cells are kept."""
    tested: int = 0
    failing: int = 0
    cells: list[RawCell] = field(default_factory=list)

    def add(self, cell: RawCell) -> None:
        """Count a cell, and keep it if there is room."""
        self.failing += 1
        if len(self.cells) < self.most:
            self.cells.append(cell)

    def keep(self, cells: Iterable[RawCell]) -> None:
        """Keep cells that show one finding together, each once."""
        for cell in cells:
            if cell not in self.cells:
                self.cells.append(cell)

    def add_users(
        self,
        users: int,
        item: int,
        capability: Capability,
        expected: Verdict,
        reason: Reason | None = None,
    ) -> None:
        """Count the cell of every user of a set."""
        if users:
            self.failing += users.bit_count()
            room = self.most - len(self.cells)
            for user in indexes_in(users)[:room] if room > 0 else ():
                self.cells.append(RawCell(user, item, capability, expected, reason))


def check(engine: BulkEngine, demand: Demand, findings: Findings) -> None:
    """Note every cell that is not as a demand has it."""
    item, capability, reason = demand.item, demand.capability, demand.reason
    findings.tested += demand.allowed.bit_count() + demand.denied.bit_count()
    has = engine.allowed(item, capability)
    findings.add_users(without(demand.allowed, has), item, capability, Verdict.ALLOWED, reason)
    findings.add_users(demand.denied & has, item, capability, Verdict.DENIED, reason)
    if reason is not None:
        as_expected = (demand.allowed & has) | without(demand.denied, has)
        right = engine.who(item, capability).get(reason, 0)
        expected = Verdict.ALLOWED if demand.allowed else Verdict.DENIED
        findings.add_users(without(as_expected, right), item, capability, expected, reason)
