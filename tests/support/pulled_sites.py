"""Sites pulled from our REST server, and compared with what was declared of them, by id."""

import copy
import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from random import Random

from support.altered import items_in
from support.generated import yaml_text
from support.rest_server import ADMINISTRATOR, OnTheWire, RestServer, ServedSite
from tableau_perm_cli.catalog import CATALOG, Kind, RoleClass, SiteRole
from tableau_perm_cli.declaration.load import declare
from tableau_perm_cli.declaration.model import Content, Declaration, Group, Item, Project, Site
from tableau_perm_cli.exchange.declaring import DeclaredSite, declare_site, one_file
from tableau_perm_cli.exchange.rest.live import Connection, Limits, Token, connected
from tableau_perm_cli.exchange.rest.reading import ReadingOptions, read_site
from tableau_perm_cli.resolve.bulk import REASON, compile_site

NEVER_LISTED = frozenset({Kind.DATA_ROLE})
"""The REST API has no list of data roles: a pulled site has none, and says so."""
RETIRED = frozenset({Kind.METRIC, Kind.LENS})
"""Listed below API 3.22 only."""
_SETTINGS = ("guest_access", "web_authoring")
"""Those that the REST API tells of a site. It does not tell whether rules of group sets count,
and how a site decides uncertain ceilings is our own."""


def as_rest_tells_it(plain: dict) -> dict:
    """Return a declaration without what no answer of the REST API has in it.

    The other settings; owners of databases, which have a contact instead; what outside Tableau
    may refuse.
    """
    told = copy.deepcopy(plain)
    for site in told["sites"].values():
        kept = {key: value for key, value in site.get("settings", {}).items() if key in _SETTINGS}
        site.pop("settings", None)
        if kept:
            site["settings"] = kept
    for _place, kind, body in items_in(told):
        if kind is Kind.DATABASE:
            body.pop("owner", None)
        body.pop("external_authorization", None)
    return told


def declared(plain: dict) -> Declaration:
    """Load a plain declaration."""
    return declare([("site.yaml", yaml_text(plain).encode())])


# Names that others have too


def shared_names(site: Site, random: Random) -> OnTheWire:
    """Give some siblings, users of two domains, and groups the same name in answers.

    Server administrators are called the same on every site of a server, and keep their names.
    """
    names: dict[str, str] = {}
    siblings: dict[tuple[object, ...], list[Item]] = {}
    for item in site.items():
        siblings.setdefault((item.kind, item.address.path[:-1]), []).append(item)
    for alike in siblings.values():
        for item in alike[1:]:
            if random.random() < 0.4:
                names[str(item.address)] = alike[0].address.path[-1]
    domains: dict[str, str] = {}
    users = [
        name
        for name, user in site.users.items()
        if user.role.role_class is not RoleClass.SERVER_ADMIN
    ]
    for kind, known in (("user", users), ("group", list(site.groups))):
        for number, (one, other) in enumerate(itertools.pairwise(known)):
            if random.random() < 0.3 and other != "All Users":
                names[f"{kind}:{other}"] = names.get(f"{kind}:{one}", one)
                domains[f"{kind}:{other}"] = f"EAST{number}"
    return OnTheWire(names, domains)


# Pulling


@dataclass(frozen=True, slots=True)
class Pulled:
    """What a pull came to."""

    sites: Mapping[str, DeclaredSite]
    """By name."""
    declaration: Declaration
    """The text that would be written, read back by our own loader."""
    text: str


def pull(server: RestServer, *, every_rule: bool = False) -> Pulled:
    """Pull every site of a server by the real client, as the command does, in this process."""
    options = ReadingOptions(every_rule=every_rule)
    token = Token(server.token_name, server.token_secret)
    with connected(Connection.to(server.url), token, limits=Limits(rate=None)) as client:
        made = [declare_site(read_site(client.answers(site), options)) for site in client.sites()]
    text = "".join(one_file(made))
    return Pulled(
        {site.name: site for site in made}, declare([("pulled.yaml", text.encode())]), text
    )


# Comparing


