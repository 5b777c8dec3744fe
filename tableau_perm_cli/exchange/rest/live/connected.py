"""Opens the connection to a live site, and signs out at the end whatever happens."""

from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from tableau_perm_cli.diagnostics import ToolError
from tableau_perm_cli.exchange.rest.live.connection import Connection
from tableau_perm_cli.exchange.rest.live.limits import Limits
from tableau_perm_cli.exchange.rest.live.telemetry import Telemetry
from tableau_perm_cli.exchange.rest.live.token import Token

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tableau_perm_cli.exchange.rest.live.client import LiveClient

_EXTRA: Final = frozenset({"tableauserverclient", "requests", "urllib3", "defusedxml"})


@contextmanager
def connected(
    connection: Connection,
    token: Token,
    *,
    limits: Limits | None = None,
    telemetry: Telemetry | None = None,
) -> "Iterator[LiveClient]":
    """Sign in, give the client, and sign out at the end.

    Raises:
        ToolError: the extra `server` is not installed; the server is not to be reached, is no
            Tableau server, or does not take the token.
    """
    client = client_class()(connection, token, limits or Limits(), telemetry or Telemetry())
    try:
        client.sign_in()
        yield client
    finally:
        client.close()


def client_class() -> "type[LiveClient]":
    """Return the class of the client, which a command asks for before it asks for a token.

    Raises:
        ToolError: the extra `server` is not installed.
    """
    try:
        # Loaded here: the official client is an extra, and takes a while to load.
        from tableau_perm_cli.exchange.rest.live.client import LiveClient  # noqa: PLC0415
    except ImportError as error:
        if (error.name or "").partition(".")[0] not in _EXTRA:
            raise
        raise ToolError(
            "to read a live site needs the extra `server`, which is not installed",
            help="pip install 'tableau-perm[server]'",
        ) from error
    return LiveClient
