"""The sessions by which the client speaks: read-only, to one server, within the rate, counted."""

from typing import Any, Final
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter

from tableau_perm_cli.diagnostics import ToolError, visible
from tableau_perm_cli.exchange.rest.live.limiter import Limiter
from tableau_perm_cli.exchange.rest.live.limits import Limits
from tableau_perm_cli.exchange.rest.live.retrying import PatientRetry
from tableau_perm_cli.exchange.rest.live.telemetry import Telemetry

_SIGNING: Final = ("/auth/signin", "/auth/signout", "/auth/switchSite")
"""All that is ever posted."""
_FIRST: Final = "/serverInfo"
_PIECE: Final = 1 << 16


class SentOnError(ToolError):
    """The server answers that another one is to be asked, which would get the token."""

    def __init__(self, server: str, other: str) -> None:
        super().__init__(
            f"`{visible(server)}` sends on to `{visible(other)}`, "
            "which is not followed, since the token would go there",
            help=f"if `{visible(other)}` is the Tableau server, give that as its address",
        )


class TooLargeError(ToolError):
    """An answer is larger than any of the REST API's, as one that was packed to fill memory is."""

    def __init__(self, server: str, most: int) -> None:
        super().__init__(f"`{visible(server)}` answers with more than {most:,} bytes")


class ReadingAdapter(HTTPAdapter):
    """Sends the calls of one thread."""

    def __init__(
        self, server: str, limits: Limits, limiter: Limiter, telemetry: Telemetry
    ) -> None:
        self._server = server
        self._host = _host_and_port(_prepared(server))
        self._limiter = limiter
        self._telemetry = telemetry
        self._patient = PatientRetry.patient(limits, limiter, telemetry)
        self._first = PatientRetry.first_contact(limits, limiter, telemetry)
        super().__init__(pool_connections=1, pool_maxsize=1)  # a thread makes one call at a time

    def send(
        self,
        request: requests.PreparedRequest,
        *args: Any,  # noqa: ANN401 - passed on as they are
        **options: Any,  # noqa: ANN401
    ) -> requests.Response:
        """Send a call when it is its turn.

        Raises:
            SentOnError: it would go to another server.
            RuntimeError: it would change something. No part of this program does that.
        """
        url = request.url or ""
        if _host_and_port(url) != self._host:
            raise SentOnError(self._server, f"{urlsplit(url).scheme}://{urlsplit(url).netloc}")
        path = urlsplit(url).path
        # One session is one thread's, so the retries can be set for each call.
        if request.method == "GET":
            self._limiter.wait()
            self._telemetry.count(gets=1)
            self.max_retries = self._first if path.endswith(_FIRST) else self._patient
        elif request.method == "POST" and path.endswith(_SIGNING):
            # INVARIANT: not held by the limiter, or signing out would wait for a long pause.
            self._telemetry.count(sign_ins=1)
            self.max_retries = self._first
        else:
            raise RuntimeError(f"{request.method} is not for a program that only reads")
        return super().send(request, *args, **options)


class ReadingSession(requests.Session):
    """A session that knows what came last: the client's errors do not all tell the status."""

    def __init__(
        self, server: str, limits: Limits, limiter: Limiter, telemetry: Telemetry
    ) -> None:
        super().__init__()
        self.last_status: int | None = None
        """The HTTP status of the last answer that came whole; None if none has come since."""
        self._server = server
        self._most = limits.largest_answer
        self._telemetry = telemetry
        # Both schemes: a server may send on from http to https, to the same host.
        for scheme in ("https://", "http://"):
            self.mount(scheme, ReadingAdapter(server, limits, limiter, telemetry))

    def send(
        self,
        request: requests.PreparedRequest,
        **options: Any,  # noqa: ANN401 - passed on as they are
    ) -> requests.Response:
        """Send a call and note what came.

        Raises:
            TooLargeError: it does not end.
        """
        self.last_status = None
        # Read here piece by piece: requests would unpack whatever comes before anybody looks.
        response = super().send(request, **options | {"stream": True})
        body = bytearray()
        for piece in response.iter_content(_PIECE):
            body += piece
            if len(body) > self._most:
                response.close()
                raise TooLargeError(self._server, self._most)
        response._content = bytes(body)  # noqa: SLF001 - there is no other way to say it is read
        self._telemetry.count(bytes=len(body))
        self.last_status = response.status_code
        return response


def _prepared(server: str) -> str:
    """Return the address as requests write it: letters beyond ASCII encoded.

    Raises:
        ToolError: it cannot be encoded.
    """
    try:
        return requests.Request("GET", server).prepare().url or ""
    except requests.RequestException as error:
        raise ToolError(f"`{visible(server)}` is not a URL") from error


def _host_and_port(url: str) -> tuple[str | None, int | None]:
    parts = urlsplit(url)
    # The default port may be left out in one and written in the other, and http and https of
    # one host without a port are one server.
    port = None if parts.port in {80, 443} else parts.port
    return parts.hostname, port
