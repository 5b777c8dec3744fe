"""What a request is, what a reply is, and what the server remembers of each."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from support.rest_server.element import Element, as_json, as_xml


@dataclass(frozen=True, slots=True)
class Request:
    """One request, as far as it was understood."""

    method: str
    path: str
    """As it came, without the query."""
    place: str
    """What it is about, without the API version and the site: ``users``, ``groups/ID/users``,
    ``site``, ``sites``, ``serverinfo``, ``auth/signin``."""
    version: tuple[int, int]
    """Of the API, as the path says."""
    site_id: str | None
    query: Mapping[str, str]
    headers: Mapping[str, str]
    """By lower-case name."""
    body: bytes = b""

    @property
    def wants_json(self) -> bool:
        """Whether the answer is to be JSON."""
        return "application/json" in self.headers.get("accept", "")


@dataclass(frozen=True, slots=True)
class Reply:
    """What goes back."""

    status: int
    body: bytes
    content_type: str = "application/xml;charset=utf-8"
    headers: Mapping[str, str] = field(default_factory=dict)
    declared_length: int | None = None
    """What Content-Length says, where that is not the truth: the connection is cut."""
    delay: float = 0
    """Seconds before anything goes back."""

    def having(self, **changes: object) -> "Reply":
        """Return the reply with something changed."""
        return replace(self, **changes)


@dataclass(frozen=True, slots=True)
class Seen:
    """A request that came, and what became of it."""

    time: float
    """By the monotonic clock."""
    method: str
    place: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes
    status: int
    authorised: bool
    """Whether it carried the token of a session that was open."""


def answered(request: Request, *elements: Element, status: int = 200) -> Reply:
    """Return a reply in the form that was asked for."""
    if request.wants_json:
        return Reply(status, as_json(*elements), "application/json;charset=utf-8")
    return Reply(status, as_xml(*elements))


def refused(request: Request, code: str, summary: str, detail: str) -> Reply:
    """Return an error of the REST API; its status is the beginning of its code."""
    error = Element(
        "error",
        {"code": code},
        (Element("summary", text=summary), Element("detail", text=detail)),
    )
    return answered(request, error, status=int(code[:3]))


class RefusedError(Exception):
    """A request that is answered with an error of the REST API."""

    def __init__(self, code: str, summary: str, detail: str) -> None:
        """Take what the error says."""
        super().__init__(f"{code}: {summary}: {detail}")
        self.code = code
        self.summary = summary
        self.detail = detail
