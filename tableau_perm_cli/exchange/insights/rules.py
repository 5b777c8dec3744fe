"""Permissions -> the rules that its rows show, by item."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import Final

from tableau_perm_cli.catalog import Kind
from tableau_perm_cli.declaration.model import GranteeKind
from tableau_perm_cli.exchange.gathered_rules import GatheredRules
from tableau_perm_cli.exchange.insights.decisions import Basis, decision, grantee_kind
from tableau_perm_cli.exchange.insights.exports import PERMISSIONS, Exports
from tableau_perm_cli.exchange.picture import GranteeId, InheritedLeader, Mode
from tableau_perm_cli.exchange.tables import Cell, told
from tableau_perm_cli.exchange.terms import (
    INHERITED_PROJECT_LEADER,
    kind_named,
    rest_capability,
)

_CONTRADICTED: Final = "the rows of Permissions contradict each other"
_NOT_TOLD: Final = "rows of Permissions do not tell what decided"


@dataclass(slots=True)
class ShownRules:
    """What the rows of one site show."""

    own: dict[str, GatheredRules] = field(default_factory=lambda: defaultdict(GatheredRules))
    """By the item's LUID."""
    unreadable: dict[str, str] = field(default_factory=dict)
    """By the LUIDs of items: why their rules cannot be told from the rows."""
    kinds: dict[str, Kind] = field(default_factory=dict)
    """By the item's LUID."""
    inherited: list[InheritedLeader] = field(default_factory=list)
    leaders: set[tuple[GranteeId, str]] = field(default_factory=set)
    """Who is described as a project leader on which item: of which project is not told."""
    group_sets: set[str] = field(default_factory=set)
    not_told: Counter[str] = field(default_factory=Counter)
    """Descriptions that do not say whether a rule decided, with how many rows."""
    left_out: Counter[str] = field(default_factory=Counter)
    """Types that are not declared, with how many rows."""


def read_rules(exports: Exports) -> dict[str, ShownRules]:
    """Read the rows as they come; return what they show by the site's LUID."""
    sites: dict[str, ShownRules] = defaultdict(ShownRules)
    for file, line, cells in exports.rows(PERMISSIONS):
        kind = kind_named(cells[1])
        shown = sites[cells[-2]]
        if kind is None:
            shown.left_out[cells[1]] += 1
        elif told(cells[4]) is not None:
            shown.kinds[cells[0]] = kind
            _take(shown, kind, Cell(file, line, "Grantee Type", cells[5]), cells, exports)
    return sites


def _take(
    shown: ShownRules, kind: Kind, place: Cell, cells: tuple[str, ...], exports: Exports
) -> None:
    item, _, _, capability_name, grantee_id, type_name, _, value, description, *_ = cells
    grantee_type = grantee_kind(type_name)
    if grantee_type is None:
        place.problem(exports.problems, "User, Group or Group Set")
        return
    grantee = GranteeId(grantee_type, grantee_id)
    decided = decision(value, description)
    match decided.basis:
        case Basis.LEADER:
            shown.leaders.add((grantee, item))
        case Basis.UNKNOWN:
            shown.not_told[description.strip() or f"value {value}"] += 1
            shown.unreadable[item] = _NOT_TOLD
        case Basis.RULE if decided.mode is not None:
            if grantee_type is GranteeKind.GROUP_SET:
                shown.group_sets.add(grantee_id)
            _take_rule(shown, item, grantee, rest_capability(kind, capability_name), decided.mode)
        case _:
            pass


def _take_rule(
    shown: ShownRules, item: str, grantee: GranteeId, capability: str, mode: Mode
) -> None:
    if capability == INHERITED_PROJECT_LEADER:
        leader = InheritedLeader(item, grantee, mode)
        if leader not in shown.inherited:
            shown.inherited.append(leader)
    elif not shown.own[item].add(grantee, capability, mode):
        shown.unreadable.setdefault(item, _CONTRADICTED)
