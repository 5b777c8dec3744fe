"""``access``: everything a user can reach."""

from typing import Annotated

import typer

from tableau_perm_cli.cli.completers import complete_user
from tableau_perm_cli.cli.exit_codes import ExitCode
from tableau_perm_cli.cli.options import Options
from tableau_perm_cli.cli.session import open_session
from tableau_perm_cli.cli.streams import Output
from tableau_perm_cli.cli.who import Every

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
    from tableau_perm_cli.resolve.excerpt import open_excerpt  # noqa: PLC0415

    output = Output(options)
    session = open_session(options)
    name = session.user_name(user)
    known = session.site.users.get(name)
    engine = session.engine
    place = engine.user_index(name)
    reached = () if place is None else engine.access(place)
    found = Access(
        session.site.name,
        name,
        open_excerpt(session.site, [name]).principal(known) if known else None,
        sorted(reached, key=lambda reach: str(reach.item.address)),
        len(engine.items),
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
