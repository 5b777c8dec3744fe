"""The tasks of semantics section 5: what people really ask, as lists of requirements."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from tableau_perm_cli.catalog import CATALOG, Kind, fold
from tableau_perm_cli.declaration.model import Content, Item, Project, User
from tableau_perm_cli.resolve import requirements
from tableau_perm_cli.resolve.asking import Asking
from tableau_perm_cli.resolve.reasons import Reason
from tableau_perm_cli.resolve.resolver import Resolver
from tableau_perm_cli.resolve.task_result import Need, NeedKind, SubjectTo, TaskResult


class TargetKind(StrEnum):
    """What a task can be directed at."""

    PROJECT = "project"
    USER = "user"


@dataclass(frozen=True, slots=True)
class Task:
    """One row of the task table."""

    key: str
    label: str
    """What it is called in a sentence: "see the data of …"."""
    kinds: frozenset[Kind]
    """The content types it can be asked of."""
    needs: Callable[[Asking], Iterator[Need]]
    """Its requirements in order."""
    target: TargetKind | None = None
    target_required: bool = False


_WORKBOOK = frozenset({Kind.WORKBOOK})
_PROJECT = frozenset({Kind.PROJECT})
_MOVABLE = frozenset(kind for kind, described in CATALOG.items() if described.has("move"))

# Semantics section 5; Help's tables, Ref's data-access table.
TASKS: dict[str, Task] = {
    task.key: task
    for task in (
        Task(
            "see_data",
            "see the data",
            frozenset({Kind.WORKBOOK, Kind.VIEW}),
            requirements.see_data,
        ),
        Task("publish_to", "publish to it", _PROJECT, requirements.publish_to),
        Task("web_author", "edit it on the web", _WORKBOOK, requirements.web_author),
        Task(
            "save_as_new",
            "save it as a new workbook",
            _WORKBOOK,
            requirements.save_as_new,
            TargetKind.PROJECT,
        ),
        Task("save_over", "save over it", _WORKBOOK, requirements.save_over),
        Task(
            "move_to",
            "move it",
            _MOVABLE,
            requirements.move_to,
            TargetKind.PROJECT,
            target_required=True,
        ),
        Task(
            "set_permissions_at_publish",
            "set permissions while publishing to it",
            _PROJECT,
            requirements.set_permissions_at_publish,
        ),
        Task(
            "query_api", "query it by API", frozenset({Kind.DATA_SOURCE}), requirements.query_api
        ),
        Task("administer_project", "administer it", _PROJECT, requirements.administer_project),
        Task(
            "change_owner",
            "change its owner",
            frozenset(Kind),
            requirements.change_owner,
            TargetKind.USER,
        ),
    )
}
_BY_NAME = {fold(key): task for key, task in TASKS.items()}


def task_named(name: str) -> Task | None:
    """Return the task that ``name`` spells, or None."""
    return _BY_NAME.get(fold(name))


def tasks_of(kind: Kind) -> tuple[Task, ...]:
    """Return the tasks that can be asked of content of ``kind``."""
    return tuple(task for task in TASKS.values() if kind in task.kinds)


def perform(
    resolver: Resolver,
    user: str,
    task: Task,
    item: Item,
    target: Project | User | str | None = None,
) -> TaskResult:
    """Return whether the user can carry out the task, with every requirement.

    Args:
        resolver: of the site.
        user: a user of this site, or of another site of the declaration.
        task: one that the item's content type has.
        item: what it is asked of.
        target: the receiving project or user; the name of a user who is not on this site.
    """
    graph = resolver.graph
    known = graph.user(user)
    target_name = (
        str(target.address)
        if isinstance(target, Project)
        else target.name
        if isinstance(target, User)
        else target
    )
    if known is None:
        need = Need(NeedKind.SITE_MEMBERSHIP, Reason.NOT_ON_SITE, item.address, user)
        return TaskResult(graph.site.name, user, task.key, item.address, target_name, (need,))
    asking = Asking(resolver, user, resolver.principal(known), item, target)
    needs = tuple(task.needs(asking))
    subject_to: tuple[SubjectTo, ...] = ()
    if task.key == "see_data" and isinstance(item, Content):
        subject_to = tuple(
            SubjectTo(data_source.address, data_source.external_authorization)
            for _, data_source in graph.connections_of(item)
            if data_source.external_authorization is not None
        )
    return TaskResult(
        graph.site.name, user, task.key, item.address, target_name, needs, subject_to
    )
