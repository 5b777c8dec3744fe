"""The permission graph: a declaration as a networkx graph, and the small questions asked of it."""

from tableau_perm_cli.graph.build import build_graph
from tableau_perm_cli.graph.governing import Because, Governing, RuleSource
from tableau_perm_cli.graph.nodes import Node, Relation
from tableau_perm_cli.graph.site_graph import SiteGraph

__all__ = [
    "Because",
    "Governing",
    "Node",
    "Relation",
    "RuleSource",
    "SiteGraph",
    "build_graph",
]
