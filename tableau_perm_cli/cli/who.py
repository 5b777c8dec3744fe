"""``who``: every user who has a capability on an item."""

from typing import Annotated

import typer

from tableau_perm_cli.cli.completers import complete_capability
from tableau_perm_cli.cli.exit_codes import ExitCode
from tableau_perm_cli.cli.explain import ItemAddress
from tableau_perm_cli.cli.options import Options
from tableau_perm_cli.cli.session import open_session
from tableau_perm_cli.cli.streams import Output

CapabilityName = Annotated[
    str,
    typer.Argument(
        metavar="CAPABILITY",
        help="As in `tableau-perm catalog`.",
        autocompletion=complete_capability,
    ),
]
Every = Annotated[bool, typer.Option("--all", help="On a terminal, list every name.")]


def who(
    options: Options,
    capability: CapabilityName,
    item: ItemAddress,
    every: Every = False,  # noqa: FBT002 - Typer's way of a flag
) -> ExitCode:
    """List every user who has CAPABILITY on ITEM, grouped by what gives it."""
    from tableau_perm_cli.report.table import Answer  # noqa: PLC0415 - Rich is slow to load
    from tableau_perm_cli.report.who import WhoAnswer  # noqa: PLC0415
    from tableau_perm_cli.resolve.holders import find_holders  # noqa: PLC0415

    output = Output(options)
    session = open_session(options)
    found = session.item(item)
    wanted = session.capability(capability, found)
    holders = WhoAnswer(
        session.site.name,
        wanted,
        find_holders(session.engine, found, wanted),
        len(session.site.users),
    )
    output.answer(
        Answer(
            holders.table,
            holders.record,
            lambda: holders.drawing(output.glyphs, every=every or not output.to_terminal),
            holders.records,
        )
    )
    return ExitCode.OK
