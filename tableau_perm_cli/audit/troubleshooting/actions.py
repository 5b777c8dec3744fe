"""What people try to do, and which capabilities and tasks of the model that comes to."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import assert_never

from tableau_perm_cli.catalog import CATALOG, Capability, Kind
from tableau_perm_cli.declaration.model import Content, Item, Project
from tableau_perm_cli.diagnostics import UsageError, visible
from tableau_perm_cli.graph import SiteGraph
from tableau_perm_cli.resolve import TASKS, Derivation, Resolver, Task, TaskResult
from tableau_perm_cli.resolve.tasks import perform


class Action(StrEnum):
    """What somebody tries to do with an item."""

    OPEN = "open"
    SEE_DATA = "see-data"
    PUBLISH = "publish"
    CONNECT = "connect"
    WEB_EDIT = "web-edit"


_BOOKS = frozenset({Kind.WORKBOOK, Kind.VIEW})
KINDS: dict[Action, frozenset[Kind]] = {
    Action.OPEN: frozenset(Kind),
    Action.SEE_DATA: _BOOKS,
    Action.PUBLISH: frozenset({Kind.PROJECT, Kind.WORKBOOK, Kind.DATA_SOURCE, Kind.FLOW}),
    Action.CONNECT: _BOOKS | {Kind.DATA_SOURCE, Kind.VIRTUAL_CONNECTION},
    Action.WEB_EDIT: frozenset({Kind.WORKBOOK}),
}
"""The content types that each action can be asked of."""
_LIKELIEST = (Action.SEE_DATA, Action.CONNECT, Action.OPEN)


@dataclass(frozen=True, slots=True)
class Question:
    """One capability or task that an action needs, of one item."""

    item: Item
    asked: Capability | Task

    def put_to(self, resolver: Resolver, user: str) -> Derivation | TaskResult:
        """Return the answer for a user."""
        if isinstance(self.asked, Capability):
            return resolver.derive(user, self.item, self.asked)
        return perform(resolver, user, self.asked, self.item)


def likeliest_action(kind: Kind) -> Action:
    """Return what is tried most often with content of ``kind``."""
    return next(action for action in _LIKELIEST if kind in KINDS[action])


def questions_of(graph: SiteGraph, action: Action, item: Item) -> tuple[Question, ...]:
    """Return what an action needs; all of it has to be allowed.

    Publishing over content needs Overwrite on it and Publish on its project, as ``save_over``
    does (semantics section 5); in a Personal Space there is no project to publish to.

    Raises:
        UsageError: the action cannot be asked of such an item.
    """
    if item.kind not in KINDS[action]:
        raise _does_not_suit(graph, action, item)
    match action:
        case Action.OPEN:
            return (_capability("view", item),)
        case Action.SEE_DATA:
            return (Question(item, TASKS["see_data"]),)
        case Action.WEB_EDIT:
            return (Question(item, TASKS["web_author"]),)
        case Action.PUBLISH:
            return tuple(_publishing(graph, item))
        case Action.CONNECT:
            return tuple(_connecting(graph, item))
        case _:
            assert_never(action)


def _publishing(graph: SiteGraph, item: Item) -> Iterator[Question]:
    if not isinstance(item, Project):
        yield _capability("overwrite", item)
    project = graph.project_of(item)
    if project is not None:
        yield Question(project, TASKS["publish_to"])


def _connecting(graph: SiteGraph, item: Item) -> Iterator[Question]:
    if item.kind not in _BOOKS or not isinstance(item, Content):
        yield _capability("connect", item)
        return
    sources = {source.address: source for _, source in graph.connections_of(item)}
    if not sources:
        raise UsageError(
            f"`{visible(str(item.address))}` connects to no published data source",
            help="to see its data takes View alone: use --action see-data",
        )
    for source in sources.values():
        yield _capability("connect", source)


def _capability(key: str, item: Item) -> Question:
    return Question(item, CATALOG[item.kind].capability(key))


def _does_not_suit(graph: SiteGraph, action: Action, item: Item) -> UsageError:
    label = CATALOG[item.kind].label.lower()
    parent = graph.parent(item)
    if parent is not None and parent.kind in KINDS[action]:
        advice = f"ask it of `{visible(str(parent.address))}`"
    else:
        suitable = ", ".join(f"`{it.value}`" for it in Action if item.kind in KINDS[it])
        advice = f"of a {label} there is {suitable}"
    return UsageError(f"the action `{action.value}` cannot be asked of a {label}", help=advice)
