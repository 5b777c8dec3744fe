"""Asks for resources in waves and takes the answers apart: what must be whole, what may lack."""

from collections.abc import Sequence
from dataclasses import replace

from tableau_perm_cli.exchange.rest.answers import Answer, Answers, Refusal, Resource
from tableau_perm_cli.exchange.rest.node import Node
from tableau_perm_cli.exchange.rest.reading.notebook import Notebook
from tableau_perm_cli.exchange.rest.reading.watching import Watch

_AT_ONCE = 500
"""How many are fetched before what came is made smaller: answers of thousands are large."""


class Asking:
    """One wave of questions that was answered."""

    def __init__(
        self, answers: Answers, resources: Sequence[Resource], watch: Watch, notebook: Notebook
    ) -> None:
        """Ask for everything; progress is told while answers come.

        Raises:
            ToolError: whoever answers cannot go on.
        """
        watch.more(len(resources))
        self._notebook = notebook
        self._come: dict[Resource, Answer | Refusal] = {}
        for start in range(0, len(resources), _AT_ONCE):
            come = answers.fetch(resources[start : start + _AT_ONCE], watch.done)
            self._come.update({of: _smaller(of, answer) for of, answer in come.items()})

    def whole(self, resource: Resource) -> tuple[Node, ...]:
        """Return a list or an element that the picture needs; what lacks is a failure."""
        come = self._come[resource]
        match come:
            case Refusal():
                self._notebook.fail(resource, come.reason)
                return ()
            case Answer():
                if come.trouble is not None:
                    self._notebook.fail(resource, come.trouble)
                elif not resource.paged and not come.elements:
                    self._notebook.fail(resource, _empty(resource))
                return come.elements

    def listed(self, resource: Resource, key: str) -> tuple[Node, ...] | None:
        """Return a list that may lack, or None; why it lacks is noted under ``key``."""
        come = self._come[resource]
        match come:
            case Refusal():
                self._notebook.gap(key, come.reason)
                return None
            case Answer():
                if come.trouble is not None:
                    self._notebook.gap(key, come.trouble)
                    self._notebook.note(
                        f"the list `{resource.path}` may lack some: {come.trouble}"
                    )
                return come.elements

    def some(self, resource: Resource) -> tuple[tuple[Node, ...], str | None]:
        """Return what came of a list, and why there may be more of it."""
        come = self._come[resource]
        match come:
            case Refusal():
                return (), come.reason
            case Answer():
                return come.elements, come.trouble

    def one(self, resource: Resource) -> Node | Refusal:
        """Return one element, or why it is not to be had."""
        come = self._come[resource]
        match come:
            case Refusal():
                return come
            case Answer():
                if come.trouble is not None:
                    return Refusal(come.trouble)
                return come.elements[0] if come.elements else Refusal(_empty(resource))


def _empty(resource: Resource) -> str:
    return f"the answer has no `{resource.element}`"


def _smaller(resource: Resource, come: Answer | Refusal) -> Answer | Refusal:
    """Return an answer without what nobody reads: of a group's users all but the id.

    So of a database's tables: every list below a thing only says who or what is in it.
    """
    if isinstance(come, Refusal) or not resource.paged or "/" not in resource.path:
        return come
    return replace(come, elements=tuple(_only_id(node) for node in come.elements))


def _only_id(node: Node) -> Node:
    identity = node.get("id")
    return Node(node.tag, {"id": identity} if identity else {})
