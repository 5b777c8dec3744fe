"""What the nodes and edges of the permission graph are."""

from enum import StrEnum
from typing import NamedTuple

from tableau_perm_cli.declaration.address import Address

SITE = "site"
USER = "user"
GROUP = "group"
GROUP_SET = "group_set"
PERSONAL_SPACE = "personal_space"


class Node(NamedTuple):
    """One node: a site, a user, a group, a group set, or an item by its address.

    The node's attribute ``thing`` is what the declaration says of it.
    """

    site: str
    kind: str
    """A value of ``Kind``, or one of the words above."""
    path: tuple[str, ...]
    """The names that lead to it; for a user or a group its one name."""


class Relation(StrEnum):
    """What an edge says; the value is the edge's key in the graph."""

    CONTAINS = "contains"
    """Site to project, group or user; project to project or content; workbook to view."""
    MEMBER = "member"
    """User to group; group to the group sets it is part of."""
    OWNS = "owns"
    """User to item."""
    LEADS = "leads"
    """User or group to project; the attribute ``leader`` is the setting."""
    CONNECTS = "connects"
    """Workbook to data source; the workbook says how, as it may connect more than once."""


def item_node(site: str, address: Address) -> Node:
    """Return the node of an item."""
    return Node(site, address.kind.value, address.path)


def user_node(site: str, name: str) -> Node:
    """Return the node of a user."""
    return Node(site, USER, (name,))


def group_node(site: str, name: str) -> Node:
    """Return the node of a group."""
    return Node(site, GROUP, (name,))


def group_set_node(site: str, name: str) -> Node:
    """Return the node of a group set."""
    return Node(site, GROUP_SET, (name,))
