"""Who is signed in, at which site: signing in, again when the session has expired, and out."""

import threading
from contextlib import suppress
from typing import Final

import requests
import tableauserverclient as tsc

from tableau_perm_cli.diagnostics import ToolError, visible
from tableau_perm_cli.exchange.rest.live.connection import Connection
from tableau_perm_cli.exchange.rest.live.faults import of_error, status_words
from tableau_perm_cli.exchange.rest.live.interrupted import PullInterruptedError
from tableau_perm_cli.exchange.rest.live.limiter import StoppedError
from tableau_perm_cli.exchange.rest.live.official_client import (
    NOT_SIGNED_IN,
    RedirectError,
    has_session,
    last_status,
)
from tableau_perm_cli.exchange.rest.live.server_version import not_tableau
from tableau_perm_cli.exchange.rest.live.site_ref import SiteRef
from tableau_perm_cli.exchange.rest.live.token import Token

_OK: Final = 200
_BUSY: Final = 429
"""And what is higher: another time it may do."""
_SECONDS_TO_SIGN_OUT: Final = (3.0, 5.0)
"""To connect, and to answer: who has been interrupted does not wait for a server that hangs."""


class SignedIn:
    """The session of a token, which all threads share."""

    def __init__(self, server: tsc.Server, connection: Connection, token: Token) -> None:
        self.server = server
        self.generation = 0
        """How many sessions there have been. A call that is refused as signed out tells the one
        that it was made in, so that the session is renewed once and not by every thread."""
        self.site = connection.site
        """The name in URLs of the site that is signed in to."""
        self._address = connection.server
        self._token = token
        self._over = False
        self._lock = threading.Lock()

    def sign_in(self) -> None:
        """Begin a session.

        Raises:
            ToolError: the server does not take the token, or cannot be asked.
        """
        with self._lock:
            self._sign_in(self.site)

    def renew(self, generation: int) -> None:
        """Begin a new session in place of an expired one, unless another thread has.

        Raises:
            PullInterruptedError: the server does not take the token any more.
            StoppedError: the pull has ended.
        """
        with self._lock:
            if self._over:
                raise StoppedError
            if generation != self.generation:
                return
            try:
                self._sign_in(self.site)
            except ToolError as error:
                raise PullInterruptedError(
                    f"the session had expired, and {error.message}"
                ) from error
        if self._over:
            # Signed out meanwhile: the session that has just begun must not stay open.
            self.sign_out()
            raise StoppedError

    def switch(self, site: SiteRef) -> None:
        """Go on at another site of the server. No call may be under way.

        Raises:
            ToolError: the server does not let the token's owner in.
        """
        with self._lock:
            if site.content_url == self.site:
                return
            self._new_connection()
            try:
                self.server.auth.switch_site(tsc.SiteItem(site.name, site.content_url))
            except requests.RequestException as error:
                raise self._unreachable(error) from None
            except NOT_SIGNED_IN:
                # A server may take the token at the other site though it does not let sessions
                # move there.
                self._sign_in(site.content_url)
            self.site = site.content_url
            self.generation += 1
            if self.server.site_id != site.id:
                raise ToolError(f"the server does not switch to the site `{visible(site.name)}`")

    def sign_out(self) -> None:
        """End the session. Whatever goes wrong is not told: there is nothing to do about it."""
        self._over = True
        if not has_session(self.server):
            return
        self.server.add_http_options({"timeout": _SECONDS_TO_SIGN_OUT})
        self._new_connection()
        with suppress(requests.RequestException, ToolError, *NOT_SIGNED_IN):
            self.server.auth.sign_out()

    def _sign_in(self, site: str) -> None:
        # Errors are raised `from None`: those of requests hold the request, and it the token.
        credentials = tsc.PersonalAccessTokenAuth(
            self._token.name, self._token.value, site_id=site
        )
        self._new_connection()
        try:
            self.server.auth.sign_in(credentials)
        except requests.RequestException as error:
            raise self._unreachable(error) from None
        except RedirectError:
            raise not_tableau(self._address, "it only sends on to other addresses") from None
        except NOT_SIGNED_IN:
            raise self._refused(last_status(self.server), site) from None
        if not has_session(self.server):
            raise self._refused(_OK, site)
        self.site = site
        self.generation += 1

    def _new_connection(self) -> None:
        """Let go of this thread's connection: it may have idled for hours, and be dead.

        A GET would be made again then; what is posted is not.
        """
        self.server.session.close()

    def _unreachable(self, error: requests.RequestException) -> ToolError:
        fault = of_error(error, self._address.partition("://")[2])
        return ToolError(f"the server cannot be asked to sign in: {fault.reason}")

    def _refused(self, status: int | None, site: str) -> ToolError:
        """Word a refusal. The token's name is not told: the two are easily mixed up."""
        where = f"the site `{visible(site)}`" if site else "the default site"
        match status:
            case 401:
                return ToolError(
                    "the server does not take the personal access token: its name or its value is "
                    f"wrong, it has expired or was revoked, or it is not for {where}",
                    help=_CHECK,
                )
            case 404:
                return ToolError(
                    f"the server knows no {where.removeprefix('the ')}", help=_WHICH_SITE
                )
            case 200 | None:
                return not_tableau(self._address, "its answer to the sign-in is something else")
        return ToolError(
            f"the server answers {status_words(status)} to the sign-in at {where}",
            help="try again later" if status >= _BUSY else _CHECK,
        )


_WHICH_SITE: Final = (
    "a site is given as in its URLs: `…/#/site/NAME/…`; on Tableau Cloud one must be given"
)
_CHECK: Final = f"tokens are made and listed under My Account Settings; {_WHICH_SITE}"
