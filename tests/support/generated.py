"""Random valid declarations: one builder, fed by a seed or by hypothesis.

The builder never asks where its choices come from; the plainest comes first in every list of
options, so what hypothesis finds it can also shrink.
"""

from collections.abc import Iterator

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
from support.choices import Choices, Drawn, Seeded
from support.gapped import put_gaps
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
FREQUENT = ("workbooks", "data_sources")
RARE = tuple(key for key in CONTENT_KEYS if key not in FREQUENT)


def random_declaration(seed: int, size: int = 2, *, gaps: bool = False) -> dict:
    """Return a valid declaration; the same for the same seed. A larger size has more of all.

    With size 2 a site has about five users and twenty items; the numbers grow with the size.
    With ``gaps`` some of it was not read, and some capabilities are not known.
    """
    declaration = _declaration(Seeded(seed, size))
    if gaps:
        put_gaps(Seeded(seed, size), declaration)
    return declaration


def declarations(size: int = 1, *, gaps: bool = False) -> st.SearchStrategy[dict]:
    """Return a hypothesis strategy for valid declarations, which shrinks towards a bare site."""

    @st.composite
    def drawn(draw: st.DrawFn) -> dict:
        choose = Drawn(draw, size)
        declaration = _declaration(choose)
        if gaps:
            put_gaps(choose, declaration)
        return declaration

    return drawn()


def yaml_text(declaration: dict) -> str:
    """Return the declaration as the text of a file."""
    return yaml.safe_dump(declaration, sort_keys=False, allow_unicode=True, width=1000)


# --- The builder ---------------------------------------------------------------------------


def _declaration(choose: Choices) -> dict:
    declaration = {"version": 1}
    administrators = []
    if choose.chance(40):
        administrators = ["root", *choose.some(USERS[:2], 20)]
        declaration["server"] = {"administrators": administrators}
        if choose.chance(50):
            declaration["server"]["name"] = "tableau.example.edu"
    declaration["sites"] = choose.mapping(
        ("Main", "Second site", "a/b", "[third]"),
        1,
        3 if choose.chance(35) else 1,
        60,
        lambda choose: _site(choose, administrators),
    )
    return declaration


def _site(choose: Choices, administrators: list[str]) -> dict:
    site = {}
    if choose.chance(60):
        site["settings"] = _settings(choose)
    site["users"] = _users(choose)
    site["groups"] = _groups(choose, list(site["users"]))
    groups = [*site["groups"], *([ALL_USERS] if choose.chance(25) else [])]
    site["group_sets"] = choose.mapping(
        GROUP_SETS, 0, 3, 75, lambda choose: choose.some(groups, 35)
    )
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
        site["personal_spaces"] = choose.mapping(list(site["users"]), 1, 2, 50, _personal_space)
    _connect_workbooks(choose, site)
    return site


def _settings(choose: Choices) -> dict:
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


def _users(choose: Choices) -> dict:
    users = choose.mapping(USERS, 2, 3 + 2 * choose.size, 85, _user)
    if choose.chance(50):
        users["guest"] = choose.pick(("Guest", "guest"))
    return users


def _user(choose: Choices) -> str | dict:
    role = choose.pick(SERVER_ADMINISTRATOR_ROLES if choose.chance(3) else ROLES)
    if choose.chance(15):
        return {"role": role, "full_name": "Ada [B]", "email": "ada@example.edu"}
    return role


def _groups(choose: Choices, users: list[str]) -> dict:
    def group(choose: Choices) -> list | dict:
        members = choose.some(users, 45)
        if not choose.chance(30):
            return members
        body = {"members": members}
        if choose.chance(50):
            body["domain"] = "local"
        if choose.chance(60):
            administers = choose.chance(10)
            body["minimum_site_role"] = choose.pick(
                ADMINISTRATOR_MINIMUM_ROLES if administers else MINIMUM_ROLES
            )
            if choose.chance(50):
                body["grant_on_sign_in"] = choose.chance(70)
        return body

    return choose.mapping(GROUPS, 1, 2 + choose.size, 80, group)


