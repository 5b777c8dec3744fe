"""One GET with all that is done for its answer: signing in again, asking again, reading it."""

from collections.abc import Callable, Mapping
from typing import Final, TypeVar

import requests

from tableau_perm_cli.exchange.rest.live.faults import Fault, Sort, of_error, of_status
from tableau_perm_cli.exchange.rest.live.interrupted import PullInterruptedError
from tableau_perm_cli.exchange.rest.live.limiter import Limiter
from tableau_perm_cli.exchange.rest.live.limits import Limits
from tableau_perm_cli.exchange.rest.live.official_client import (
    NOT_ANSWERED,
    PlainEndpoint,
    RedirectError,
    last_status,
)
from tableau_perm_cli.exchange.rest.live.signed_in import SignedIn
from tableau_perm_cli.exchange.rest.live.telemetry import Telemetry
from tableau_perm_cli.exchange.rest.live.transport import SentOnError, TooLargeError
from tableau_perm_cli.exchange.rest.node import Node
from tableau_perm_cli.exchange.rest.xml_text import parse_xml

T = TypeVar("T")

_OK: Final = 200
_SENT_ON: Final = "the server sends on to another address"
_TOO_LARGE: Final = "the answer is larger than any can be"
_SESSIONS_FOR_ONE_CALL: Final = 2
"""Renewed so often, a call that is refused as signed out is refused for another reason."""


class Asking:
    """Asks the server; any thread may."""

    def __init__(
        self, signed_in: SignedIn, limits: Limits, limiter: Limiter, telemetry: Telemetry
    ) -> None:
        self._signed_in = signed_in
        self._server = signed_in.server
        self._endpoint = PlainEndpoint(signed_in.server)
        self._host = signed_in.server.server_address.partition("://")[2]
        self._limits = limits
        self._limiter = limiter
        self._telemetry = telemetry

    def ask(self, url: str, query: Mapping[str, str], read: Callable[[Node], T]) -> T | Fault:
        """Ask until there is an answer that can be read, or reason enough to give up.

        Args:
            url: the address, without a query.
            query: its parameters.
            read: makes something of the ``tsResponse``; a ``ValueError`` says that it is broken.

        Raises:
            PullInterruptedError: the server is not to be reached, or does not take the token.
            StoppedError: the pull has ended meanwhile.
        """
        sessions = attempts = 0
        while True:
            generation = self._signed_in.generation
            answer = self._once(url, query, read)
            if not isinstance(answer, Fault):
                return answer
            match answer.sort:
                case Sort.UNREACHABLE:
                    raise PullInterruptedError(answer.reason)
                case Sort.EXPIRED if sessions < _SESSIONS_FOR_ONE_CALL:
                    sessions += 1
                    self._signed_in.renew(generation)
                case Sort.BROKEN if attempts < self._limits.rereads:
                    self._limiter.rest(self._limits.backoff * attempts)
                    attempts += 1
                case _:
                    return answer
            # The call that follows will be counted as a GET, and is one made again.
            self._telemetry.count(retries=1, gets=-1)

    def _once(self, url: str, query: Mapping[str, str], read: Callable[[Node], T]) -> T | Fault:
        """Ask once, which includes what urllib3 tries again."""
        try:
            response = self._endpoint.ask(url, query)
        except requests.RequestException as error:
            return of_error(error, self._host)
        except (RedirectError, SentOnError, TooLargeError) as error:
            too_large = isinstance(error, TooLargeError)
            return Fault(Sort.FAILED, _TOO_LARGE if too_large else _SENT_ON)
        except NOT_ANSWERED:
            return of_status(last_status(self._server))
        if "html" in response.headers.get("Content-Type", ""):
            return Fault(
                Sort.BROKEN, "the answer is a web page, as a proxy or a sign-in shows", _OK
            )
        try:
            return read(parse_xml(response.content))
        except ValueError as error:
            return Fault(Sort.BROKEN, f"the answer cannot be read: {error}", _OK)
