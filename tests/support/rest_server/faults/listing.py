"""Faults of lists: totals that do not fit, items that come and go while a list is paged."""

import re
from dataclasses import dataclass

from support.rest_server.element import Element
from support.rest_server.exchange import Reply, Request
from support.rest_server.faults.fault import FOR_EVER, Fault

_TOTAL = re.compile(rb'(totalAvailable["=: ]+)(\d+)')


@dataclass
class WrongTotal(Fault):
    """The pagination counts more or fewer items than there are."""

    times: float = FOR_EVER
    by: int = 1
    """What is added to the total."""

    def on_reply(self, request: Request, reply: Reply) -> Reply:  # noqa: ARG002
        """Change the total."""

        def changed(found: re.Match[bytes]) -> bytes:
            return found[1] + str(max(0, int(found[2]) + self.by)).encode()

        return reply.having(body=_TOTAL.sub(changed, reply.body))


@dataclass
class Shrinking(Fault):
    """The first item is gone once the first page was asked for: the pages after it shift."""

    times: float = FOR_EVER

    def on_list(self, elements: tuple[Element, ...]) -> tuple[Element, ...]:
        """Leave the first item out, but for the first time."""
        return elements[1:] if self.matched > self.skip + 1 else elements


@dataclass
class Growing(Fault):
    """An item appears at the top once the first page was asked for: the pages after it shift."""

    times: float = FOR_EVER

    def on_list(self, elements: tuple[Element, ...]) -> tuple[Element, ...]:
        """Leave the first item out the first time."""
        return elements[1:] if self.matched <= self.skip + 1 else elements


@dataclass
class Shifting(Fault):
    """Every other time the first item is missing: no two readings of the list agree."""

    times: float = FOR_EVER

    def on_list(self, elements: tuple[Element, ...]) -> tuple[Element, ...]:
        """Leave the first item out every other time."""
        return elements[1:] if self.matched % 2 == 0 else elements


@dataclass
class Duplicated(Fault):
    """The first item comes once more at the end of the list, and is counted."""

    times: float = FOR_EVER

    def on_list(self, elements: tuple[Element, ...]) -> tuple[Element, ...]:
        """Repeat the first item."""
        return (*elements, *elements[:1])
