"""Random valid declarations: one builder, fed by a seed or by hypothesis.

The builder asks for one thing only, a number below a limit, and 0 is always the plainest choice
(no, the first, the fewest), so what hypothesis finds it can also shrink.
"""

import random
from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

import yaml
from hypothesis import strategies as st

from support.altered import (
    fresh_names,
    kind_at,
    renamed_address,
    rule_places,
    with_effect,
    with_renamed,
    with_rules_reordered,
)
from support.reference_site import ALL_USERS, CONTENT_KEYS, address
from tableau_perm_cli.catalog import CATALOG, CEILING_CLASSES, Kind
from tableau_perm_cli.catalog.templates import template_spellings

__all__ = [
    "declarations",
    "fresh_names",
    "kind_at",
    "random_declaration",
    "renamed_address",
    "rule_places",
    "with_effect",
    "with_renamed",
    "with_rules_reordered",
    "yaml_text",
]

T = TypeVar("T")

# The ordinary names come first; the rest are hostile to addresses, YAML, Rich, CI logs, CSV.
NAMES = (
    *("Sales", "Finance", "HR", "Ops", "Detail", "a/b", "x%2Fy", "[bold]", "🦊", "::error::"),
    *("x%25y", "100%", "=1+1", "@home", "null", "2024"),
)
PROJECTS = [name for name in NAMES if not name.startswith("@")] + ["Default", "Q1 / Q2"]
USERS = ("ada", "bob", "cyd", "dan", "eve", "fay", "x%2Fy", "🦊", "[bold]", "a/b", "::error::")
GROUPS = ("Analysts", "Interns", "Orange Belt", "ada", "[red]", "emea/uk", "::error::")
GROUP_SETS = ("Orange Interns", "Nobody", "[both]")
LABELS = ("sensitive", "finance/eu", "[x]")
ROLES = (
    # In any spelling; those the rules decide about come more often than administrators.
    *("Explorer", "Viewer", "Creator", "Explorer (can publish)") * 3,
    *("explorer", "ExplorerCanPublish", "VIEWER", "creator", "explorer_can-publish"),
    *("Unlicensed", "Unlicensed (can publish)", "Read Only", "ReadOnly", "Support User"),
    *("SupportUser", "Interactor", "Publisher", "Viewer (can publish)", "Site Administrator"),
    *("Site Administrator Creator", "SiteAdministratorExplorer", "site_administrator_explorer"),
)
SERVER_ADMINISTRATOR_ROLES = ("Server Administrator", "ServerAdministrator")
MINIMUM_ROLES = ("Viewer", "Explorer", "ExplorerCanPublish", "Creator", "Interactor")
ADMINISTRATOR_MINIMUM_ROLES = ("SiteAdministratorExplorer", "Site Administrator Creator")
PROJECT_LOCKS = (
    *("customizable", "locked", "locked_including_nested") * 2,
    *("ManagedByOwner", "LockedToProject", "LockedToProjectWithoutNested"),
    *("Locked Including Nested", "LOCKED"),
)
DATABASE_LOCKS = ("locked", "customizable", "LockedToDatabase", "ManagedByOwner")
EXTERNAL_AUTHORIZATIONS = ("run_as_user", "impersonation", "database")
MAX_DEPTH = 4


class _Choices:
    """All the ways the builder chooses, made of one: a number below a limit."""

    def __init__(self, below: Callable[[int], int], size: int) -> None:
        self.below = below
        self.size = size

    def chance(self, percent: int) -> bool:
        return self.below(100) >= 100 - percent

    def pick(self, options: Sequence[T]) -> T:
        return options[self.below(len(options))]

    def some(self, options: Sequence[T], percent: int) -> list[T]:
        return [option for option in options if self.chance(percent)]

    def names(self, options: Sequence[str], least: int, most: int, percent: int) -> Iterator[str]:
        """Yield distinct names: ``least``, then more while luck lasts, up to ``most``."""
        left = list(options)
        for count in range(most):
            if not left or (count >= least and not self.chance(percent)):
                return
            yield left.pop(self.below(len(left)))


def random_declaration(seed: int, size: int = 2) -> dict:
    """Return a valid declaration; the same for the same seed. A larger size has more of all.

    With size 2 a site has about five users and twenty items; the numbers grow with the size.
    """
    return _declaration(_Choices(random.Random(seed).randrange, size))  # noqa: S311, not a secret


def declarations(size: int = 1) -> st.SearchStrategy[dict]:
    """Return a hypothesis strategy for valid declarations, which shrinks towards a bare site."""

    @st.composite
    def drawn(draw: st.DrawFn) -> dict:
        return _declaration(_Choices(lambda limit: draw(st.integers(0, limit - 1)), size))

    return drawn()


def yaml_text(declaration: dict) -> str:
    """Return the declaration as the text of a file."""
    return yaml.safe_dump(declaration, sort_keys=False, allow_unicode=True, width=1000)


# --- The builder ---------------------------------------------------------------------------


