"""Who is signed in: personal access tokens, session tokens, and the site of each."""

import json
import secrets
import threading
from dataclasses import dataclass, field
from xml.etree import ElementTree as ET

from support.rest_server.element import NAMESPACE, Element
from support.rest_server.exchange import RefusedError, Request
from support.rest_server.served_site import ADMINISTRATOR, ServedSite


@dataclass
class Sessions:
    """The personal access token that the server knows, and the sessions it opened with it.

    A token has one session at a time, as the documentation warns: signing in again with it ends
    the session before.
    """

    token_name: str
    token_secret: str
    sites: dict[str, ServedSite]
    """By content URL."""
    issued: list[str] = field(default_factory=list)
    """Every session token that there ever was."""
    _open: dict[str, ServedSite] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def site_of(self, request: Request) -> ServedSite | None:
        """Return the site that a request is signed in to."""
        with self._lock:
            return self._open.get(request.headers.get("x-tableau-auth", ""))

    def expire(self) -> None:
        """End every session, as time does."""
        with self._lock:
            self._open.clear()

    def sign_in(self, request: Request) -> Element:
        """Open a session.

        Raises:
            RefusedError: the token or the site is wrong.
        """
        name, secret, content_url = _credentials(request)
        site = self.sites.get(content_url)
        known = secrets.compare_digest(
            f"{name}\n{secret}".encode(), f"{self.token_name}\n{self.token_secret}".encode()
        )
        if site is None or not known:
            raise RefusedError(
                "401001",
                "Signin Error",
                "The personal access token you provided is invalid.",
            )
        return self._opened(site)

    def switch_site(self, request: Request) -> Element:
        """Open a session on another site instead of this one.

        Raises:
            RefusedError: there is no such site, or it is this one.
        """
        here = self.site_of(request)
        site = self.sites.get(_site_in(request))
        if site is None:
            raise RefusedError("401001", "Signin Error", "Error signing in to Tableau Server")
        if site is here:
            raise RefusedError("403070", "Forbidden", "Already signed in to this site.")
        return self._opened(site)

    def sign_out(self, request: Request) -> None:
        """End the session that a request belongs to."""
        with self._lock:
            self._open.pop(request.headers.get("x-tableau-auth", ""), None)

    def _opened(self, site: ServedSite) -> Element:
        token = f"{secrets.token_urlsafe(16)}|{secrets.token_urlsafe(24)}|{site.id}"
        with self._lock:
            self._open = {token: site}
            self.issued.append(token)
        return Element(
            "credentials",
            {"token": token, "estimatedTimeToExpiration": "238:59:59"},
            (
                Element("site", {"id": site.id, "contentUrl": site.content_url}),
                Element("user", {"id": site.ids[f"user:{ADMINISTRATOR}"]}),
            ),
        )


def _credentials(request: Request) -> tuple[str, str, str]:
    """Return the name and the secret of a personal access token, and the site's content URL."""
    if request.headers.get("content-type", "").startswith("application/json"):
        told = json.loads(request.body)["credentials"]
        site = told.get("site", {}).get("contentUrl", "")
    else:
        element = _body(request, "credentials")
        told, site = element.attrib, _content_url(element)
    name = told.get("personalAccessTokenName", "")
    return name, told.get("personalAccessTokenSecret", ""), site


def _site_in(request: Request) -> str:
    if request.headers.get("content-type", "").startswith("application/json"):
        return json.loads(request.body)["site"].get("contentUrl", "")
    return _body(request, "site").get("contentUrl", "")


def _content_url(element: ET.Element) -> str:
    site = _child(element, "site")
    return "" if site is None else site.get("contentUrl", "")


def _body(request: Request, tag: str) -> ET.Element:
    root = ET.fromstring(request.body)  # noqa: S314 - the client under test wrote it
    found = _child(root, tag)
    if found is None:
        raise RefusedError("400000", "Bad Request", f"{tag} is missing")
    return found


def _child(element: ET.Element, tag: str) -> ET.Element | None:
    named = (element.find(tag), element.find(f"{{{NAMESPACE}}}{tag}"))
    return next((found for found in named if found is not None), None)
