"""How the reference model reads a declaration: plain dictionaries of people and of items.

Nothing is decided here, but for what stands in the declaration itself: who is in which group and
has which site role, what a rule says of each capability, and whose part each item is.
"""

import re
from collections.abc import Callable, Iterable
from typing import TypeVar

from tableau_perm_cli.catalog import CATALOG, Kind, fold, site_role_named, template_named

T = TypeVar("T")
Rule = tuple[str, str, Kind]
"""Where a rule stands in a list: the section, the grantee, and what it is about."""

ALL_USERS = "All Users"
CONTENT_KEYS = {
    content_type.plural: kind
    for kind, content_type in CATALOG.items()
    if kind not in {Kind.PROJECT, Kind.VIEW, Kind.TABLE}
}
LOCKS = {
    "customizable": "customizable",
    "managedbyowner": "customizable",
    "locked": "locked",
    "lockedtoprojectwithoutnested": "locked",
    "lockedtodatabase": "locked",
    "lockedincludingnested": "locked_including_nested",
    "lockedtoproject": "locked_including_nested",
}

_READ: dict[tuple[int, str], tuple[dict, dict]] = {}
_KEPT = 50


def site_of(declaration: dict, name: str) -> dict:
    """Return the site, read once. The declaration is kept too, so that its id stays its own."""
    key = (id(declaration), name)
    if key not in _READ:
        if len(_READ) >= _KEPT:
            _READ.clear()
        _READ[key] = (declaration, _read_site(declaration, name))
    return _READ[key][1]


def _read_site(declaration: dict, name: str) -> dict:
    written = declaration["sites"][name] or {}
    settings = written.get("settings") or {}
    site = {
        "guest_access": _is_true(settings.get("guest_access", False)),
        "web_authoring": _is_true(settings.get("web_authoring", True)),
        "group_sets_count": _is_true(settings.get("group_sets", True)),
        "uncertain_ceilings": _uncertain_ceilings(settings.get("uncertain_ceilings") or {}),
        "declared_anywhere": {
            user
            for other in declaration["sites"].values()
            for user in (other or {}).get("users") or ()
        },
        "settings_unread": "settings" in (written.get("not_read") or {}),
        "unread_groups": {
            group
            for group, body in (written.get("groups") or {}).items()
            if isinstance(body, dict) and "members" in (body.get("not_read") or {})
        },
        "group_sets": written.get("group_sets") or {},
        "people": {},
        "items": {},
        "default_project": None,
    }
    server_administrators = _server_administrators(declaration)
    for user in dict.fromkeys([*(written.get("users") or {}), *server_administrators]):
        site["people"][user] = _person(site, written, user, server_administrators)
    for default in ("default", "Default"):
        if default in (written.get("projects") or {}):
            site["default_project"] = address("project", [default])
    _read_projects(site, written.get("projects"), (), ())
    for user, space in (written.get("personal_spaces") or {}).items():
        _read_content(site, space or {}, (f"@{user}",), (), user)
    return site


def _server_administrators(declaration: dict) -> list[str]:
    """Those the server names, and who is a Server Administrator on any site."""
    administrators = list((declaration.get("server") or {}).get("administrators") or [])
    for site in declaration["sites"].values():
        for user, body in ((site or {}).get("users") or {}).items():
            if site_role_named(_role_name(body)).role.role_class == "server_admin":
                administrators.append(user)
    return administrators


def _role_name(body: str | dict) -> str:
    return body["role"] if isinstance(body, dict) else body


def _person(site: dict, written: dict, user: str, server_administrators: list[str]) -> dict:
    groups, minimum_roles = [], []
    for group, body in (written.get("groups") or {}).items():
        long_form = body if isinstance(body, dict) else {"members": body}
        if user in (long_form.get("members") or []):
            groups.append(group)
            if long_form.get("minimum_site_role"):
                minimum_roles.append(long_form["minimum_site_role"])
    if user in server_administrators:
        reading = site_role_named("Server Administrator")
    else:
        reading = site_role_named(_role_name(written["users"][user]))
        if reading.role.role_class not in {"unlicensed", "guest"}:  # these are never raised now
            for minimum in map(site_role_named, minimum_roles):
                if minimum.role.rank > reading.role.rank:
                    reading = minimum
    if reading.role.role_class != "guest" or site["guest_access"]:
        groups.append(ALL_USERS)
    return {
        "name": user,
        "role": reading.role,
        "role_uncertain": reading.uncertain,
        "role_unread": user not in server_administrators and _role_is_unread(written, user),
        "groups": groups,
        "group_sets": [
            name
            for name, members in (written.get("group_sets") or {}).items()
            if members and all(group in groups for group in members)
        ],
    }


def _role_is_unread(written: dict, user: str) -> bool:
    body = written["users"][user]
    return isinstance(body, dict) and "role" in (body.get("not_read") or {})


def is_on_site(site: dict, user: str) -> bool:
    if user in site["people"]:
        return True
    if user not in site["declared_anywhere"]:
        raise KeyError(f"no user is called {user}")
    return False


def _read_projects(
    site: dict, written: dict | None, above: tuple[str, ...], projects: tuple[str, ...]
) -> None:
    for name, body in (written or {}).items():
        path = (*above, name)
        chain = (*projects, address("project", path))
        _read_item(site, Kind.PROJECT, path, body, projects=chain)
        _read_content(site, body or {}, path, chain, None)
        _read_projects(site, (body or {}).get("projects"), path, chain)


