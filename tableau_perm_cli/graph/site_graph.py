"""The questions the resolver asks of one site's part of the graph, each a few edges long."""

from collections.abc import Iterator
from functools import cached_property
from typing import TYPE_CHECKING, cast

from tableau_perm_cli.catalog import Kind
from tableau_perm_cli.declaration.address import Address
from tableau_perm_cli.declaration.model import (
    CONTENT_KINDS,
    Connection,
    Content,
    Group,
    GroupSet,
    Item,
    Leader,
    Lock,
    Project,
    Site,
    User,
)
from tableau_perm_cli.declaration.sites import default_project
from tableau_perm_cli.declaration.unread import things_not_read
from tableau_perm_cli.graph.governing import Because, Governing, RuleSource
from tableau_perm_cli.graph.nodes import (
    GROUP,
    GROUP_SET,
    USER,
    Node,
    Relation,
    item_node,
    user_node,
)

if TYPE_CHECKING:
    import networkx as nx

    Network = nx.MultiDiGraph[Node]

_DEFAULTS_OF = {Kind.VIEW: Kind.WORKBOOK, Kind.TABLE: Kind.DATABASE} | {
    kind: kind for kind in (Kind.PROJECT, *CONTENT_KINDS)
}
"""Whose defaults of a project content follows: views the workbooks', tables the databases'."""


