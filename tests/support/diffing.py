"""Pairs of declarations for diffs, and a plain comparison of all their cells by the resolver."""

import random
from collections.abc import Callable, Iterator
from copy import deepcopy

from support.altered import items_in, kind_at, rule_places, with_effect
from support.asking import declaration_of
from support.gapped import LIST_PARTS, forget_gaps, toggle_reading
from support.generated import random_declaration
from tableau_perm_cli.catalog import CATALOG
from tableau_perm_cli.declaration.model import Declaration, Lock
from tableau_perm_cli.resolve import Resolver, Verdict, open_site

CellKey = tuple[str, str, str, str]
"""Site, user, address, capability."""

ROLES = ("Viewer", "Explorer", "Creator", "Unlicensed", "Guest", "Site Administrator Explorer")


def allowed_cells(declaration: Declaration) -> set[CellKey]:
    """Return every cell that the readable resolver allows."""
    found = set()
    for site in declaration.sites.values():
        resolver = open_site(declaration, site.name)
        found |= {
            (site.name, user, str(item.address), capability.key)
            for item in site.items()
            for user in site.users
            for capability in CATALOG[item.kind].capabilities
            if _allows(resolver, user, item, capability)
        }
    return found


def _allows(resolver: Resolver, user: str, item: object, capability: object) -> bool:
    return resolver.derive(user, item, capability).effective is Verdict.ALLOWED


def edited_pair(seed: int, edits: int = 4) -> tuple[Declaration, Declaration, list[str]]:
    """Return a declaration, the same after some random edits, and what these were."""
    choose = random.Random(seed)  # noqa: S311 - the same for everybody
    plain = random_declaration(seed, gaps=seed % 2 == 1)
    old = declaration_of(plain)
    made = []
    for _ in range(edits):
        plain = deepcopy(plain)
        editor = choose.choice(EDITORS)
        editor(plain, choose)
        made.append(editor.__name__)
    return old, declaration_of(plain), made


# --- Edits of a plain declaration ------------------------------------------------------------


def _site(plain: dict, choose: random.Random) -> dict:
    return choose.choice(list(plain["sites"].values()))


def _projects(plain: dict) -> Iterator[dict]:
    pending = [it for site in plain["sites"].values() for it in site.get("projects", {}).values()]
    while pending:
        project = pending.pop()
        yield project
        pending += project.get("projects", {}).values()


def rule(plain: dict, choose: random.Random) -> None:
    places = rule_places(plain)
    if places:
        place = choose.choice(places)
        capability = choose.choice(CATALOG[kind_at(place)].capabilities).key
        plain.update(with_effect(plain, place, capability, choose.choice(("allow", "deny"))))


def member(plain: dict, choose: random.Random) -> None:
    site = _site(plain, choose)
    for name in choose.sample(list(site.get("groups", {})), min(1, len(site.get("groups", {})))):
        group = site["groups"][name]
        members = group.setdefault("members", []) if isinstance(group, dict) else group
        user = choose.choice(list(site["users"]))
        if members is not None:
            members.remove(user) if user in members else members.append(user)


def role(plain: dict, choose: random.Random) -> None:
    users = _site(plain, choose)["users"]
    if users:
        users[choose.choice(list(users))] = choose.choice(ROLES)


def new_user(plain: dict, choose: random.Random) -> None:
    site = _site(plain, choose)
    name = f"new {choose.randrange(3)}"
    site["users"][name] = choose.choice(ROLES)
    for group in site.get("groups", {}).values():
        members = group.get("members") if isinstance(group, dict) else group
        if members is not None and name not in members and choose.random() < 0.7:
            members.append(name)


