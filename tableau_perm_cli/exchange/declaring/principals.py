"""The plain values of users, groups and group sets."""

from collections.abc import Mapping

from tableau_perm_cli.catalog import RoleClass, SiteRole, fold, site_role_named
from tableau_perm_cli.declaration.editing.rendering import Plain
from tableau_perm_cli.declaration.model import ALL_USERS, GranteeKind
from tableau_perm_cli.exchange.declaring.marks import Marks
from tableau_perm_cli.exchange.declaring.people import LOCAL, People
from tableau_perm_cli.exchange.declaring.reasons import NO_SUCH_GROUP, NO_SUCH_USER, UNKNOWN_ROLE
from tableau_perm_cli.exchange.declaring.redaction import Redaction
from tableau_perm_cli.exchange.declaring.spelling import encodable, in_order
from tableau_perm_cli.exchange.picture import Picture, ToldGroup, ToldUser

_Plains = dict[str, Plain]

_NO_MINIMUM = frozenset({RoleClass.SERVER_ADMIN, RoleClass.GUEST, RoleClass.UNLICENSED})
"""No group can grant the first two, and the last is below every role already."""
_UNLICENSED = fold("Unlicensed")
"""What the REST API says of a group that grants no role."""


def users_value(picture: Picture, people: People, marks: Marks) -> _Plains:
    """Return all users by name, also those of whom only the id is told."""
    names = people.names[GranteeKind.USER]
    values = {names[user.id]: _user_value(user, names[user.id], marks) for user in picture.users}
    for thing in people.unknown[GranteeKind.USER]:
        values[names[thing]] = _unlicensed(names[thing], NO_SUCH_USER, marks)
    return _ordered(values)


def _user_value(user: ToldUser, name: str, marks: Marks) -> Plain:
    reading = site_role_named(user.site_role)
    if reading is None:
        return _unlicensed(name, f"{UNKNOWN_ROLE} `{user.site_role}` is not known", marks)
    role = reading.legacy.name if reading.legacy else reading.role.name
    if marks.redacted:
        return role
    # On Tableau Cloud all three are the same address.
    more = {"full_name": user.full_name, "email": user.email}
    written: _Plains = {
        key: encodable(text) for key, text in more.items() if text and text != user.name
    }
    return {"role": role, **written} if written else role


def _unlicensed(name: str, reason: str, marks: Marks) -> Plain:
    return {"role": "Unlicensed", **marks.of(f"user:{name}", {"role": reason})}


def role_notes(picture: Picture, people: People, *, redacted: bool) -> list[str]:
    """Return a note for each minimum site role of a group that cannot be declared."""
    names = people.names[GranteeKind.GROUP]
    return sorted(
        f"the minimum site role {'' if redacted else f'`{group.minimum_site_role}` '}of the group "
        f"`{names[group.id]}` is left out: no group can grant it, or it is not known"
        for group in picture.groups
        if group.minimum_site_role
        and not _grantable(group.minimum_site_role)
        and fold(group.minimum_site_role) != _UNLICENSED
    )


def groups_value(
    picture: Picture, people: People, marks: Marks, redaction: Redaction | None
) -> _Plains:
    """Return all groups by name; All Users only where there is something to say of it."""
    names = people.names[GranteeKind.GROUP]
    values: _Plains = {}
    for group in picture.groups:
        value = _group_value(group, people, redaction)
        if group.id != people.everyone or value:
            values[names[group.id]] = value
    for thing in people.unknown[GranteeKind.GROUP]:
        values[names[thing]] = marks.of(f"group:{names[thing]}", {"members": NO_SUCH_GROUP})
    return _ordered(values)


def _group_value(group: ToldGroup, people: People, redaction: Redaction | None) -> Plain:
    more: _Plains = {}
    minimum = _grantable(group.minimum_site_role) if group.minimum_site_role else None
    if minimum is not None:
        more["minimum_site_role"] = minimum.name
        if group.grant_on_sign_in:
            more["grant_on_sign_in"] = True
    if group.id == people.everyone:
        return more  # everybody is in it by itself, and it is in no other domain
    if group.domain and group.domain.casefold() != LOCAL:
        domain = encodable(group.domain)
        more["domain"] = redaction.pseudonym("domain", domain) if redaction else domain
    members = sorted({people.user(it) for it in group.members}, key=in_order)
    return {"members": members, **more} if more else members


def _grantable(word: str) -> SiteRole | None:
    """Return the site role that a word spells, if a group can grant it."""
    reading = site_role_named(word)
    return reading.role if reading and reading.role.role_class not in _NO_MINIMUM else None


def group_sets_value(picture: Picture, people: People) -> _Plains:
    """Return all group sets by name, with their groups."""
    names = people.names[GranteeKind.GROUP_SET]
    groups = people.names[GranteeKind.GROUP]
    values: _Plains = {names[thing]: [] for thing in people.unknown[GranteeKind.GROUP_SET]}
    for told in picture.group_sets:
        inside: set[str] = {groups[it] for it in told.groups}
        values[names[told.id]] = [*sorted(inside, key=in_order)]
    return _ordered(values)


def _ordered(values: Mapping[str, Plain]) -> _Plains:
    first = [ALL_USERS] if ALL_USERS in values else []
    rest = sorted((name for name in values if name not in first), key=in_order)
    return {name: values[name] for name in (*first, *rest)}