def _declaration(choose: _Choices) -> dict:
    declaration = {"version": 1}
    administrators = []
    if choose.chance(40):
        administrators = ["root", *choose.some(USERS[:2], 20)]
        declaration["server"] = {"administrators": administrators}
        if choose.chance(50):
            declaration["server"]["name"] = "tableau.example.edu"
    sites = choose.names(("Main", "Second site", "a/b", "[third]"), 1, 3, 35)
    declaration["sites"] = {site: _site(choose, administrators) for site in sites}
    return declaration


def _site(choose: _Choices, administrators: list[str]) -> dict:
    site = {}
    if choose.chance(60):
        site["settings"] = _settings(choose)
    site["users"] = _users(choose)
    site["groups"] = _groups(choose, list(site["users"]))
    site["group_sets"] = {
        name: choose.some([*site["groups"], *choose.some([ALL_USERS], 15)], 40)
        for name in choose.names(GROUP_SETS, 0, 3, 60)
    }
    for key in ("groups", "group_sets"):
        if not site[key] and choose.chance(50):
            del site[key]
    known = {
        "users": list(dict.fromkeys([*site["users"], *choose.some(administrators, 50)])),
        "groups": [ALL_USERS, *site.get("groups", ())],
        "group_sets": list(site.get("group_sets", ())),
    }
    site["projects"] = _projects(choose, known, depth=1)
    if choose.chance(40):
        site["personal_spaces"] = {
            user: _personal_space(choose) for user in choose.names(list(site["users"]), 1, 2, 50)
        }
    _connect_workbooks(choose, site)
    return site


def _settings(choose: _Choices) -> dict:
    settings = {
        key: choose.chance(percent)
        for key, percent in (("guest_access", 60), ("web_authoring", 60), ("group_sets", 70))
        if choose.chance(60)
    }
    if choose.chance(40):
        decided = {}
        for kind, capability, column in choose.some(UNCERTAIN_CELLS, 15):
            decided.setdefault(kind, {}).setdefault(capability, {})[column] = choose.chance(50)
        settings["uncertain_ceilings"] = decided
    return settings


UNCERTAIN_CELLS = [
    (str(kind), capability.key, str(column))
    for kind, content_type in CATALOG.items()
    for capability in content_type.capabilities
    for column in CEILING_CLASSES
    if capability.ceiling[column].uncertain
]


def _users(choose: _Choices) -> dict:
    users = {}
    for name in choose.names(USERS, 2, 3 + 2 * choose.size, 85):
        role = choose.pick(SERVER_ADMINISTRATOR_ROLES if choose.chance(3) else ROLES)
        users[name] = role
        if choose.chance(15):
            users[name] = {"role": role, "full_name": "Ada [B]", "email": "ada@example.edu"}
    if choose.chance(50):
        users["guest"] = choose.pick(("Guest", "guest"))
    return users


def _groups(choose: _Choices, users: list[str]) -> dict:
    groups = {}
    for name in choose.names(GROUPS, 1, 2 + choose.size, 80):
        members = choose.some(users, 45)
        groups[name] = members
        if choose.chance(30):
            groups[name] = {"members": members}
            if choose.chance(50):
                groups[name]["domain"] = "local"
            if choose.chance(60):
                administers = choose.chance(10)
                groups[name]["minimum_site_role"] = choose.pick(
                    ADMINISTRATOR_MINIMUM_ROLES if administers else MINIMUM_ROLES
                )
                if choose.chance(50):
                    groups[name]["grant_on_sign_in"] = choose.chance(70)
    return groups


def _projects(choose: _Choices, known: dict, depth: int) -> dict:
    projects = {}
    if depth == 1 and choose.chance(60):
        projects[choose.pick(("Default", "default"))] = _project(choose, known, depth)
    names = [name for name in PROJECTS if depth > 1 or name != "Default"]
    most = choose.size if depth > 1 else choose.size + 1
    for name in choose.names(names, 1 if depth == 1 else 0, most, 40 if depth > 1 else 70):
        projects[name] = _project(choose, known, depth)
    return projects


def _project(choose: _Choices, known: dict, depth: int) -> dict:
    project = {}
    if choose.chance(25):
        project["owner"] = choose.pick(known["users"])
    if choose.chance(50):
        project["content_permissions"] = choose.pick(PROJECT_LOCKS)
    if choose.chance(20):
        project["labels"] = choose.some(LABELS, 50)
    if choose.chance(60):
        project["permissions"] = _permissions(choose, known, Kind.PROJECT)
    for key, kind in CONTENT_KEYS.items():
        frequent = kind in {Kind.WORKBOOK, Kind.DATA_SOURCE}
        most, percent = (choose.size, 50) if frequent else (1, 18)
        items = {
            name: _content(choose, known, kind) for name in choose.names(NAMES, 0, most, percent)
        }
        if items:
            project[key] = items
    if depth < MAX_DEPTH:
        nested = _projects(choose, known, depth + 1)
        if nested:
            project["projects"] = nested
    return project


