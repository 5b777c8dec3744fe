"""Everything that is asked of one site, each as the one request for it."""

from tableau_perm_cli.catalog import Kind
from tableau_perm_cli.exchange.rest.answers import Resource
from tableau_perm_cli.exchange.rest.reading.content_types import (
    LISTED_BY_KIND,
    DefaultRules,
    ListedType,
)

# Without this the lists leave out full names, addresses, domains and how many users a group has.
_EVERY_FIELD = (("fields", "_all_"),)

SITE = Resource("", "site")
USERS = Resource("users", "user", paged=True, parameters=_EVERY_FIELD)
GROUPS = Resource("groups", "group", paged=True, parameters=_EVERY_FIELD)
GROUP_SETS = Resource("groupsets", "groupSet", paged=True)
PROJECTS = Resource("projects", "project", paged=True)


def list_of(listed: ListedType) -> Resource:
    """Return the list of a content type."""
    return Resource(listed.path, listed.element, paged=True)


def members_of(group: str) -> Resource:
    """Return the users of a group."""
    return Resource(f"groups/{group}/users", "user", paged=True)


def group_set(identity: str) -> Resource:
    """Return one group set, with its groups."""
    return Resource(f"groupsets/{identity}", "groupSet")


def project_rules(project: str) -> Resource:
    """Return a project's own rules."""
    return Resource(f"projects/{project}/permissions", "permissions")


def default_rules(project: str, of: DefaultRules) -> Resource:
    """Return a project's default rules for a content type."""
    return Resource(f"projects/{project}/default-permissions/{of.path}", "permissions")


def tables_of(database: str) -> Resource:
    """Return the tables of a database."""
    return Resource(f"databases/{database}/tables", "table", paged=True)


def database_of(tables: Resource) -> str:
    """Return the id of the database whose tables are asked for."""
    return tables.path.split("/")[1]


def item_of(kind: Kind, identity: str) -> Resource:
    """Return one item, for what the list leaves out."""
    listed = LISTED_BY_KIND[kind]
    return Resource(f"{listed.path}/{identity}", listed.element)


def rules_of(kind: Kind, identity: str) -> Resource:
    """Return the rules of an item of content."""
    return Resource(f"{LISTED_BY_KIND[kind].path}/{identity}/permissions", "permissions")


def connections_of(kind: Kind, identity: str) -> Resource:
    """Return the connections of a workbook or a data source."""
    return Resource(f"{LISTED_BY_KIND[kind].path}/{identity}/connections", "connections")
