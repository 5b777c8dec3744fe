"""How workbooks and data sources sign in to what they connect to.

The REST API tells it of each connection by ``embedPassword``. For a workbook's connection to a
published data source (type ``sqlproxy``) that is exactly what the user chose when publishing. For
a data source it is the nearest thing there is to "prompt the user", and uncertain: the API says
nothing of saved credentials, OAuth or Kerberos, so a data source counts as prompting only where a
connection that signs in with a name and password does not embed them.
"""

from collections.abc import Collection, Iterator

from tableau_perm_cli.declaration.model import Authentication
from tableau_perm_cli.exchange.picture import ToldConnection
from tableau_perm_cli.exchange.rest.node import Node

PUBLISHED_DATA_SOURCE = "sqlproxy"
"""The type of a workbook's connection to a published data source."""

_NO_SIGN_IN = frozenset(
    {
        "dataengine",
        "hyper",
        "textscan",
        "excel-direct",
        "ogrdirect",
        "semistructpassivestore-direct",
    }
)
"""Types of connection to files, at which nobody signs in."""
_NO_PASSWORD = frozenset({"auth-none", "auth-integrated", "auth-oauth", "oauth", "none"})
"""Types of authentication without a password that could be embedded."""


class UnknownConnectionError(ValueError):
    """A connection leads to a data source, and the answer does not say to which, or how."""


def published_connections(
    connections: Node, published: Collection[str]
) -> tuple[ToldConnection, ...]:
    """Return a workbook's connections to published data sources, each data source once.

    Args:
        connections: the answer's element ``connections``.
        published: the ids of the site's published data sources.

    Raises:
        UnknownConnectionError: a connection to a published data source tells an id that none of
            them has (many servers tell an internal one), or not whether it embeds a password.
    """
    found: dict[str, Authentication] = {}
    for connection in connections.all("connection"):
        reached = connection.first("datasource")
        identity = reached.get("id") if reached is not None else None
        if _kind(connection) != PUBLISHED_DATA_SOURCE and identity not in published:
            continue
        if identity is None or identity not in published:
            name = reached.get("name") if reached is not None else None
            to = f"the data source `{name}`" if name else "a data source"
            raise UnknownConnectionError(
                f"it connects to {to} by an id that no published data source has"
            )
        embedded = connection.get("embedPassword")
        if not embedded:
            raise UnknownConnectionError("a connection does not tell whether it embeds a password")
        prompts = embedded.casefold() != "true"
        if prompts or identity not in found:  # one that prompts is enough to be asked
            found[identity] = Authentication.PROMPT if prompts else Authentication.EMBEDDED
    return tuple(ToldConnection(identity, how) for identity, how in found.items())


def data_source_authentication(connections: Node) -> Authentication:
    """Return how a data source signs in to its database, as near as the answer tells."""
    if any(map(_prompts, connections.all("connection"))):
        return Authentication.PROMPT
    return Authentication.EMBEDDED


def _prompts(connection: Node) -> bool:
    how = (connection.get("authenticationType") or "").casefold()
    return (
        (connection.get("embedPassword") or "").casefold() == "false"
        and _kind(connection) not in _NO_SIGN_IN
        and how not in _NO_PASSWORD
    )


def _kind(connection: Node) -> str:
    return (connection.get("type") or connection.get("dbClass") or "").casefold()


def untold(connections: Node) -> Iterator[Node]:
    """Yield the connections that do not tell whether a password is embedded."""
    for connection in connections.all("connection"):
        if not connection.get("embedPassword") and _kind(connection) not in _NO_SIGN_IN:
            yield connection
