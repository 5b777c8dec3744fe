"""What the site itself says, in the names of the declaration: one claim at a time."""

from dataclasses import dataclass

from tableau_perm_cli.catalog import Capability
from tableau_perm_cli.declaration.address import Address
from tableau_perm_cli.declaration.model import Grantee


@dataclass(frozen=True, slots=True)
class AccessClaim:
    """That a user has or lacks a capability on an item."""

    user: str
    item: Address
    capability: Capability
    """One of the item's content type."""
    allowed: bool
    told: str
    """The site's own explanation, in its words."""
    source: str
    """Where it is told: ``permissions.csv:17``."""


@dataclass(frozen=True, slots=True)
class LeaderClaim:
    """That a grantee leads a project by leading one further up (``InheritedProjectLeader``)."""

    project: Address
    grantee: Grantee
    leads: bool
    told: str
    """The site's own words: ``InheritedProjectLeader: Allow``."""


@dataclass(frozen=True, slots=True, order=True)
class Unplaced:
    """What a claim is about and the declaration does not have."""

    what: str
    """``user``, ``group``, ``item``, ``capability``…"""
    name: str
    """As the source calls it."""
