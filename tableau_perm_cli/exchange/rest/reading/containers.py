"""What a view and a table are parts of: told by themselves, else a database lists its tables.

The list of a site's tables may leave out which database each is in. The request that lists the
tables of one database is the one that the official client has for it.
"""

from collections.abc import Iterator, Mapping

from tableau_perm_cli.catalog import CATALOG, Kind
from tableau_perm_cli.exchange.rest.answers import Resource
from tableau_perm_cli.exchange.rest.node import Node
from tableau_perm_cli.exchange.rest.reading import resources
from tableau_perm_cli.exchange.rest.reading.asking import Asking
from tableau_perm_cli.exchange.rest.reading.content_types import LISTED_BY_KIND

CONTAINERS = {Kind.VIEW: Kind.WORKBOOK, Kind.TABLE: Kind.DATABASE}
"""What a view and a table are parts of."""

Listed = dict[Kind, tuple[Node, ...]]
"""The elements of every list that was read."""


def told_container(kind: Kind, node: Node) -> str | None:
    """Return the id of a view's workbook or of a table's database, where its element tells it.

    It is an element of its own (``<database id>``), an attribute (``databaseId``) or the location
    (``<location type="Database" id>``).
    """
    container = CONTAINERS[kind]
    tag = LISTED_BY_KIND[container].element
    own, location = node.first(tag), node.first("location")
    if own is not None and own.get("id"):
        return own.get("id")
    if told := node.get(f"{tag}Id"):
        return told
    if location is not None and location.get("type") == CATALOG[container].label:
        return location.get("id")
    return None


def databases_to_ask(listed: Listed) -> Iterator[Resource]:
    """Yield the tables of each database, where the list leaves out which database one is in.

    Nothing tells in which of the databases it is, so that all are asked.
    """
    if lack_databases(listed):
        for database in listed.get(Kind.DATABASE, ()):
            if identity := database.get("id"):
                yield resources.tables_of(identity)


def lack_databases(listed: Listed) -> bool:
    """Whether a table is listed without the database that it is in."""
    tables = listed.get(Kind.TABLE, ())
    return any(told_container(Kind.TABLE, table) is None for table in tables)


class Containers:
    """Finds what each view and table is in."""

    def __init__(self, listed: Listed, asked: Asking) -> None:
        """Take the lists, and the answers of the databases that were asked for their tables."""
        self._databases: dict[str, str] = {}
        self._lacking: str | None = None
        for of in databases_to_ask(listed):
            tables, trouble = asked.some(of)
            self._lacking = self._lacking or trouble
            database = resources.database_of(of)
            for table in tables:
                self._databases.setdefault(table.get("id") or "", database)

    @property
    def lacking(self) -> Mapping[Kind, str]:
        """Why a part may be in something though nobody tells in what, by its kind."""
        return {} if self._lacking is None else {Kind.TABLE: self._lacking}

    def of(self, kind: Kind, node: Node) -> str | None:
        """Return the id of a view's workbook or of a table's database; None: nobody tells it."""
        told = told_container(kind, node)
        if told is None and kind is Kind.TABLE:
            return self._databases.get(node.get("id") or "")
        return told
