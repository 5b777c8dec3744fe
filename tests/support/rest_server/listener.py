"""The sockets: HTTP/1.1 with connections kept open, a thread each, and what goes over them."""

import contextlib
import re
import socket
import sys
import threading
from collections.abc import Callable, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, unquote, urlsplit

from support.rest_server.exchange import Reply, Request, refused

_API = re.compile(r"/api/(\d+)\.(\d+)/(.*)")
_SITE = re.compile(r"sites/([^/]+)/?(.*)")


class Listener(ThreadingHTTPServer):
    """Listens on a free port of loopback."""

    daemon_threads = True
    block_on_close = False
    request_queue_size = 128

    def __init__(self, respond: Callable[[Request], Reply]) -> None:
        self.respond = respond
        self.errors: list[BaseException] = []
        """Of our own: what went wrong while a request was answered."""
        self._connections: set[socket.socket] = set()
        self._lock = threading.Lock()
        super().__init__(("127.0.0.1", 0), _Handler)

    def process_request(self, request: socket.socket, client_address: object) -> None:
        with self._lock:
            self._connections.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: socket.socket) -> None:
        with self._lock:
            self._connections.discard(request)
        super().shutdown_request(request)

    def close_connections(self) -> None:
        """End the connections that clients keep open."""
        with self._lock:
            still_open = list(self._connections)
        for connection in still_open:
            with contextlib.suppress(OSError):  # it ended by itself in the meantime
                connection.shutdown(socket.SHUT_RDWR)

    def handle_error(self, request: socket.socket, client_address: object) -> None:  # noqa: ARG002
        """Keep what is our fault; a client that goes away is part of the tests."""
        error = sys.exc_info()[1]
        if error is not None and not isinstance(error, OSError):
            self.errors.append(error)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = 1 << 16
    server: Listener

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - as inherited
        """Say nothing."""

    def _handle(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        body = self.rfile.read(length) if length else b""
        request = _request(self.command, self.path, dict(self.headers.items()), body)
        if request is None:
            nowhere = Request(self.command, self.path, self.path, (0, 0), None, {}, {}, body)
            self._write(refused(nowhere, "404000", "Resource Not Found", "No such resource."))
            return
        self._write(self.server.respond(request))

    do_GET = do_POST = do_PUT = do_DELETE = do_PATCH = do_HEAD = _handle  # noqa: N815

    def _write(self, reply: Reply) -> None:
        self.send_response(reply.status)
        for name, value in reply.headers.items():
            self.send_header(name, value)
        if reply.status != 204:
            self.send_header("Content-Type", reply.content_type)
            whole = len(reply.body) if reply.declared_length is None else reply.declared_length
            self.send_header("Content-Length", str(whole))
            if whole != len(reply.body):
                self.close_connection = True
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(reply.body)
        self.wfile.flush()


def _request(method: str, target: str, headers: Mapping[str, str], body: bytes) -> Request | None:
    """Understand a request; None when it is not for the REST API."""
    parts = urlsplit(target)
    path = unquote(parts.path)
    known = _API.fullmatch(path)
    if known is None:
        return None
    below = known[3].rstrip("/")
    in_site = _SITE.fullmatch(below)
    rest = below if in_site is None else in_site[2]
    steps = rest.split("/")
    place = "/".join(steps).lower()
    return Request(
        method,
        parts.path,
        place if place or in_site is None else "site",
        (int(known[1]), int(known[2])),
        None if in_site is None else in_site[1],
        dict(parse_qsl(parts.query, keep_blank_values=True)),
        {name.lower(): value for name, value in headers.items()},
        body,
    )
