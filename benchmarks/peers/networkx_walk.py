"""A naive walk over the permission graph for each decision, with nothing kept between two.

What one would write first: follow the edges from the item up to the projects and from the user
out to the groups, find the governing list, go down the ladder. The verdict alone, no derivation.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from benchmarks.peers.facts import RUNGS, Cell
from tableau_perm_cli.catalog import CATALOG, Kind, RoleClass, SiteRole
from tableau_perm_cli.declaration.model import (
    Content,
    Grantee,
    GranteeKind,
    Group,
    GroupSet,
    Item,
    Lock,
    Project,
    ProjectPermissions,
    RuleList,
    User,
)
from tableau_perm_cli.declaration.sites import default_project
from tableau_perm_cli.graph import Node, Relation, SiteGraph
from tableau_perm_cli.graph.nodes import item_node, user_node

if TYPE_CHECKING:
    import networkx as nx

_DEFAULTS_OF = {Kind.VIEW: Kind.WORKBOOK, Kind.TABLE: Kind.DATABASE}
_NEVER_RAISED = frozenset({RoleClass.UNLICENSED, RoleClass.GUEST})

Request = tuple[Node, Node, str]


class Walk:
    """One site as a graph to walk."""

    def __init__(self, graph: SiteGraph) -> None:
        """Take the graph; of its answers none is used."""
        self._network: nx.MultiDiGraph[Node] = graph.network
        self._site = graph.site
        self._default = default_project(graph.site.projects)
        self._users = [user_node(graph.site.name, name) for name in sorted(graph.site.users)]
        self._items = [item_node(graph.site.name, item.address) for item in graph.items()]

    def requests(self, cells: Sequence[Cell]) -> list[Request]:
        """Return where to start and what to ask, for some cells."""
        found: list[Request] = []
        for cell in cells:
            node = self._items[cell.item]
            key = CATALOG[Kind(node.kind)].capabilities[cell.capability].key
            found.append((self._users[cell.user], node, key))
        return found

    def singly(self, requests: Sequence[Request]) -> list[bool]:
        """Decide by a walk each."""
        return [self.allowed(*request) for request in requests]

    def allowed(self, who: Node, where: Node, key: str) -> bool:
        """Walk and decide."""
        user: User = self._network.nodes[who]["thing"]
        item: Item = self._network.nodes[where]["thing"]
        groups = [self._group(node) for node in self._into(who, Relation.MEMBER)]
        role = _role(user, groups)
        can_ever = self._can_ever(role, item.kind, key)
        if not can_ever or role.is_administrator:
            return can_ever
        names = {group.name for group in groups}
        chain = [*self._upwards(where)]
        projects = [(node, it) for node, it in chain if isinstance(it, Project)]
        managing = _managing([project for _, project in projects])
        locked = managing is not None and key == "set_permissions"
        for node, project in projects[managing or 0 :] if locked else projects:
            if self._in_charge(node, project, user.name, names):
                return True
        content = [it for _, it in chain if isinstance(it, Content)]
        if locked or (content and content[-1].owner and content[-1].owner.user == user.name):
            return not locked
        rules = self._governing([project for _, project in projects], content, managing)
        return rules is not None and self._by_rules(rules, key, user.name, names)

    def _can_ever(self, role: SiteRole, kind: Kind, key: str) -> bool:
        column, settings = role.ceiling, self._site.settings
        if column is None or (role.role_class is RoleClass.GUEST and not settings.guest_access):
            return False
        decided = settings.ceilings.get((kind, key, column))
        return (
            CATALOG[kind].capability(key).ceiling[column].allowed if decided is None else decided
        )

    def _upwards(self, where: Node) -> Iterator[tuple[Node, Item]]:
        here: Node | None = where
        while here is not None:
            thing = self._network.nodes[here]["thing"]
            if not isinstance(thing, Project | Content):
                return
            yield here, thing
            into = self._network.in_edges(here, keys=True)
            here = next((source for source, _, key in into if key == Relation.CONTAINS), None)

    def _into(self, node: Node, relation: Relation) -> Iterator[Node]:
        return (to for _, to, key in self._network.out_edges(node, keys=True) if key == relation)

    def _group(self, node: Node) -> Group:
        group: Group = self._network.nodes[node]["thing"]
        return group

    def _in_charge(self, node: Node, project: Project, user: str, groups: set[str]) -> bool:
        if project.owner is not None and project.owner.user == user:
            return True
        return any(
            source.path[0] in groups if source.kind == "group" else source.path[0] == user
            for source, _, key in self._network.in_edges(node, keys=True)
            if key == Relation.LEADS
        )

    def _governing(
        self, projects: Sequence[Project], content: Sequence[Content], managing: int | None
    ) -> RuleList | None:
        kind = content[0].kind if content else Kind.PROJECT
        kind = _DEFAULTS_OF.get(kind, kind)
        if managing is not None:
            nested = projects[managing].lock is Lock.LOCKED_INCLUDING_NESTED
            if content or (nested and managing > 0):
                permissions = self._permissions(projects[managing:])
                return permissions.lists[kind] if permissions else None
        outermost = content[-1] if content else None
        if len(content) > 1 and outermost and (outermost.tabs_shown or outermost.locked):
            content = content[1:]
        for item in content:
            if item.permissions is not None:
                return item.permissions
        permissions = self._permissions(projects) if projects else None
        return permissions.lists[kind] if permissions else None

    def _permissions(self, projects: Sequence[Project]) -> ProjectPermissions | None:
        for project in projects:
            if project.permissions is not None:
                return project.permissions
        return self._default.permissions if self._default else None

    def _by_rules(self, rules: RuleList, key: str, user: str, groups: set[str]) -> bool:
        bit = CATALOG[rules.kind].capability(key).bit
        for rung in RUNGS:
            if rung is GranteeKind.GROUP_SET and not self._site.settings.group_sets:
                return False
            reaching = [
                rule
                for rule in rules.rules
                if rule.grantee.kind is rung and self._reaches(rule.grantee, user, groups)
            ]
            if any(rule.deny & bit for rule in reaching):
                return False
            if any(rule.allow & bit for rule in reaching):
                return True
        return False

    def _reaches(self, grantee: Grantee, user: str, groups: set[str]) -> bool:
        match grantee.kind:
            case GranteeKind.USER:
                return grantee.name == user
            case GranteeKind.GROUP:
                return grantee.name in groups
            case GranteeKind.GROUP_SET:
                group_set: GroupSet = self._site.group_sets[grantee.name]
                return bool(group_set.groups) and groups.issuperset(group_set.groups)


def _role(user: User, groups: Iterable[Group]) -> SiteRole:
    role = user.role
    if role.role_class not in _NEVER_RAISED:
        for group in groups:
            minimum = group.minimum_site_role
            if minimum is not None and minimum.rank > role.rank:
                role = minimum
    return role


def _managing(projects: Sequence[Project]) -> int | None:
    """Return which of the projects, innermost first, locks what is in the innermost."""
    for place in range(len(projects) - 1, -1, -1):
        if projects[place].lock is Lock.LOCKED_INCLUDING_NESTED:
            return place
    return 0 if projects and projects[0].lock is Lock.LOCKED else None
