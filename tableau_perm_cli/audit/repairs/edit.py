"""One edit that may turn an answer: the change, its place, and what speaks against it."""

from dataclasses import dataclass
from enum import StrEnum

from tableau_perm_cli.audit.changes import AddToGroup, Change, SetCapability
from tableau_perm_cli.audit.changes.record import record
from tableau_perm_cli.audit.repairs.settings import SwitchOn
from tableau_perm_cli.declaration.model import GranteeKind
from tableau_perm_cli.diagnostics import Position


class Advice(StrEnum):
    """What Tableau's advice has against an edit."""

    USER_RULE = "a rule for one user"
    """"Use groups to manage permissions" (Help)."""
    ALL_USERS = "a rule for All Users"
    UNLOCKING = "unlocking"
    SITE_ROLE = "a higher site role"
    IN_CHARGE = "making somebody owner or leader"
    WHOLE_SITE = "a setting of the whole site"


@dataclass(frozen=True, slots=True)
class Edit:
    """One edit, of which a repair has one or more."""

    change: Change
    position: Position
    """Where what it changes is written."""
    against: Advice | None = None
    """None: nothing speaks against it."""

    @property
    def kind(self) -> str:
        """The word for what it does, as an entry of a patch file has it."""
        return "setting" if isinstance(self.change, SwitchOn) else record(self.change)[0]

    @property
    def summary(self) -> str:
        """What is done, as a command to a person."""
        change = self.change
        if isinstance(change, SetCapability) and change.effect is None:
            # What decided was a deny; that it goes says more than what is left.
            _, _, where = change.summary.partition(f"`{change.capability}`")
            return f"remove the deny of `{change.capability}`{where}"
        return change.summary


@dataclass(frozen=True, slots=True)
class Step:
    """Edits that make sense together only: all the denies of one rung, all of one rule."""

    edits: tuple[Edit, ...]
    leads_on: bool = True
    """Whether a second step may build on it."""

    @property
    def groups(self) -> frozenset[str]:
        """The groups that it adds somebody to or allows something for."""
        changes = [edit.change for edit in self.edits]
        joined = {it.group for it in changes if isinstance(it, AddToGroup)}
        granted = {
            it.grantee.name
            for it in changes
            if isinstance(it, SetCapability) and it.effect and it.grantee.kind is GranteeKind.GROUP
        }
        return frozenset(joined | granted)


def step(change: Change, position: Position, against: Advice | None = None) -> Step:
    """Return a step of a single edit."""
    return Step((Edit(change, position, against),))
