"""The repository's rows of permissions -> the rule lists of items and of projects' defaults.

A row is one capability of one grantee: ``permission`` is 1 (allowed) or 2 (denied) for a group, 3
(allowed) or 4 (denied) for a user.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import Final

from tableau_perm_cli.catalog import Kind, fold
from tableau_perm_cli.declaration.model import CONTENT_KINDS, GranteeKind
from tableau_perm_cli.exchange.gathered_rules import GatheredRules
from tableau_perm_cli.exchange.picture import GranteeId, InheritedLeader, Mode
from tableau_perm_cli.exchange.repository.dump import Dump
from tableau_perm_cli.exchange.repository.people import People
from tableau_perm_cli.exchange.tables import Cell
from tableau_perm_cli.exchange.terms import (
    INHERITED_PROJECT_LEADER,
    kind_named,
    rest_capability,
)

_MODES: Final = {
    "1": (GranteeKind.GROUP, Mode.ALLOW),
    "2": (GranteeKind.GROUP, Mode.DENY),
    "3": (GranteeKind.USER, Mode.ALLOW),
    "4": (GranteeKind.USER, Mode.DENY),
}
_UNSPECIFIED: Final = "0"
_GRANTEES: Final = {
    "user": GranteeKind.USER,
    "group": GranteeKind.GROUP,
    "groupset": GranteeKind.GROUP_SET,
}

Place = tuple[Kind, str]
"""A kind and a number of the repository."""


@dataclass(slots=True)
class Rules:
    """Every rule list of the repository, by the number of its item or project."""

    own: dict[Place, GatheredRules] = field(default_factory=lambda: defaultdict(GatheredRules))
    defaults: dict[Place, GatheredRules] = field(
        default_factory=lambda: defaultdict(GatheredRules)
    )
    """By the content type and the project's number."""
    inherited: dict[str, list[InheritedLeader]] = field(default_factory=lambda: defaultdict(list))
    """By the project's number, which is also what the leaders say."""
    group_sets: set[str] = field(default_factory=set)
    """The numbers of group sets that rules are for."""
    not_read: Counter[str] = field(default_factory=Counter)
    """Types that rules are told of and that are not declared, with how many rows."""


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads rows of either table."""

    dump: Dump
    people: People
    capabilities: dict[str, str]
    rules: Rules

    def grantee(
        self, file: str, line: int, cells: tuple[str, ...]
    ) -> tuple[GranteeId, Mode] | None:
        """Return whom a row is for and what it says; None for nothing, or a problem."""
        type_name, number, _, permission = cells
        if permission == _UNSPECIFIED:
            return None
        meaning = _MODES.get(permission)
        if meaning is None:
            cell = Cell(file, line, "permission", permission)
            cell.problem(self.dump.problems, "1, 2, 3 or 4")
            return None
        kind = _GRANTEES.get(fold(type_name))
        if kind is None:
            cell = Cell(file, line, "grantee_type", type_name)
            cell.problem(self.dump.problems, "User, Group or GroupSet")
            return None
        if kind is GranteeKind.GROUP_SET:
            self.rules.group_sets.add(number)
            return GranteeId(kind, number), meaning[1]
        if kind is not meaning[0]:
            cell = Cell(file, line, "permission", permission)
            cell.problem(self.dump.problems, f"a permission for a {kind.value}")
            return None
        ids = self.people.user_ids if kind is GranteeKind.USER else self.people.group_ids
        return GranteeId(kind, ids.get(number, number)), meaning[1]

    def capability(self, file: str, line: int, number: str) -> str | None:
        """Return a capability's name in the repository."""
        name = self.capabilities.get(number)
        if name is None:
            cell = Cell(file, line, "capability_id", number)
            self.dump.refers_to_nothing(cell, "capabilities")
        return name

    def take(self, file: str, line: int, place: Place, cells: tuple[str, ...]) -> None:
        """Take a row of an item's own rules."""
        told = self.grantee(file, line, cells)
        name = self.capability(file, line, cells[2])
        if told is None or name is None:
            return
        capability = rest_capability(place[0], name)
        if capability == INHERITED_PROJECT_LEADER:
            self.rules.inherited[place[1]].append(InheritedLeader(place[1], *told))
        elif not self.rules.own[place].add(told[0], capability, told[1]):
            self.contradiction(file, line, capability)

    def take_default(self, file: str, line: int, place: Place, cells: tuple[str, ...]) -> None:
        """Take a row of a project's default rules."""
        told = self.grantee(file, line, cells)
        name = self.capability(file, line, cells[2])
        if told is None or name is None:
            return
        capability = rest_capability(place[0], name)
        if not self.rules.defaults[place].add(told[0], capability, told[1]):
            self.contradiction(file, line, capability)

    def contradiction(self, file: str, line: int, capability: str) -> None:
        """Note that a grantee is both allowed and denied a capability."""
        message = f"the grantee is both allowed and denied `{capability}` by the same list"
        self.dump.problems.add(file, line, message, kind="both allowed and denied")


def read_rules(dump: Dump, people: People) -> Rules:
    """Read both tables of rules."""
    capabilities = {cells[0]: cells[1] for _, _, cells in dump.rows("capabilities")}
    reader = _Reader(dump, people, capabilities, Rules())
    for file, line, (type_name, number, *cells) in dump.rows("next_gen_permissions"):
        kind = kind_named(type_name)
        if kind is None:
            reader.rules.not_read[type_name] += 1
        else:
            reader.take(file, line, (kind, number), tuple(cells))
    for file, line, row in dump.rows("permissions_templates"):
        container_type, project, type_name, *cells = row
        kind = kind_named(type_name)
        container = kind_named(container_type) if container_type else Kind.PROJECT
        if kind in CONTENT_KINDS and container is Kind.PROJECT:
            reader.take_default(file, line, (kind, project), tuple(cells))
        else:
            reader.rules.not_read[f"{type_name} (default)"] += 1
    return reader.rules
