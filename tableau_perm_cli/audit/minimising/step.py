"""One step on the way to a smaller declaration, as a person is told of it."""

from dataclasses import dataclass
from enum import StrEnum

from tableau_perm_cli.declaration.address import Address
from tableau_perm_cli.diagnostics import Position


class StepKind(StrEnum):
    """What a step does. They are tried in this order, again and again until none is left."""

    EMPTY_MAPPING = "empty_mapping"
    """An empty mapping of grantees, or a grantee without rules, is taken away."""
    NULL_RULE = "null_rule"
    """A rule that leaves everything unspecified is taken away."""
    LEADER_RESIDUE = "leader_residue"
    """A denial of Project Leader from before 2020.1, which is never consulted, is taken away."""
    DEAD_LIST = "dead_list"
    """A list that no item is governed by, because of a lock or of tabs, is taken away."""
    REPEATED_COPY = "repeated_copy"
    """A list that comes to the same as the copy that an absent list stands for is taken away."""
    HOISTED = "hoisted"
    """The list of content becomes its project's default, and the content's own goes."""
    NEEDLESS_RULE = "needless_rule"
    """A rule that decides nothing is taken away, perhaps only together with others."""
    FOLDED = "folded"
    """The same rule for several users becomes one for a group they are in."""
    NEEDLESS_WORD = "needless_word"
    """A capability that a rule names is taken away: naming it decides nothing."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step. What it says holds once the steps before it are made."""

    kind: StepKind
    site: str
    item: Address | None
    """Whose rules they are; None for text that the model does not know."""
    rules_for: str | None
    """Of a project which of its lists: ``project`` or a content key; None for all."""
    grantees: tuple[str, ...]
    """Whose rules it is about, as ``group:Name``; empty where it is about whole lists."""
    detail: str
    """What is done, as a command to a person: lower case, no full stop, names in backticks."""
    position: Position | None
    """Where what goes is written in the text as it was."""
