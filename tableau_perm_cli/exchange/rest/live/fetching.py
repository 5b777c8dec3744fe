"""Asks for many resources at once: hands out the calls, puts the pages together, gives up in time.

All that is decided is decided in the thread that asks; the crew's threads only make calls.
"""

import queue
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final, TypeAlias

from tableau_perm_cli.exchange.rest.answers import Answer, Refusal, Resource
from tableau_perm_cli.exchange.rest.live.asking import Asking
from tableau_perm_cli.exchange.rest.live.crew import Crew
from tableau_perm_cli.exchange.rest.live.faults import Fault, Sort
from tableau_perm_cli.exchange.rest.live.interrupted import PullInterruptedError
from tableau_perm_cli.exchange.rest.live.limits import Limits
from tableau_perm_cli.exchange.rest.live.paging import ListedPage, Listing, read_one, read_page

Finished: TypeAlias = Callable[[Resource, Answer | Refusal], None]
"""Is told of each resource, once, in the thread that asks."""
_Come: TypeAlias = Answer | ListedPage | Fault

_SECONDS_TO_LOOK_UP: Final = 0.5
"""On some systems Ctrl-C is only seen between waits."""


@dataclass(frozen=True, slots=True)
class _Call:
    """One GET."""

    resource: Resource
    page: int


class Fetching:
    """One batch of resources under one address."""

    def __init__(self, asking: Asking, crew: Crew, limits: Limits, address: str) -> None:
        """Take what to ask with.

        Args:
            asking: makes a call.
            crew: the threads to make it in.
            limits: page size, and when to give up.
            address: what the resources are below.
        """
        self._asking = asking
        self._crew = crew
        self._limits = limits
        self._address = address
        self._come: queue.SimpleQueue[tuple[_Call, _Come | None, BaseException | None]] = (
            queue.SimpleQueue()
        )
        self._under_way = 0
        self._listings: dict[Resource, Listing] = {}
        self._failed_in_a_row = 0

    def fetch(self, resources: Iterable[Resource], finished: Finished) -> None:
        """Ask for all, and tell what came of each as it comes.

        Raises:
            PullInterruptedError: the server cannot be asked any further.
        """
        try:
            for resource in resources:
                if resource.paged:
                    self._listings[resource] = Listing(self._limits.rereads)
                self._hand_out(_Call(resource, 1))
            while self._under_way:
                call, come = self._next()
                self._take(call, come, finished)
        finally:
            self._crew.forget()

    def _hand_out(self, call: _Call) -> None:
        self._under_way += 1
        self._crew.submit(
            lambda: self._ask(call), lambda come, error: self._come.put((call, come, error))
        )

    def _next(self) -> tuple[_Call, _Come]:
        """Wait for a call to be answered.

        Raises:
            PullInterruptedError: the server cannot be asked any further.
        """
        while True:
            try:
                call, come, error = self._come.get(timeout=_SECONDS_TO_LOOK_UP)
            except queue.Empty:
                continue
            self._under_way -= 1
            if error is not None:
                raise error
            assert come is not None  # noqa: S101 - a job returns something or raises
            return call, come

    def _take(self, call: _Call, come: _Come, finished: Finished) -> None:
        """Go on after a call: with further pages, or with the resource's end."""
        resource = call.resource
        match come:
            case Answer():
                self._end(resource, come, finished)
            case Fault(status=400) if call.page > 1 and (listing := self._listings.get(resource)):
                # So the REST API answers when the list has become shorter meanwhile.
                self._go_on(resource, listing.take_none(call.page), finished)
            case Fault():
                # Of a list, the other pages under way are of no use any more.
                if not resource.paged or self._drop(resource):
                    self._end(resource, self._refusal(come), finished)
            case ListedPage() if listing := self._listings.get(resource):
                self._go_on(resource, listing.take(call.page, come), finished)

    def _go_on(self, resource: Resource, further: range | Answer, finished: Finished) -> None:
        """Ask for further pages of a list, or end it."""
        if isinstance(further, Answer):
            del self._listings[resource]
            self._end(resource, further, finished)
            return
        for page in further:
            self._hand_out(_Call(resource, page))

    def _end(self, resource: Resource, outcome: Answer | Refusal, finished: Finished) -> None:
        if isinstance(outcome, Answer):
            self._failed_in_a_row = 0
        finished(resource, outcome)

    def _refusal(self, fault: Fault) -> Refusal:
        """Return a fault as a refusal, unless it is one too many.

        Raises:
            PullInterruptedError: it is.
        """
        if fault.sort is Sort.REFUSED:
            self._failed_in_a_row = 0
        else:
            self._failed_in_a_row += 1
            if self._failed_in_a_row >= self._limits.failures_in_a_row:
                raise PullInterruptedError(
                    f"{self._failed_in_a_row} resources in a row failed, the last one with "
                    f"{fault.reason}"
                )
        return Refusal(fault.reason, fault.status)

    def _ask(self, call: _Call) -> _Come:
        """Make a call; in a thread of the crew."""
        resource = call.resource
        url = "/".join(filter(None, (self._address, resource.path)))
        query = dict(resource.parameters)
        if not resource.paged:
            return self._asking.ask(url, query, lambda root: read_one(resource, root))
        return self._asking.ask(
            url, query | self._page(call.page), lambda root: read_page(resource, root)
        )

    def _drop(self, resource: Resource) -> bool:
        """Give a list up; False where it was given up before."""
        return self._listings.pop(resource, None) is not None

    def _page(self, number: int) -> dict[str, str]:
        return {"pageSize": str(self._limits.page_size), "pageNumber": str(number)}