def _content(choose: _Choices, known: dict | None, kind: Kind) -> dict:
    """Return one item; without ``known`` (in a personal space) it has no owner and no rules."""
    item = {}
    if known and choose.chance(30) and kind not in {Kind.VIEW, Kind.TABLE}:
        item["owner"] = choose.pick(known["users"])
    if choose.chance(10):
        item["labels"] = choose.some(LABELS, 50)
    if known and choose.chance(45):
        item["permissions"] = _permissions(choose, known, kind)
    return item | _own_keys(choose, known, kind)


def _own_keys(choose: _Choices, known: dict | None, kind: Kind) -> dict:
    """Return what only content of this kind may say."""
    keys = {}
    if kind in {Kind.WORKBOOK, Kind.DATABASE}:
        key, value_key, values, part, percent = {
            Kind.WORKBOOK: ("views", "tabs", ("hidden", "shown"), Kind.VIEW, 50),
            Kind.DATABASE: ("tables", "content_permissions", DATABASE_LOCKS, Kind.TABLE, 60),
        }[kind]
        if choose.chance(50):
            keys[value_key] = choose.pick(values)
        keys[key] = {
            name: _content(choose, known, part) for name in choose.names(NAMES, 0, 2, percent)
        }
    if kind == Kind.DATA_SOURCE:
        if choose.chance(30):
            keys["authentication"] = choose.pick(("embedded", "prompt"))
        if choose.chance(15):
            keys["external_authorization"] = choose.pick(EXTERNAL_AUTHORIZATIONS)
    return keys


def _personal_space(choose: _Choices) -> dict:
    return {
        key: {
            name: _content(choose, None, CONTENT_KEYS[key])
            for name in choose.names(NAMES, 1, 2, 30)
        }
        for key in ("workbooks", *choose.some(("data_sources", "flows"), 50))
    }


def _connect_workbooks(choose: _Choices, site: dict) -> None:
    """Connect workbooks to published data sources, which may stand anywhere on the site."""
    places = list(_content_places(site))
    sources = [
        address("data_source", (*path, name)).partition(":")[2]
        for path, place in places
        for name in place.get("data_sources", {})
    ]
    if not sources:
        return
    for _path, place in places:
        for workbook in place.get("workbooks", {}).values():
            for source in choose.names(sources, 0, 2, 45):
                connection = {"data_source": source}
                if choose.chance(70):
                    connection["authentication"] = choose.pick(("embedded", "prompt"))
                workbook.setdefault("connects_to", []).append(connection)


def _content_places(site: dict) -> Iterator[tuple[tuple[str, ...], dict]]:
    """Yield the path and the body of every project and personal space."""

    def walk(projects: dict, above: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], dict]]:
        for name, body in projects.items():
            yield (*above, name), body
            yield from walk(body.get("projects", {}), (*above, name))

    yield from walk(site["projects"], ())
    for user, space in site.get("personal_spaces", {}).items():
        yield (f"@{user}",), space


# --- Rules ---------------------------------------------------------------------------------


def _permissions(choose: _Choices, known: dict, kind: Kind) -> dict:
    """Return a rule list; the lists of rules may be absent or empty."""
    permissions = {}
    for section, percent in (("groups", 45), ("users", 25), ("group_sets", 60)):
        grantees = choose.some(known[section], percent)
        if grantees or choose.chance(20):
            permissions[section] = {
                grantee: _rule_about(choose, kind)
                if kind != Kind.PROJECT
                else _project_rules(choose, may_lead=section != "group_sets")
                for grantee in grantees
            }
    return permissions


def _project_rules(choose: _Choices, *, may_lead: bool) -> dict:
    rules = {}
    for key, kind in {"project": Kind.PROJECT, **CONTENT_KEYS}.items():
        frequent = kind in {Kind.PROJECT, Kind.WORKBOOK, Kind.DATA_SOURCE}
        if choose.chance(55 if frequent else 25):
            rules[key] = _rule_about(choose, kind)
    if may_lead and choose.chance(12):
        rules["leader"] = choose.pick((True, True, "denied", False))
    return rules or {"project": "view"}


def _rule_about(choose: _Choices, kind: Kind) -> str | dict:
    template = choose.pick(template_spellings(kind))
    template = choose.pick((template, template, template.capitalize(), template.upper()))
    if choose.chance(50):
        return template
    rule = {"template": template} if choose.chance(50) else {}
    capabilities = CATALOG[kind].capabilities
    allowed = choose.some(capabilities, 30)
    denied = [each for each in choose.some(capabilities, 25) if each not in allowed]
    for effect, chosen in (("allow", allowed), ("deny", denied)):
        if chosen or choose.chance(10):
            rule[effect] = [_spelling(choose, each) for each in chosen]
    return rule or template


def _spelling(choose: _Choices, capability: object) -> str:
    key, label, rest_name = capability.key, capability.label, capability.rest_name
    folded_alike = (key.upper(), key.replace("_", "-"), label.lower())
    return choose.pick((key, key, label, rest_name, *folded_alike, *capability.aliases))
