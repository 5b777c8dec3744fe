"""What a row of Permissions says: is the capability there, and does a rule give it?

Help numbers the reasons ("Permission Value", the lower one takes precedence) but documents only
that 7 is allowed to a group and 8 denied to a group. The description and `Has Permission?` say it
in words; what neither says is not guessed.
"""

from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from typing import Final

from tableau_perm_cli.declaration.model import GranteeKind
from tableau_perm_cli.exchange.columns import folded
from tableau_perm_cli.exchange.picture import Mode

_BY_VALUE: Final = {"7": Mode.ALLOW, "8": Mode.DENY}
_NOT_BY_A_RULE: Final = (
    "admin",
    "owner",
    "leader",
    "siterole",
    "licen",
    "unspecified",
    "notspecified",
    "nopermission",
)
_NEGATED: Final = ("notallow", "notgrant", "notdeni", "notpermit", "notset")
"""May be a rule that denies, or that there is none: it is not told which."""
_LEADER: Final = "leader"
_GRANTEES: Final = {
    "user": GranteeKind.USER,
    "group": GranteeKind.GROUP,
    "groupset": GranteeKind.GROUP_SET,
}


class Basis(Enum):
    """What a row rests on."""

    RULE = "a rule"
    LEADER = "being project leader"
    OTHER = "a role, ownership, or nothing"
    UNKNOWN = "what is not told"


@dataclass(frozen=True, slots=True)
class Decision:
    """What a row says."""

    basis: Basis
    mode: Mode | None
    """Of a rule: what it says. Of the rest: what comes of it; None when that is not told."""


def grantee_kind(name: str) -> GranteeKind | None:
    """Return the kind of grantee that ``Grantee Type`` names."""
    return _GRANTEES.get(folded(name))


@lru_cache(maxsize=1024)
def decision(value: str, description: str) -> Decision:
    """Return what the value and its description say."""
    words = folded(description)
    mode = _BY_VALUE.get(value.strip().removesuffix(".0"))
    if any(word in words for word in _NEGATED):
        mode = None
    elif any(word in words for word in ("deny", "denied", "disallow")):
        mode = Mode.DENY
    elif "allow" in words or "grant" in words:
        mode = Mode.ALLOW
    if _LEADER in words:
        return Decision(Basis.LEADER, mode)
    if any(word in words for word in _NOT_BY_A_RULE):
        return Decision(Basis.OTHER, mode)
    return Decision(Basis.UNKNOWN if mode is None else Basis.RULE, mode)
