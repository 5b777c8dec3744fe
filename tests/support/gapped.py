"""Gaps in a generated declaration: what a pull could not read, and capabilities it did not know.

Put in after the declaration is made, so that a declaration without gaps is the same as ever.
"""

import random

from support.altered import items_in, rule_places
from support.choices import Choices
from support.reference_site import CONTENT_KEYS
from tableau_perm_cli.catalog import Kind

REASONS = ("403", "timed out after 30 s", "not among the site's users", "[x]: {y}", "null")
UNKNOWN = ("Fly", "Swim", "[bold]", "a:b", "2024")
SITE_PARTS = ("flows", "views", "tables", "data_sources", "settings")
LIST_PARTS = ("project", *CONTENT_KEYS)


def put_gaps(choose: Choices, declaration: dict) -> None:
    """Leave out some of a declaration, saying so; add some capabilities nobody knows."""
    for site in declaration["sites"].values():
        if choose.chance(30):
            site["not_read"] = _reasons(choose, choose.some(SITE_PARTS, 50))
        _of_people(choose, site["users"], "role", 8)
        _of_people(choose, site.get("groups", {}), "members", 25)
    for place, kind, body in list(items_in(declaration)):
        if kind == Kind.PROJECT:
            _of_project(choose, body)
        else:
            _of_content(choose, body, kind, personal="personal_spaces" in place[2:3])
    for place in rule_places(declaration):
        if choose.chance(8):
            _add_unknown(choose, declaration, place)


def forget_gaps(body: dict, *parts: str) -> None:
    """Let some parts of an item be known, in place, before they are written."""
    left = {part: why for part, why in body.get("not_read", {}).items() if part not in parts}
    if left:
        body["not_read"] = left
    else:
        body.pop("not_read", None)


def toggle_reading(project: dict, choose: random.Random) -> None:
    """Read a list of a project or of something in it that was not read, or not any longer."""
    inside = [it for key in ("workbooks", "flows") for it in project.get(key, {}).values() if it]
    item = choose.choice([project, *inside])
    part = choose.choice(LIST_PARTS) if item is project else "permissions"
    if part in item.get("not_read", {}):
        forget_gaps(item, part)
    elif item is not project:
        item.pop("permissions", None)
        item["not_read"] = {**item.get("not_read", {}), part: "403"}
    elif project.get("permissions") is not None:
        _forget_rules(project, [part])
        project["not_read"] = {**project.get("not_read", {}), part: "403"}


def _forget_rules(project: dict, lists: list[str]) -> None:
    for grantees in project["permissions"].values():
        for grant in grantees.values():
            for part in lists:
                grant.pop(part, None)


def _reasons(choose: Choices, parts: list[str]) -> dict[str, str]:
    return {part: choose.pick(REASONS) for part in parts}


def _of_people(choose: Choices, people: dict, part: str, percent: int) -> None:
    """Say of some users that the role was not read, of some groups that the members were not."""
    for name, body in list(people.items()):
        if choose.chance(percent):
            long = body if isinstance(body, dict) else {part: body}
            people[name] = long | {"not_read": _reasons(choose, [part])}


def _of_project(choose: Choices, body: dict) -> None:
    parts = [part for part in ("owner", "content_permissions") if choose.chance(8)]
    for part in parts:
        body.pop(part, None)
    if "permissions" in body and choose.chance(35):
        lists = choose.some(LIST_PARTS, 30)
        _forget_rules(body, lists)
        parts += lists
    if parts:
        body["not_read"] = _reasons(choose, parts)


def _of_content(choose: Choices, body: dict, kind: Kind, *, personal: bool) -> None:
    parts = []
    if kind == Kind.WORKBOOK and choose.chance(15):
        parts.append("connects_to")
    if not personal and choose.chance(12):
        parts.append("permissions")
    if not personal and kind not in {Kind.VIEW, Kind.TABLE} and choose.chance(8):
        parts.append("owner")
    for part in parts:
        if part != "connects_to" or choose.chance(50):  # some connections may be known
            body.pop(part, None)
    if parts:
        body["not_read"] = _reasons(choose, parts)


def _add_unknown(choose: Choices, declaration: dict, place: tuple[str, ...]) -> None:
    *above, last = place
    holder = declaration
    for key in above:
        holder = holder[key]
    rule = holder[last]
    names = choose.some(UNKNOWN, 60) or ["Fly"]
    denied = choose.some(names, 40)
    told = {
        "allow": [name for name in names if name not in denied],
        "deny": denied,
    }
    rule = {"template": rule} if isinstance(rule, str) else rule
    holder[last] = rule | {"unknown": {key: listed for key, listed in told.items() if listed}}