def _read_content(
    site: dict, written: dict, above: tuple[str, ...], projects: tuple[str, ...], owner: str | None
) -> None:
    """Read the content of a project, or of a personal space: without projects, of one owner."""
    for key, kind in CONTENT_KEYS.items():
        for name, body in (written.get(key) or {}).items():
            path = (*above, name)
            thing = _read_item(site, kind, path, body, projects=projects, owner=owner)
            for parts_key, part_kind in (("views", Kind.VIEW), ("tables", Kind.TABLE)):
                for part, part_body in ((body or {}).get(parts_key) or {}).items():
                    inside = _read_item(
                        site, part_kind, (*path, part), part_body, projects=projects
                    )
                    inside["container"], inside["owner"] = thing["address"], thing["owner"]


def _read_item(
    site: dict,
    kind: Kind,
    path: tuple[str, ...],
    body: dict | None,
    *,
    projects: tuple[str, ...],
    owner: str | None = None,
) -> dict:
    body = body or {}
    permissions, not_read = body.get("permissions"), body.get("not_read") or {}
    if "permissions" in not_read:
        permissions = {}  # a list that is there, and of which nothing is known
    thing = {
        "address": address(kind, path),
        "kind": kind,
        "owner": body.get("owner", owner),
        "projects": projects,  # from the outermost; a project ends its own chain
        "container": None,  # the workbook of a view, the database of a table
        "lock": LOCKS[fold(body.get("content_permissions") or "customizable")],
        "tabs_shown": fold(body.get("tabs") or "shown") == "shown",
        "connections": [
            {
                "data_source": f"data_source:{connection['data_source']}",
                "authentication": fold(connection.get("authentication") or "prompt"),
            }
            for connection in body.get("connects_to") or []
        ],
        "rules": None if permissions is None else _rules(kind, permissions, _effects),
        "doubtful": _rules(kind, permissions or {}, _doubtful),
        "leaders": _leaders(permissions or {}) if kind == Kind.PROJECT else set(),
        "not_read": set(not_read),
        "unread_lists": _unread_lists(kind, not_read),
    }
    site["items"][thing["address"]] = thing
    return thing


def _unread_lists(kind: Kind, not_read: dict) -> set[Kind]:
    """Return what the lists that were not read are about."""
    if kind != Kind.PROJECT:
        return {kind} if "permissions" in not_read else set()
    about = {"project": Kind.PROJECT, **CONTENT_KEYS}
    return {about[part] for part in not_read if part in about}


def _rules(kind: Kind, permissions: dict, read: Callable[[Kind, str | dict], T]) -> dict[Rule, T]:
    """Return what is read of every rule of a written list."""
    rules = {}
    for section, grantees in permissions.items():
        for grantee, written in grantees.items():
            if kind != Kind.PROJECT:
                rules[section, grantee, kind] = read(kind, written)
                continue
            for key, rule in written.items():
                if key != "leader":
                    about = Kind.PROJECT if key == "project" else CONTENT_KEYS[key]
                    rules[section, grantee, about] = read(about, rule)
    return rules


def _effects(kind: Kind, rule: str | dict) -> dict[str, str]:
    """Return what one rule says; its own lists win over its template."""
    rule = {"template": rule} if isinstance(rule, str) else rule
    content_type = CATALOG[kind]
    template = template_named(kind, rule.get("template", "none"))
    effects = {each.key: "allow" for each in content_type.members(template.allow)}
    effects |= {each.key: "deny" for each in content_type.members(template.deny)}
    for effect in ("allow", "deny"):
        effects |= {capability_key(kind, name): effect for name in rule.get(effect) or []}
    return effects


def _doubtful(kind: Kind, rule: str | dict) -> set[str]:
    """Return what one rule allows by its template alone, of which that is uncertain."""
    rule = {"template": rule} if isinstance(rule, str) else rule
    content_type = CATALOG[kind]
    template = template_named(kind, rule.get("template", "none"))
    listed = [*(rule.get("allow") or []), *(rule.get("deny") or [])]
    keys = {each.key for each in content_type.members(template.uncertain)}
    return keys - {capability_key(kind, name) for name in listed}


def _leaders(permissions: dict) -> set[tuple[str, str]]:
    """Return the users and groups that lead the project; ``denied`` is an ignored residue."""
    return {
        (section, grantee)
        for section in ("users", "groups")
        for grantee, written in (permissions.get(section) or {}).items()
        if _is_true(written.get("leader", False))
    }


def _uncertain_ceilings(written: dict) -> dict[tuple[Kind, str, str], bool]:
    return {
        (Kind(kind), capability_key(Kind(kind), capability), column): _is_true(value)
        for kind, capabilities in written.items()
        for capability, columns in capabilities.items()
        for column, value in columns.items()
    }


def capability_key(kind: Kind, name: str) -> str:
    """Return the canonical key of a capability written in any of its spellings."""
    capability = CATALOG[kind].find(name)
    if capability is None:
        raise KeyError(f"a {kind} has no capability {name}")
    return capability.key


def _is_true(value: object) -> bool:
    return value is True or value == "true"


def address(kind: str, path: Iterable[str]) -> str:
    """Write an address: ``/`` in a name is ``%2F``, ``%`` before ``2F`` or ``25`` is ``%25``."""
    return f"{kind}:" + "/".join(
        re.sub("%(?=2F|25)", "%25", name).replace("/", "%2F") for name in path
    )
