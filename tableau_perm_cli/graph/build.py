"""Builds the permission graph: one networkx directed graph for a whole declaration."""

from typing import TYPE_CHECKING

from tableau_perm_cli.catalog import RoleClass
from tableau_perm_cli.declaration.model import (
    ALL_USERS,
    Content,
    Declaration,
    GranteeKind,
    Item,
    Project,
    Site,
)
from tableau_perm_cli.graph.nodes import (
    PERSONAL_SPACE,
    SITE,
    Node,
    Relation,
    group_node,
    group_set_node,
    item_node,
    user_node,
)

if TYPE_CHECKING:
    import networkx as nx

    Network = nx.MultiDiGraph[Node]


def build_graph(declaration: Declaration) -> "Network":
    """Return the graph of everything declared.

    Two nodes may be joined by several edges (a user may own a project and lead it), one for each
    ``Relation``, which is the edge's key.
    """
    import networkx as nx  # noqa: PLC0415 - slow to load, and many commands need no graph

    network: Network = nx.MultiDiGraph()
    for site in declaration.sites.values():
        _add_principals(network, site)
        _add_items(network, site)
    return network


def _add_principals(network: "Network", site: Site) -> None:
    top = Node(site.name, SITE, ())
    network.add_node(top, thing=site)
    for user in site.users.values():
        node = user_node(site.name, user.name)
        network.add_node(node, thing=user)
        network.add_edge(top, node, key=Relation.CONTAINS)
        # Semantics section 3: Guest is in All Users only while guest access is enabled.
        if user.role.role_class is not RoleClass.GUEST or site.settings.guest_access:
            network.add_edge(node, group_node(site.name, ALL_USERS), key=Relation.MEMBER)
    for group in site.groups.values():
        node = group_node(site.name, group.name)
        network.add_node(node, thing=group)
        network.add_edge(top, node, key=Relation.CONTAINS)
        for member in group.members:
            network.add_edge(user_node(site.name, member), node, key=Relation.MEMBER)
    for group_set in site.group_sets.values():
        node = group_set_node(site.name, group_set.name)
        network.add_node(node, thing=group_set)
        network.add_edge(top, node, key=Relation.CONTAINS)
        for name in group_set.groups:
            network.add_edge(group_node(site.name, name), node, key=Relation.MEMBER)


def _add_items(network: "Network", site: Site) -> None:
    top = Node(site.name, SITE, ())
    for project in site.projects:
        _add_project(network, site, project, top)
    for space in site.personal_spaces:
        node = Node(site.name, PERSONAL_SPACE, (space.user,))
        network.add_node(node, thing=space)
        network.add_edge(top, node, key=Relation.CONTAINS)
        for content in space.content:
            _add_content(network, site, content, node)


def _add_project(network: "Network", site: Site, project: Project, parent: Node) -> None:
    node = _add_item(network, site, project, parent)
    for leader in project.permissions.leaders if project.permissions else ():
        grantee = leader.grantee
        leads = user_node if grantee.kind is GranteeKind.USER else group_node
        network.add_edge(leads(site.name, grantee.name), node, key=Relation.LEADS, leader=leader)
    for content in project.content:
        _add_content(network, site, content, node)
    for nested in project.projects:
        _add_project(network, site, nested, node)


def _add_content(network: "Network", site: Site, content: Content, parent: Node) -> None:
    node = _add_item(network, site, content, parent)
    for connection in content.connections:
        data_source = item_node(site.name, connection.data_source)
        network.add_edge(node, data_source, key=Relation.CONNECTS)
    for part in content.parts:
        _add_content(network, site, part, node)


def _add_item(network: "Network", site: Site, item: Item, parent: Node) -> Node:
    node = item_node(site.name, item.address)
    network.add_node(node, thing=item)
    network.add_edge(parent, node, key=Relation.CONTAINS)
    if item.owner is not None:
        owner = user_node(site.name, item.owner.user)
        network.add_edge(owner, node, key=Relation.OWNS, ownership=item.owner)
    return node
