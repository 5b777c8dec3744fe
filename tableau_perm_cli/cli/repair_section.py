"""The last section of ``explain``: what would turn the denial that was asked about."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from tableau_perm_cli.cli.session import Session
from tableau_perm_cli.declaration.model import Item, Project, User
from tableau_perm_cli.resolve import Derivation, Task, TaskResult, Verdict

if TYPE_CHECKING:
    from rich.console import RenderableType

_LARGE = 3_000
"""Users and items: on a larger site the section says how to ask, as the answer takes seconds."""

Answers = Sequence[Derivation | TaskResult]


def repair_section(
    session: Session,
    user: str,
    item: Item,
    answers: Answers,
    targets: dict[str, Project | User | str | None],
    *,
    asked: bool,
) -> "RenderableType | None":
    """Return the section, or None when there is nothing to repair.

    It is about the first denial that was asked for; when everything was, about View alone, as
    somebody who lacks the rest may well be meant to.

    Args:
        session: of the site that is asked about.
        user: who.
        item: on what.
        answers: in the order in which they are shown.
        targets: of each task.
        asked: whether capabilities or tasks were named.
    """
    if user not in session.site.users:
        return None
    candidates = answers if asked else answers[:1]
    denied = next((it for it in candidates if it.effective is Verdict.DENIED), None)
    if denied is None:
        return None
    from tableau_perm_cli.report.why_not import (  # noqa: PLC0415 - Rich is slow to load
        command_section,
        short_section,
    )

    items = sum(1 for _ in session.site.items())
    if len(session.site.users) + items > _LARGE:
        return command_section(denied)
    from tableau_perm_cli.audit.repairs import Question, repairs_for  # noqa: PLC0415

    if isinstance(denied, TaskResult):
        task = _task(denied)
        question = Question(session.site, user, item, task, targets.get(task.key))
    else:
        question = Question(session.site, user, item, denied.capability)
    return short_section(repairs_for(question, session.engine))


def _task(result: TaskResult) -> Task:
    from tableau_perm_cli.resolve.tasks import TASKS  # noqa: PLC0415 - only for a task

    return TASKS[result.task]
