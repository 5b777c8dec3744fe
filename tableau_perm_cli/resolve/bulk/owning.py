"""Who would have a capability if the item were theirs: every user at once."""

from tableau_perm_cli.catalog import Capability
from tableau_perm_cli.resolve.bulk.engine import BulkEngine
from tableau_perm_cli.resolve.reasons import Reason

_BINDS_OWNERS = frozenset(
    {
        Reason.NOT_ON_SITE,
        Reason.UNLICENSED,
        Reason.GUEST_DISABLED,
        Reason.SITE_ROLE,
        Reason.GUEST,
        Reason.LOCKED,
    }
)
"""What denies an owner too: the ceiling comes before ownership (semantics section 3, step 1), and
Set Permissions under a lock is not the owner's (step 4)."""


def allowed_if_owner(engine: BulkEngine, item: int, capability: Capability) -> int:
    """Return the set of users each of whom would be allowed as the owner of the item.

    Of a view the owner of its workbook is meant, of a table that of its database.
    """
    owners = 0
    for reason, users in engine.who(item, capability).items():
        owners |= 0 if reason in _BINDS_OWNERS else users
    return owners
