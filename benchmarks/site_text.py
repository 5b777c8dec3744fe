"""Writes a site as a declaration in text: what the loader would read to get the same site."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from tableau_perm_cli.catalog import CATALOG, Kind
from tableau_perm_cli.declaration.address import encode_name
from tableau_perm_cli.declaration.model import (
    ALL_USERS,
    Content,
    GranteeKind,
    Project,
    ProjectPermissions,
    Rule,
    Site,
)

_SECTION = {
    GranteeKind.GROUP: "groups",
    GranteeKind.USER: "users",
    GranteeKind.GROUP_SET: "group_sets",
}
Plain = dict[str, Any]


def plain(site: Site) -> Plain:
    """Return a declaration of the site as plain values, as a file holds them."""
    groups: Plain = {}
    for group in site.groups.values():
        if group.name != ALL_USERS:
            groups[group.name] = list(group.members)
            if group.minimum_site_role:
                groups[group.name] = {
                    "members": list(group.members),
                    "minimum_site_role": group.minimum_site_role.name,
                }
    body: Plain = {
        "settings": {"guest_access": site.settings.guest_access},
        "users": {user.name: user.role.name for user in site.users.values()},
        "groups": groups,
        "group_sets": {each.name: list(each.groups) for each in site.group_sets.values()},
        "projects": {each.address.path[-1]: _plain_project(each) for each in site.projects},
    }
    return {"version": 1, "sites": {site.name: body}}


def _plain_project(project: Project) -> Plain:
    found: Plain = {}
    if project.owner:
        found["owner"] = project.owner.user
    found["content_permissions"] = project.lock.value
    if project.labels:
        found["labels"] = list(project.labels)
    if project.permissions:
        found["permissions"] = _plain_permissions(project.permissions)
    for content in project.content:
        of_kind = found.setdefault(CATALOG[content.kind].plural, {})
        of_kind[content.address.path[-1]] = _plain_content(content)
    if project.projects:
        found["projects"] = {
            each.address.path[-1]: _plain_project(each) for each in project.projects
        }
    return found


def _plain_permissions(permissions: ProjectPermissions) -> Plain:
    found: Plain = {}
    for kind, rule_list in permissions.lists.items():
        key = "project" if kind is Kind.PROJECT else CATALOG[kind].plural
        for rule in rule_list.rules:
            section = found.setdefault(_SECTION[rule.grantee.kind], {})
            section.setdefault(rule.grantee.name, {})[key] = _plain_rule(rule)
    for leader in permissions.leaders:
        found[_SECTION[leader.grantee.kind]][leader.grantee.name]["leader"] = True
    return found


def _plain_content(content: Content) -> Plain:
    found: Plain = {}
    if content.owner:
        found["owner"] = content.owner.user
    if content.permissions:
        section: Plain = {}
        for rule in content.permissions.rules:
            rules = section.setdefault(_SECTION[rule.grantee.kind], {})
            rules[rule.grantee.name] = _plain_rule(rule)
        found["permissions"] = section
    if content.kind is Kind.WORKBOOK:
        found["tabs"] = "shown" if content.tabs_shown else "hidden"
    if content.locked:
        found["content_permissions"] = "locked"
    if content.connections:
        found["connects_to"] = [
            {
                "data_source": "/".join(map(encode_name, connection.data_source.path)),
                "authentication": connection.authentication.value,
            }
            for connection in content.connections
        ]
    for part in content.parts:
        parts = found.setdefault(CATALOG[part.kind].plural, {})
        parts[part.address.path[-1]] = _plain_content(part)
    return found


def _plain_rule(rule: Rule) -> str | Plain:
    if not rule.explicit:
        return rule.template or "none"
    keys = {index: CATALOG[rule.kind].capabilities[index].key for index, _ in rule.explicit}
    return {
        "template": rule.template,
        "allow": [key for index, key in keys.items() if rule.allow >> index & 1],
        "deny": [key for index, key in keys.items() if rule.deny >> index & 1],
    }


def json_text(declaration: Plain) -> str:
    """Return a plain declaration as JSON."""
    return json.dumps(declaration)


def yaml_text(declaration: Plain) -> str:
    """Return a plain declaration as YAML, in the style in which people write it by hand.

    The names that are generated need no quotes.
    """
    return "".join(_yaml_lines(declaration, 0))


_FLOW_FROM = {*_SECTION.values(), "groups", "group_sets", "connects_to", "labels", "settings"}
"""Below these keys a value is written on one line."""


def _yaml_lines(values: Mapping[str, Any], indent: int, *, flow: bool = False) -> Iterator[str]:
    space = "  " * indent
    for key, value in values.items():
        if isinstance(value, dict) and value and not flow:
            yield f"{space}{key}:\n"
            yield from _yaml_lines(value, indent + 1, flow=key in _FLOW_FROM and key != "users")
        else:
            yield f"{space}{key}: {_flow(value)}\n"


def _flow(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {_flow(inner)}" for key, inner in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_flow, value)) + "]"
    return str(value)
