"""``why-not``: what would have to change for a user to be allowed, and what else that opens."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from tableau_perm_cli.cli.arguments import ItemAddress, User
from tableau_perm_cli.cli.completers import (
    complete_capability_or_task,
)
from tableau_perm_cli.cli.exit_codes import ExitCode
from tableau_perm_cli.cli.explain import TargetOption
from tableau_perm_cli.cli.loading import declaration_of
from tableau_perm_cli.cli.messages import report_notices, say
from tableau_perm_cli.cli.options import TEXT_FORMATS, Format, Options
from tableau_perm_cli.cli.patches import unified_diff
from tableau_perm_cli.cli.progress import Progress
from tableau_perm_cli.cli.session import Session, choose_site, input_names
from tableau_perm_cli.cli.streams import Output
from tableau_perm_cli.declaration.load import input_files
from tableau_perm_cli.diagnostics import ToolError, UsageError

if TYPE_CHECKING:
    from tableau_perm_cli.audit.repairs import Question, Repair, Repairs

Files = Sequence[tuple[str, bytes]]

CapabilityOrTask = Annotated[
    str,
    typer.Argument(
        metavar="CAPABILITY_OR_TASK",
        help="As in `tableau-perm catalog`.",
        autocompletion=complete_capability_or_task,
    ),
]
Number = Annotated[
    int,
    typer.Option(
        "--repair",
        metavar="N",
        min=1,
        help="Which repair --patch or --list is about.",
    ),
]
Patch = Annotated[
    bool, typer.Option("--patch", help="Write the repair as a patch of the declaration.")
]
Cells = Annotated[
    bool, typer.Option("--list", help="List every other cell that the repair opens or closes.")
]
Every = Annotated[
    bool, typer.Option("--all", help="Count every repair that is found, and show it.")
]


def why_not(  # noqa: PLR0913, PLR0917 - the words of the command line
    options: Options,
    user: User,
    capability: CapabilityOrTask,
    item: ItemAddress,
    target: TargetOption = None,
    repair: Number = 1,
    patch: Patch = False,  # noqa: FBT002 - Typer's way of a flag
    cells: Cells = False,  # noqa: FBT002
    every: Every = False,  # noqa: FBT002
) -> ExitCode:
    """Find what would have to change for USER to be allowed, and what else that opens.

    Every repair was tried: it turns the answer, and no part of it does alone. Each is one edit or
    a pair, with the number of other cells (user, item, capability) that it opens and closes, by
    which they are ranked. Those against Tableau's advice come last: rules for one user or for All
    Users, unlocking, a higher site role, new owners and leaders, settings of the whole site.

    --patch writes the best repair, or --repair N, as a unified diff that keeps comments and
    order. --list names the other cells it opens and closes. Where more than 16 are found, only
    --all counts and numbers the rest.
    """
    if patch and cells:
        raise UsageError("`--patch` and `--list` are two answers", help="give one of the two")
    output = Output(options)
    files = input_files(input_names(options))
    declaration = declaration_of(files, options)
    report_notices(declaration.notices, options)
    session = Session(declaration, choose_site(declaration, options.site))
    found = _found(
        _question(session, user, capability, item, target), session, options, every=every
    )
    if patch:
        if options.format is not None:
            raise UsageError("`--patch` has a format of its own", help="leave --format out")
        output.write(_patch(session, files, _chosen(found, repair, every=every)))
    elif cells:
        _write_cells(output, found, _chosen(found, repair, every=every))
    else:
        _write(output, found, options, every=every)
    return ExitCode.OK


def _question(
    session: Session, user: str, word: str, address: str, target: str | None
) -> "Question":
    """Return what is asked in words.

    Raises:
        ToolError: one of the words is unknown.
    """
    from tableau_perm_cli.audit.repairs import Question  # noqa: PLC0415 - slow to load

    name = session.user_name(user)
    item = session.item(address)
    return Question(session.site, name, item, *session.asked(word, item, target))


def _found(question: "Question", session: Session, options: Options, *, every: bool) -> "Repairs":
    from tableau_perm_cli.audit.repairs import repairs_for  # noqa: PLC0415 - slow to load
    from tableau_perm_cli.audit.repairs.bounds import MOST_COUNTED, MOST_OF_ALL  # noqa: PLC0415

    most = MOST_OF_ALL if every else MOST_COUNTED
    with Progress("repairs", most, options, alone=True) as progress:
        return repairs_for(
            question,
            session.engine,
            most=most,
            advance=progress.advance,
            begin=progress.set_total,
        )


def _chosen(found: "Repairs", number: int, *, every: bool) -> "Repair":
    """Return the repair with a number.

    Raises:
        ToolError: there is none.
    """
    if not found.repairs:
        from tableau_perm_cli.report.why_not import WhyNot  # noqa: PLC0415 - only here

        raise ToolError("there is no repair", help=WhyNot(found).message())
    count = len(found.repairs)
    if number > count:
        there = "there is 1" if count == 1 else f"there are {count}"
        if found.left_out and not every:
            there += f", and {found.left_out} more that are counted with `--all`"
        raise UsageError(f"there is no repair {number}", help=there)
    return found.repairs[number - 1]


def _patch(session: Session, files: Files, repair: "Repair") -> Iterator[str]:
    """Return the lines of the patch.

    Raises:
        ToolError: the text is written in a way that is left to its author.
    """
    from tableau_perm_cli.audit.repairs.patching import patched  # noqa: PLC0415 - only here

    changed = patched(files, session.declaration, repair)
    return (
        line
        for (name, old), (_, new) in zip(files, changed, strict=True)
        for line in unified_diff(name, old, new)
    )


def _write_cells(output: Output, found: "Repairs", repair: "Repair") -> None:
    from tableau_perm_cli.report.table import Answer  # noqa: PLC0415 - Rich is slow to load
    from tableau_perm_cli.report.why_not import Others  # noqa: PLC0415

    others = Others(found, repair)
    output.answer(Answer(others.table, others.record, others.drawing))


def _write(output: Output, found: "Repairs", options: Options, *, every: bool) -> None:
    from tableau_perm_cli.report.table import Answer  # noqa: PLC0415 - Rich is slow to load
    from tableau_perm_cli.report.why_not import WhyNot  # noqa: PLC0415

    answer = WhyNot(found)
    shows_all = every or not output.to_terminal
    output.answer(
        Answer(
            answer.table,
            answer.record,
            lambda: answer.drawing(output.glyphs, every=shows_all, counted_all=every),
            answer.records,
        )
    )
    if output.format(*TEXT_FORMATS) not in {Format.TABLE, Format.JSON}:
        for said in (answer.message(), *answer.left_out(counted_all=every)):
            if said is not None:
                say(f"note: {said}", options)
