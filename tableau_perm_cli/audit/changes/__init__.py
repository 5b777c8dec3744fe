"""Changes that an administrator might make, played out on the model of a site.

A change knows the rules of Tableau that go with it (semantics section 4: publishing, overwriting,
locking, moving), and gives the site as it would be, with what to be warned of and what would be
lost for good. Who can do what then is for the resolver to say.
"""

from tableau_perm_cli.audit.changes.change import Change, ChangeError, Played, play
from tableau_perm_cli.audit.changes.items import SetAuthentication, SetOwner, SetTabs
from tableau_perm_cli.audit.changes.locking import SetLock
from tableau_perm_cli.audit.changes.moving import Move
from tableau_perm_cli.audit.changes.people import (
    AddToGroup,
    DeleteGroup,
    RemoveFromGroup,
    RemoveUser,
    SetRole,
)
from tableau_perm_cli.audit.changes.publishing import Overwrite, Publish
from tableau_perm_cli.audit.changes.rules import ClearRule, SetCapability, SetLeader

__all__ = [
    "AddToGroup",
    "Change",
    "ChangeError",
    "ClearRule",
    "DeleteGroup",
    "Move",
    "Overwrite",
    "Played",
    "Publish",
    "RemoveFromGroup",
    "RemoveUser",
    "SetAuthentication",
    "SetCapability",
    "SetLeader",
    "SetLock",
    "SetOwner",
    "SetRole",
    "SetTabs",
    "play",
]
