"""What is asked of the REST API and what comes back, whoever answers: a server or saved files."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from tableau_perm_cli.exchange.rest.node import Node


@dataclass(frozen=True, slots=True)
class Resource:
    """Something to ask for: one GET, or one for every page of a list."""

    path: str
    """Below the site: ``users``, ``groups/ID/users``, ``projects/ID/default-permissions/flows``.
    Empty for the site itself."""
    element: str
    """The tag of what is asked for: the elements of a list (``user``), else the one element
    under ``tsResponse`` (``permissions``, ``connections``, ``groupSet``, ``site``)."""
    paged: bool = False
    """Whether it is a list that comes in pages."""
    parameters: tuple[tuple[str, str], ...] = ()
    """Of the query, but for the page: ``("fields", "_all_")``."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back, whole: every page of a list, each element once."""

    elements: tuple[Node, ...]
    trouble: str | None = None
    """Why the list may not be complete, though it was read again: it changed while it was paged,
    or its totals do not fit what it holds."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """That something is not to be had, though everything else is."""

    reason: str
    """As a person reads it: ``403 Forbidden``, ``404 Not Found``, ``no answer is saved``."""
    status: int | None = None
    """The HTTP status, from a server."""


Answered = Callable[[Resource], None]
"""Is told of every resource once it is answered or refused, from any thread."""


class Answers(Protocol):
    """Whoever answers for one site."""

    @property
    def api_version(self) -> tuple[int, int]:
        """The version of the REST API that answers, as (3, 24)."""

    def fetch(
        self, resources: Sequence[Resource], answered: Answered | None = None
    ) -> Mapping[Resource, Answer | Refusal]:
        """Ask for all of the resources, in any order, and return what came of each.

        Raises:
            ToolError: it cannot go on: no connection, signed out, too many errors in a row. What
                was answered until then is kept, where there is a place for it.
        """
