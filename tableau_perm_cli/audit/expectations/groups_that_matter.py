"""Which groups can make a difference: to the answers of cells, or to what a selector selects.

Of groups that make the same difference one stands for all: to be in two of them is no more than
to be in one, since among groups it only counts whether *any* allows, denies or leads.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import TypeAlias

from tableau_perm_cli.catalog import CATALOG, Capability
from tableau_perm_cli.declaration.model import (
    ALL_USERS,
    GranteeKind,
    Project,
    RuleList,
    Site,
)
from tableau_perm_cli.resolve.bulk import BulkEngine
from tableau_perm_cli.resolve.bulk.governed import NO_PROJECT
from tableau_perm_cli.resolve.selectors import Selector
from tableau_perm_cli.resolve.selectors.expression import And, Expression, Not, Or, Term

Groups: TypeAlias = frozenset[str]
Cell: TypeAlias = tuple[int, Capability]
_Said: TypeAlias = list[tuple[str, str]]
"""Which group makes which difference."""

_LOCKABLE = "set_permissions"
"""Under a lock it counts where somebody leads (semantics section 3, step 4)."""


class GroupsThatMatter:
    """Finds the groups that the answers of cells of one site depend on.

    A group that only raises site roles is not among them: whoever it raises answers as one who
    has that role without it, and every site role is tried.
    """

    def __init__(self, engine: BulkEngine, selected: Groups) -> None:
        """Take the compiled site, and the groups that selectors ask for, each for itself."""
        self._engine = engine
        self._site = engine.site
        self._selected = selected
        self._leading: dict[int, _Said] = {NO_PROJECT: []}
        self._known: dict[tuple[int, int, str], _Said] = {}

    def to(self, *cells: Cell) -> Groups:
        """Return the groups that matter to what some cells come to together."""
        differences: dict[str, list[tuple[int, str]]] = {}
        for number, cell in enumerate(cells):
            for group, difference in self._said_of(cell):
                differences.setdefault(group, []).append((number, difference))
        for group in self._selected:
            differences.setdefault(group, []).append((len(cells), f"is {group}"))
        differences.pop(ALL_USERS, None)  # everyone is in it
        representatives: dict[object, str] = {}
        for group in sorted(differences):
            minimum = self._site.groups[group].minimum_site_role
            key = (frozenset(differences[group]), minimum.name if minimum else None)
            representatives.setdefault(key, group)
        return frozenset(representatives.values())

    def _said_of(self, cell: Cell) -> _Said:
        place, capability = cell
        governed = self._engine.items[place]
        key = (id(governed.rules), governed.project, capability.key)
        known = self._known.get(key)
        if known is None:
            where = capability.key == _LOCKABLE
            leading = self._leaders(governed.project)
            known = self._known[key] = [
                *self._ruled(governed.rules, capability),
                *((group, at if where else "leads") for group, at in leading),
            ]
        return known

    def _ruled(self, rules: RuleList | None, capability: Capability) -> Iterator[tuple[str, str]]:
        for rule in rules.rules if rules else ():
            content = CATALOG[rule.kind]
            bit = content.capability(capability.key).bit
            if not (rule.allow | rule.deny) & bit:
                continue
            name = rule.grantee.name
            if rule.grantee.kind is GranteeKind.GROUP:
                yield name, "allows" if rule.allow & bit else "denies"
            elif rule.grantee.kind is GranteeKind.GROUP_SET and self._site.settings.group_sets:
                # One must be in each of these groups: none stands for another.
                yield from ((group, f"is {group}") for group in self._site.group_sets[name].groups)

    def _leaders(self, place: int) -> _Said:
        known = self._leading.get(place)
        if known is None:
            governed = self._engine.items[place]
            project = governed.item
            leaders = (
                project.permissions.leaders
                if isinstance(project, Project) and project.permissions
                else ()
            )
            own = [
                (leader.grantee.name, f"leads {place}")
                for leader in leaders
                if leader.grantee.kind is GranteeKind.GROUP
            ]
            known = self._leading[place] = own + self._leaders(governed.parent)
        return known


def groups_selected(site: Site, selectors: Iterable[Selector]) -> Groups:
    """Return the groups on which it depends whether selectors select a user."""
    found: set[str] = set()
    for term in terms_of(selectors):
        if term.prefix == GranteeKind.GROUP:
            found.update(name for name in site.groups if term.name.matches(name))
        elif term.prefix == GranteeKind.GROUP_SET:
            sets = (it for name, it in site.group_sets.items() if term.name.matches(name))
            found.update(name for group_set in sets for name in group_set.groups)
    return frozenset(found - {ALL_USERS})


def terms_of(selectors: Iterable[Selector]) -> Iterator[Term]:
    """Yield every term of some selectors."""
    pending: list[Expression] = [selector.expression for selector in selectors]
    while pending:
        expression = pending.pop()
        match expression:
            case Term():
                yield expression
            case Not(inner):
                pending.append(inner)
            case And(parts) | Or(parts):
                pending += parts


def distinct_cells(engine: BulkEngine, cells: Sequence[Cell]) -> list[Cell]:
    """Return one of the cells for each way in which cells are governed."""
    distinct: dict[tuple[int, int, object, str], Cell] = {}
    for place, capability in cells:
        governed = engine.items[place]
        key = (id(governed.rules), governed.project, governed.stratum, capability.key)
        distinct.setdefault(key, (place, capability))
    return list(distinct.values())
