"""Reads the users, groups and group sets of a site."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache

from tableau_perm_cli.catalog import SITE_ROLES, RoleClass, site_role_named
from tableau_perm_cli.catalog.site_roles import RoleReading
from tableau_perm_cli.declaration.expected import expected, unknown
from tableau_perm_cli.declaration.file_values import Entry, FileValues, Text, get
from tableau_perm_cli.declaration.model import ALL_USERS, GranteeKind, Group, GroupSet, User
from tableau_perm_cli.declaration.not_read import read_gaps, reasons
from tableau_perm_cli.declaration.scope import Definitions, Fragment, Scope
from tableau_perm_cli.diagnostics import Position, visible

_ROLE_NAMES = [role.name for role in SITE_ROLES]
_SERVER_ADMINISTRATOR = next(
    role for role in SITE_ROLES if role.role_class is RoleClass.SERVER_ADMIN
)
_NOT_GRANTABLE = frozenset({RoleClass.SERVER_ADMIN, RoleClass.GUEST})

_role_named = lru_cache(maxsize=256)(site_role_named)
"""A site has many users and few roles."""


def read_users(fragments: Sequence[Fragment], definitions: Definitions) -> dict[str, User]:
    """Read the users that the fragments of one site declare."""
    users: dict[str, User] = {}
    for fragment in fragments:
        file = fragment.file
        for entry in file.entries(get(fragment.value, "users")):
            # A second definition is read as well, for the errors in it.
            user = _read_user(file, entry)
            if _is_new(file, entry, "user", definitions):
                users[entry.key] = user
    return users


def _is_new(file: FileValues, entry: Entry, kind: str, definitions: Definitions) -> bool:
    """Whether the entry has a name that is not taken; an error is noted when it has not."""
    if entry.key.strip():
        what = f"{kind} `{visible(entry.key)}`"
        return definitions.add((kind, entry.key), what, file, entry.key_mark)
    file.error(entry.key_mark, f"a {kind} has an empty name", label="expected a name")
    return False


def _read_user(file: FileValues, entry: Entry) -> User:
    written = (
        Text(entry.value, entry.value_mark)
        if isinstance(entry.value, str)
        else file.text(entry.value, "role")
    )
    role = _read_role(file, written) if written else None
    full_name = file.text(entry.value, "full_name")
    email = file.text(entry.value, "email")
    return User(
        entry.key,
        file.position(entry.key_mark),
        role or RoleReading(_SERVER_ADMINISTRATOR, None),  # only when an error was noted
        file.position(written.mark if written else entry.key_mark),
        full_name.text if full_name else None,
        email.text if email else None,
        reasons(read_gaps(file, entry.value), ("role",)),
    )


def _read_role(file: FileValues, written: Text) -> RoleReading | None:
    role = _role_named(written.text)
    if role is None:
        label, advice = expected("a site role", written.text, _ROLE_NAMES)
        file.error(
            written.mark,
            unknown("site role", written.text),
            label=label,
            help=advice,
        )
    elif role.legacy:
        file.notice(
            written.mark,
            f"the site role `{role.legacy.name}` is from before 2018.1; read as "
            f"`{role.role.name}`" + (" (uncertain)" if role.legacy.uncertain else ""),
        )
    return role


def read_server_administrators(files: Iterable[FileValues]) -> dict[str, Position]:
    """Read who administers the server, and where that is declared."""
    administrators: dict[str, Position] = {}
    definitions = Definitions()
    for file in files:
        root = file.document.root
        server = get(root, "server")
        if server is None or not isinstance(root, dict):
            continue
        mark = file.document.key_mark(root, "server")
        definitions.add("server", "`server`", file, mark, advice="keep one of the two")
        for name in file.texts(get(server, "administrators")):
            if name.text.strip():
                administrators.setdefault(name.text, file.position(name.mark))
            else:
                file.error(name.mark, "the name of a user is empty", label="expected a user")
    return administrators


def with_server_administrators(
    users: dict[str, User], administrators: Mapping[str, Position]
) -> dict[str, User]:
    """Return the users of a site with the server's administrators among them.

    A server administrator counts on every site (design section 2), whatever role the site
    declares for the same name.
    """
    role = RoleReading(_SERVER_ADMINISTRATOR, None)
    complete = dict(users)
    for name, position in administrators.items():
        known = complete.get(name)
        complete[name] = (
            replace(known, reading=role, role_position=position, not_read={})
            if known
            else User(name, position, role, position)
        )
    return complete


def read_groups(
    fragments: Sequence[Fragment], scope: Scope, definitions: Definitions
) -> dict[str, Group]:
    """Read the groups of a site; All Users is always among them."""
    groups: dict[str, Group] = {ALL_USERS: Group(ALL_USERS, None, ())}
    for fragment in fragments:
        file = fragment.file
        for entry in file.entries(get(fragment.value, "groups")):
            group = _read_group(file, entry, scope)
            if _is_new(file, entry, "group", definitions):
                groups[entry.key] = group
    return groups


def _read_group(file: FileValues, entry: Entry, scope: Scope) -> Group:
    value = entry.value
    listed = value if isinstance(value, list) else get(value, "members")
    if entry.key == ALL_USERS and listed:
        file.error(
            entry.key_mark,
            "`All Users` is declared with members",
            label="every user of the site is in it by itself",
            help="leave the members out",
        )
        listed = None
    members = [
        name.text for name in file.texts(listed) if scope.knows(file, GranteeKind.USER, name)
    ]
    written = file.text(value, "minimum_site_role")
    minimum = _read_role(file, written) if written else None
    if minimum and written and minimum.role.role_class in _NOT_GRANTABLE:
        file.error(
            written.mark,
            f"a group cannot grant the site role `{minimum.role.name}`",
            label="expected a role from Unlicensed to Site Administrator Creator",
        )
    grant = file.text(value, "grant_on_sign_in")
    grants = grant is not None and grant.text == "true"
    if grant and grants and written is None:
        file.error(
            grant.mark,
            "`grant_on_sign_in` has no role to grant",
            label="expected a `minimum_site_role` beside it",
        )
    domain = file.text(value, "domain")
    return Group(
        entry.key,
        file.position(entry.key_mark),
        tuple(dict.fromkeys(members)),
        minimum.role if minimum else None,
        grants,
        domain.text if domain else None,
        _read_group_gaps(file, entry),
    )


def _read_group_gaps(file: FileValues, entry: Entry) -> dict[str, str]:
    gaps = read_gaps(file, entry.value)
    if entry.key == ALL_USERS and "members" in gaps:
        file.error(
            gaps["members"].mark,
            "the members of `All Users` cannot be unread",
            label="every user of the site is in it by itself",
            help="leave `not_read` out",
        )
    return reasons(gaps, ("members",))


def read_group_sets(
    fragments: Sequence[Fragment], scope: Scope, definitions: Definitions
) -> dict[str, GroupSet]:
    """Read the group sets of a site."""
    group_sets: dict[str, GroupSet] = {}
    for fragment in fragments:
        file = fragment.file
        for entry in file.entries(get(fragment.value, "group_sets")):
            inside = [
                name.text
                for name in file.texts(entry.value)
                if scope.knows(file, GranteeKind.GROUP, name)
            ]
            if _is_new(file, entry, "group set", definitions):
                group_sets[entry.key] = GroupSet(
                    entry.key, file.position(entry.key_mark), tuple(dict.fromkeys(inside))
                )
    return group_sets
