"""Who can become able: what users can reach by means that they have today.

Those who may set an item's permissions can give themselves the rest; those who publish over it
own it; those who move it into a project that they lead have charge of it. ``find_escalations``
follows such hops, several in a row, for all users of a site at once; ``close_escalations`` finds
the single edits that close the most of them.
"""

from tableau_perm_cli.audit.escalation.closing import Closing, Closings, close_escalations
from tableau_perm_cli.audit.escalation.hops import DEFAULT_HOPS, FirstHop, HopKind
from tableau_perm_cli.audit.escalation.paths import Path, PathFinder
from tableau_perm_cli.audit.escalation.site_search import (
    Asked,
    Escalation,
    Escalations,
    find_escalations,
)
from tableau_perm_cli.audit.escalation.telling import Hop

__all__ = [
    "DEFAULT_HOPS",
    "Asked",
    "Closing",
    "Closings",
    "Escalation",
    "Escalations",
    "FirstHop",
    "Hop",
    "HopKind",
    "Path",
    "PathFinder",
    "close_escalations",
    "find_escalations",
]
