"""``access``: everything a user can reach."""

from typing import TYPE_CHECKING, Annotated

import typer

from tableau_perm_cli.cli.completers import complete_user
from tableau_perm_cli.cli.exit_codes import ExitCode
from tableau_perm_cli.cli.options import Options
from tableau_perm_cli.cli.session import Session, open_session
from tableau_perm_cli.cli.streams import Output
from tableau_perm_cli.cli.who import Every
from tableau_perm_cli.resolve import Verdict

if TYPE_CHECKING:
    from tableau_perm_cli.report.access import Reach

UserName = Annotated[
    str, typer.Argument(metavar="USER", help="A user's name.", autocompletion=complete_user)
]


def access(
    options: Options,
    user: UserName,
    every: Every = False,  # noqa: FBT002 - Typer's way of a flag
) -> ExitCode:
    """List everything USER can reach, grouped by what gives it."""
    from tableau_perm_cli.report.access import Access  # noqa: PLC0415 - Rich is slow to load
    from tableau_perm_cli.report.table import Answer  # noqa: PLC0415

    output = Output(options)
    session = open_session(options)
    name = session.user_name(user)
    known = session.site.users.get(name)
    reaches = _reaches(session, name)
    found = Access(
        session.site.name,
        name,
        session.resolver.principal(known) if known else None,
        reaches,
        sum(1 for _ in session.site.items()),
    )
    output.answer(
        Answer(
            found.table,
            found.record,
            lambda: found.drawing(output.glyphs, every=every or not output.to_terminal),
            found.records,
        )
    )
    return ExitCode.OK


def _reaches(session: Session, name: str) -> "list[Reach]":
    from tableau_perm_cli.report.access import Reach  # noqa: PLC0415

    reaches: list[Reach] = []
    for item in session.site.items():
        allowed = tuple(
            (found.capability.key, found.reason)
            for found in session.resolver.answers(name, item)
            if found.effective is Verdict.ALLOWED
        )
        if allowed:
            browsable = session.resolver.browsable(name, item)
            reaches.append(Reach(item.address, browsable, allowed))
    return sorted(reaches, key=lambda reach: str(reach.item))
