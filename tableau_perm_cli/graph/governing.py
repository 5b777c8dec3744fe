"""What governs an item: which rule list decides about it, and why that one."""

from dataclasses import dataclass
from enum import StrEnum

from tableau_perm_cli.catalog import Kind
from tableau_perm_cli.declaration.address import Address
from tableau_perm_cli.declaration.model import Item, Project, RuleList
from tableau_perm_cli.diagnostics import Position


class Because(StrEnum):
    """Why a rule list governs an item (semantics section 3, step 5)."""

    OWN_RULES = "own_rules"
    INITIAL_COPY = "initial_copy"
    LOCKED_PROJECT = "locked_project"
    """The item's own project is locked."""
    LOCKED_ANCESTOR = "locked_ancestor"
    """A project further up is locked, including nested projects."""
    TABS_SHOWN = "tabs_shown"
    LOCKED_DATABASE = "locked_database"
    """Uncertain: public text does not settle that tables follow a locked database."""


@dataclass(frozen=True, slots=True)
class RuleSource:
    """A rule list and the item it was written for, which may be far from where it is used."""

    rules: RuleList | None
    """None: the list is empty, because nothing was there to copy from."""
    origin: Item | None
    """The item whose list this is; None for content of a Personal Space."""
    copied: bool
    """Whether the list is an initial copy of the origin's (semantics section 4)."""


@dataclass(frozen=True, slots=True)
class Governing:
    """The one rule list that decides about an item."""

    item: Item
    because: Because
    source: RuleSource
    governor: Item
    """The item whose list it is: a managing project, a workbook, or the item itself."""
    managing_project: Project | None
    """The project that locks the item's rules, if one does."""
    dead: RuleList | None
    """The item's own list, written and not consulted."""

    @property
    def kind(self) -> Kind:
        """The content type that the masks of the rules are of."""
        return self.source.rules.kind if self.source.rules else self.item.kind

    @property
    def rules_of(self) -> Address:
        """The item to look at for the rules: the governor, or what an initial copy is of."""
        if self.because is Because.INITIAL_COPY and self.source.origin is not None:
            return self.source.origin.address
        return self.governor.address

    @property
    def position(self) -> Position:
        """Where the rules are written; where the governor is, when there are none."""
        return self.source.rules.position if self.source.rules else self.governor.position
