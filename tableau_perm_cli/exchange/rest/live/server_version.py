"""Which version of the REST API the server speaks, asked before the sign-in.

The client's own ``use_server_version`` goes on with version 2.4 whatever goes wrong, so that a
typing error in the address comes out as a failed sign-in.
"""

import re
from typing import Final

import requests
import tableauserverclient as tsc

from tableau_perm_cli.diagnostics import ToolError, visible
from tableau_perm_cli.exchange.rest.live.faults import of_error, status_words
from tableau_perm_cli.exchange.rest.live.official_client import (
    NOT_ANSWERED,
    PlainEndpoint,
    RedirectError,
    last_status,
)
from tableau_perm_cli.exchange.rest.live.retrying import BUSY
from tableau_perm_cli.exchange.rest.xml_text import parse_xml

FIRST_WITH_TOKENS: Final = (3, 6)
"""Tableau 2019.4."""

_VERSION: Final = re.compile(rb"<(?:\w+:)?restApiVersion>\s*([0-9]{1,3})\.([0-9]{1,3})\s*<")
"""It is told as text, which our reader of XML leaves out."""


def speak_its_version(server: tsc.Server) -> tuple[int, int]:
    """Ask the server for its version, and let the client speak it.

    Raises:
        ToolError: it is not to be reached, is no Tableau server, or is too old for tokens.
    """
    address = server.server_address
    try:
        response = PlainEndpoint(server).ask_unsigned(f"{server.baseurl}/serverInfo")
    except requests.RequestException as error:
        fault = of_error(error, address.partition("://")[2])
        raise ToolError(f"the server cannot be asked: {fault.reason}", help=_REACH) from error
    except RedirectError as error:
        raise not_tableau(address, "it only sends on to other addresses") from error
    except NOT_ANSWERED as error:
        raise _refused(address, last_status(server)) from error
    version = _told(response.content)
    if version is None:
        raise not_tableau(address, "what it answers is something else")
    if version < FIRST_WITH_TOKENS:
        raise ToolError(
            f"the server speaks version {_written(version)} of the REST API; personal access "
            f"tokens need {_written(FIRST_WITH_TOKENS)}, which is Tableau 2019.4",
        )
    server.version = _written(version)
    return version


_REACH: Final = (
    "check the address, and that this machine reaches it; a proxy is taken from the environment "
    "(`HTTPS_PROXY`), trusted certificates from the file named by `REQUESTS_CA_BUNDLE`"
)


def not_tableau(address: str, since: str) -> ToolError:
    """Return the error for a server that is something else."""
    return ToolError(
        f"`{visible(address)}` does not answer as a Tableau server does: {since}",
        help="give the address at which people open Tableau, without what follows the host",
    )


def _refused(address: str, status: int | None) -> ToolError:
    if status in BUSY:
        return ToolError(
            f"`{visible(address)}` answers {status_words(status)}", help="try again later"
        )
    return not_tableau(address, status_words(status) if status else "no answer came")


def _told(body: bytes) -> tuple[int, int] | None:
    try:
        parse_xml(body)
    except ValueError:
        return None
    found = _VERSION.search(body)
    return (int(found[1]), int(found[2])) if found else None


def _written(version: tuple[int, int]) -> str:
    return ".".join(map(str, version))
