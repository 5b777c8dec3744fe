"""``troubleshoot``: why somebody cannot do something, as a checklist to follow."""

from contextlib import suppress
from typing import TYPE_CHECKING, Annotated

import typer

from tableau_perm_cli.audit.troubleshooting.actions import Action
from tableau_perm_cli.cli.arguments import ItemAddress, User
from tableau_perm_cli.cli.exit_codes import ExitCode
from tableau_perm_cli.cli.options import TEXT_FORMATS, Format, Options
from tableau_perm_cli.cli.progress import Progress
from tableau_perm_cli.cli.session import Session, open_session
from tableau_perm_cli.cli.streams import Output
from tableau_perm_cli.diagnostics import UsageError

if TYPE_CHECKING:
    from tableau_perm_cli.audit.repairs import Repairs
    from tableau_perm_cli.audit.troubleshooting import Checklist
    from tableau_perm_cli.report.troubleshoot.answer import TroubleshootAnswer

Tried = Annotated[
    Action | None,
    typer.Option(
        "--action",
        help="What is tried; default: see-data for workbooks and views, connect for data "
        "sources, else open.",
    ),
]
Error = Annotated[
    str | None,
    typer.Option(
        "--error",
        metavar="TEXT",
        help='The error that is shown, or a part of it, as in "you must have the Connect '
        'permission", "403 Access Denied by security policy" or "internal server error".',
    ),
]
Nodes = Annotated[
    str | None,
    typer.Option(
        "--nodes",
        metavar="HOST,...",
        help="The server's nodes by host name or IP address, for the proxy check.",
    ),
]
NoRepairs = Annotated[bool, typer.Option("--no-repairs", help="Leave the repairs out.")]


def troubleshoot(  # noqa: PLR0913, PLR0917 - the words of the command line
    options: Options,
    user: User,
    item: ItemAddress,
    action: Tried = None,
    error: Error = None,
    nodes: Nodes = None,
    no_repairs: NoRepairs = False,  # noqa: FBT002 - Typer's way of a flag
) -> ExitCode:
    """Find out why USER cannot do something with ITEM, as a checklist.

    First who the user is: site role, groups, effective permissions, rules that name the user.
    Then every component, from the worksheet up to the topmost project, with its lock. Then what
    fails first, and why; and what to do: repairs, each with what else it changes.

    With --error, whether permissions are the cause. When the model grants everything, it is
    outside them: a forward proxy, from which every node of the server has to be exempted.

    Exit 0 when it works as far as permissions go, 1 when it does not. As markdown it is a list of
    boxes for a ticket.
    """
    from tableau_perm_cli.report.troubleshoot.answer import TroubleshootAnswer  # noqa: PLC0415

    output = Output(options)
    wanted = output.format(*TEXT_FORMATS)
    named = _nodes(nodes)
    session = open_session(options)
    checklist = _checklist(session, (user, item), action, error, named)
    repairs = [] if no_repairs else _repairs(session, checklist, options)
    answer = TroubleshootAnswer(checklist, repairs)
    with suppress(BrokenPipeError):  # the exit code answers too, read or not
        _write(output, wanted, answer)
    return ExitCode.OK if checklist.works else ExitCode.NO


def _nodes(text: str | None) -> list[str]:
    """Return the nodes that are named, each once.

    Raises:
        UsageError: one has no name.
    """
    if text is None:
        return []
    found = [name.strip() for name in text.split(",")]
    if not all(found):
        raise UsageError(
            "`--nodes` needs the names of the nodes", help="with commas between, as in `a,b`"
        )
    return list(dict.fromkeys(found))


def _checklist(
    session: Session,
    words: tuple[str, str],
    action: Action | None,
    error: str | None,
    nodes: list[str],
) -> "Checklist":
    """Return the checklist for a user and an item in words.

    Raises:
        ToolError: a name or the error is unknown, or they do not go together.
    """
    from tableau_perm_cli.audit.troubleshooting import error_of, troubleshoot  # noqa: PLC0415

    known = error_of(error) if error is not None else None
    user = session.user_name(words[0])
    item = session.item(words[1])
    resolver = session.resolver_for([user], item, with_tasks=True)
    return troubleshoot(resolver, user, item, action, error=known, nodes=nodes)


def _repairs(session: Session, checklist: "Checklist", options: Options) -> "list[Repairs]":
    """Return the repairs of each thing that is denied."""
    from tableau_perm_cli.resolve import Verdict  # noqa: PLC0415 - only what is needed

    complaint = checklist.complaint
    denied = [it for it, answer in complaint.answers if answer.effective is Verdict.DENIED]
    if not denied:
        return []
    from tableau_perm_cli.audit.repairs import Question, repairs_for  # noqa: PLC0415 - slow
    from tableau_perm_cli.audit.repairs.bounds import MOST_COUNTED  # noqa: PLC0415

    with Progress("repairs", MOST_COUNTED * len(denied), options, alone=True) as progress:
        return [
            repairs_for(
                Question(session.site, complaint.user, it.item, it.asked),
                session.engine,
                advance=progress.advance,
            )
            for it in denied
        ]


def _write(output: Output, wanted: Format, answer: "TroubleshootAnswer") -> None:
    from tableau_perm_cli.report.table import Answer  # noqa: PLC0415

    if wanted is Format.MARKDOWN:
        from tableau_perm_cli.report.troubleshoot.markdown import (  # noqa: PLC0415
            checklist_markdown,
        )

        output.write(checklist_markdown(answer.checklist, answer.repairs))
        return
    output.answer(Answer(answer.table, answer.record, lambda: answer.drawing(output.glyphs)))
