"""What can go wrong with a server, each a small object that is given to it.

Every fault says where (a pattern of the place, ``^users$``), how often (``times``; ``FOR_EVER``)
and from when on (``skip`` lets that many matching requests pass first).
"""

from support.rest_server.faults.fault import FOR_EVER, Fault
from support.rest_server.faults.listing import Duplicated, Growing, Shifting, Shrinking, WrongTotal
from support.rest_server.faults.refusing import Expired, Redirecting, Refusing, TooMany
from support.rest_server.faults.telling import (
    CreateRefreshMetrics,
    LeaderDenied,
    Mangled,
    Rewriting,
    UnknownCapability,
    UnknownGrantee,
    UnknownOwner,
    UnknownSiteRole,
)
from support.rest_server.faults.transport import (
    Bomb,
    Cut,
    Empty,
    Html,
    Packed,
    Slow,
    Truncated,
)

__all__ = [
    "FOR_EVER",
    "Bomb",
    "CreateRefreshMetrics",
    "Cut",
    "Duplicated",
    "Empty",
    "Expired",
    "Fault",
    "Growing",
    "Html",
    "LeaderDenied",
    "Mangled",
    "Packed",
    "Redirecting",
    "Refusing",
    "Rewriting",
    "Shifting",
    "Shrinking",
    "Slow",
    "TooMany",
    "Truncated",
    "UnknownCapability",
    "UnknownGrantee",
    "UnknownOwner",
    "UnknownSiteRole",
    "WrongTotal",
]
