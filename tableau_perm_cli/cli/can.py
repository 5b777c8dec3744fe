"""``can``: one question, one word and the deciding reason; or many questions from a pipe."""

from contextlib import suppress
from typing import Annotated

import typer

from tableau_perm_cli.cli.completers import (
    complete_capability_or_task,
    complete_item,
    complete_user,
)
from tableau_perm_cli.cli.exit_codes import ExitCode
from tableau_perm_cli.cli.explain import TargetOption
from tableau_perm_cli.cli.options import Format, Options
from tableau_perm_cli.cli.session import Session, open_session
from tableau_perm_cli.cli.streams import Output
from tableau_perm_cli.declaration.model import User as SiteUser
from tableau_perm_cli.diagnostics import UsageError
from tableau_perm_cli.resolve import Derivation, Task, TaskResult, Verdict

User = Annotated[
    str,
    typer.Argument(
        metavar="USER",
        help="A user's name; or - to read questions as JSON Lines from a pipe.",
        autocompletion=complete_user,
    ),
]
CapabilityOrTask = Annotated[
    str | None,
    typer.Argument(
        metavar="CAPABILITY_OR_TASK",
        help="As in `tableau-perm catalog`.",
        autocompletion=complete_capability_or_task,
    ),
]
ItemAddress = Annotated[
    str | None,
    typer.Argument(
        metavar="ITEM",
        help="An address such as workbook:Finance/Sales.",
        autocompletion=complete_item,
    ),
]


def can(
    options: Options,
    user: User,
    capability: CapabilityOrTask = None,
    item: ItemAddress = None,
    target: TargetOption = None,
) -> ExitCode:
    """Say whether USER may do it: allowed (exit 0) or denied (exit 1).

    With - in place of USER, questions are read from standard input, a JSON object a line with the
    keys user, capability, item and perhaps target and site, and answered a line each, in order.
    """
    output = Output(options)
    if user == "-":
        from tableau_perm_cli.cli.can_bulk import can_bulk  # noqa: PLC0415

        if capability is not None:
            raise UsageError("with `-` the questions come from standard input alone")
        return can_bulk(options, output)
    if capability is None or item is None:
        raise UsageError(
            "missing arguments", help="usage: tableau-perm can USER CAPABILITY_OR_TASK ITEM"
        )
    session = open_session(options)
    answer = ask(session, user, capability, item, target)
    with suppress(BrokenPipeError):  # the exit code answers too, read or not
        _write(output, answer)
    return ExitCode.OK if answer.effective is Verdict.ALLOWED else ExitCode.NO


def ask(
    session: Session, user: str, word: str, address: str, target: str | None
) -> Derivation | TaskResult:
    """Return the answer to one question asked in words.

    Raises:
        ToolError: one of the words is unknown.
    """
    from tableau_perm_cli.resolve.tasks import perform  # noqa: PLC0415 - only when asked for

    name = session.user_name(user)
    item = session.item(address)
    asked, toward = session.asked(word, item, target)
    if not isinstance(asked, Task):
        return session.resolver_for([name], item).derive(name, item, asked)
    users = [name, toward.name] if isinstance(toward, SiteUser) else [name]
    resolver = session.resolver_for(users, item, with_tasks=True)
    return perform(resolver, name, asked, item, toward)


def _write(output: Output, answer: Derivation | TaskResult) -> None:
    from tableau_perm_cli.report.records import can_record  # noqa: PLC0415
    from tableau_perm_cli.report.sentences import places, task_why, why  # noqa: PLC0415

    if output.format(Format.TABLE, Format.TSV, Format.JSON, Format.JSONL) in {
        Format.JSON,
        Format.JSONL,
    }:
        from tableau_perm_cli.report.plain import json_line  # noqa: PLC0415

        output.write([json_line(can_record(answer))])
        return
    if isinstance(answer, TaskResult):
        sentence, written = task_why(answer), ""
    else:
        sentence = why(answer)
        written = places(it.position for it in answer.decided_by)
    place = f" ({written})" if written else ""
    output.write([f"{answer.effective.value}\t{answer.reason.value}\t{sentence}{place}\n"])
