"""What all faults share: where they act, how often, and the three moments they can act at."""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from support.rest_server.element import Element
from support.rest_server.exchange import Reply, Request
from support.rest_server.sessions import Sessions

FOR_EVER = math.inf


@dataclass
class Fault:
    """Something that goes wrong with some requests."""

    place: str = ""
    """A pattern of what the request is about: ``^users$``, ``workbooks/.*/permissions``."""
    times: float = 1
    """How many requests it spoils."""
    skip: int = 0
    """How many matching requests it lets pass before."""
    method: str = "GET"
    query: Mapping[str, str] = field(default_factory=dict)
    """What the request must ask for besides, ``{"pageNumber": "2"}``."""
    matched: int = field(default=0, init=False)
    """How many matching requests came, spoiled or not."""

    def takes(self, request: Request) -> bool:
        """Count a request, and say whether it is one to spoil."""
        if (
            request.method != self.method
            or not re.search(self.place, request.place, re.IGNORECASE)
            or any(request.query.get(name) != value for name, value in self.query.items())
        ):
            return False
        self.matched += 1
        return self.skip < self.matched <= self.skip + self.times

    def on_request(self, request: Request, sessions: Sessions) -> Reply | None:  # noqa: ARG002
        """Return what goes back instead of an answer, or None."""
        return None

    def on_list(self, elements: tuple[Element, ...]) -> tuple[Element, ...]:
        """Return what becomes of a whole list before a page is cut from it."""
        return elements

    def on_reply(self, request: Request, reply: Reply) -> Reply:  # noqa: ARG002
        """Return what becomes of the answer."""
        return reply
