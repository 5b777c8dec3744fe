"""Where the site is: the server's address as the user gave it, checked, and the site's name."""

import ipaddress
import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import SplitResult, unquote, urlsplit

from tableau_perm_cli.diagnostics import ToolError, visible

_SCHEME: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://")
_SITE_IN_URL: Final = re.compile(r"(?:^|/)(?:site|t)/([^/?#]+)")
_SPOILT: Final = re.compile(r"[\\\x00-\x20\x7f]|\s")


@dataclass(frozen=True, slots=True)
class Connection:
    """A site on a server. Make it with ``Connection.to``, which checks the address."""

    server: str
    """``https://host`` or ``https://host:port``: no path, no slash at the end."""
    site: str = ""
    """The site's name in URLs (the content URL); empty for the default site."""

    @classmethod
    def to(cls, server: str, site: str = "", *, allow_http: bool = False) -> "Connection":
        """Check an address that a person gave.

        Args:
            server: the address; ``https://`` is added where there is no scheme.
            site: the site's name in URLs; empty for the default site of a Tableau Server.
            allow_http: whether ``http://`` is taken for any host, not only for this machine.

        Raises:
            ToolError: it is not the address of a server alone, or ``http://`` to another machine.
        """
        text = server.strip()
        if not text:
            raise ToolError("the server's address is empty", help=_AS_IN)
        if not _SCHEME.match(text):
            text = f"https://{text}"
        parts = _split(text)
        # Checked first: no later message may quote an address with a password in it.
        if "@" in parts.netloc:
            raise ToolError(
                "the server's address holds a user name or a password",
                help="leave it out: the sign-in is by a personal access token",
            )
        _check_address_alone(parts)
        host = _host(parts)
        scheme = parts.scheme.lower()
        if scheme not in {"http", "https"}:
            raise ToolError(f"`{visible(scheme)}://` is not how a server is asked", help=_AS_IN)
        if scheme == "http" and not (allow_http or _is_this_machine(host)):
            raise ToolError(
                f"`http://{visible(host)}` would send the token unencrypted",
                help=f"use `https://{visible(host)}`, or `--allow-http` where no other way is",
            )
        return cls(f"{scheme}://{_bracketed(host)}{_port(parts)}", site.strip())


_AS_IN: Final = "give it as in `https://tableau.example.org`"


def _split(text: str) -> SplitResult:
    """Take an address apart.

    Raises:
        ToolError: it cannot be one.
    """
    not_a_url = ToolError("the server's address is not a URL", help=_AS_IN)
    if _SPOILT.search(text):
        raise not_a_url
    try:
        parts = urlsplit(text)
        # A port that is no number, or too large a one, shows when it is asked for.
        usable = parts.hostname and parts.port != 0
    except ValueError:
        raise not_a_url from None
    if not usable:
        raise not_a_url
    return parts


def _check_address_alone(parts: SplitResult) -> None:
    """Refuse an address with more than the server in it.

    Raises:
        ToolError: there is a path, a query or a fragment, as in what a browser shows.
    """
    more = parts.path.strip("/") + parts.query + parts.fragment
    if not more:
        return
    alone = f"{parts.scheme}://{parts.netloc}"
    site = _SITE_IN_URL.search(parts.fragment) or _SITE_IN_URL.search(parts.path)
    named = f" and the site as `{visible(unquote(site[1]))}`" if site else ""
    raise ToolError(
        f"the server's address goes on after `{visible(alone)}`",
        help=f"give the server as `{visible(alone)}`{named}",
    )


def _host(parts: SplitResult) -> str:
    return (parts.hostname or "").lower()


def _port(parts: SplitResult) -> str:
    return f":{parts.port}" if parts.port else ""


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def _is_this_machine(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")
