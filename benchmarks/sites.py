"""Generates sites of the benchmarked sizes: the same for the same size and seed, everywhere.

``build_site`` makes a site in memory, for what starts after loading; ``site_text.py`` writes the
same site, for the loader. From the root of the source tree:

    .venv/bin/python -m benchmarks.sites medium --format yaml > medium.yaml
"""

import argparse
import random
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import cycle

from benchmarks.site_text import json_text, plain, yaml_text
from tableau_perm_cli.catalog import CATALOG, Kind, SiteRole, site_role_named
from tableau_perm_cli.catalog.templates import TEMPLATES
from tableau_perm_cli.declaration.address import Address
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
    own_rules: int = 40
    """How many per cent of the content have rules of their own, consulted or not."""

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
        own_rules=90,
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
_DEEPEST = 5
"""How deep projects are nested at most."""
_MOST_PARTS = 3
"""How many views or tables are in one workbook or database at most."""
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

    def _chance(self, percent: int) -> bool:
        return self.random.random() * 100 < percent

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
        sample = self.random.sample
        most = min(9, len(self.groups))
        groups = sample(self.groups, self.random.randint(min(3, most), most))
        if self._chance(50):
            yield Grantee(GranteeKind.GROUP, ALL_USERS)
        yield from (Grantee(GranteeKind.GROUP, name) for name in groups)
        if self._chance(20):
            named = sample(self.users, self.random.randint(1, 3))
            yield from (Grantee(GranteeKind.USER, name) for name in named)
        if self._chance(5):
            yield Grantee(GranteeKind.GROUP_SET, self.random.choice(self.group_sets))

    def _rule(self, kind: Kind, grantee: Grantee) -> Rule:
        """Return a template, or now and then a template with two capabilities changed."""
        names = list(TEMPLATES[kind])
        template = TEMPLATES[kind][self.random.choice(names[2:] * 4 + ["none", "denied"])]
        allow, deny, uncertain = template.allow, template.deny, template.uncertain
        explicit: tuple[tuple[int, Position], ...] = ()
        if self._chance(20):
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
            while depth[parent] == _DEEPEST:
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
        lock = self.random.choice(
            [Lock.CUSTOMIZABLE] * 2 + [Lock.LOCKED, Lock.LOCKED_INCLUDING_NESTED]
        )
        owner = Ownership(self.random.choice(self.publishers), NOWHERE)
        permissions = self._project_permissions() if number == 0 or self._chance(80) else None
        return Project(
            address,
            NOWHERE,
            owner if self._chance(70) else None,
            lock,
            NOWHERE,
            ("sensitive",) if self._chance(5) else (),
            permissions,
            self._content(address, items),
            tuple(self._project(address.path, inner, nested, items) for inner in nested[number]),
        )

    def _project_permissions(self) -> ProjectPermissions:
        kinds = (Kind.PROJECT, *CONTENT_KINDS)
        lists = {kind: self._rule_list(kind) for kind in kinds}
        leaders: list[Leader] = []
        if self._chance(30):
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
        kind = address.kind
        self._count_item()
        part = _PARTS.get(kind)
        parts: list[Content] = []
        while part and self.made < until and len(parts) < _MOST_PARTS and self._chance(70):
            self._count_item()
            parts.append(
                Content(
                    address.child(part, f"{CATALOG[part].label} {len(parts) + 1}"),
                    NOWHERE,
                    None,
                    permissions=self._rule_list(part) if self._chance(10) else None,
                )
            )
        connects = kind is Kind.WORKBOOK and sources
        return Content(
            address,
            NOWHERE,
            Ownership(self.random.choice(self.publishers), NOWHERE) if self._chance(90) else None,
            permissions=self._rule_list(kind) if self._chance(self.size.own_rules) else None,
            tabs_shown=kind is Kind.WORKBOOK and self._chance(60),
            connections=(Connection(sources[-1], Authentication.PROMPT, NOWHERE),)
            if connects
            else (),
            locked=kind is Kind.DATABASE and self._chance(30),
            parts=tuple(parts),
        )

    def _count_item(self) -> None:
        self.made += 1
        self.left -= 1


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
