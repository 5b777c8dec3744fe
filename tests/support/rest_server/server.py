"""The server: sockets, threads, the order in which faults have their say, and the record."""

import re
import threading
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import TracebackType
from typing import Self

from support.rest_server.answering import Answering
from support.rest_server.element import Element
from support.rest_server.exchange import Reply, Request, Seen
from support.rest_server.faults import Fault
from support.rest_server.listener import Listener
from support.rest_server.served_site import OnTheWire, ServedSite
from support.rest_server.sessions import Sessions
from tableau_perm_cli.declaration.model import Declaration

TOKEN_NAME = "auditor"  # noqa: S105 - a name
TOKEN_SECRET = "qlE1g9MMh9vbrjjg==:rZTHhPpP2tUW1kfn4tjg8"  # noqa: S105 - of our own server

_READING_POSTS = {"auth/signin", "auth/signout", "auth/switchsite"}


class RestServer:
    """A Tableau server on loopback, to be entered as a context."""

    def __init__(  # noqa: PLR0913 - switches, each by its name
        self,
        *declarations: Declaration,
        faults: Iterable[Fault] = (),
        api_version: str = "3.24",
        largest_page: int = 1000,
        on_the_wire: Mapping[str, OnTheWire] | None = None,
        content_urls: Mapping[str, str] | None = None,
        lists_all_sites: bool = True,
        tables_tell_database: bool = True,
        group_sets_tell_groups: bool = True,
    ) -> None:
        """Take the declarations whose sites are served.

        Args:
            declarations: every site of each; the first of all is the default site.
            faults: what goes wrong; more may be put into ``faults`` at any time.
            api_version: the newest version of the REST API that it speaks.
            largest_page: lists are paged by no more, whatever is asked for.
            on_the_wire: by site, what things are called in answers.
            content_urls: by site; else the default site's is empty, and a site's is made of
                the letters of its name.
            lists_all_sites: whether who signs in may list the sites.
            tables_tell_database: whether a table says which database it is in; else only
                ``databases/ID/tables`` tells it.
            group_sets_tell_groups: whether the list of group sets has their groups; else only
                ``groupsets/ID`` has them.
        """
        self.sites: dict[str, ServedSite] = {}
        """By name."""
        for declaration in declarations:
            for site in declaration.sites.values():
                url = _content_url(site.name, [each.content_url for each in self.sites.values()])
                self.sites[site.name] = ServedSite(
                    declaration,
                    site,
                    (content_urls or {}).get(site.name, url),
                    (on_the_wire or {}).get(site.name),
                )
        for served in self.sites.values():
            served.tables_tell_database = tables_tell_database
        self.token_name = TOKEN_NAME
        self.token_secret = TOKEN_SECRET
        self.faults = list(faults)
        self.seen: list[Seen] = []
        """Every request, in the order in which they were answered."""
        self.sessions = Sessions(
            self.token_name,
            self.token_secret,
            {site.content_url: site for site in self.sites.values()},
        )
        version = tuple(map(int, api_version.split(".")))
        self._answering = Answering(
            self.sessions,
            (version[0], version[1]),
            largest_page,
            lists_all_sites,
            group_sets_tell_groups,
        )
        self._listener: Listener | None = None
        self._lock = threading.Lock()

    # The context

    def __enter__(self) -> Self:
        self._listener = Listener(self.respond)
        self._thread = threading.Thread(
            target=self._listener.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True
        )
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        listener = self._listener
        assert listener is not None
        listener.shutdown()
        listener.close_connections()
        listener.server_close()
        self._thread.join()
        if error is None and listener.errors:
            raise listener.errors[0]

    @property
    def url(self) -> str:
        """The address that a client is given."""
        assert self._listener is not None
        return f"http://127.0.0.1:{self._listener.server_address[1]}"

    # What tests ask

    @property
    def site(self) -> ServedSite:
        """The default site."""
        return next(iter(self.sites.values()))

    def luid(self, address: str, site: str | None = None) -> str:
        """Return the id of ``workbook:A/B``, ``user:ada``, ``group:All Users``, …"""
        return (self.sites[site] if site else self.site).ids[address]

    def calls(self, pattern: str = "", method: str = "GET") -> list[Seen]:
        """Return the requests whose place matches a pattern, ``^workbooks$``."""
        return [
            seen
            for seen in self.seen
            if seen.method == method and re.search(pattern, seen.place, re.IGNORECASE)
        ]

    def page_by(self, largest: int) -> None:
        """Give pages of lists that are no larger from now on."""
        self._answering.largest_page = largest

    def forget(self) -> None:
        """Forget the requests until now."""
        with self._lock:
            self.seen.clear()

    def peak_rate(self, window: float = 1.0) -> int:
        """Return how many requests came, at most, within so many seconds."""
        times = sorted(seen.time for seen in self.seen)
        first, peak = 0, 0
        for last, when in enumerate(times):
            while when - times[first] >= window:
                first += 1
            peak = max(peak, last - first + 1)
        return peak

    def writes(self) -> list[Seen]:
        """Return the requests that are neither a GET nor of signing in and out: none, ever."""
        return [
            seen
            for seen in self.seen
            if seen.method != "GET"
            and not (seen.method == "POST" and seen.place in _READING_POSTS)
        ]

    @property
    def secrets(self) -> tuple[str, ...]:
        """The personal access token and every session token: nothing written may have one."""
        return (self.token_secret, *self.sessions.issued)

    def secrets_in(self, *texts: str | bytes) -> list[str]:
        """Return the secrets that some text has in it, whole or in a recognisable part."""
        # A session's token ends with the id of its site, which is no secret.
        told = {site.id for site in self.sites.values()}
        parts = {part for secret in self.secrets for part in _recognisable(secret)} - told
        whole = [
            text if isinstance(text, str) else text.decode(errors="replace") for text in texts
        ]
        return sorted(part for part in parts if any(part in text for text in whole))

    # The work

    def respond(self, request: Request) -> Reply:
        """Return the reply to a request, as the faults would have it, and remember it."""
        came = time.monotonic()
        authorised = self.sessions.site_of(request) is not None
        reply = self._reply(request)
        with self._lock:
            self.seen.append(
                Seen(
                    came,
                    request.method,
                    request.place,
                    request.path,
                    request.query,
                    request.headers,
                    request.body,
                    reply.status,
                    authorised,
                )
            )
        if reply.delay:
            time.sleep(reply.delay)
        return reply

    def _reply(self, request: Request) -> Reply:
        with self._lock:
            acting = [fault for fault in self.faults if fault.takes(request)]
        for fault in acting:
            if (instead := fault.on_request(request, self.sessions)) is not None:
                return instead

        def listing(elements: tuple[Element, ...]) -> tuple[Element, ...]:
            for fault in acting:
                elements = fault.on_list(elements)
            return elements

        reply = self._answering.answer(request, listing)
        for fault in acting:
            reply = fault.on_reply(request, reply)
        return reply


def _content_url(name: str, taken: Sequence[str]) -> str:
    """Return a content URL; the first site is the default one, whose is empty."""
    if not taken:
        return ""
    plain = re.sub("[^A-Za-z0-9]", "", name) or "site"
    tried: Iterator[str] = (f"{plain}{number or ''}" for number in range(len(taken) + 1))
    return next(url for url in tried if url not in taken)


def _recognisable(secret: str) -> list[str]:
    return [part for part in re.split("[|:]", secret) if len(part) >= 16]
