"""Writes down the steps that are made on one site, and knows what must stay as it is."""

from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

from tableau_perm_cli.audit.minimising.spot import OWN, RESIDUES, WHOLE, Spot
from tableau_perm_cli.audit.minimising.step import Step, StepKind
from tableau_perm_cli.catalog import Kind
from tableau_perm_cli.declaration.address import Address
from tableau_perm_cli.declaration.model import (
    Item,
    Leader,
    Project,
    Rule,
    RuleList,
    list_key,
)
from tableau_perm_cli.diagnostics import Position


@dataclass(frozen=True, slots=True)
class Slot:
    """Where a rule list stands: on an item, and of a project for what."""

    item: Address
    kind: Kind
    """The kind that the list has the rules for."""
    of_project: bool

    @property
    def rules_for(self) -> str | None:
        """What a project's rule calls it; None for content."""
        return list_key(self.kind) if self.of_project else None

    def __str__(self) -> str:
        """Return how a sentence names it."""
        if self.of_project:
            return f"`{self.item}` ({list_key(self.kind)})"
        return f"`{self.item}`"


@dataclass(slots=True)
class Record:
    """The steps made so far."""

    site: str
    frozen: AbstractSet[Spot] = frozenset()
    """What the text cannot be edited at."""
    steps: list[Step] = field(default_factory=list)

    def may_go(self, item: Item) -> bool:
        """Whether an item's rules may be taken away, or made anew, as a whole."""
        return Spot(item.address, WHOLE) not in self.frozen and not _tells_more(item)

    def may_change(self, slot: Slot) -> bool:
        """Whether a list may become another."""
        return Spot(slot.item, slot.rules_for or OWN) not in self.frozen

    def may_forget(self, project: Project) -> bool:
        """Whether a project's denials of Project Leader may go."""
        return Spot(project.address, RESIDUES) not in self.frozen

    def about_rules(
        self, kind: StepKind, slot: Slot, rules: Iterable[Rule], detail: str, at: Position
    ) -> None:
        """Write down a step about rules of a list."""
        grantees = tuple(str(rule.grantee) for rule in rules)
        step = Step(kind, self.site, slot.item, slot.rules_for, grantees, detail, at)
        self.steps.append(step)

    def about_residue(self, project: Project, residue: Leader) -> None:
        """Write down that a denial of Project Leader goes."""
        detail = (
            f"remove the denial of Project Leader for `{residue.grantee}` from "
            f"`{project.address}`, which has not been consulted since 2020.1"
        )
        grantee = (str(residue.grantee),)
        kind = StepKind.LEADER_RESIDUE
        self.steps.append(
            Step(kind, self.site, project.address, None, grantee, detail, residue.position)
        )

    def about_list(self, kind: StepKind, item: Item, detail: str) -> None:
        """Write down a step about an item's own rules as a whole."""
        at = item.permissions.position if item.permissions else item.position
        self.steps.append(Step(kind, self.site, item.address, None, (), detail, at))


def _tells_more(item: Item) -> bool:
    """Whether an item's rules tell what no answer rests on: what was not read, or is unknown."""
    if item.permissions is None:
        return False
    if isinstance(item, Project):
        return any(map(tells_more, item.permissions.lists.values()))
    return tells_more(item.permissions)


def tells_more(rules: RuleList) -> bool:
    """Whether a list was not read, or has capabilities that this version does not know."""
    return rules.not_read is not None or any(rule.unknown for rule in rules.rules)


def slots_of(item: Item) -> Iterable[Slot]:
    """Return the places where an item's written lists stand; a project's in their order."""
    if item.permissions is None:
        return ()
    if isinstance(item, Project):
        return tuple(Slot(item.address, kind, of_project=True) for kind in item.permissions.lists)
    return (Slot(item.address, item.permissions.kind, of_project=False),)
