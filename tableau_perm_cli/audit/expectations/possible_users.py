"""Users who do not exist yet: each site role in each subset of some groups, put on the site.

They are declared on a copy of the site that is compiled as any other, so the engine answers for
them as it does for everybody.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import combinations

from tableau_perm_cli.audit.expectations.groups_that_matter import Groups
from tableau_perm_cli.audit.expectations.outcome import PossibleUser
from tableau_perm_cli.catalog import SITE_ROLES, RoleClass, SiteRole
from tableau_perm_cli.catalog.site_roles import RoleReading
from tableau_perm_cli.declaration.model import Site, User
from tableau_perm_cli.resolve.bulk import compile_site
from tableau_perm_cli.resolve.bulk.bits import bits_of, lowest_bit

MOST_GROUPS = 12
"""Of at most so many groups all subsets are tried for one item."""
_TOGETHER = 1 << 16
"""About so many possible users are put on one copy of the site."""
_SPECIAL = frozenset({RoleClass.UNLICENSED, RoleClass.GUEST})


def _plainness(role: SiteRole) -> tuple[bool, bool, int]:
    return role.is_administrator, role.uncertain or role.role_class in _SPECIAL, role.rank


_ROLES = sorted(SITE_ROLES, key=_plainness)
"""The ordinary ones first: of several counterexamples the plainest is shown."""


class PossibleUsers:
    """A copy of a site with the possible users of some sets of groups."""

    def __init__(self, site: Site, tried: Sequence[Groups]) -> None:
        """Declare the users and compile the site."""
        self._people: list[PossibleUser] = []
        self._prefix = _unused_prefix(site.users)
        numbers: dict[Groups, range] = {}
        for groups in tried:
            begin = len(self._people)
            self._people += _users_of(groups)
            numbers[groups] = range(begin, len(self._people))
        self.engine = compile_site(self._with_users(site))
        index = self.engine.people.index
        self._numbers = {index[self._name(n)]: n for n in range(len(self._people))}
        self._of = {
            groups: bits_of([index[self._name(n)] for n in found], len(self.engine.users))
            for groups, found in numbers.items()
        }

    def has(self, groups: Groups) -> bool:
        """Whether the users of this set of groups are here."""
        return groups in self._of

    def of(self, groups: Groups) -> int:
        """Return the set of users of one of the sets of groups."""
        return self._of[groups]

    def plainest(self, users: int) -> PossibleUser:
        """Return the first of a set of possible users, which is not empty."""
        return self._people[self._numbers[lowest_bit(users)]]

    def _name(self, number: int) -> str:
        return f"{self._prefix}{number:09}"

    def _with_users(self, site: Site) -> Site:
        users = dict(site.users)
        members: dict[str, list[str]] = {name: [] for name in site.groups}
        for number, possible in enumerate(self._people):
            name = self._name(number)
            users[name] = User(
                name, site.position, RoleReading(possible.role, None), site.position
            )
            for group in possible.groups:
                members[group].append(name)
        groups = {
            name: replace(group, members=(*group.members, *members[name]))
            for name, group in site.groups.items()
        }
        return replace(site, users=users, groups=groups)


def _users_of(groups: Groups) -> Iterator[PossibleUser]:
    """Yield every site role in every subset, those in few groups first."""
    names = sorted(groups)
    for number in range(len(names) + 1):
        for role in _ROLES:
            for chosen in combinations(names, number):
                yield PossibleUser(role, chosen, tuple(it for it in names if it not in chosen))


def _unused_prefix(names: Iterable[str]) -> str:
    prefix = "\U0010ffff"
    while any(name.startswith(prefix) for name in names):
        prefix += "\U0010ffff"
    return prefix


def tried_together(site: Site, tried: Iterable[Groups]) -> Iterator[PossibleUsers]:
    """Yield possible users until those of all sets of groups were there, in few copies."""
    batch: list[Groups] = []
    size = 0
    for groups in tried:
        batch.append(groups)
        size += len(_ROLES) << len(groups)
        if size >= _TOGETHER:
            yield PossibleUsers(site, batch)
            batch, size = [], 0
    if batch:
        yield PossibleUsers(site, batch)