@dataclass
class Comparison:
    """The effective matrix of declared sites and of the pulled ones, cell by cell."""

    untold: frozenset[Kind] = NEVER_LISTED | RETIRED
    """The kinds of content that are not listed."""
    cells: int = 0
    differences: list[str] = field(default_factory=list)

    def compare(self, served: ServedSite, made: DeclaredSite, back: Site) -> None:
        """Compare one site: everything in it is found by its id, whatever it is called."""
        is_called = {entry.id: entry.what for entry in made.ids}
        pulled = {
            address: is_called[identity]
            for address, identity in served.ids.items()
            if identity in is_called
        }
        self._compare_things(served, pulled, back)
        if not self.differences:
            self._compare_cells(served, pulled, back)

    def _compare_things(self, served: ServedSite, pulled: Mapping[str, str], back: Site) -> None:
        site = served.site
        items = {str(item.address): item for item in back.items()}
        expected = {
            *(f"user:{name}" for name in (*site.users, ADMINISTRATOR)),
            *(f"group:{name}" for name in site.groups),
            *(f"group_set:{name}" for name in site.group_sets),
            *(str(item.address) for item in site.items() if item.kind not in self.untold),
        }
        self._hold("what there is", set(pulled), expected)
        there = {
            *(f"user:{name}" for name in back.users),
            *(f"group:{name}" for name in back.groups),
            *(f"group_set:{name}" for name in back.group_sets),
            *items,
        }
        self._hold("what was pulled", there, set(pulled.values()))
        for group in site.groups.values():
            there_too = back.groups.get(pulled.get(f"group:{group.name}", "")[len("group:") :])
            if there_too is not None:
                self._hold(group.name, _sign_in(there_too), _sign_in(group))
        for item in site.items():
            address = str(item.address)
            if address in pulled and pulled[address] in items:
                facts = dict(_facts(item, pulled, served))
                self._hold(address, dict(_facts(items[pulled[address]], None, None)), facts)

    def _compare_cells(self, served: ServedSite, pulled: Mapping[str, str], back: Site) -> None:
        before, after = compile_site(served.site), compile_site(back)
        users = [
            (number, name, after.user_index(pulled[f"user:{name}"].removeprefix("user:")))
            for number, name in enumerate(before.users)
        ]
        for place, governed in enumerate(before.items):
            address = str(governed.item.address)
            if address not in pulled:
                continue
            there = after.item_index(pulled[address])
            for number, name, pulled_number in users:
                told = [REASON[code] for code in before.row(number, place)]
                found = [REASON[code] for code in after.row(pulled_number, there)]
                self.cells += len(told)
                if found != told:
                    keys = [each.key for each in CATALOG[governed.item.kind].capabilities]
                    self._hold(
                        f"{name} on {address}",
                        dict(zip(keys, found, strict=True)),
                        dict(zip(keys, told, strict=True)),
                    )

    def _hold(self, what: str, found: object, expected: object) -> None:
        if found != expected:
            self.differences.append(f"{what}:\n  pulled {found}\n  declared {expected}")


def _sign_in(group: Group) -> tuple[SiteRole | None, bool]:
    """Return what signing in does to a group's members; without a role it does nothing."""
    role = group.minimum_site_role
    return role, role is not None and group.grant_on_sign_in


def _facts(
    item: Item, pulled: Mapping[str, str] | None, served: ServedSite | None
) -> Iterator[tuple[str, object]]:
    """Yield what is said of an item besides rules, in the names of the pulled declaration."""

    def called(address: str) -> str:
        return address if pulled is None else pulled[address]

    owned = item.kind not in {Kind.VIEW, Kind.TABLE, Kind.DATABASE}
    if owned and item.address.path[0][:1] != "@":
        declared_owner = item.owner.user if item.owner else None
        owner = declared_owner if served is None else served.owner_of(item)
        yield "owner", called(f"user:{owner}")
    if isinstance(item, Project):
        yield "lock", item.lock
        return
    assert isinstance(item, Content)
    yield "tabs", item.tabs_shown
    yield "locked", item.locked
    yield "authentication", item.authentication
    yield (
        "connections",
        sorted((called(str(way.data_source)), way.authentication) for way in item.connections),
    )
