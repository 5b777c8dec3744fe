"""Writes pictures as the repository's tables, a CSV file a table: a plain second reading of them.

Written from the tables' meaning alone, so that a mistake of the reader shows.
"""

import csv
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from tableau_perm_cli.catalog import Kind
from tableau_perm_cli.declaration.model import GranteeKind
from tableau_perm_cli.exchange.picture import (
    Mode,
    Picture,
    ToldContent,
    ToldGroup,
    ToldProject,
    ToldRules,
    ToldUser,
)

TABLE_OF = {
    Kind.WORKBOOK: "workbooks",
    Kind.DATA_SOURCE: "datasources",
    Kind.FLOW: "flows",
    Kind.METRIC: "metrics",
    Kind.LENS: "lenses",
    Kind.DATA_ROLE: "data_roles",
    Kind.VIRTUAL_CONNECTION: "published_connections",
    Kind.DATABASE: "databases",
}
AUTHORIZABLE = {
    Kind.PROJECT: "Project",
    Kind.WORKBOOK: "Workbook",
    Kind.VIEW: "View",
    Kind.DATA_SOURCE: "Datasource",
    Kind.FLOW: "Flow",
    Kind.METRIC: "Metric",
    Kind.LENS: "Lens",
    Kind.DATA_ROLE: "DataRole",
    Kind.VIRTUAL_CONNECTION: "PublishedConnection",
    Kind.DATABASE: "Database",
    Kind.TABLE: "Table",
}
PERMISSION = {
    (GranteeKind.GROUP, Mode.ALLOW): 1,
    (GranteeKind.GROUP, Mode.DENY): 2,
    (GranteeKind.USER, Mode.ALLOW): 3,
    (GranteeKind.USER, Mode.DENY): 4,
}


def write_dump(pictures: Iterable[Picture], directory: Path) -> None:
    """Write the tables of all the sites together."""
    writing = _Writing()
    for picture in pictures:
        writing.write(picture)
    for table in HEADERS:
        writing.tables.setdefault(table, [])
    for table, rows in writing.tables.items():
        with (directory / f"{table}.csv").open("w", encoding="utf-8", newline="") as file:
            columns = list(rows[0]) if rows else HEADERS[table]
            writer = csv.DictWriter(file, columns)
            writer.writeheader()
            writer.writerows(rows)


_CONTENT = ["id", "luid", "name", "site_id", "project_id", "owner_id"]
HEADERS: dict[str, list[str]] = {
    **{table: [*_CONTENT, "display_tabs", "locked"] for table in TABLE_OF.values()},
    "views": ["id", "luid", "name", "workbook_id"],
    "tables": ["id", "luid", "name", "database_id"],
    "permissions_templates": [
        *("container_type", "container_id", "template_type"),
        *("grantee_type", "grantee_id", "capability_id", "permission"),
    ],
    "group_users": ["id", "group_id", "user_id"],
    "capabilities": ["id", "name"],
    "projects": [*_CONTENT, "parent_project_id", "controlled_permissions_enabled"],
    "next_gen_permissions": [
        *("authorizable_type", "authorizable_id"),
        *("grantee_type", "grantee_id", "capability_id", "permission"),
    ],
}


def snake_case(name: str) -> str:
    """Return a REST name as the repository writes it: ``ExportXml`` -> ``export_xml``."""
    return "".join(f"_{it.lower()}" if it.isupper() else it for it in name).lstrip("_")


