"""What the REST API can tell of each content type, and since which of its versions: a table.

Sources: Help, "REST API: Permissions Methods", "Metadata Methods", "Virtual Connections Methods",
"Workbooks and Views Methods", "Flow Methods"; and the versions the official client asks for. Ask
Data lenses and metrics were retired in 3.22 (2024.2). Data roles have default rules and no list.
"""

from dataclasses import dataclass

from tableau_perm_cli.catalog import CATALOG, Kind

ApiVersion = tuple[int, int]
"""A version of the REST API: (3, 24)."""

GROUP_SETS_SINCE: ApiVersion = (3, 22)
"""The first with group sets (2024.2)."""

NEWEST: ApiVersion = (3, 27)
"""The newest that this table was held against; it is assumed where nobody says which it is."""

_RETIRED: ApiVersion = (3, 22)
_NEVER: ApiVersion = (999, 0)


@dataclass(frozen=True, slots=True)
class ListedType:
    """A content type that the REST API lists."""

    kind: Kind
    path: str
    """Of its list, below the site; an item is at ``PATH/ID``."""
    element: str
    """The tag of an item."""
    since: ApiVersion
    """The first version with the list."""
    until: ApiVersion = _NEVER
    """The first version without it."""
    rules_since: ApiVersion = (2, 0)
    """The first version that tells the rules of an item."""
    item_since: ApiVersion = _NEVER
    """The first version that tells of one item what the list may leave out: its project."""

    @property
    def key(self) -> str:
        """What a declaration calls such content: ``data_sources``."""
        return CATALOG[self.kind].plural

    def listed_in(self, version: ApiVersion) -> bool:
        """Whether this version of the REST API lists the type."""
        return self.since <= version < self.until


@dataclass(frozen=True, slots=True)
class DefaultRules:
    """A content type of which a project has default rules."""

    kind: Kind
    path: str
    """The last part of ``projects/ID/default-permissions/PATH``."""
    since: ApiVersion
    until: ApiVersion = _NEVER

    @property
    def key(self) -> str:
        """What a declaration calls such content: ``data_sources``."""
        return CATALOG[self.kind].plural

    def told_in(self, version: ApiVersion) -> bool:
        """Whether this version of the REST API tells them."""
        return self.since <= version < self.until

    def untold_in(self, version: ApiVersion) -> bool:
        """Whether there are such rules though this version of the REST API is too old to tell."""
        return version < self.since


LISTED: tuple[ListedType, ...] = (
    ListedType(Kind.WORKBOOK, "workbooks", "workbook", (2, 0)),
    ListedType(Kind.VIEW, "views", "view", (2, 2), rules_since=(3, 2)),
    ListedType(Kind.DATA_SOURCE, "datasources", "datasource", (2, 0)),
    ListedType(Kind.FLOW, "flows", "flow", (3, 3)),
    ListedType(Kind.METRIC, "metrics", "metric", (3, 9), _RETIRED),
    ListedType(Kind.LENS, "lenses", "lens", (3, 16), _RETIRED),
    ListedType(
        *(Kind.VIRTUAL_CONNECTION, "virtualConnections", "virtualConnection", (3, 18)),
        rules_since=(3, 22),
        item_since=(3, 23),
    ),
    ListedType(Kind.DATABASE, "databases", "database", (3, 5)),
    ListedType(Kind.TABLE, "tables", "table", (3, 5)),
)
"""Containers before what they contain."""

LISTED_BY_KIND: dict[Kind, ListedType] = {listed.kind: listed for listed in LISTED}

DEFAULT_RULES: tuple[DefaultRules, ...] = (
    DefaultRules(Kind.WORKBOOK, "workbooks", (2, 1)),
    DefaultRules(Kind.DATA_SOURCE, "datasources", (2, 1)),
    DefaultRules(Kind.FLOW, "flows", (3, 4)),
    DefaultRules(Kind.DATA_ROLE, "dataroles", (3, 4)),
    DefaultRules(Kind.METRIC, "metrics", (3, 2), _RETIRED),
    DefaultRules(Kind.LENS, "lenses", (3, 4), _RETIRED),
    DefaultRules(Kind.VIRTUAL_CONNECTION, "virtualConnections", (3, 23)),
    DefaultRules(Kind.DATABASE, "databases", (3, 23)),
)
"""Views take the workbooks' defaults and tables the databases'."""


def version_words(version: ApiVersion) -> str:
    """Return a version as people write it: ``3.24``."""
    return f"{version[0]}.{version[1]}"
