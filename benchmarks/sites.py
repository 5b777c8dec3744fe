"""Generates sites of the benchmarked sizes: the same for the same size and seed, everywhere.

``build_site`` makes a site in memory, for what starts after loading; ``site_text.py`` writes the
same site, for the loader. From the root of the source tree:

    .venv/bin/python -m benchmarks.sites medium --format yaml > medium.yaml
"""

import argparse
import random
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace

from benchmarks.site_people import NOWHERE, People, RuleLists
from benchmarks.site_text import json_text, plain, yaml_text
from tableau_perm_cli.catalog import CATALOG, Kind
from tableau_perm_cli.declaration.address import Address
from tableau_perm_cli.declaration.model import (
    ALL_USERS,
    CONTENT_KINDS,
    Authentication,
    Connection,
    Content,
    Declaration,
    GranteeKind,
    Leader,
    Lock,
    Ownership,
    Project,
    ProjectPermissions,
    Settings,
    Site,
)


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

_ITEMS_OF_PROJECT = 25
_DEEPEST = 5
"""How deep projects are nested at most."""
_MOST_PARTS = 3
"""How many views or tables are in one workbook or database at most."""
_PARTS = {Kind.WORKBOOK: Kind.VIEW, Kind.DATABASE: Kind.TABLE}


def build_declaration(size: Size, seed: int = 1) -> Declaration:
    """Return a declaration with one site, which is called ``SITE``."""
    return Declaration({SITE: build_site(size, seed)}, None, ())


def build_site(size: Size, seed: int = 1) -> Site:
    """Return a site of this size; half of its projects are locked.

    How projects and content stand does not depend on the people, nor these on the rules: where
    one number of the size is multiplied, everything else stays.
    """
    people = People(size.users, size.groups, size.groups_of_user, seed)
    projects = _Contents(size, people, RuleLists(people, size.lists, seed), seed).projects()
    return Site(
        SITE,
        NOWHERE,
        Settings(guest_access=True),
        people.users,
        people.groups,
        people.group_sets,
        projects,
        (),
    )


class _Contents:
    """Makes the projects of a site and what is in them."""

    def __init__(self, size: Size, people: People, rules: RuleLists, seed: int) -> None:
        self._size = size
        self._publishers = people.publishers
        self._rules = rules
        self._layout = random.Random(f"{seed} layout")  # noqa: S311 - not a secret
        self._persons = random.Random(f"{seed} owners")  # noqa: S311 - not a secret
        self._made = 0
        self._left = size.items

    def projects(self) -> tuple[Project, ...]:
        """Make them all."""
        count = max(2, self._size.items // _ITEMS_OF_PROJECT)
        self._left -= count
        top = max(2, count // 10)
        nested: list[list[int]] = [[] for _ in range(count)]
        depth = [1] * count
        for number in range(top, count):
            parent = self._layout.randrange(number)
            while depth[parent] == _DEEPEST:
                parent = self._layout.randrange(number)
            depth[number] = depth[parent] + 1
            nested[parent].append(number)
        per_project = -(-self._left // count)
        return tuple(self._project((), number, nested, per_project) for number in range(top))

    def _project(
        self, path: tuple[str, ...], number: int, nested: Sequence[Sequence[int]], items: int
    ) -> Project:
        name = "Default" if number == 0 else f"Project {number:04}"
        address = Address(Kind.PROJECT, (*path, name))
        lock = self._layout.choice(
            [Lock.CUSTOMIZABLE] * 2 + [Lock.LOCKED, Lock.LOCKED_INCLUDING_NESTED]
        )
        permissions = self._project_permissions() if number == 0 or self._chance(80) else None
        return Project(
            address,
            NOWHERE,
            self._owner(70),
            lock,
            NOWHERE,
            ("sensitive",) if self._chance(5) else (),
            permissions,
            self._content(address, items),
            tuple(self._project(address.path, inner, nested, items) for inner in nested[number]),
        )

    def _project_permissions(self) -> ProjectPermissions:
        kinds = (Kind.PROJECT, *CONTENT_KINDS)
        lists = {kind: self._rules.next(kind) for kind in kinds}
        leaders: list[Leader] = []
        if self._chance(30):
            # Only who has a rule can be shown as a leader: take one of the project's grantees.
            grantees = [rule.grantee for rule in lists[Kind.PROJECT].rules]
            possible = [
                grantee
                for grantee in grantees
                if grantee.name != ALL_USERS and grantee.kind is not GranteeKind.GROUP_SET
            ]
            leaders.append(Leader(self._persons.choice(possible), NOWHERE))
        return ProjectPermissions(lists, tuple(leaders), (), NOWHERE)

    def _content(self, project: Address, most: int) -> tuple[Content, ...]:
        """Return the content of one project, so many items with views and tables."""
        until = self._made + min(most, self._left)
        sources: list[Address] = []
        content: list[Content] = []
        while self._made < until:
            kind = self._layout.choices(
                (Kind.DATA_SOURCE, Kind.WORKBOOK, Kind.FLOW, Kind.DATABASE), (30, 50, 12, 8)
            )[0]
            address = project.child(kind, f"{CATALOG[kind].label} {self._made:06}")
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
        while part and self._made < until and len(parts) < _MOST_PARTS and self._chance(70):
            self._count_item()
            parts.append(
                Content(
                    address.child(part, f"{CATALOG[part].label} {len(parts) + 1}"),
                    NOWHERE,
                    None,
                    permissions=self._rules.next(part) if self._chance(10) else None,
                )
            )
        connects = kind is Kind.WORKBOOK and sources
        return Content(
            address,
            NOWHERE,
            Ownership(self._persons.choice(self._publishers), NOWHERE)
            if self._chance(90)
            else None,
            permissions=self._rules.next(kind) if self._chance(self._size.own_rules) else None,
            tabs_shown=kind is Kind.WORKBOOK and self._chance(60),
            connections=(Connection(sources[-1], Authentication.PROMPT, NOWHERE),)
            if connects
            else (),
            locked=kind is Kind.DATABASE and self._chance(30),
            parts=tuple(parts),
        )

    def _owner(self, percent: int) -> Ownership | None:
        owner = Ownership(self._persons.choice(self._publishers), NOWHERE)
        return owner if self._chance(percent) else None

    def _chance(self, percent: int) -> bool:
        return self._layout.random() * 100 < percent

    def _count_item(self) -> None:
        self._made += 1
        self._left -= 1


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