class SiteGraph:
    """One site of the permission graph.

    Answers that are asked for again and again (what stands above an item, what governs it) are
    kept; the graph does not change once it is built.
    """

    def __init__(self, network: "Network", site: Site) -> None:
        """Take ``site``'s part of ``network``."""
        self.network = network
        self.site = site
        self._default = default_project(site.projects)
        self._governing: dict[Address, Governing] = {}
        self._parents: dict[Address, Item | None] = {}
        self._above: dict[Address, tuple[Project, ...]] = {}
        self._leaders: dict[Address, tuple[Leader, ...]] = {}

    # Items

    def items(self) -> Iterator[Item]:
        """Yield every project and item of content of the site, each before what it contains."""
        return self.site.items()

    def item(self, address: Address) -> Item | None:
        """Return the item at ``address``, or None."""
        node = item_node(self.site.name, address)
        return self._thing(node) if node in self.network else None

    def _thing(self, node: Node) -> Item:
        return cast("Item", self.network.nodes[node]["thing"])

    def parent(self, item: Item) -> Item | None:
        """Return what contains ``item``; None for what stands at the top of the site."""
        if item.address not in self._parents:
            self._parents[item.address] = self._find_parent(item)
        return self._parents[item.address]

    def _find_parent(self, item: Item) -> Item | None:
        for node, _, relation in self.network.in_edges(self._node(item), keys=True):
            if relation == Relation.CONTAINS and node.kind in _DEFAULTS_OF:
                return self._thing(node)
        return None

    def _node(self, item: Item) -> Node:
        return item_node(self.site.name, item.address)

    def project_of(self, item: Item) -> Project | None:
        """Return the project an item is in; for a project itself; None in a Personal Space."""
        here: Item | None = item
        while here is not None and not isinstance(here, Project):
            here = self.parent(here)
        return here

    def projects_above(self, item: Item) -> tuple[Project, ...]:
        """Return the item's project and its ancestors, innermost first; a project counts."""
        known = self._above.get(item.address)
        if known is None:
            known = self._above[item.address] = self._find_projects_above(item)
        return known

    def _find_projects_above(self, item: Item) -> tuple[Project, ...]:
        chain: list[Project] = []
        here: Item | None = self.project_of(item)
        while isinstance(here, Project):
            chain.append(here)
            here = self.parent(here)
        return tuple(chain)

    def connections_of(self, item: Content) -> tuple[tuple[Connection, Content], ...]:
        """Return the connections of a workbook, or of a view's workbook, with what they reach."""
        workbook = item if item.kind is Kind.WORKBOOK else self.parent(item)
        if workbook is None:
            return ()
        found = cast("Content", workbook).connections
        return tuple((way, cast("Content", self.item(way.data_source))) for way in found)

    # Principals

    @cached_property
    def is_incomplete(self) -> bool:
        """Whether anything of the site was not read."""
        return next(things_not_read(self.site), None) is not None

    @cached_property
    def groups_not_read(self) -> frozenset[str]:
        """The groups that may have members who are not known."""
        groups = self.site.groups.values()
        return frozenset(group.name for group in groups if "members" in group.not_read)

    def user(self, name: str) -> User | None:
        """Return the user of this site called ``name``, or None."""
        return self.site.users.get(name)

    def groups_of(self, user: User) -> tuple[Group, ...]:
        """Return the groups a user is in, All Users included, sorted by name."""
        found = self._memberships(user_node(self.site.name, user.name), GROUP)
        return tuple(sorted((self.site.groups[name] for name in found), key=_name))

    def group_sets_of(self, user: User) -> tuple[GroupSet, ...]:
        """Return the group sets that hold for a user: who is in *all* of a set's groups.

        An empty set matches nobody (semantics section 3).
        """
        groups = {group.name for group in self.groups_of(user)}
        near = {
            name
            for group in groups
            for name in self._memberships(Node(self.site.name, GROUP, (group,)), GROUP_SET)
        }
        matching = (self.site.group_sets[name] for name in near)
        return tuple(sorted((s for s in matching if groups.issuperset(s.groups)), key=_name))

    def _memberships(self, node: Node, kind: str) -> list[str]:
        return [
            into.path[0]
            for _, into, relation in self.network.out_edges(node, keys=True)
            if relation == Relation.MEMBER and into.kind == kind
        ]

    def members_of(self, group: Group) -> tuple[User, ...]:
        """Return the users who are in a group, sorted by name."""
        node = Node(self.site.name, GROUP, (group.name,))
        members = (
            self.site.users[source.path[0]]
            for source, _, relation in self.network.in_edges(node, keys=True)
            if relation == Relation.MEMBER and source.kind == USER
        )
        return tuple(sorted(members, key=_name))

    # Owners and leaders

    def leaders_of(self, project: Project) -> tuple[Leader, ...]:
        """Return the leader settings of one project itself, as they are written."""
        known = self._leaders.get(project.address)
        if known is None:
            known = self._leaders[project.address] = self._find_leaders(project)
        return known

    def _find_leaders(self, project: Project) -> tuple[Leader, ...]:
        return tuple(
            cast("Leader", data["leader"])
            for _, _, relation, data in self.network.in_edges(
                self._node(project), keys=True, data=True
            )
            if relation == Relation.LEADS
        )

    # Locks and rules

    def managing_project(self, project: Project) -> Project | None:
        """Return the project that locks what ``project`` contains, or None.

        Semantics section 3, step 5a and b: the outermost ancestor-or-self whose lock includes
        nested projects; else the project itself, if it is locked.
        """
        for ancestor in reversed(self.projects_above(project)):
            if ancestor.lock is Lock.LOCKED_INCLUDING_NESTED:
                return ancestor
        return project if project.lock is Lock.LOCKED else None

    def defaults_of(self, project: Project, kind: Kind) -> RuleSource:
        """Return a project's rules for ``kind``, its own or those it was created with.

        Semantics section 4: a nested project without its own lists copies its parent's, a
        top-level one those of the Default project; without one its list is empty.
        """
        here, copied = project, False
        while here.permissions is None:
            parent = self.parent(here)
            above = parent if isinstance(parent, Project) else self._default
            if above is None or above is here:  # no Default, or this is it: an empty list
                return RuleSource(None, here, copied)
            here, copied = above, True
        return RuleSource(here.permissions.lists[kind], here, copied)

    def own_rules(self, item: Item) -> RuleSource:
        """Return an item's own rules, written or copied when it was created (section 4)."""
        if isinstance(item, Project):
            return self.defaults_of(item, Kind.PROJECT)
        if item.permissions is not None:
            return RuleSource(item.permissions, item, copied=False)
        parent = self.parent(item)
        if parent is None or self.project_of(item) is None:  # Personal Space: no rules
            return RuleSource(None, None, copied=False)
        source = (
            self.defaults_of(parent, _DEFAULTS_OF[item.kind])
            if isinstance(parent, Project)
            else self.own_rules(parent)
        )
        return RuleSource(source.rules, source.origin, copied=True)

    def governing(self, item: Item) -> Governing:
        """Return the one rule list that decides about an item (semantics section 3, step 5)."""
        known = self._governing.get(item.address)
        if known is None:
            known = self._governing[item.address] = self._find_governing(item)
        return known

    def _find_governing(self, item: Item) -> Governing:
        own = self.own_rules(item)
        written = None if own.copied else own.rules
        project = self.project_of(item)
        managing = self.managing_project(project) if project else None
        if managing and self._is_managed(item, managing):
            rules = self.defaults_of(managing, _DEFAULTS_OF[item.kind])
            because = Because.LOCKED_PROJECT if managing is project else Because.LOCKED_ANCESTOR
            dead = None if item is managing else written
            return Governing(item, because, rules, managing, managing, dead)
        parent = self.parent(item) if project else None
        if isinstance(parent, Content) and (parent.tabs_shown or parent.locked):
            because = Because.TABS_SHOWN if parent.tabs_shown else Because.LOCKED_DATABASE
            return Governing(item, because, self.own_rules(parent), parent, managing, written)
        because = Because.INITIAL_COPY if own.copied else Because.OWN_RULES
        return Governing(item, because, own, item, managing, None)

    @staticmethod
    def _is_managed(item: Item, managing: Project) -> bool:
        """Whether a lock decides about an item.

        A lock without nested projects is about content only: the project keeps its own rules.
        """
        return item is not managing or managing.lock is Lock.LOCKED_INCLUDING_NESTED


def _name(principal: User | Group | GroupSet) -> str:
    return principal.name
