"""A client that is signed in: the sites there are, and the answers of one."""

from tableau_perm_cli.diagnostics import ToolError
from tableau_perm_cli.exchange.rest.answers import Answer, Refusal, Resource
from tableau_perm_cli.exchange.rest.live.asking import Asking
from tableau_perm_cli.exchange.rest.live.checkpoint import Checkpoint
from tableau_perm_cli.exchange.rest.live.connection import Connection
from tableau_perm_cli.exchange.rest.live.crew import Crew
from tableau_perm_cli.exchange.rest.live.fetching import Fetching
from tableau_perm_cli.exchange.rest.live.limiter import Limiter
from tableau_perm_cli.exchange.rest.live.limits import Limits
from tableau_perm_cli.exchange.rest.live.live_answers import LiveAnswers
from tableau_perm_cli.exchange.rest.live.official_client import server_at
from tableau_perm_cli.exchange.rest.live.server_version import speak_its_version
from tableau_perm_cli.exchange.rest.live.signed_in import SignedIn
from tableau_perm_cli.exchange.rest.live.site_ref import SiteRef
from tableau_perm_cli.exchange.rest.live.telemetry import Telemetry
from tableau_perm_cli.exchange.rest.live.token import Token
from tableau_perm_cli.exchange.rest.node import Node

_SITE = Resource("", "site")
_SITES = Resource("sites", "site", paged=True)


class LiveClient:
    """A server and who is signed in at it. ``connected`` makes it, and closes it."""

    def __init__(
        self, connection: Connection, token: Token, limits: Limits, telemetry: Telemetry
    ) -> None:
        """Prepare everything; nothing is asked yet.

        Raises:
            ToolError: the address is not one.
        """
        self.connection = connection
        """Where it is connected to."""
        self.telemetry = telemetry
        """Counts what it costs."""
        self._limits = limits
        self._limiter = Limiter(limits.rate)
        self._server = server_at(connection.server, limits, self._limiter, telemetry)
        self._signed_in = SignedIn(self._server, connection, token)
        self._asking = Asking(self._signed_in, limits, self._limiter, telemetry)
        self._api_version = (0, 0)
        self._crew = Crew(limits.workers)

    def sign_in(self) -> None:
        """Speak the server's version of the REST API, and sign in.

        Raises:
            ToolError: the server is not to be reached, is no Tableau server, or does not take the
                token.
        """
        self._api_version = speak_its_version(self._server)
        self._signed_in.sign_in()

    @property
    def api_version(self) -> tuple[int, int]:
        """Return the version of the REST API that is spoken, as (3, 24)."""
        return self._api_version

    def site(self) -> SiteRef:
        """Ask for the site that is signed in to. Its id and content URL are known without.

        Raises:
            PullInterruptedError: the server cannot be asked any further.
        """
        come = self.answers().fetch([_SITE])[_SITE]
        if isinstance(come, Answer):
            return _ref(come.elements[0])
        content_url = self._signed_in.site
        return SiteRef(self._server.site_id, content_url or "Default", content_url)

    def sites(self) -> list[SiteRef]:
        """List every site of the server, by name.

        Raises:
            ToolError: the server does not tell them, as Tableau Cloud does not.
            PullInterruptedError: the server cannot be asked any further.
        """
        come: dict[Resource, Answer | Refusal] = {}
        self._fetching(self._server.baseurl).fetch([_SITES], come.__setitem__)
        listed = come[_SITES]
        if isinstance(listed, Refusal):
            raise ToolError(
                f"the server does not list its sites: {listed.reason}",
                help="only a server administrator of a Tableau Server may list them; on Tableau "
                "Cloud pull each site with a token of its own",
            )
        if listed.trouble:
            raise ToolError(f"the list of sites cannot be read whole: {listed.trouble}")
        return sorted(map(_ref, listed.elements), key=lambda site: (site.name.casefold(), site.id))

    def answers(
        self, site: SiteRef | None = None, checkpoint: Checkpoint | None = None
    ) -> LiveAnswers:
        """Return who answers for a site, switching to it where it is not the current one.

        Only one site answers at a time: the answers of the site before are void then.

        Args:
            site: None for the one that is signed in to.
            checkpoint: where to find what is answered already, and to keep what will be.

        Raises:
            ToolError: the server does not let the token's owner into the site.
        """
        if site is not None:
            self._signed_in.switch(site)
        # Not taken before: the site's address holds its id, and the id comes with the sign-in.
        address = f"{self._server.baseurl}/sites/{self._server.site_id}"
        return LiveAnswers(
            self._api_version,
            lambda: self._fetching(address),
            self.telemetry,
            site=self._signed_in.site,
            checkpoint=checkpoint,
        )

    def close(self) -> None:
        """Stop the threads, sign out and close the connections, whatever was before."""
        self._limiter.stop()
        # Nested, since a second Ctrl-C may come while a thread is waited for.
        try:
            self._crew.end()
        finally:
            try:
                self._signed_in.sign_out()
            finally:
                self._server.close()

    def _fetching(self, address: str) -> Fetching:
        return Fetching(self._asking, self._crew, self._limits, address)


def _ref(site: Node) -> SiteRef:
    content_url = site.get("contentUrl") or ""
    return SiteRef(
        id=site.get("id") or "",
        name=site.get("name") or content_url or "Default",
        content_url=content_url,
        active=site.get("state") in {None, "Active"},
    )
