"""``summary``: who can do what there, in few true sentences, for access reviews."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from tableau_perm_cli.catalog import Kind
from tableau_perm_cli.cli.completers import complete_item
from tableau_perm_cli.cli.exit_codes import ExitCode
from tableau_perm_cli.cli.matrix import Capabilities, Users
from tableau_perm_cli.cli.messages import report_notices
from tableau_perm_cli.cli.options import TEXT_FORMATS, Format, Options
from tableau_perm_cli.cli.progress import Progress
from tableau_perm_cli.cli.selections import chosen_capabilities
from tableau_perm_cli.cli.session import Session, open_session
from tableau_perm_cli.cli.streams import Output
from tableau_perm_cli.declaration.address import Address, decode_path

if TYPE_CHECKING:
    from tableau_perm_cli.report.summary.answer import SummaryAnswer
    from tableau_perm_cli.resolve.selectors import Selector

EVERYTHING = "**"
_Thing = TypeVar("_Thing")

Scope = Annotated[
    str,
    typer.Argument(
        metavar="[PROJECT|SELECTOR]",
        help='A project with all that is in it, or any items, as in "label:sensitive". '
        "Default: the whole site.",
        autocompletion=complete_item,
        show_default=False,
    ),
]


def summary(
    options: Options,
    items: Scope = EVERYTHING,
    users: Users = None,
    capabilities: Capabilities = None,
) -> ExitCode:
    """Say who can do what, in as few true sentences as there are, with the exceptions flagged.

    Every sentence is true of the users that are declared, all together they say everything, and
    what none of them says is denied. Items and capabilities that are decided alike are named
    together, users by their groups, group sets and site roles; those whom a rule of their own
    gives more or less are exceptions. In JSON each sentence is also there as selectors, from
    which a program can make the very same matrix again.
    """
    from tableau_perm_cli.report.table import Answer  # noqa: PLC0415 - Rich is slow to load

    output = Output(options)
    wanted = output.format(*TEXT_FORMATS)
    session = open_session(options)
    answer = _answer(session, options, items, users, capabilities)
    if options.format is None and wanted is not Format.TABLE:
        output.write(answer.lines())
        return ExitCode.OK
    output.answer(
        Answer(
            answer.table,
            answer.record,
            lambda: answer.drawing(output.glyphs),
            answer.records,
        )
    )
    return ExitCode.OK


def _answer(
    session: Session,
    options: Options,
    items: str,
    users: list[str] | None,
    capabilities: list[str] | None,
) -> "SummaryAnswer":
    """Return the summary of what is asked for.

    Raises:
        UsageError: a selector cannot be read.
        UnknownNameError: a name is not on the site.
    """
    from tableau_perm_cli.audit.summarising import summarise  # noqa: PLC0415 - only what is needed
    from tableau_perm_cli.report.summary.answer import SummaryAnswer  # noqa: PLC0415
    from tableau_perm_cli.resolve.selectors import (  # noqa: PLC0415
        Misses,
        Selection,
        either,
        parse_items,
        parse_users,
    )

    misses = Misses()
    selection = Selection(session.engine, misses)
    about = either(*map(parse_users, users or ["everyone"]))
    place = _with_all_in_it(session, parse_items(items))
    selected = selection.select(about), selection.select(place)
    notices = misses.conclude()
    if items != EVERYTHING or users is not None:
        report_notices(notices, options)
    chosen = chosen_capabilities(capabilities) if capabilities is not None else None

    def watched(what: str, things: Sequence[_Thing], /) -> Iterator[_Thing]:
        with Progress(what, len(things), options, alone=True) as progress:
            for it in things:
                yield it
                progress.advance()

    found = summarise(session.engine, *selected, chosen, watched=watched)
    shown = EVERYTHING if items == EVERYTHING else str(place)
    return SummaryAnswer(found, shown, str(about))


def _with_all_in_it(session: Session, selector: "Selector") -> "Selector":
    """Return the selector of a project as one of all that is in it; any other as it is."""
    from tableau_perm_cli.resolve.selectors.expression import (  # noqa: PLC0415 - when needed
        Glob,
        Selector,
        Term,
    )

    term = selector.expression
    if not isinstance(term, Term) or term.prefix not in {"", "project"}:
        return selector
    name = term.name.literal
    if name is None:
        return selector
    if session.engine.item_index(Address(Kind.PROJECT, decode_path(name))) is None:
        return selector
    inside = Term("project", Glob((f"{name}/", "", "")), term.start, term.end)
    return Selector(selector.subject, inside, selector.text)
