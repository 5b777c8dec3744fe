"""Names what is edited together: an item's rules as a whole, one of its lists, old denials."""

from collections.abc import Iterator
from typing import Final, NamedTuple

from tableau_perm_cli.audit.minimising.step import Step, StepKind
from tableau_perm_cli.declaration.address import Address
from tableau_perm_cli.declaration.model import Item, Project, list_key

WHOLE: Final = "permissions"
"""The part that is all rules of an item: they go, or come, as one."""
OWN: Final = "rules"
"""The part that is the one list of content."""
RESIDUES: Final = "leader"
"""The part that is a project's denials of Project Leader."""
_WHOLE_STEPS = (StepKind.DEAD_LIST, StepKind.REPEATED_COPY, StepKind.HOISTED)


class Spot(NamedTuple):
    """A part of an item's rules on a site."""

    item: Address
    part: str
    """``WHOLE``, ``OWN``, ``RESIDUES``, or of a project what the list has the rules for."""


def spot_of(step: Step) -> Spot | None:
    """Return what a step edits; None for text that the model does not know."""
    if step.item is None:
        return None
    if step.kind in _WHOLE_STEPS:
        return Spot(step.item, WHOLE)
    if step.kind is StepKind.LEADER_RESIDUE:
        return Spot(step.item, RESIDUES)
    return Spot(step.item, step.rules_for or OWN)


def differing(before: Item, after: Item) -> Iterator[Spot]:
    """Yield the parts in which an item's own rules are not what they were."""
    at, old, new = before.address, before.permissions, after.permissions
    if old is new:
        return
    if old is None or new is None:
        yield Spot(at, WHOLE)
    elif isinstance(before, Project) and isinstance(after, Project):
        if before.permissions is None or after.permissions is None:
            return
        for kind, rules in before.permissions.lists.items():
            if after.permissions.lists[kind] is not rules:
                yield Spot(at, list_key(kind))
        if before.permissions.leader_residues != after.permissions.leader_residues:
            yield Spot(at, RESIDUES)
    else:
        yield Spot(at, OWN)
