"""``escalate``: who can become able to what, hop by hop, and what would close it."""

from typing import TYPE_CHECKING, Annotated

import typer

from tableau_perm_cli.cli.completers import complete_capability
from tableau_perm_cli.cli.exit_codes import ExitCode
from tableau_perm_cli.cli.messages import report_notices
from tableau_perm_cli.cli.options import TEXT_FORMATS, Format, Options
from tableau_perm_cli.cli.progress import Progress
from tableau_perm_cli.cli.selections import chosen_capabilities
from tableau_perm_cli.cli.session import Session, open_session
from tableau_perm_cli.cli.streams import Output

if TYPE_CHECKING:
    from tableau_perm_cli.audit.escalation import Asked, Closings, Escalations
    from tableau_perm_cli.catalog import Kind
    from tableau_perm_cli.report.escalate.answer import EscalateAnswer

_SHOWING_EDITS = frozenset({Format.TABLE, Format.JSON})
"""The formats in which the edits have a place; for the others they are not looked for."""

Users = Annotated[
    str | None,
    typer.Argument(
        metavar="[USER|SELECTOR]",
        help='Only about these, as in "group:Analysts and not role:Viewer". One user: all paths.',
        show_default=False,
    ),
]
To = Annotated[
    str | None,
    typer.Option(
        "--to",
        metavar="CAPABILITY",
        help="Only to this capability, as in `tableau-perm catalog`.",
        autocompletion=complete_capability,
    ),
]
Items = Annotated[
    list[str] | None,
    typer.Option(
        "--items",
        metavar="SELECTOR",
        help='Only on these, as in "label:sensitive", each for itself; repeatable.',
    ),
]
Hops = Annotated[
    int,
    typer.Option("--hops", min=1, max=9, help="How many hops a path has at most."),
]
Every = Annotated[bool, typer.Option("--all", help="On a terminal, show everything.")]


def escalate(
    options: Options,
    users: Users = None,
    to: To = None,
    items: Items = None,
    hops: Hops = 4,
    every: Every = False,  # noqa: FBT002 - Typer's way of a flag
) -> ExitCode:
    """Find out who can become able to what they cannot do now.

    By means that they have: those who may set the permissions of an item, where they are not
    locked, can give themselves the rest; those who overwrite it own it; those who move it into a
    project that they lead have charge of it; and an Unlicensed member of a group is licensed at
    the next sign-in. Several such hops are followed in a row. Site roles bound everything;
    administrators are left out.

    Without USER, or for several, paths are counted by how they begin and by project (with
    --items by item), sensitive ones first, with an example each. Then come the single edits that
    close the most.
    """
    from tableau_perm_cli.audit.escalation import find_escalations  # noqa: PLC0415 - slow to load
    from tableau_perm_cli.report.table import Answer  # noqa: PLC0415 - Rich is slow to load

    output = Output(options)
    wanted = output.format(*TEXT_FORMATS)
    session = open_session(options)
    asked = _asked(session, options, users, to, items, hops)
    with Progress("items", len(session.engine.items), options, alone=True) as progress:
        found = find_escalations(session.site, asked, advance=progress.advance)
    closings = _closings(found, options) if wanted in _SHOWING_EDITS else None
    answer = _answer(session, found, closings, by_item=items is not None)
    shows_all = every or not output.to_terminal
    output.answer(
        Answer(
            answer.table,
            answer.record,
            lambda: answer.drawing(output.glyphs, every=shows_all),
            answer.records,
        )
    )
    return ExitCode.OK


def _asked(
    session: Session,
    options: Options,
    users: str | None,
    to: str | None,
    items: list[str] | None,
    hops: int,
) -> "Asked":
    """Return what is asked for.

    Raises:
        UsageError: a selector cannot be read.
        UnknownNameError: a name is not on the site.
    """
    from tableau_perm_cli.audit.escalation import Asked  # noqa: PLC0415 - only what is needed
    from tableau_perm_cli.resolve.selectors import (  # noqa: PLC0415
        Misses,
        Selection,
        either,
        parse_items,
        parse_users,
    )

    misses = Misses()
    selection = Selection(session.engine, misses)
    about = selection.select(parse_users(users)) if users is not None else -1
    on = selection.select(either(*map(parse_items, items))) if items else -1
    report_notices(misses.conclude(), options)
    return Asked(about, on, _masks(to), hops)


def _masks(to: str | None) -> "dict[Kind, int] | None":
    if to is None:
        return None
    chosen = chosen_capabilities([to])
    return {kind: sum(it.bit for it in capabilities) for kind, capabilities in chosen.items()}


def _closings(found: "Escalations", options: Options) -> "Closings":
    from tableau_perm_cli.audit.escalation import close_escalations  # noqa: PLC0415
    from tableau_perm_cli.audit.escalation.closing import MOST_TRIED  # noqa: PLC0415

    with Progress("edits", MOST_TRIED, options, alone=True) as progress:
        return close_escalations(found, advance=progress.advance)


def _answer(
    session: Session, found: "Escalations", closings: "Closings | None", *, by_item: bool
) -> "EscalateAnswer":
    from tableau_perm_cli.audit.escalation import PathFinder  # noqa: PLC0415
    from tableau_perm_cli.audit.lint.thresholds import Thresholds  # noqa: PLC0415
    from tableau_perm_cli.report.escalate.answer import EscalateAnswer  # noqa: PLC0415
    from tableau_perm_cli.report.escalate.groups import groups_of  # noqa: PLC0415
    from tableau_perm_cli.resolve.bulk.bits import lowest_bit  # noqa: PLC0415
    from tableau_perm_cli.resolve.selectors import Selection, parse_items  # noqa: PLC0415

    label = parse_items(f'label:"{Thresholds().sensitive_label}"')
    sensitive = Selection(session.engine).select(label)
    groups = groups_of(found, sensitive, by_item=by_item)
    about = found.asked.users & ((1 << len(session.engine.users)) - 1)
    one = found.asked.users != -1 and about.bit_count() == 1
    paths = list(PathFinder(found).paths_of(lowest_bit(about))) if one else None
    return EscalateAnswer(found, groups, paths, by_item, closings)