def _projects(choose: Choices, known: dict, depth: int) -> dict:
    def project(choose: Choices) -> dict:
        return _project(choose, known, depth)

    if depth > 1:
        return choose.mapping(PROJECTS, 0, choose.size, 40, project)
    projects = choose.mapping(("Default", "default"), 0, 1, 60, project)
    names = [name for name in PROJECTS if name != "Default"]
    return projects | choose.mapping(names, 1, choose.size + 1, 70, project)


def _project(choose: Choices, known: dict, depth: int) -> dict:
    project = {}
    if choose.chance(25):
        project["owner"] = choose.pick(known["users"])
    if choose.chance(50):
        project["content_permissions"] = choose.pick(PROJECT_LOCKS)
    if choose.chance(20):
        project["labels"] = choose.some(LABELS, 50)
    if choose.chance(60):
        project["permissions"] = _permissions(choose, known, Kind.PROJECT)
    for key in [*choose.some(FREQUENT, 50), *choose.some(RARE, 18)]:
        project[key] = _items(choose, known, CONTENT_KEYS[key])
    if depth < MAX_DEPTH:
        nested = _projects(choose, known, depth + 1)
        if nested:
            project["projects"] = nested
    return project


def _items(choose: Choices, known: dict | None, kind: Kind, least: int = 1) -> dict:
    return choose.mapping(NAMES, least, 2, 50, lambda choose: _content(choose, known, kind))


def _content(choose: Choices, known: dict | None, kind: Kind) -> dict:
    """Return one item; without ``known`` (in a personal space) it has no owner and no rules."""
    item = {}
    if known and choose.chance(30) and kind not in {Kind.VIEW, Kind.TABLE}:
        item["owner"] = choose.pick(known["users"])
    if choose.chance(10):
        item["labels"] = choose.some(LABELS, 50)
    if known and choose.chance(45):
        item["permissions"] = _permissions(choose, known, kind)
    return item | _own_keys(choose, known, kind)


def _own_keys(choose: Choices, known: dict | None, kind: Kind) -> dict:
    """Return what only content of this kind may say."""
    keys = {}
    if kind in {Kind.WORKBOOK, Kind.DATABASE}:
        key, value_key, values, part = {
            Kind.WORKBOOK: ("views", "tabs", ("hidden", "shown"), Kind.VIEW),
            Kind.DATABASE: ("tables", "content_permissions", DATABASE_LOCKS, Kind.TABLE),
        }[kind]
        if choose.chance(50):
            keys[value_key] = choose.pick(values)
        keys[key] = _items(choose, known, part, least=0)
    if kind == Kind.DATA_SOURCE:
        if choose.chance(30):
            keys["authentication"] = choose.pick(("embedded", "prompt"))
        if choose.chance(15):
            keys["external_authorization"] = choose.pick(EXTERNAL_AUTHORIZATIONS)
    return keys


def _personal_space(choose: Choices) -> dict:
    return {
        key: _items(choose, None, CONTENT_KEYS[key])
        for key in ("workbooks", *choose.some(("data_sources", "flows"), 50))
    }


def _connect_workbooks(choose: Choices, site: dict) -> None:
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
            connected = choose.mapping(sources, 0, 2, 55, _authentication)
            if connected:
                workbook["connects_to"] = [
                    {"data_source": source} | authentication
                    for source, authentication in connected.items()
                ]


def _authentication(choose: Choices) -> dict:
    if choose.chance(30):
        return {}
    return {"authentication": choose.pick(("embedded", "prompt"))}


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


def _permissions(choose: Choices, known: dict, kind: Kind) -> dict:
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


def _project_rules(choose: Choices, *, may_lead: bool) -> dict:
    rules = {}
    for key in [*choose.some(["project", *FREQUENT], 55), *choose.some(RARE, 25)]:
        rules[key] = _rule_about(choose, CONTENT_KEYS.get(key, Kind.PROJECT))
    if may_lead and choose.chance(12):
        rules["leader"] = choose.pick((True, True, "denied", False))
    return rules or {"project": "view"}


def _rule_about(choose: Choices, kind: Kind) -> str | dict:
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


def _spelling(choose: Choices, capability: object) -> str:
    key, label, rest_name = capability.key, capability.label, capability.rest_name
    folded_alike = (key.upper(), key.replace("_", "-"), label.lower())
    return choose.pick((key, key, label, rest_name, *folded_alike, *capability.aliases))
