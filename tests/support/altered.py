"""Copies of a plain declaration with one thing changed, for tests that compare two answers.

Nothing here changes the declaration it is given.
"""

import copy
import random
import re
from collections.abc import Iterator, Mapping

from support.reference_site import ALL_USERS, CONTENT_KEYS, address, capability_key
from tableau_perm_cli.catalog import Kind

Place = tuple[str, ...]
"""The keys that lead from the declaration to one rule."""

_PARTS = {"views": Kind.VIEW, "tables": Kind.TABLE}


def with_rules_reordered(declaration: dict, seed: int) -> dict:
    """Return the declaration with its rules, and the lists inside them, in another order."""
    altered = copy.deepcopy(declaration)
    shuffle = random.Random(seed).shuffle  # noqa: S311, not a secret

    def reordered(value: object) -> object:
        if isinstance(value, list):
            shuffle(value)
        if isinstance(value, dict):
            keys = list(value)
            shuffle(keys)
            return {key: reordered(value[key]) for key in keys}
        return value

    for _place, _kind, body in items_in(altered):
        if "permissions" in body:
            body["permissions"] = reordered(body["permissions"])
    return altered


def rule_places(declaration: dict) -> list[Place]:
    """Return the place of every rule: of each grantee on content, of each type on a project."""
    return [
        rule
        for place, kind, body in items_in(declaration)
        for section, grantees in body.get("permissions", {}).items()
        for grantee, written in grantees.items()
        for rule in _rules_of(kind, (*place, "permissions", section, grantee), written)
    ]


def kind_at(place: Place) -> Kind:
    """Return the content type that the rule at this place is about."""
    at = 2
    while place[at] != "permissions":
        holder, at = place[at], at + 2
    if holder != "projects":
        return {**CONTENT_KEYS, **_PARTS}[holder]
    return Kind.PROJECT if place[-1] == "project" else CONTENT_KEYS[place[-1]]


def with_effect(declaration: dict, place: Place, capability: str, effect: str) -> dict:
    """Return the declaration with the rule at ``place`` saying allow or deny of a capability."""
    altered = copy.deepcopy(declaration)
    *above, last = place
    holder = altered
    for key in above:
        holder = holder[key]
    kind = kind_at(place)
    rule = {"template": holder[last]} if isinstance(holder[last], str) else holder[last]
    key = capability_key(kind, capability)
    for each in ("allow", "deny"):
        others = [name for name in rule.get(each, []) if capability_key(kind, name) != key]
        rule[each] = [*others, key] if each == effect else others
    holder[last] = rule
    return altered


def with_renamed(declaration: dict, mapping: Mapping[str, str]) -> dict:
    """Return the declaration with users and groups renamed wherever they are mentioned.

    A name that is both a user's and a group's is renamed as both. All Users keeps its name, and
    expectations are left as they are.
    """

    altered = copy.deepcopy(declaration)
    server = altered.get("server", {})
    if "administrators" in server:
        server["administrators"] = _renamed_list(server["administrators"], mapping)
    for site in altered["sites"].values():
        _rename_people(site, mapping)
    for _place, _kind, body in items_in(altered):
        _rename_mentions(body, mapping)
    return altered


def _rename_people(site: dict, mapping: Mapping[str, str]) -> None:
    for key in ("users", "groups", "personal_spaces"):
        if key in site:
            site[key] = _renamed_keys(site[key], mapping)
    groups, group_sets = site.get("groups", {}), site.get("group_sets", {})
    for name, body in groups.items():
        if isinstance(body, dict):
            body["members"] = _renamed_list(body["members"], mapping)
        else:
            groups[name] = _renamed_list(body, mapping)
    for name, members in group_sets.items():
        group_sets[name] = _renamed_list(members, mapping)


def _rename_mentions(body: dict, mapping: Mapping[str, str]) -> None:
    if "owner" in body:
        body["owner"] = _renamed(body["owner"], mapping)
    permissions = body.get("permissions", {})
    for section in ("users", "groups"):
        if section in permissions:
            permissions[section] = _renamed_keys(permissions[section], mapping)
    for connection in body.get("connects_to", []):
        source = renamed_address(f"data_source:{connection['data_source']}", mapping)
        connection["data_source"] = source.partition(":")[2]


def _renamed(name: str, mapping: Mapping[str, str]) -> str:
    return name if name == ALL_USERS else mapping.get(name, name)


def _renamed_list(names: list[str], mapping: Mapping[str, str]) -> list[str]:
    return [_renamed(name, mapping) for name in names]


def _renamed_keys(written: dict, mapping: Mapping[str, str]) -> dict:
    result = {_renamed(name, mapping): value for name, value in written.items()}
    if len(result) != len(written):
        raise ValueError("the new names are not distinct")
    return result


def renamed_address(item: str, mapping: Mapping[str, str]) -> str:
    """Return the address after a renaming: only those in personal spaces name a user."""
    kind, _colon, path = item.partition(":")
    if not path.startswith("@"):
        return item
    segment, slash, rest = path.partition("/")
    user = re.sub("%(2F|25)", lambda code: {"%2F": "/", "%25": "%"}[code[0]], segment[1:])
    return address(kind, [f"@{mapping.get(user, user)}"]) + slash + rest


def fresh_names(declaration: dict) -> dict[str, str]:
    """Return a renaming of every user and group to a name that nothing has yet."""
    names = dict.fromkeys(declaration.get("server", {}).get("administrators", []))
    for site in declaration["sites"].values():
        names |= dict.fromkeys([*site["users"], *site.get("groups", {})])
    return {name: f"renamed {number}" for number, name in enumerate(names)}


def _rules_of(kind: Kind, place: Place, written: dict) -> list[Place]:
    if kind != Kind.PROJECT:
        return [place]
    return [(*place, key) for key in written if key != "leader"]


def items_in(declaration: dict) -> Iterator[tuple[Place, Kind, dict]]:
    """Yield the place, the kind and the body of every item."""
    for name, site in declaration["sites"].items():
        yield from _items_of(site, ("sites", name))
        for user, space in site.get("personal_spaces", {}).items():
            yield from _items_of(space, ("sites", name, "personal_spaces", user))


def _items_of(holder: dict, place: Place) -> Iterator[tuple[Place, Kind, dict]]:
    for key, kind in {"projects": Kind.PROJECT, **CONTENT_KEYS, **_PARTS}.items():
        for name, body in (holder.get(key) or {}).items():
            if body:  # an item of which nothing is said has nothing to change
                yield (*place, key, name), kind, body
                yield from _items_of(body, (*place, key, name))
