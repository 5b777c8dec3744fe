"""Generates sites of the benchmarked sizes: the same for the same size and seed, everywhere.

``build_site`` makes a site in memory, for what starts after loading; ``plain`` and ``yaml_text``
and ``json_text`` give the same site as text, for the loader. As a script: ``sites.py medium
--format yaml > medium.yaml``.
"""

import argparse
import json
import random
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import cycle
from typing import Any

from tableau_perm_cli.catalog import CATALOG, Kind, SiteRole, site_role_named
from tableau_perm_cli.catalog.templates import TEMPLATES
from tableau_perm_cli.declaration.address import Address, encode_name
from tableau_perm_cli.declaration.model import (
    ALL_USERS,
    CONTENT_KINDS,
    Authentication,
    Connection,
    Content,
    Declaration,
    Grantee,
    GranteeKind,
    Group,
    GroupSet,
    Leader,
    Lock,
    Ownership,
    Project,
    ProjectPermissions,
    Rule,
    RuleList,
    Settings,
    Site,
    User,
)
from tableau_perm_cli.diagnostics import Position


@dataclass(frozen=True, slots=True)
class Size:
    """How large a site is."""

    users: int
    groups: int
    items: int
    lists: int
    """How many distinct rule lists are written, over all content types."""
    groups_of_user: int
    """How many groups a user is in, besides All Users."""
    own_rules: float = 0.4
    """Which share of the content has rules of its own, consulted or not."""

    def times(self, **factors: int) -> "Size":
        """Return the size with some of its numbers multiplied."""
        return replace(self, **{name: getattr(self, name) * by for name, by in factors.items()})


SIZES = {
    "small": Size(users=50, groups=10, items=30, lists=12, groups_of_user=3),
    "medium": Size(users=5_000, groups=300, items=5_000, lists=700, groups_of_user=6),
    "large": Size(users=100_000, groups=5_000, items=100_000, lists=1_000, groups_of_user=10),
    # So many written lists that 20,000 distinct ones govern: half of them stand under a lock.
    "worst": Size(
        users=100_000,
        groups=5_000,
        items=100_000,
        lists=28_000,
        groups_of_user=10,
        own_rules=0.9,
    ),
}

SITE = "Generated"
NOWHERE = Position("generated.yaml", 1, 1)

_ROLES = {
    "Viewer": 600,
    "Explorer": 200,
    "Explorer (can publish)": 120,
    "Creator": 50,
    "Unlicensed": 26,
    "Site Administrator Creator": 3,
    "Site Administrator Explorer": 1,
}
_PUBLISHERS = frozenset({"Explorer (can publish)", "Creator"})
_ITEMS_OF_PROJECT = 25
_LISTS_OF_KIND = {
    Kind.PROJECT: 20,
    Kind.WORKBOOK: 35,
    Kind.VIEW: 5,
    Kind.DATA_SOURCE: 25,
    Kind.FLOW: 8,
    Kind.DATABASE: 5,
    Kind.TABLE: 2,
}
"""Which share of the distinct lists is of which kind; other kinds have an empty list."""
_PARTS = {Kind.WORKBOOK: Kind.VIEW, Kind.DATABASE: Kind.TABLE}


def _role(name: str) -> SiteRole:
    reading = site_role_named(name)
    if reading is None:
        raise KeyError(name)
    return reading.role


def build_declaration(size: Size, seed: int = 1) -> Declaration:
    """Return a declaration with one site, which is called ``SITE``."""
    return Declaration({SITE: build_site(size, seed)}, None, ())


def build_site(size: Size, seed: int = 1) -> Site:
    """Return a site of this size; half of its projects are locked."""
    return _Builder(size, random.Random(seed)).site()  # noqa: S311 - not a secret


