"""How the server's own checks talk to it: the official client, and requests as they stand."""

import contextlib
import http.client
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from xml.etree import ElementTree as ET

import tableauserverclient as TSC  # noqa: N812 - as everybody calls it

from support.rest_server.element import NAMESPACE
from support.rest_server.server import RestServer


@contextlib.contextmanager
def signed_in(server: RestServer, content_url: str = "") -> Iterator[TSC.Server]:
    """Sign in with the official client, and out again."""
    client = TSC.Server(server.url, use_server_version=True)
    token = TSC.PersonalAccessTokenAuth(
        server.token_name, server.token_secret, site_id=content_url
    )
    try:
        with client.auth.sign_in(token):
            yield client
    finally:
        client.close()


@dataclass(frozen=True, slots=True)
class Came:
    """What came back of one request."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def xml(self) -> ET.Element:
        """The body, read."""
        return ET.fromstring(self.body)  # noqa: S314 - our own server wrote it

    def find(self, path: str) -> list[ET.Element]:
        """Return the elements at a path such as ``users/user``."""
        return self.xml.findall("/".join(f"{{{NAMESPACE}}}{tag}" for tag in path.split("/")))


def ask(
    server: RestServer,
    path: str,
    *,
    method: str = "GET",
    headers: Mapping[str, str] | None = None,
    body: str | None = None,
) -> Came:
    """Send one request on a connection of its own.

    Args:
        server: whom to ask.
        path: below ``/api/``: ``3.24/serverinfo``.
        method: of the request.
        headers: of the request.
        body: of the request.

    Raises:
        http.client.IncompleteRead: the connection was cut.
    """
    host = server.url.removeprefix("http://")
    with contextlib.closing(http.client.HTTPConnection(host, timeout=20)) as connection:
        connection.request(method, f"/api/{path}", body=body, headers=dict(headers or {}))
        response = connection.getresponse()
        return Came(response.status, dict(response.headers), response.read())


def sign_in(server: RestServer, content_url: str = "", version: str = "3.24") -> dict[str, str]:
    """Sign in without a client, and return the headers of a request that is signed in."""
    came = ask(
        server,
        f"{version}/auth/signin",
        method="POST",
        body=(
            f'<tsRequest><credentials personalAccessTokenName="{server.token_name}" '
            f'personalAccessTokenSecret="{server.token_secret}">'
            f'<site contentUrl="{content_url}"/></credentials></tsRequest>'
        ),
    )
    return {"X-Tableau-Auth": came.find("credentials")[0].attrib["token"]}


def below(server: RestServer, place: str, site: str | None = None, version: str = "3.24") -> str:
    """Return the path of something below a site."""
    served = server.sites[site] if site else server.site
    return f"{version}/sites/{served.id}/{place}"