def new_group(plain: dict, choose: random.Random) -> None:
    site = _site(plain, choose)
    users = choose.sample(list(site["users"]), min(3, len(site["users"])))
    groups = site.setdefault("groups", {})
    name = f"new group {choose.randrange(2)}"
    groups[name] = {"members": users}
    if choose.random() < 0.5:
        groups[name]["minimum_site_role"] = choose.choice(("Viewer", "Creator"))
    for project in _projects({"sites": {"": site}}):
        if project.get("permissions") is not None and choose.random() < 0.5:
            forget_gaps(project, "project", "workbooks")
            project["permissions"].setdefault("groups", {})[name] = {
                "project": "view",
                "workbooks": choose.choice(("explore", "denied")),
                "leader": choose.random() < 0.3,
            }


def group_set(plain: dict, choose: random.Random) -> None:
    site = _site(plain, choose)
    if site.get("group_sets"):
        name = choose.choice(list(site["group_sets"]))
        groups = ["All Users", *site.get("groups", {})]
        site["group_sets"][name] = choose.sample(groups, choose.randint(0, min(2, len(groups))))


def lock(plain: dict, choose: random.Random) -> None:
    for project in choose.sample(found := list(_projects(plain)), min(1, len(found))):
        forget_gaps(project, "content_permissions")
        project["content_permissions"] = choose.choice([it.value for it in Lock])


def owner(plain: dict, choose: random.Random) -> None:
    site = _site(plain, choose)
    found = list(_projects({"sites": {"": site}}))
    owned = [*found, *(it for each in found for it in each.get("workbooks", {}).values())]
    if owned and site["users"]:
        one = choose.choice(owned)
        if one is not None:
            forget_gaps(one, "owner")
            one["owner"] = choose.choice(list(site["users"]))


def leader(plain: dict, choose: random.Random) -> None:
    for project in choose.sample(found := list(_projects(plain)), min(1, len(found))):
        if project.get("permissions") is None:
            project["permissions"] = {}
        groups = project["permissions"].setdefault("groups", {})
        groups.setdefault("All Users", {})["leader"] = choose.random() < 0.5


def settings(plain: dict, choose: random.Random) -> None:
    flags = _site(plain, choose).setdefault("settings", {})
    flags[choose.choice(("guest_access", "group_sets"))] = choose.random() < 0.5


def copy(plain: dict, choose: random.Random) -> None:
    places = [place for place, _, body in items_in(plain) if body.get("permissions") is not None]
    if places:
        here = plain
        for step in choose.choice(places):
            here = here[step]
        here.pop("permissions")
        forget_gaps(here, *LIST_PARTS)


def reading(plain: dict, choose: random.Random) -> None:
    projects = list(_projects(plain))
    if projects:
        toggle_reading(choose.choice(projects), choose)


def tabs(plain: dict, choose: random.Random) -> None:
    books = [
        body for project in _projects(plain) for body in project.get("workbooks", {}).values()
    ]
    if books and isinstance(one := choose.choice(books), dict):
        one["tabs"] = choose.choice(("shown", "hidden"))


def items(plain: dict, choose: random.Random) -> None:
    for project in choose.sample(found := list(_projects(plain)), min(1, len(found))):
        project.setdefault("flows", {})[f"new {choose.randrange(3)}"] = {}
        if choose.random() < 0.5:
            project.pop("workbooks", None)
        if choose.random() < 0.4:
            project.setdefault("projects", {})["New"] = {"workbooks": {"W": {"views": {"V": {}}}}}


def default(plain: dict, choose: random.Random) -> None:
    site = _site(plain, choose)
    site.setdefault("projects", {})["Default"] = {
        "permissions": {"groups": {"All Users": {"project": "view", "workbooks": "explore"}}}
    }


def site(plain: dict, choose: random.Random) -> None:
    if len(plain["sites"]) > 1 and choose.random() < 0.3:
        plain["sites"].pop(choose.choice(list(plain["sites"])))
    elif choose.random() < 0.2:
        plain["sites"]["A new one"] = {"users": {"zed": "Creator"}, "projects": {"P": {}}}


EDITORS: tuple[Callable[[dict, random.Random], None], ...] = (
    *(rule, rule, rule, member, member, role, new_user, new_group, group_set, lock, owner),
    *(leader, settings, copy, reading, tabs, items, default, site),
)
