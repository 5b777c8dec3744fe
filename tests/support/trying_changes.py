"""Changes of generated sites: some of every kind to try, and the cells before and after."""

import random
from collections.abc import Iterator

from support.generated import random_declaration, yaml_text
from tableau_perm_cli.audit.changes import (
    AddToGroup,
    Change,
    ClearRule,
    DeleteGroup,
    Move,
    Overwrite,
    Publish,
    RemoveFromGroup,
    RemoveUser,
    SetAuthentication,
    SetCapability,
    SetLeader,
    SetLock,
    SetOwner,
    SetRole,
    SetTabs,
)
from tableau_perm_cli.catalog import CATALOG, SITE_ROLES, Kind
from tableau_perm_cli.declaration.load import read_files
from tableau_perm_cli.declaration.model import (
    Authentication,
    Content,
    Declaration,
    Grantee,
    GranteeKind,
    Item,
    Lock,
    Project,
    Site,
)
from tableau_perm_cli.resolve import Reason, open_site

Cell = tuple[str, str, str]
"""A user, an item and a capability."""


def generated(seed: int) -> tuple[bytes, Declaration]:
    """A generated declaration and its text."""
    data = yaml_text(random_declaration(seed, gaps=seed % 2 == 1)).encode()
    return data, read_files([("site.yaml", data)])


def with_site(declaration: Declaration, site: Site) -> Declaration:
    """The declaration with one of its sites exchanged."""
    return Declaration({**declaration.sites, site.name: site}, declaration.server_name, ())


def cells(declaration: Declaration, site: str) -> dict[Cell, Reason]:
    """Every cell of a site with its reason, which says the verdict too."""
    resolver = open_site(declaration, site)
    return {
        (user, str(item.address), found.capability.key): found.reason
        for item in resolver.graph.items()
        for user in resolver.graph.site.users
        for found in resolver.answers(user, item)
    }


def grantees(site: Site) -> list[Grantee]:
    """Everyone a rule can be for."""
    return [
        *(Grantee(GranteeKind.USER, name) for name in site.users),
        *(Grantee(GranteeKind.GROUP, name) for name in site.groups),
        *(Grantee(GranteeKind.GROUP_SET, name) for name in site.group_sets),
    ]


def every_kind(site: Site, choose: random.Random, each: int = 3) -> Iterator[Change]:
    """Some changes of every kind, many of which cannot be made."""
    users, groups = list(site.users), list(site.groups)
    items = list(site.items())
    projects = [item for item in items if isinstance(item, Project)]
    workbooks = [item for item in items if item.kind is Kind.WORKBOOK]
    for _ in range(each):
        user, group = choose.choice(users), choose.choice(groups)
        item, project = choose.choice(items), choose.choice(projects)
        grantee = choose.choice(grantees(site))
        kind = rule_kind(item, choose)
        yield AddToGroup(user, group)
        yield RemoveFromGroup(user, group)
        yield SetRole(user, choose.choice(SITE_ROLES))
        yield DeleteGroup(group)
        yield RemoveUser(user)
        yield SetOwner(item.address, user)
        yield Publish(user, project.address, "New: {}", choose.choice(list(Kind)))
        yield Overwrite(user, item.address)
        capability = choose.choice(CATALOG[kind].capabilities).key
        effect = choose.choice((True, False, None))
        yield SetCapability(grantee, item.address, capability, effect, kind)
        yield ClearRule(grantee, item.address, kind)
        yield SetLeader(grantee, project.address, choose.random() < 0.6)
        yield SetLock(project.address, choose.choice(list(Lock)))
        yield Move(item.address, choose.choice([*projects, None, *projects]) and project.address)
        yield Move(choose.choice(projects).address, choose.choice([project.address, None]))
        yield from _of_workbook(workbooks, choose)


def _of_workbook(workbooks: list[Item], choose: random.Random) -> Iterator[Change]:
    if not workbooks:
        return
    workbook = choose.choice(workbooks)
    yield SetTabs(workbook.address, choose.random() < 0.5)
    assert isinstance(workbook, Content)
    for connection in workbook.connections[:1]:
        how = choose.choice(list(Authentication))
        yield SetAuthentication(workbook.address, connection.data_source, how)


def rule_kind(item: Item, choose: random.Random) -> Kind:
    """The kind of one of the lists of an item."""
    if not isinstance(item, Project):
        return item.kind
    return choose.choice((Kind.PROJECT, Kind.WORKBOOK, Kind.DATA_SOURCE, Kind.DATABASE))
