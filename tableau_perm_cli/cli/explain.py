"""``explain``: what a user may do on an item and why."""

from typing import TYPE_CHECKING, Annotated

import typer

from tableau_perm_cli.catalog import CATALOG
from tableau_perm_cli.cli.completers import (
    complete_capability_or_task,
    complete_item,
    complete_target,
    complete_user_or_group,
)
from tableau_perm_cli.cli.exit_codes import ExitCode
from tableau_perm_cli.cli.options import Options
from tableau_perm_cli.cli.session import Session, open_session
from tableau_perm_cli.cli.streams import Output
from tableau_perm_cli.declaration.model import ALL_USERS, Item, User
from tableau_perm_cli.resolve import Derivation, Task, TaskResult

if TYPE_CHECKING:
    from rich.console import RenderableType

UserOrGroup = Annotated[
    str,
    typer.Argument(
        metavar="USER",
        help="A user's name, or group:NAME for each of its members.",
        autocompletion=complete_user_or_group,
    ),
]
ItemAddress = Annotated[
    str,
    typer.Argument(
        metavar="ITEM",
        help="An address such as project:Finance or view:Finance/Sales/Detail; the kind may be "
        "left out when only one item matches.",
        autocompletion=complete_item,
    ),
]
Wanted = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="[CAPABILITY]...",
        help="Capabilities or tasks; default: all of them.",
        autocompletion=complete_capability_or_task,
    ),
]
Trace = Annotated[bool, typer.Option("--trace", help="Draw the whole ladder of each capability.")]
NoRepairs = Annotated[
    bool,
    typer.Option("--no-repairs", help="Leave out what would turn a denial."),
]
TargetOption = Annotated[
    str | None,
    typer.Option(
        "--target",
        metavar="ADDRESS",
        help="What a task is directed at: project:NAME.",
        autocompletion=complete_target,
    ),
]


def explain(  # noqa: PLR0913, PLR0917 - the words of the command line
    options: Options,
    user: UserOrGroup,
    item: ItemAddress,
    capability: Wanted = None,
    trace: Trace = False,  # noqa: FBT002 - Typer's way of a flag
    target: TargetOption = None,
    no_repairs: NoRepairs = False,  # noqa: FBT002
) -> ExitCode:
    """Explain what USER may do on ITEM, and why.

    Each capability is allowed or denied, with the rule, owner, leader or role that decided, what
    it overrode, and where all of that is written. A table ends with what would turn a denial: the
    first that was asked for, or that of View.
    """
    output = Output(options)
    session = open_session(options)
    found = session.item(item)
    group = user.removeprefix("group:") if user.startswith("group:") else None
    if group is not None and (group in session.site.groups or user not in session.site.users):
        return _explain_group(session, output, group, found, capability or [])
    return _explain_user(
        session,
        output,
        user,
        found,
        capability or [],
        target,
        trace=trace,
        repairs=not no_repairs,
    )


def _explain_user(  # noqa: PLR0913 - the words of the command line
    session: Session,
    output: Output,
    user: str,
    item: Item,
    wanted: list[str],
    target: str | None,
    *,
    trace: bool,
    repairs: bool,
) -> ExitCode:
    from tableau_perm_cli.cli.repair_section import repair_section  # noqa: PLC0415
    from tableau_perm_cli.report.explain import Explanation  # noqa: PLC0415
    from tableau_perm_cli.report.table import Answer  # noqa: PLC0415
    from tableau_perm_cli.report.terminal import stacked  # noqa: PLC0415
    from tableau_perm_cli.report.trace import task_ladder  # noqa: PLC0415
    from tableau_perm_cli.resolve.tasks import perform, tasks_of  # noqa: PLC0415

    name = session.user_name(user)
    words = [session.capability_or_task(word, item) for word in wanted]
    capabilities = [it for it in words if not isinstance(it, Task)]
    tasks = [it for it in words if isinstance(it, Task)]
    if not words:
        capabilities = list(CATALOG[item.kind].capabilities)
        tasks = [it for it in tasks_of(item.kind) if target or not it.target_required]
    toward = {it.key: session.target(it, target if it.target else None) for it in tasks}
    receivers = [it.name for it in toward.values() if isinstance(it, User)]
    resolver = session.resolver_for([name, *receivers], item, with_tasks=bool(tasks))
    known = session.site.users.get(name)
    explanation = Explanation(
        session.site.name,
        name,
        resolver.principal(known) if known else None,
        resolver.graph.governing(item),
        resolver.browsable(name, item),
        [resolver.derive(name, item, it) for it in capabilities],
        [perform(resolver, name, it, item, toward[it.key]) for it in tasks],
    )
    glyphs = output.glyphs

    def drawing() -> "RenderableType":
        parts = [explanation.drawing(glyphs, trace=trace)]
        if trace and words:
            parts += [task_ladder(result, glyphs) for result in explanation.tasks]
        if repairs:
            answers: list[Derivation | TaskResult] = [*explanation.derivations, *explanation.tasks]
            section = repair_section(session, name, item, answers, toward, asked=bool(words))
            parts += [section] if section is not None else []
        return stacked(*parts)

    output.answer(Answer(explanation.table, explanation.record, drawing))
    return ExitCode.OK


def _explain_group(
    session: Session, output: Output, group: str, item: Item, wanted: list[str]
) -> ExitCode:
    from tableau_perm_cli.report.panel import Panel  # noqa: PLC0415
    from tableau_perm_cli.report.table import Answer  # noqa: PLC0415

    members = session.group(group).members if group != ALL_USERS else list(session.site.users)
    resolver = session.resolver_for(members, item)
    capabilities = [session.capability(word, item) for word in wanted]
    panel = Panel(
        session.site.name,
        session.group(group).name,
        resolver.graph.governing(item),
        [
            (
                resolver.principal(member),
                resolver.browsable(member.name, item),
                [
                    resolver.derive(member.name, item, it)
                    for it in capabilities or CATALOG[item.kind].capabilities
                ],
            )
            for member in resolver.graph.members_of(session.group(group))
        ],
        capabilities or list(CATALOG[item.kind].capabilities),
    )
    output.answer(Answer(panel.table, panel.record, lambda: panel.drawing(output.glyphs)))
    return ExitCode.OK
