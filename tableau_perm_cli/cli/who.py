"""``who``: every user who has a capability on an item."""

from typing import Annotated

import typer

from tableau_perm_cli.cli.completers import complete_capability
from tableau_perm_cli.cli.exit_codes import ExitCode
from tableau_perm_cli.cli.explain import ItemAddress
from tableau_perm_cli.cli.options import Options
from tableau_perm_cli.cli.session import open_session
from tableau_perm_cli.cli.streams import Output
from tableau_perm_cli.resolve import Verdict

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
    from tableau_perm_cli.report.who import Holders  # noqa: PLC0415

    output = Output(options)
    session = open_session(options)
    found = session.item(item)
    wanted = session.capability(capability, found)
    answers = (session.resolver.derive(name, found, wanted) for name in sorted(session.site.users))
    holders = Holders(
        session.site.name,
        wanted,
        session.resolver.graph.governing(found),
        [answer for answer in answers if answer.effective is Verdict.ALLOWED],
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