@dataclass(slots=True)
class _Builder:
    size: Size
    random: random.Random
    publishers: list[str] = field(default_factory=list)
    groups: list[str] = field(default_factory=list)
    group_sets: list[str] = field(default_factory=list)
    users: list[str] = field(default_factory=list)
    pools: dict[Kind, Iterator[tuple[Rule, ...]]] = field(default_factory=dict)
    left: int = 0
    """How many items are still to be made."""
    made: int = 0

    def site(self) -> Site:
        users = self._users()
        groups = self._groups()
        group_sets = {
            name: GroupSet(name, NOWHERE, tuple(self.random.sample(self.groups, 2)))
            for name in (f"Set {n}" for n in range(self.size.groups // 50 + 1))
        }
        self.group_sets = list(group_sets)
        for kind, share in _LISTS_OF_KIND.items():
            self.pools[kind] = cycle(self._pool(kind, max(1, self.size.lists * share // 100)))
        settings = Settings(guest_access=True)
        projects = self._projects()
        return Site(SITE, NOWHERE, settings, users, groups, group_sets, projects, ())

    # People

    def _users(self) -> dict[str, User]:
        names = [f"user {number:06}" for number in range(self.size.users - 1)]
        roles = self.random.choices(list(_ROLES), list(_ROLES.values()), k=len(names))
        readings = {name: site_role_named(name) for name in [*_ROLES, "Guest"]}
        users: dict[str, User] = {}
        for name, role in zip([*names, "guest"], [*roles, "Guest"], strict=True):
            reading = readings[role]
            if reading is not None:
                users[name] = User(name, NOWHERE, reading, NOWHERE)
            if role in _PUBLISHERS:
                self.publishers.append(name)
        self.users = names
        self.publishers = self.publishers or names[:1]
        return users

    def _groups(self) -> dict[str, Group]:
        self.groups = [f"Group {number:04}" for number in range(self.size.groups)]
        members: list[list[str]] = [[] for _ in self.groups]
        count, chance = len(self.groups), self.random.random
        for user in self.users:
            # Squared: a few groups are large and most are small.
            places = {int(chance() ** 2 * count) for _ in range(self.size.groups_of_user)}
            while len(places) < min(self.size.groups_of_user, count):
                places.add(int(chance() * count))
            for place in places:
                members[place].append(user)
        groups = {ALL_USERS: Group(ALL_USERS, None, ())}
        for name, inside in zip(self.groups, members, strict=True):
            groups[name] = Group(name, NOWHERE, tuple(inside))
        groups[self.groups[-1]] = replace(
            groups[self.groups[-1]], minimum_site_role=_role("Explorer")
        )
        return groups

    # Rules

    def _pool(self, kind: Kind, number: int) -> list[tuple[Rule, ...]]:
        """Return so many distinct lists of rules."""
        pool: dict[frozenset[tuple[Grantee, int, int]], tuple[Rule, ...]] = {}
        while len(pool) < number:
            rules = tuple(self._rule(kind, grantee) for grantee in self._grantees())
            pool[frozenset((rule.grantee, rule.allow, rule.deny) for rule in rules)] = rules
        return list(pool.values())

    def _grantees(self) -> Iterator[Grantee]:
        """Yield whom one list is about, in the order in which it is written."""
        chance, sample = self.random.random, self.random.sample
        most = min(9, len(self.groups))
        groups = sample(self.groups, self.random.randint(min(3, most), most))
        if chance() < 0.5:
            yield Grantee(GranteeKind.GROUP, ALL_USERS)
        yield from (Grantee(GranteeKind.GROUP, name) for name in groups)
        if chance() < 0.2:
            named = sample(self.users, self.random.randint(1, 3))
            yield from (Grantee(GranteeKind.USER, name) for name in named)
        if chance() < 0.05:
            yield Grantee(GranteeKind.GROUP_SET, self.random.choice(self.group_sets))

    def _rule(self, kind: Kind, grantee: Grantee) -> Rule:
        """Return a template, or now and then a template with two capabilities changed."""
        names = list(TEMPLATES[kind])
        template = TEMPLATES[kind][self.random.choice(names[2:] * 4 + ["none", "denied"])]
        allow, deny, uncertain = template.allow, template.deny, template.uncertain
        explicit: tuple[tuple[int, Position], ...] = ()
        if self.random.random() < 0.2:
            first, second = self.random.sample(CATALOG[kind].capabilities, 2)
            explicit = ((first.index, NOWHERE), (second.index, NOWHERE))
            listed = first.bit | second.bit
            allow, deny = allow & ~listed | first.bit, deny & ~listed | second.bit
            uncertain &= ~listed
        return Rule(
            grantee, kind, allow, deny, uncertain, template.name, NOWHERE, NOWHERE, explicit
        )

    def _rule_list(self, kind: Kind) -> RuleList:
        # A new object each time, as the loader makes one: the engine is to find out itself.
        return RuleList(kind, next(self.pools[kind]) if kind in self.pools else (), NOWHERE)

    # Content

    def _projects(self) -> tuple[Project, ...]:
        count = max(2, self.size.items // _ITEMS_OF_PROJECT)
        self.left = self.size.items - count
        top = max(2, count // 10)
        nested: list[list[int]] = [[] for _ in range(count)]
        depth = [1] * count
        for number in range(top, count):
            parent = self.random.randrange(number)
            while depth[parent] == 5:  # noqa: PLR2004 - deep enough
                parent = self.random.randrange(number)
            depth[number] = depth[parent] + 1
            nested[parent].append(number)
        per_project = -(-self.left // count)
        return tuple(self._project((), number, nested, per_project) for number in range(top))

    def _project(
        self, path: tuple[str, ...], number: int, nested: Sequence[Sequence[int]], items: int
    ) -> Project:
        name = "Default" if number == 0 else f"Project {number:04}"
        address = Address(Kind.PROJECT, (*path, name))
        chance = self.random.random
        lock = self.random.choice(
            [Lock.CUSTOMIZABLE] * 2 + [Lock.LOCKED, Lock.LOCKED_INCLUDING_NESTED]
        )
        owner = Ownership(self.random.choice(self.publishers), NOWHERE)
        permissions = self._project_permissions() if number == 0 or chance() < 0.8 else None
        return Project(
            address,
            NOWHERE,
            owner if chance() < 0.7 else None,
            lock,
            NOWHERE,
            ("sensitive",) if chance() < 0.05 else (),
            permissions,
            self._content(address, items),
            tuple(self._project(address.path, inner, nested, items) for inner in nested[number]),
        )

    def _project_permissions(self) -> ProjectPermissions:
        kinds = (Kind.PROJECT, *CONTENT_KINDS)
        lists = {kind: self._rule_list(kind) for kind in kinds}
        leaders: list[Leader] = []
        if self.random.random() < 0.3:
            # Only who has a rule can be shown as a leader: take one of the project's grantees.
            grantees = [rule.grantee for rule in lists[Kind.PROJECT].rules]
            possible = [g for g in grantees if g.name != ALL_USERS and "Set" not in g.name]
            leaders.append(Leader(self.random.choice(possible), NOWHERE))
        return ProjectPermissions(lists, tuple(leaders), (), NOWHERE)

    def _content(self, project: Address, most: int) -> tuple[Content, ...]:
        """Return the content of one project, so many items with views and tables."""
        until = self.made + min(most, self.left)
        sources: list[Address] = []
        content: list[Content] = []
        while self.made < until:
            kind = self.random.choices(
                (Kind.DATA_SOURCE, Kind.WORKBOOK, Kind.FLOW, Kind.DATABASE), (30, 50, 12, 8)
            )[0]
            address = project.child(kind, f"{CATALOG[kind].label} {self.made:06}")
            content.append(self._item(address, sources, until))
            if kind is Kind.DATA_SOURCE:
                sources.append(address)
        # The order of the loader: kind by kind.
        return tuple(sorted(content, key=lambda item: CONTENT_KINDS.index(item.kind)))

    def _item(self, address: Address, sources: Sequence[Address], until: int) -> Content:
        kind, chance = address.kind, self.random.random
        self._count_item()
        part, parts = _PARTS.get(kind), []
        while part and self.made < until and len(parts) < 3 and chance() < 0.7:  # noqa: PLR2004
            self._count_item()
            parts.append(
                Content(
                    address.child(part, f"{CATALOG[part].label} {len(parts) + 1}"),
                    NOWHERE,
                    None,
                    permissions=self._rule_list(part) if chance() < 0.1 else None,
                )
            )
        connects = kind is Kind.WORKBOOK and sources
        return Content(
            address,
            NOWHERE,
            Ownership(self.random.choice(self.publishers), NOWHERE) if chance() < 0.9 else None,
            permissions=self._rule_list(kind) if chance() < self.size.own_rules else None,
            tabs_shown=kind is Kind.WORKBOOK and chance() < 0.6,
            connections=(Connection(sources[-1], Authentication.PROMPT, NOWHERE),)
            if connects
            else (),
            locked=kind is Kind.DATABASE and chance() < 0.3,
            parts=tuple(parts),
        )

    def _count_item(self) -> None:
        self.made += 1
        self.left -= 1


# --- The same as text ------------------------------------------------------------------------

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


def main() -> None:
    """Write a generated site to standard output."""
    parser = argparse.ArgumentParser(description="Write a generated site to standard output.")
    parser.add_argument("size", choices=SIZES)
    parser.add_argument("--format", choices=("yaml", "json"), default="yaml")
    parser.add_argument("--seed", type=int, default=1)
    for name in ("users", "groups", "items", "lists", "groups_of_user"):
        parser.add_argument(f"--times-{name.replace('_', '-')}", type=int, default=1)
    given = parser.parse_args()
    factors = {
        name.removeprefix("times_"): by
        for name, by in vars(given).items()
        if name.startswith("times_")
    }
    declaration = plain(build_site(SIZES[given.size].times(**factors), given.seed))
    sys.stdout.write((yaml_text if given.format == "yaml" else json_text)(declaration))


if __name__ == "__main__":
    main()
