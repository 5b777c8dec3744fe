"""The repository's tables of users and groups -> those of a picture."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from tableau_perm_cli.catalog import fold, site_role_named
from tableau_perm_cli.declaration.model import ALL_USERS
from tableau_perm_cli.exchange.picture import ToldGroup, ToldUser
from tableau_perm_cli.exchange.repository.dump import Dump
from tableau_perm_cli.exchange.tables import Cell, told

LOCAL_DOMAIN: Final = "local"
_SERVER_ADMIN_LEVEL: Final = 10
_MOST_DIGITS: Final = 9
_ON_SIGN_IN: Final = "onlogin"


@dataclass(slots=True)
class People:
    """Users and groups by site, and the ids that they have in the picture."""

    users: dict[str, list[ToldUser]] = field(default_factory=lambda: defaultdict(list))
    groups: dict[str, list[ToldGroup]] = field(default_factory=lambda: defaultdict(list))
    user_ids: dict[str, str] = field(default_factory=dict)
    """From the number in the repository to the id in the picture."""
    group_ids: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _SystemUser:
    name: str
    friendly_name: str | None
    email: str | None
    domain: str | None
    server_admin: bool


def read_people(dump: Dump) -> People:
    """Read every table about users and groups."""
    people = People()
    domains = {cells[0]: cells[1] for _, _, cells in dump.rows("domains")}
    roles = _site_roles(dump)
    _read_users(dump, people, _system_users(dump, domains), roles)
    _read_groups(dump, people, domains, roles)
    return people


def _site_roles(dump: Dump) -> dict[str, str]:
    """Return the names of the roles by number, the ones we know where either name is known."""
    roles = {}
    for _, _, (number, name, display_name) in dump.rows("site_roles"):
        known = site_role_named(name) is not None or site_role_named(display_name) is None
        roles[number] = name if known else display_name
    return roles


def _system_users(dump: Dump, domains: Mapping[str, str]) -> dict[str, _SystemUser]:
    return {
        number: _SystemUser(
            name,
            told(friendly_name),
            told(email),
            domains.get(domain),
            _level(Cell(file, line, "admin_level", level), dump) >= _SERVER_ADMIN_LEVEL,
        )
        for file, line, (number, name, friendly_name, email, domain, level) in dump.rows(
            "system_users"
        )
    }


def _read_users(
    dump: Dump, people: People, system_users: Mapping[str, _SystemUser], roles: Mapping[str, str]
) -> None:
    licences = {cells[0]: cells[1] for _, _, cells in dump.rows("licensing_roles")}
    for file, line, cells in dump.rows("users"):
        number, luid, site, system_number, role, licence, level, publisher = cells
        person = system_users.get(system_number)
        if person is None:
            cell = Cell(file, line, "system_user_id", system_number)
            dump.refers_to_nothing(cell, "system_users")
            continue
        if person.server_admin:
            site_role = "ServerAdministrator"
        elif told(role):
            site_role = _role(Cell(file, line, "site_role_id", role), roles, dump, "site_roles")
        else:
            named = _role(
                Cell(file, line, "licensing_role_id", licence), licences, dump, "licensing_roles"
            )
            can_publish = Cell(file, line, "publisher_tristate", publisher).truth(dump.problems)
            site_role = _legacy_role(
                named,
                _level(Cell(file, line, "admin_level", level), dump),
                can_publish=bool(can_publish),
            )
        people.user_ids[number] = identity = told(luid) or number
        people.users[site].append(
            ToldUser(
                identity,
                person.name,
                site_role,
                person.domain,
                person.friendly_name,
                person.email,
            )
        )


def _role(cell: Cell, roles: Mapping[str, str], dump: Dump, table: str) -> str:
    if cell.text in roles:
        return roles[cell.text]
    if dump.has(table):
        dump.refers_to_nothing(cell, table)
    else:
        message = f"there is no file of the table `{table}`, which the roles of users depend on"
        dump.problems.add(cell.file, cell.line, message, kind=f"no table `{table}`")
    return ""


def _legacy_role(licence: str, level: int, *, can_publish: bool) -> str:
    """Return the role that the columns of 2018.1 and before make (semantics section 1)."""
    if level > 0:
        return "Site Administrator"
    if not can_publish:
        return licence
    return {
        "interactor": "Publisher",
        "viewer": "Viewer (can publish)",
        "unlicensed": "Unlicensed (can publish)",
    }.get(fold(licence), licence)


def _read_groups(
    dump: Dump, people: People, domains: Mapping[str, str], roles: Mapping[str, str]
) -> None:
    members: dict[str, dict[str, None]] = defaultdict(dict)
    for _, _, (group, user) in dump.rows("group_users"):
        members[group][people.user_ids.get(user, user)] = None
    for file, line, cells in dump.rows("groups"):
        number, luid, name, site, domain_number, role, role_name, mode = cells
        domain = domains.get(domain_number)
        if domain is None and name == ALL_USERS:
            domain = LOCAL_DOMAIN
        minimum = told(role_name)
        if minimum is None and told(role):
            cell = Cell(file, line, "minimum_site_role_id", role)
            minimum = _role(cell, roles, dump, "site_roles") or None
        people.group_ids[number] = identity = told(luid) or number
        everybody = name == ALL_USERS and domain == LOCAL_DOMAIN
        people.groups[site].append(
            ToldGroup(
                identity,
                name,
                () if everybody else tuple(sorted(members.get(number, ()))),
                domain,
                minimum,
                fold(mode) == _ON_SIGN_IN,
            )
        )


def _level(cell: Cell, dump: Dump) -> int:
    """Return a level of administration; 0 for nothing, and a problem for what is no number."""
    text = told(cell.text)
    if text is None:
        return 0
    if not text.isdecimal() or len(text) > _MOST_DIGITS:
        cell.problem(dump.problems, "a number")
        return 0
    return int(text)
