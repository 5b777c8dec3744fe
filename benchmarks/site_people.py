"""The people of a generated site, and the rules that are written about them."""

import random
from collections.abc import Iterator
from dataclasses import replace
from itertools import cycle

from tableau_perm_cli.catalog import CATALOG, Kind, SiteRole, site_role_named
from tableau_perm_cli.catalog.templates import TEMPLATES
from tableau_perm_cli.declaration.model import (
    ALL_USERS,
    Grantee,
    GranteeKind,
    Group,
    GroupSet,
    Rule,
    RuleList,
    User,
)
from tableau_perm_cli.diagnostics import Position

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
_MOST_GROUPS = 9
"""How many groups a list names at most, besides All Users."""


class People:
    """The users, groups and group sets of one site."""

    def __init__(self, users: int, groups: int, groups_of_user: int, seed: int) -> None:
        """Make so many of them."""
        self._random = random.Random(f"{seed} people")  # noqa: S311 - not a secret
        self.publishers: list[str] = []
        self.users = self._users(users)
        self.names = [name for name in self.users if name != "guest"]
        self.groups = self._groups(groups, groups_of_user)
        self.group_names = [name for name in self.groups if name != ALL_USERS]
        self.group_sets = {
            name: GroupSet(name, NOWHERE, tuple(self._random.sample(self.group_names, 2)))
            for name in (f"Set {number}" for number in range(groups // 50 + 1))
        }

    def _users(self, count: int) -> dict[str, User]:
        names = [f"user {number:06}" for number in range(count - 1)]
        roles = self._random.choices(list(_ROLES), list(_ROLES.values()), k=len(names))
        readings = {name: site_role_named(name) for name in [*_ROLES, "Guest"]}
        users: dict[str, User] = {}
        for name, role in zip([*names, "guest"], [*roles, "Guest"], strict=True):
            reading = readings[role]
            if reading is not None:
                users[name] = User(name, NOWHERE, reading, NOWHERE)
            if role in _PUBLISHERS:
                self.publishers.append(name)
        self.publishers = self.publishers or names[:1]
        return users

    def _groups(self, count: int, of_user: int) -> dict[str, Group]:
        names = [f"Group {number:04}" for number in range(count)]
        members: list[list[str]] = [[] for _ in names]
        chance = self._random.random
        for user in self.names:
            # Squared: a few groups are large and most are small.
            places = {int(chance() ** 2 * count) for _ in range(of_user)}
            while len(places) < min(of_user, count):
                places.add(int(chance() * count))
            for place in places:
                members[place].append(user)
        groups = {ALL_USERS: Group(ALL_USERS, None, ())}
        for name, inside in zip(names, members, strict=True):
            groups[name] = Group(name, NOWHERE, tuple(inside))
        raising = replace(groups[names[-1]], minimum_site_role=_role("Explorer"))
        return groups | {raising.name: raising}


def _role(name: str) -> SiteRole:
    reading = site_role_named(name)
    if reading is None:
        raise KeyError(name)
    return reading.role


class RuleLists:
    """Distinct rule lists of every kind, handed out in turn."""

    def __init__(self, people: People, lists: int, seed: int) -> None:
        """Make so many, over all kinds."""
        self._random = random.Random(f"{seed} rules")  # noqa: S311 - not a secret
        self._people = people
        self._pools = {
            kind: cycle(self._distinct(kind, max(1, lists * share // 100)))
            for kind, share in _LISTS_OF_KIND.items()
        }

    def next(self, kind: Kind) -> RuleList:
        """Return the next list; of a kind without lists an empty one.

        It is a new object each time, as the loader makes one: who compares is to look inside.
        """
        return RuleList(kind, next(self._pools[kind]) if kind in self._pools else (), NOWHERE)

    def _distinct(self, kind: Kind, number: int) -> list[tuple[Rule, ...]]:
        found: dict[frozenset[tuple[Grantee, int, int]], tuple[Rule, ...]] = {}
        while len(found) < number:
            rules = tuple(self._rule(kind, grantee) for grantee in self._grantees())
            found[frozenset((rule.grantee, rule.allow, rule.deny) for rule in rules)] = rules
        return list(found.values())

    def _grantees(self) -> Iterator[Grantee]:
        """Yield whom one list is about, in the order in which it is written."""
        people, sample = self._people, self._random.sample
        most = min(_MOST_GROUPS, len(people.group_names))
        groups = sample(people.group_names, self._random.randint(min(3, most), most))
        if self._chance(50):
            yield Grantee(GranteeKind.GROUP, ALL_USERS)
        yield from (Grantee(GranteeKind.GROUP, name) for name in groups)
        if self._chance(20):
            named = sample(people.names, self._random.randint(1, 3))
            yield from (Grantee(GranteeKind.USER, name) for name in named)
        if self._chance(5):
            yield Grantee(GranteeKind.GROUP_SET, self._random.choice(list(people.group_sets)))

    def _rule(self, kind: Kind, grantee: Grantee) -> Rule:
        """Return a template, or now and then a template with two capabilities changed."""
        names = list(TEMPLATES[kind])
        template = TEMPLATES[kind][self._random.choice(names[2:] * 4 + ["none", "denied"])]
        allow, deny, uncertain = template.allow, template.deny, template.uncertain
        explicit: tuple[tuple[int, Position], ...] = ()
        if self._chance(20):
            first, second = self._random.sample(CATALOG[kind].capabilities, 2)
            explicit = ((first.index, NOWHERE), (second.index, NOWHERE))
            listed = first.bit | second.bit
            allow, deny = allow & ~listed | first.bit, deny & ~listed | second.bit
            uncertain &= ~listed
        return Rule(
            grantee, kind, allow, deny, uncertain, template.name, NOWHERE, NOWHERE, explicit
        )

    def _chance(self, percent: int) -> bool:
        return self._random.random() * 100 < percent
