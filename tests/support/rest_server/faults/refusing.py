"""Faults that are an answer of their own: refused, expired, too many requests, elsewhere."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

from support.rest_server.exchange import Reply, Request, refused
from support.rest_server.faults.fault import Fault
from support.rest_server.sessions import Sessions

_SUMMARIES = {
    401: ("401002", "Unauthorized Access", "Invalid authentication credentials were provided"),
    403: ("403004", "Forbidden", "The user may not query this."),
    404: ("404000", "Resource Not Found", "It could not be found."),
    500: ("500000", "Internal Server Error", "The request could not be completed."),
    503: ("503000", "Service Unavailable", "Try again later."),
}


@dataclass
class Refusing(Fault):
    """The request is refused with a status: 403, 404, 500, 503."""

    status: int = 403

    def on_request(self, request: Request, sessions: Sessions) -> Reply | None:  # noqa: ARG002
        """Return the refusal."""
        return refused(request, *_SUMMARIES[self.status])


@dataclass
class Expired(Fault):
    """Every session ends before the request is answered: 401 until somebody signs in again."""

    def on_request(self, request: Request, sessions: Sessions) -> Reply | None:
        """End the sessions, and return the refusal."""
        sessions.expire()
        return refused(request, *_SUMMARIES[401])


@dataclass
class TooMany(Fault):
    """429, with Retry-After in seconds or as a date."""

    retry_after: int | None = 1
    """Seconds; None: the server does not say."""
    as_date: bool = False
    """Whether Retry-After is an HTTP date."""

    def on_request(self, request: Request, sessions: Sessions) -> Reply | None:  # noqa: ARG002
        """Return the refusal."""
        reply = refused(request, "429000", "Too Many Requests", "Try again later.")
        return reply if self.retry_after is None else reply.having(headers=self._headers())

    def _headers(self) -> dict[str, str]:
        if not self.as_date:
            return {"Retry-After": str(self.retry_after)}
        # An HTTP date has no fractions of a second: one more, so that it is not past already.
        when = datetime.now(UTC) + timedelta(seconds=(self.retry_after or 0) + 1)
        return {"Retry-After": format_datetime(when, usegmt=True)}


@dataclass
class Redirecting(Fault):
    """The answer is elsewhere."""

    to: str = ""
    """Where; empty: nowhere, the header is missing."""
    status: int = field(default=302)

    def on_request(self, request: Request, sessions: Sessions) -> Reply | None:  # noqa: ARG002
        """Return the redirect."""
        headers = {"Location": self.to} if self.to else {}
        return Reply(self.status, b"", "text/html", headers)
