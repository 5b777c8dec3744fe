"""Hops and closing edits in words, a sentence each."""

from typing import assert_never

from tableau_perm_cli.audit.escalation import FirstHop, Hop, HopKind
from tableau_perm_cli.audit.escalation.undoing import (
    TakeFromRule,
    TakeLeader,
    TakeMember,
    TakeOwner,
    TakeSignIn,
    Undoing,
)
from tableau_perm_cli.catalog import CATALOG
from tableau_perm_cli.diagnostics import visible
from tableau_perm_cli.report.sentences import grantee_name, listing, places

FIRST_HOPS = {
    FirstHop.SIGN_IN: "signing in",
    FirstHop.SET_PERMISSIONS: "setting permissions",
    FirstHop.OVERWRITE: "overwriting",
    FirstHop.MOVE: "moving",
}
"""By what a path begins, as a sentence says it."""


def hop_sentence(user: str, hop: Hop) -> str:
    """Return what a user does in one hop."""
    name, item = visible(user), visible(str(hop.item.address))
    to = visible(str(hop.to.address)) if hop.to else ""
    match hop.kind:
        case HopKind.SIGN_IN:
            groups = listing([grantee_name(it.grantee) for it in hop.evidence])
            return f"{name} signs in and becomes {hop.role}, as the group {groups} sees to"
        case HopKind.SET_PERMISSIONS | HopKind.SET_PERMISSIONS_OF_PART:
            return f"{name} sets the permissions of {item}, and allows {name} the rest"
        case HopKind.OVERWRITE:
            return f"{name} overwrites {item} and becomes its owner"
        case HopKind.MOVE_TO_LED:
            return f"{name} moves {item} to {to}, which {name} has charge of"
        case HopKind.MOVE_TO_LOCKED:
            return f"{name} moves {item} to {to}, where the rules of a lock decide"
        case HopKind.MOVE_OUT:
            return f"{name} moves {item} to {to}, where nothing is locked"
        case _:
            assert_never(hop.kind)


def hop_places(hop: Hop) -> str:
    """Return where what makes a hop possible is written; nothing if the hops before it do."""
    return places(it.position for it in hop.evidence)


def edit_kind(edit: Undoing) -> str:
    """Return the word for the kind of an edit in the records."""
    match edit:
        case TakeFromRule():
            return "rule"
        case TakeLeader():
            return "leader"
        case TakeOwner():
            return "owner"
        case TakeMember():
            return "member"
        case TakeSignIn():
            return "minimum_site_role"
        case _:
            assert_never(edit)


def edit_sentence(edit: Undoing) -> str:
    """Return what to do, as a command to a person."""
    match edit:
        case TakeFromRule():
            kind = CATALOG[edit.kind]
            labels = listing(
                [kind.capabilities[it.index].label for it in kind.members(edit.capabilities)]
            )
            where = visible(str(edit.where))
            of = f"the {kind.label.lower()} rules of {where}"
            if edit.where.kind is edit.kind:
                of = f"the rules of {where}"
            return f"take {labels} from the rule for {grantee_name(str(edit.grantee))} in {of}"
        case TakeLeader():
            leader = grantee_name(str(edit.grantee))
            return f"let {leader} no longer lead {visible(str(edit.where))}"
        case TakeOwner():
            what = visible(str(edit.where))
            return f"make an administrator the owner of {what}, in place of {visible(edit.user)}"
        case TakeMember():
            return f"remove {visible(edit.user)} from the group {visible(edit.group)}"
        case TakeSignIn():
            return f"take the minimum site role from the group {visible(edit.group)}"
        case _:
            assert_never(edit)
