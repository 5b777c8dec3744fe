"""TS Users and Groups -> the users and groups of a picture."""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Final

from tableau_perm_cli.declaration.model import ALL_USERS
from tableau_perm_cli.exchange.insights.exports import GROUPS, USERS, Exports
from tableau_perm_cli.exchange.picture import ToldGroup, ToldUser
from tableau_perm_cli.exchange.tables import Cell, told

_LOCAL: Final = "local"


@dataclass(slots=True)
class People:
    """Users and groups by site."""

    site_names: dict[str, str] = field(default_factory=dict)
    """By the LUID of the site, which is empty where the exports have no such column."""
    users: dict[str, dict[str, ToldUser]] = field(default_factory=lambda: defaultdict(dict))
    """By site and LUID."""
    groups: dict[str, list[ToldGroup]] = field(default_factory=lambda: defaultdict(list))
    _by_email: dict[str, dict[str, set[str]]] = field(default_factory=dict)

    def owner(self, site: str, email: str) -> str | None:
        """Return the id of the one user with a mail address; None for several, or none."""
        if site not in self._by_email:
            here: dict[str, set[str]] = defaultdict(set)
            for user in self.users.get(site, {}).values():
                here[user.name.casefold()].add(user.id)
            self._by_email[site] = here
        found = self._by_email[site].get(email.casefold(), set())
        return next(iter(found)) if len(found) == 1 else None


@dataclass(slots=True)
class _Group:
    name: str
    role: str | None
    on_sign_in: bool
    members: dict[str, None] = field(default_factory=dict)


def read_people(exports: Exports) -> People:
    """Read both data sources."""
    people = People()
    for file, line, (luid, email, role, full_name, site, site_name) in exports.rows(USERS):
        if told(luid) is None:
            continue
        people.site_names.setdefault(site, site_name)
        user = ToldUser(luid, email, role, full_name=told(full_name), email=told(email))
        if people.users[site].setdefault(luid, user) != user:
            message = f"the user `{luid}` is told by another row too, and differently"
            exports.problems.add(file, line, message, kind="users told differently")
    _read_groups(exports, people)
    return people


def _read_groups(exports: Exports, people: People) -> None:
    """Read Groups: a row a member; a group without members and a user without groups have one."""
    groups: dict[tuple[str, str], _Group] = {}
    for file, line, cells in exports.rows(GROUPS):
        luid, name, user, role, licensed, site, site_name = cells
        people.site_names.setdefault(site, site_name)
        if told(luid) is None:
            continue
        on_sign_in = Cell(file, line, "Group Is Licensed On Site", licensed).truth(
            exports.problems
        )
        group = groups.setdefault((site, luid), _Group(name, told(role), bool(on_sign_in)))
        if told(user) is not None:
            group.members[user] = None
    for (site, luid), group in groups.items():
        everybody = group.name == ALL_USERS
        people.groups[site].append(
            ToldGroup(
                luid,
                group.name,
                () if everybody else tuple(sorted(group.members)),
                _LOCAL if everybody else None,
                group.role,
                group.on_sign_in,
            )
        )
