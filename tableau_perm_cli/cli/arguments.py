"""The arguments that several commands take."""

from typing import Annotated

import typer

from tableau_perm_cli.cli.completers import complete_item, complete_user

User = Annotated[
    str,
    typer.Argument(metavar="USER", help="A user's name.", autocompletion=complete_user),
]
ItemAddress = Annotated[
    str,
    typer.Argument(
        metavar="ITEM",
        help="An address such as workbook:Finance/Sales.",
        autocompletion=complete_item,
    ),
]