@dataclass
class _Writing:
    tables: dict[str, list[dict[str, object]]] = field(default_factory=lambda: defaultdict(list))
    numbers: dict[object, int] = field(default_factory=dict)
    named: dict[tuple[str, str], int] = field(default_factory=dict)

    def write(self, picture: Picture) -> None:
        site = self._number(("site", picture.name))
        self._row(
            "sites",
            id=site,
            luid=picture.id,
            name=picture.name,
            url_namespace=f"site{site}",
            guest_access_enabled="t" if picture.guest_access else "f",
            authoring_disabled="f" if picture.web_authoring else "t",
        )
        for user in picture.users:
            self._user(site, user)
        for group in picture.groups:
            self._group(site, group)
        for project in picture.projects:
            self._project(site, project)
        for content in picture.content:
            self._content(site, content)

    def _row(self, table: str, **cells: object) -> None:
        self.tables[table].append(cells)

    def _number(self, key: object) -> int:
        return self.numbers.setdefault(key, len(self.numbers) + 1)

    def _of_name(self, table: str, name: str) -> int:
        """Return the number of a row that has nothing but a name, and write it once."""
        if (table, name) not in self.named:
            self.named[table, name] = len(self.named)
            self._row(table, id=self.named[table, name], name=name, display_name=name)
        return self.named[table, name]

    def _user(self, site: int, user: ToldUser) -> None:
        system = self._number(("system", user.id))
        is_server_admin = user.site_role == "ServerAdministrator"
        role = "Unlicensed" if is_server_admin else user.site_role
        self._row(
            "system_users",
            id=system,
            name=user.name,
            friendly_name=user.full_name or "",
            email=user.email or "",
            domain_id=self._of_name("domains", user.domain or "local"),
            admin_level=10 if is_server_admin else 0,
        )
        self._row(
            "users",
            id=self._number((GranteeKind.USER, user.id)),
            luid=user.id,
            site_id=site,
            system_user_id=system,
            site_role_id=self._of_name("site_roles", role),
        )

    def _group(self, site: int, group: ToldGroup) -> None:
        number = self._number((GranteeKind.GROUP, group.id))
        self._row(
            "groups",
            id=number,
            luid=group.id,
            name=group.name,
            site_id=site,
            domain_id=self._of_name("domains", group.domain or "local"),
            minimum_site_role_id=self._of_name("site_roles", group.minimum_site_role)
            if group.minimum_site_role
            else "",
            grant_license_mode="ON_LOGIN" if group.grant_on_sign_in else "",
        )
        for member in group.members:
            self._row(
                "group_users",
                id=len(self.tables["group_users"]),
                group_id=number,
                user_id=self._number((GranteeKind.USER, member)),
            )

    def _owner(self, owner: str | None) -> object:
        return "" if owner is None else self._number((GranteeKind.USER, owner))

    def _project(self, site: int, project: ToldProject) -> None:
        number = self._number((Kind.PROJECT, project.id))
        self._row(
            "projects",
            id=number,
            luid=project.id,
            name=project.name,
            site_id=site,
            owner_id=self._owner(project.owner),
            parent_project_id=self._number((Kind.PROJECT, project.parent))
            if project.parent
            else "",
            controlled_permissions_enabled="f"
            if project.content_permissions == "ManagedByOwner"
            else "t",
            nested_projects_permissions_included="t"
            if project.content_permissions == "LockedToProject"
            else "f",
        )
        for kind, rules in project.lists.items():
            if kind is Kind.PROJECT:
                self._rules(Kind.PROJECT, number, rules)
                continue
            place = {
                "container_type": "Project",
                "container_id": number,
                "template_type": AUTHORIZABLE[kind],
            }
            self._rule_rows("permissions_templates", place, rules)

    def _content(self, site: int, content: ToldContent) -> None:
        number = self._number((content.kind, content.id))
        cells: dict[str, object] = {"id": number, "luid": content.id, "name": content.name}
        if content.kind is Kind.VIEW:
            above = self._number((Kind.WORKBOOK, content.parent))
            self._row("views", **cells, workbook_id=above)
        elif content.kind is Kind.TABLE:
            above = self._number((Kind.DATABASE, content.parent))
            self._row("tables", **cells, database_id=above)
        else:
            project = self._number((Kind.PROJECT, content.project)) if content.project else ""
            self._row(
                TABLE_OF[content.kind],
                **cells,
                site_id=site,
                project_id=project,
                owner_id=self._owner(content.owner),
                display_tabs="t" if content.tabs_shown else "f",
                locked="t" if content.locked else "f",
            )
        self._rules(content.kind, number, content.rules or ())

    def _rules(self, kind: Kind, number: int, rules: ToldRules) -> None:
        place = {"authorizable_type": AUTHORIZABLE[kind], "authorizable_id": number}
        self._rule_rows("next_gen_permissions", place, rules)

    def _rule_rows(self, table: str, place: dict[str, object], rules: ToldRules) -> None:
        for rule in rules:
            kind = rule.grantee.kind
            for name, mode in rule.capabilities.items():
                self._row(
                    table,
                    **place,
                    grantee_type=kind.value.capitalize(),
                    grantee_id=self._number((kind, rule.grantee.id)),
                    capability_id=self._of_name("capabilities", snake_case(name)),
                    permission=PERMISSION[kind, mode],
                )
