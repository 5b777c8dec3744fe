"""Writes a declared site as Admin Insights would export it: who is where, and what decides."""

import csv
from collections.abc import Iterable, Iterator
from pathlib import Path

from support.picturing import id_of
from tableau_perm_cli.catalog import CATALOG, Kind
from tableau_perm_cli.declaration.model import GranteeKind
from tableau_perm_cli.exchange.picture import Picture
from tableau_perm_cli.resolve import Derivation, Reason, Resolver, Verdict
from tableau_perm_cli.resolve.derivation import Effect

USERS = ("User LUID", "User Email", "User Site Role", "Site LUID", "Site Name")
GROUPS = (
    *("Group LUID", "Group Name", "Group Minimum Site Role", "Group Is Licensed On Site"),
    *("User LUID", "Site LUID", "Site Name"),
)
CONTENT = (
    *("Item LUID", "Item ID", "Item Type", "Item Name", "Item Parent Project ID", "Owner Email"),
    *("View Workbook ID", "Workbook Shows Sheets As Tabs", "Controlled Permissions Enabled"),
    *("Nested Projects Permissions Enabled", "Site LUID", "Site Name"),
)
PERMISSIONS = (
    *("Item LUID", "Item Type", "Item Name", "Capability Type"),
    *("Grantee LUID", "Grantee Type", "Grantee Name"),
    *("Permission Value", "Permission Description", "Has Permission?"),
    *("User LUID", "User Email", "Site LUID", "Site Name"),
)
_DESCRIPTIONS = {
    Reason.SERVER_ADMIN: (1, "Allowed: administrator"),
    Reason.SITE_ADMIN: (1, "Allowed: administrator"),
    Reason.PROJECT_OWNER: (2, "Allowed: project owner"),
    Reason.PROJECT_LEADER: (3, "Allowed: project leader"),
    Reason.OWNER: (4, "Allowed: owner"),
    Reason.USER_ALLOW: (5, "Allowed to the user"),
    Reason.USER_DENY: (6, "Denied to the user"),
    Reason.GROUP_ALLOW: (7, "Allowed to a group of the user"),
    Reason.GROUP_DENY: (8, "Denied to a group of the user"),
}
_RULES = {
    Reason.USER_ALLOW: Effect.ALLOW,
    Reason.GROUP_ALLOW: Effect.ALLOW,
    Reason.USER_DENY: Effect.DENY,
    Reason.GROUP_DENY: Effect.DENY,
}


def write_export(picture: Picture, resolver: Resolver, directory: Path) -> None:
    """Write the four data sources of one site."""
    site = (picture.id, picture.name)
    names = {it.id: it.name for it in picture.users}
    _write(
        directory / "TS Users.csv",
        USERS,
        ((it.id, it.name, it.site_role, *site) for it in picture.users),
    )
    _write(directory / "Groups.csv", GROUPS, _groups(picture, site))
    _write(directory / "Site Content.csv", CONTENT, _content(picture, names, site))
    _write(directory / "Permissions.csv", PERMISSIONS, _permissions(picture, resolver, site))


def _write(path: Path, header: tuple[str, ...], rows: Iterable[tuple[object, ...]]) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(header)
        writer.writerows(rows)


def _groups(picture: Picture, site: tuple[object, ...]) -> Iterator[tuple[object, ...]]:
    for group in picture.groups:
        grants = (group.minimum_site_role, group.grant_on_sign_in)
        for member in group.members or ("NULL",):
            yield (group.id, group.name, *grants, member, *site)


def _content(
    picture: Picture, names: dict[str, str], site: tuple[object, ...]
) -> Iterator[tuple[object, ...]]:
    numbers = {it.id: number for number, it in enumerate((*picture.projects, *picture.content), 1)}
    for project in picture.projects:
        lock = project.content_permissions
        flags = (lock != "ManagedByOwner", lock == "LockedToProject")
        parent = numbers.get(project.parent or "", "")
        owner = names.get(project.owner or "", "")
        place = (project.id, numbers[project.id], "Project", project.name, parent, owner)
        yield (*place, "", "", *flags, *site)
    for it in picture.content:
        label = CATALOG[it.kind].label
        parent = numbers.get(it.project or "", "")
        above = numbers[it.parent] if it.kind is Kind.VIEW and it.parent else ""
        owner = names.get(it.owner or "", "")
        place = (it.id, numbers[it.id], label, it.name, parent, owner)
        yield (*place, above, it.tabs_shown, "", "", *site)


def _permissions(
    picture: Picture, resolver: Resolver, site: tuple[object, ...]
) -> Iterator[tuple[object, ...]]:
    for item in resolver.graph.items():
        identity = id_of(picture.name, item.address)
        place = (identity, CATALOG[item.kind].label, item.address.path[-1])
        for user in picture.users:
            for capability in CATALOG[item.kind].capabilities:
                derivation = resolver.derive(user.name, item, capability)
                told = _DESCRIPTIONS.get(derivation.reason)
                if told is None:
                    continue
                allowed = derivation.effective is Verdict.ALLOWED
                for grantee in _grantees(picture, derivation):
                    yield (
                        *(*place, capability.rest_name, *grantee, *told, allowed),
                        *(user.id, user.name, *site),
                    )


def _grantees(picture: Picture, derivation: Derivation) -> Iterator[tuple[str, str, str]]:
    """Yield who is named: whose rules decide, or else the user."""
    effect = _RULES.get(derivation.reason)
    named = (
        {it.grantee for it in derivation.decided_by if it.effect is effect} if effect else set()
    )
    if not named:
        named = {f"user:{derivation.user}"}
    for grantee in sorted(named):
        kind, _, name = grantee.partition(":")
        label = {"user": "User", "group": "Group"}[kind]
        yield id_of(picture.name, f"{GranteeKind(kind).value}:{name}"), label, name
