"""The machine form of a change: a word for its kind, and its fields as text.

``{"move": {"item": "workbook:Finance/Sales", "project": "project:Archive"}}`` is an entry of a
patch file; a JSON record has the same word and fields.
"""

from typing import TypeAlias, assert_never

from tableau_perm_cli.audit.changes.change import Change
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
from tableau_perm_cli.catalog import Kind

Fields: TypeAlias = dict[str, str]
KnownChange: TypeAlias = (
    AddToGroup
    | RemoveFromGroup
    | SetRole
    | DeleteGroup
    | RemoveUser
    | SetOwner
    | SetTabs
    | SetAuthentication
    | Publish
    | Overwrite
    | SetCapability
    | ClearRule
    | SetLeader
    | SetLock
    | Move
)
"""Every kind of change there is."""

TOP = "top"
"""What stands for the top of the site, where a project can be moved to."""
_EFFECTS = {True: "grant", False: "deny", None: "clear"}


def record(change: Change) -> tuple[str, Fields]:
    """Return the word for a change's kind, and its fields.

    Raises:
        TypeError: it is none of the changes there are.
    """
    if not isinstance(change, KnownChange):
        raise TypeError(f"no machine form of {type(change).__name__}")
    return _record(change)


def _record(change: KnownChange) -> tuple[str, Fields]:
    match change:
        case AddToGroup() | RemoveFromGroup() | SetRole() | DeleteGroup() | RemoveUser():
            return _of_people(change)
        case SetOwner() | Overwrite() | Publish() | SetTabs() | SetAuthentication():
            return _of_item(change)
        case SetCapability() | ClearRule() | SetLeader():
            return _of_rule(change)
        case SetLock():
            return "lock", {"project": str(change.project), "mode": change.lock.value}
        case Move():
            target = str(change.project) if change.project else TOP
            return "move", {"item": str(change.item), "project": target}
        case _:
            assert_never(change)


def _of_people(
    change: AddToGroup | RemoveFromGroup | SetRole | DeleteGroup | RemoveUser,
) -> tuple[str, Fields]:
    match change:
        case AddToGroup():
            return "add_to_group", {"user": change.user, "group": change.group}
        case RemoveFromGroup():
            return "remove_from_group", {"user": change.user, "group": change.group}
        case SetRole():
            return "role", {"user": change.user, "role": change.role.name}
        case DeleteGroup():
            return "delete_group", {"group": change.group}
        case RemoveUser():
            return "remove_user", {"user": change.user}
        case _:
            assert_never(change)


def _of_item(
    change: SetOwner | Overwrite | Publish | SetTabs | SetAuthentication,
) -> tuple[str, Fields]:
    match change:
        case SetOwner():
            return "owner", {"item": str(change.item), "user": change.user}
        case Overwrite():
            return "overwrite", {"user": change.user, "item": str(change.item)}
        case Publish():
            fields = {"user": change.user, "project": str(change.project), "name": change.name}
            return "publish", {**fields, "kind": change.kind.value}
        case SetTabs():
            word = "shown" if change.shown else "hidden"
            return "tabs", {"workbook": str(change.workbook), "tabs": word}
        case SetAuthentication():
            return "authentication", {
                "workbook": str(change.workbook),
                "data_source": str(change.data_source),
                "authentication": change.how.value,
            }
        case _:
            assert_never(change)


def _of_rule(change: SetCapability | ClearRule | SetLeader) -> tuple[str, Fields]:
    fields = {"grantee": str(change.grantee)}
    if isinstance(change, SetLeader):
        leads = "true" if change.leads else "false"
        return "leader", {**fields, "project": str(change.project), "leader": leads}
    kind = _kind_field(change.kind)
    if isinstance(change, ClearRule):
        return "clear_rule", {**fields, "item": str(change.item), **kind}
    fields |= {"capability": change.capability, "item": str(change.item)}
    return _EFFECTS[change.effect], {**fields, **kind}


def _kind_field(kind: Kind | None) -> Fields:
    return {"kind": kind.value} if kind is not None else {}
