"""``schema``: the JSON Schema of the declaration, and those of the records commands write."""

from typing import Annotated

import typer

from tableau_perm_cli.cli.completers import complete_record
from tableau_perm_cli.cli.exit_codes import ExitCode
from tableau_perm_cli.cli.options import Format, Options
from tableau_perm_cli.cli.streams import Output
from tableau_perm_cli.diagnostics import UnknownNameError

DECLARATION = "declaration"

RecordName = Annotated[
    str,
    typer.Argument(
        metavar="RECORD",
        help="declaration, or a command whose JSON is meant, such as explain or can.",
        autocompletion=complete_record,
    ),
]


def schema(options: Options, record: RecordName = DECLARATION) -> ExitCode:
    """Print a JSON Schema (draft 2020-12): of the declaration, or of a command's JSON.

    `tableau-perm schema -o tableau-perm.schema.json` writes the one an editor uses; name it in
    the declaration's first line: # yaml-language-server: $schema=tableau-perm.schema.json
    """
    from tableau_perm_cli.report.plain import json_text  # noqa: PLC0415 - only what is needed

    output = Output(options)
    if options.format is not None:
        output.format(Format.JSON)
    if record == DECLARATION:
        from tableau_perm_cli.declaration.schema import declaration_schema  # noqa: PLC0415

        output.write(json_text(declaration_schema()))
        return ExitCode.OK
    from tableau_perm_cli.report.schema_files import record_names, record_schema  # noqa: PLC0415

    names = record_names()
    if record not in names:
        error = UnknownNameError("record", record, [DECLARATION, *names])
        if error.help is None:
            error.help = f"expected one of {', '.join([DECLARATION, *names])}"
        raise error
    output.write(json_text(record_schema(record)))
    return ExitCode.OK
