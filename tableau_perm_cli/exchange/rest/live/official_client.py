"""The official client as we use it: its server object, a plain GET, and the errors it raises."""

import logging
from collections.abc import Mapping
from typing import Any, Final

import requests
import tableauserverclient as tsc
from defusedxml.ElementTree import ParseError
from tableauserverclient.namespace import UnknownNamespaceError
from tableauserverclient.server.endpoint.endpoint import Endpoint
from tableauserverclient.server.endpoint.exceptions import RedirectError, TableauError

from tableau_perm_cli.diagnostics import ToolError, visible
from tableau_perm_cli.exchange.rest.live.limiter import Limiter
from tableau_perm_cli.exchange.rest.live.limits import Limits
from tableau_perm_cli.exchange.rest.live.telemetry import Telemetry
from tableau_perm_cli.exchange.rest.live.transport import ReadingSession

NOT_ANSWERED: Final = (TableauError, ParseError, ValueError)
"""What the client raises over a status that is no success: its own errors, and what its parsing
runs into when an error page is no XML (ParseError) or has entities (ValueError).
``requests.RequestException``, which comes where there is no answer, is to be caught before."""

NOT_SIGNED_IN: Final = (*NOT_ANSWERED, UnknownNamespaceError, AttributeError)
"""The same where it reads the answer too; an element that is not there is an AttributeError."""

__all__ = [
    "NOT_ANSWERED",
    "NOT_SIGNED_IN",
    "PlainEndpoint",
    "RedirectError",
    "has_session",
    "last_status",
    "server_at",
]

# Without a handler Python itself writes the client's warnings and errors to stderr, whole error
# pages among them. Nothing else about its logging is changed; what it logs has no token in it.
logging.getLogger("TSC").addHandler(logging.NullHandler())


class PlainEndpoint(Endpoint):
    """GETs any address, with the client's checks of the status.

    Both methods raise one of ``NOT_ANSWERED``, ``RedirectError`` or ``RequestException`` where
    there is no answer with a status of success.
    """

    def ask(self, url: str, query: Mapping[str, str]) -> requests.Response:
        """GET as who is signed in."""
        answer: requests.Response = self.get_request(  # type: ignore[no-untyped-call] # the client's
            url, parameters={"params": dict(query)}
        )
        return answer

    def ask_unsigned(self, url: str) -> requests.Response:
        """GET without having signed in."""
        answer: requests.Response = self.get_unauthenticated_request(url)  # type: ignore[no-untyped-call]
        return answer

    def log_response_safely(self, server_response: requests.Response) -> str:  # noqa: ARG002
        """Prepare nothing to log: the client parses every body for it, and logs it never."""
        return ""


def server_at(address: str, limits: Limits, limiter: Limiter, telemetry: Telemetry) -> tsc.Server:
    """Return the client's server object, which any thread may use; nothing is asked yet.

    Raises:
        ToolError: the address is not one.
    """

    def session() -> requests.Session:
        return ReadingSession(address, limits, limiter, telemetry)

    options: dict[str, Any] = {"timeout": (limits.connect_timeout, limits.read_timeout)}
    try:
        return tsc.Server(  # type: ignore[no-untyped-call]
            address, http_options=options, session_factory=session
        )
    except ValueError as error:
        raise ToolError(f"`{visible(address)}` is not a URL") from error


def last_status(server: tsc.Server) -> int | None:
    """Return the status of the last answer that came to this thread; None if none did."""
    session = server.session
    return session.last_status if isinstance(session, ReadingSession) else None


def has_session(server: tsc.Server) -> bool:
    """Return whether the client holds a session token, which may have expired."""
    return bool(server.is_signed_in())  # type: ignore[no-untyped-call]
