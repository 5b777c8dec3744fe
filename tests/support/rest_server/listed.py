"""What the REST API lists of a site, and since and until which version."""

from dataclasses import dataclass

from tableau_perm_cli.catalog import Kind

Version = tuple[int, int]
ALWAYS = (99, 0)
RETIRED = (3, 22)
"""Metrics and lenses are gone from this version on."""


@dataclass(frozen=True, slots=True)
class Collection:
    """A list below a site: its word in the path and its elements."""

    name: str
    """As the path has it; case does not count, since the documentation and the client differ."""
    container: str
    element: str
    since: Version
    kind: Kind | None = None
    until: Version = ALWAYS
    permissions_since: Version = (2, 0)
    has_connections: bool = False
    item_since: Version = (2, 0)
    """Since when one of them can be asked for by its id."""
    named_only: bool = False
    """Whether the list tells names and ids, and only the item tells its project and owner."""

    def serves(self, version: Version) -> bool:
        """Whether a version of the API has the list."""
        return self.since <= version < self.until


_ALL = (
    Collection("users", "users", "user", (2, 0)),
    Collection("groups", "groups", "group", (2, 0)),
    Collection("groupsets", "groupSets", "groupSet", (3, 22)),
    Collection("projects", "projects", "project", (2, 0), Kind.PROJECT),
    Collection("workbooks", "workbooks", "workbook", (2, 0), Kind.WORKBOOK, has_connections=True),
    Collection("views", "views", "view", (2, 0), Kind.VIEW, permissions_since=(3, 2)),
    Collection(
        "datasources", "datasources", "datasource", (2, 0), Kind.DATA_SOURCE, has_connections=True
    ),
    Collection("flows", "flows", "flow", (3, 3), Kind.FLOW, permissions_since=(3, 3)),
    Collection("metrics", "metrics", "metric", (3, 9), Kind.METRIC, RETIRED, (3, 9)),
    Collection("lenses", "lenses", "lens", (3, 16), Kind.LENS, RETIRED, (3, 16)),
    Collection(
        "virtualconnections",
        "virtualConnections",
        "virtualConnection",
        (3, 18),
        Kind.VIRTUAL_CONNECTION,
        permissions_since=(3, 22),
        item_since=(3, 23),
        named_only=True,
    ),
    Collection("databases", "databases", "database", (3, 5), Kind.DATABASE, ALWAYS, (3, 5)),
    Collection("tables", "tables", "table", (3, 5), Kind.TABLE, ALWAYS, (3, 5)),
)
COLLECTIONS = {collection.name: collection for collection in _ALL}
BY_KIND = {collection.kind: collection for collection in _ALL if collection.kind}


@dataclass(frozen=True, slots=True)
class Defaults:
    """The default rules of a project for one content type."""

    kind: Kind
    since: Version
    until: Version = ALWAYS

    def serves(self, version: Version) -> bool:
        """Whether a version of the API tells them."""
        return self.since <= version < self.until


DEFAULT_PERMISSIONS = {
    "workbooks": Defaults(Kind.WORKBOOK, (2, 1)),
    "datasources": Defaults(Kind.DATA_SOURCE, (2, 1)),
    "flows": Defaults(Kind.FLOW, (3, 4)),
    "dataroles": Defaults(Kind.DATA_ROLE, (3, 4)),
    "metrics": Defaults(Kind.METRIC, (3, 2), RETIRED),
    "lenses": Defaults(Kind.LENS, (3, 4), RETIRED),
    "virtualconnections": Defaults(Kind.VIRTUAL_CONNECTION, (3, 23)),
    "databases": Defaults(Kind.DATABASE, (3, 23)),
    "tables": Defaults(Kind.TABLE, (3, 23)),
}
