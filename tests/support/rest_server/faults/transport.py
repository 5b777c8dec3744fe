"""Faults of the way an answer comes: late, cut, empty, packed, not XML, an entity bomb."""

import gzip
from dataclasses import dataclass

from support.rest_server.element import NAMESPACE
from support.rest_server.exchange import Reply, Request
from support.rest_server.faults.fault import Fault

_HTML = b"<!DOCTYPE html><html><body><h1>Sign in to the proxy</h1><br></body></html>"
_BOMB = f"""<?xml version="1.0"?>
<!DOCTYPE lolz [
 <!ENTITY lol "lol">
 {"".join(f'<!ENTITY lol{n} "{f"&lol{n - 1 or str()};" * 10}">' for n in range(1, 10))}
]>
<tsResponse xmlns="{NAMESPACE}"><error code="1"><summary>&lol9;</summary></error></tsResponse>
""".encode()


@dataclass
class Slow(Fault):
    """The answer comes late."""

    seconds: float = 1.0

    def on_reply(self, request: Request, reply: Reply) -> Reply:  # noqa: ARG002
        """Delay the answer."""
        return reply.having(delay=self.seconds)


@dataclass
class Cut(Fault):
    """The connection breaks in the middle of the body."""

    def on_reply(self, request: Request, reply: Reply) -> Reply:  # noqa: ARG002
        """Send half of what was announced."""
        whole = len(reply.body)
        return reply.having(body=reply.body[: whole // 2], declared_length=whole)


@dataclass
class Truncated(Fault):
    """Half of the XML, and a Content-Length that agrees with it."""

    def on_reply(self, request: Request, reply: Reply) -> Reply:  # noqa: ARG002
        """Send half of the body as if it were all."""
        return reply.having(body=reply.body[: len(reply.body) // 2])


@dataclass
class Empty(Fault):
    """200 and no body."""

    def on_reply(self, request: Request, reply: Reply) -> Reply:  # noqa: ARG002
        """Send nothing."""
        return reply.having(body=b"")


@dataclass
class Packed(Fault):
    """A small body that unpacks to a large one."""

    size: int = 0

    def on_reply(self, request: Request, reply: Reply) -> Reply:  # noqa: ARG002
        """Send blanks, packed."""
        body = gzip.compress(b" " * self.size)
        return reply.having(body=body, headers={**reply.headers, "Content-Encoding": "gzip"})


@dataclass
class Html(Fault):
    """A proxy's page instead of XML, with status 200."""

    def on_reply(self, request: Request, reply: Reply) -> Reply:  # noqa: ARG002
        """Send a page."""
        return reply.having(body=_HTML, content_type="text/html")


@dataclass
class Bomb(Fault):
    """XML with a document type that expands to gigabytes: it must be refused, never expanded."""

    def on_reply(self, request: Request, reply: Reply) -> Reply:  # noqa: ARG002
        """Send the bomb."""
        return reply.having(body=_BOMB)
