"""``init``: a commented declaration to start from."""

import os
from importlib import resources
from pathlib import Path
from typing import Annotated

import typer

from tableau_perm_cli.cli.exit_codes import ExitCode
from tableau_perm_cli.cli.messages import say
from tableau_perm_cli.cli.options import Options
from tableau_perm_cli.cli.session import DEFAULT_FILES
from tableau_perm_cli.cli.streams import Output, cannot_write
from tableau_perm_cli.cli.whole_file import write_whole
from tableau_perm_cli.diagnostics import ToolError, UsageError, visible

Target = Annotated[
    str,
    typer.Argument(metavar="PATH", help="The file to write; - prints it."),
]
Force = Annotated[bool, typer.Option("--force", help="Overwrite files that are there.")]
SchemaTarget = Annotated[
    str | None,
    typer.Option(
        "--schema",
        metavar="PATH",
        help="Write the JSON Schema to this file too, and name it in the first line for editors.",
    ),
]


def init(
    options: Options,
    path: Target = DEFAULT_FILES[0],
    force: Force = False,  # noqa: FBT002 - Typer's way of a flag
    schema: SchemaTarget = None,
) -> ExitCode:
    """Write a commented declaration to start from.

    It is a small site with every idea of the format, loads as it is, and overwrites nothing
    without --force.
    """
    output = Output(options)
    if path == "-":
        if schema is not None:
            _write(Path(schema), schema_text(), force=force)
        output.write([starter(schema)])
        return ExitCode.OK
    if options.output not in {None, "-"}:
        raise UsageError("`init` takes the file as its argument", help="leave --output out")
    target = Path(path)
    for each in (target, Path(schema)) if schema is not None else (target,):
        check_free(each, force=force)
    if schema is not None:
        beside = os.path.relpath(schema, target.parent).replace(os.sep, "/")
        _write(Path(schema), schema_text(), force=force)
        say(f"wrote {schema}", options)
        _write(target, starter(beside), force=force)
    else:
        _write(target, starter(None), force=force)
    say(f"wrote {path}", options)
    named = "" if path in DEFAULT_FILES else f" -f {path}"
    say(f"try: tableau-perm explain ana workbook:Finance/Budget{named}", options)
    return ExitCode.OK


def starter(schema: str | None) -> str:
    """Return the starter file.

    Args:
        schema: how it names its JSON Schema for editors; None leaves the line out.
    """
    file = resources.files("tableau_perm_cli.cli").joinpath("starter.yaml")
    text = file.read_text(encoding="utf-8")
    return text if schema is None else f"# yaml-language-server: $schema={schema}\n{text}"


def schema_text() -> str:
    """Return the JSON Schema of a declaration."""
    from tableau_perm_cli.declaration.schema import declaration_schema  # noqa: PLC0415 - pydantic
    from tableau_perm_cli.report.plain import json_text  # noqa: PLC0415

    return "".join(json_text(declaration_schema()))


def check_free(target: Path, *, force: bool) -> None:
    """See to it that nothing is lost.

    Raises:
        ToolError: there is a file, and it must not be overwritten; or there is a directory.
    """
    if target.is_dir():
        raise ToolError(f"`{visible(str(target))}` is a directory", help="name a file in it")
    if not force and (target.exists() or target.is_symlink()):
        raise ToolError(f"`{visible(str(target))}` is there already", help="--force overwrites it")


def _write(target: Path, text: str, *, force: bool) -> None:
    check_free(target, force=force)
    try:
        write_whole(target, [text])
    except OSError as error:
        raise cannot_write(f"`{visible(str(target))}`", error) from error
