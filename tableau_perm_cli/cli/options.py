"""The options every command has, and how a command function gets them.

A command is a function whose first parameter is ``Options``; ``add_command`` puts the options
into its signature, so that they are declared once and can stand before or after the command.
"""

import functools
import inspect
from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from enum import StrEnum
from typing import Annotated, Any

import typer
from typer.core import TyperCommand

from tableau_perm_cli.cli.completers import complete_site
from tableau_perm_cli.cli.exit_codes import ExitCode


class Format(StrEnum):
    """How an answer is written."""

    TABLE = "table"
    TSV = "tsv"
    JSON = "json"
    JSONL = "jsonl"
    CSV = "csv"
    MARKDOWN = "markdown"
    PARQUET = "parquet"
    """Of ``matrix`` only; those below are for findings."""
    FULL = "full"
    CONCISE = "concise"
    SARIF = "sarif"
    JUNIT = "junit"
    GITHUB = "github"
    GITLAB = "gitlab"


TEXT_FORMATS: tuple[Format, ...] = (
    Format.TABLE,
    Format.TSV,
    Format.JSON,
    Format.JSONL,
    Format.CSV,
    Format.MARKDOWN,
)
"""The formats that a command has unless it says otherwise."""
FINDING_FORMATS: tuple[Format, ...] = (
    Format.FULL,
    Format.CONCISE,
    Format.SARIF,
    Format.JUNIT,
    Format.GITHUB,
    Format.GITLAB,
)
"""The formats that commands which find something have beside these."""


class Color(StrEnum):
    """When to use colour."""

    AUTO = "auto"
    ALWAYS = "always"
    NEVER = "never"


@dataclass(frozen=True, slots=True)
class Options:
    """What was asked for beside the question itself."""

    file: list[str] | None = None
    """Empty or None: none was named."""
    site: str | None = None
    format: Format | None = None
    output: str | None = None
    csv_safe: bool = False
    color: Color | None = None
    no_cache: bool = False
    quiet: bool = False
    verbose: bool = False

    def over(self, outer: "Options") -> "Options":
        """Return these options with those given before the command filling the gaps.

        Files add up: one that was named and not read would change the answer unseen.
        """
        gaps = {
            field.name: getattr(outer, field.name)
            for field in fields(self)
            if getattr(self, field.name) == field.default
        }
        return replace(self, **{**gaps, "file": [*(outer.file or ()), *(self.file or ())]})


_INPUT = "Input"
_OUTPUT = "Output"

# Plain text: with Rich markup on, an opening bracket in a help text would have to be escaped.
_ANNOTATIONS: dict[str, Any] = {
    "file": Annotated[
        list[str] | None,
        typer.Option(
            "--file",
            "-f",
            metavar="PATH",
            help="Declaration to read: a file, a directory or - (standard input); repeatable. "
            "Default: $TABLEAU_PERM_FILE, else tableau-perm.yaml or permissions.yaml here.",
            rich_help_panel=_INPUT,
        ),
    ],
    "site": Annotated[
        str | None,
        typer.Option(
            "--site",
            metavar="NAME",
            help="The site that is meant, when the declaration has several.",
            autocompletion=complete_site,
            rich_help_panel=_INPUT,
        ),
    ],
    "format": Annotated[
        Format | None,
        typer.Option(
            "--format",
            help="Default: table on a terminal, else tsv; of lint and test full.",
            rich_help_panel=_OUTPUT,
        ),
    ],
    "output": Annotated[
        str | None,
        typer.Option(
            "--output",
            "-o",
            metavar="PATH",
            help="Write to a file, whole or not at all; - is standard output.",
            rich_help_panel=_OUTPUT,
        ),
    ],
    "csv_safe": Annotated[
        bool,
        typer.Option(
            "--csv-safe",
            help="In csv, put an apostrophe before cells that begin with = + - or @.",
            rich_help_panel=_OUTPUT,
        ),
    ],
    "color": Annotated[
        Color | None,
        typer.Option(
            "--color", help="Default: auto, on a terminal only.", rich_help_panel=_OUTPUT
        ),
    ],
    "no_cache": Annotated[
        bool,
        typer.Option(
            "--no-cache",
            help="Read the files even if the same were read before ($TABLEAU_PERM_NO_CACHE=1).",
            rich_help_panel=_INPUT,
        ),
    ],
    "quiet": Annotated[
        bool,
        typer.Option(
            "--quiet", "-q", help="No notices on standard error.", rich_help_panel=_OUTPUT
        ),
    ],
    "verbose": Annotated[
        bool,
        typer.Option(
            "--verbose",
            "-v",
            help="More on standard error, tracebacks of bugs included.",
            rich_help_panel=_OUTPUT,
        ),
    ],
}

Command = Callable[..., ExitCode]


class PlainUsage(TyperCommand):
    """A command whose usage line reads ``USER ITEM``, not ``{USER} {ITEM}``."""

    def collect_usage_pieces(self, ctx: Any) -> list[str]:  # noqa: ANN401 - Typer hides its type
        """Return the words of the usage line."""
        return [piece.strip("{}") for piece in super().collect_usage_pieces(ctx)]


_READ_BY: dict[Command, type[PlainUsage]] = {}


def read_by(reader: type[PlainUsage]) -> Callable[[Command], Command]:
    """Let the words of a command be read by a class of its own."""

    def kept(command: Command) -> Command:
        _READ_BY[command] = reader
        return command

    return kept


def option_parameters() -> list[inspect.Parameter]:
    """Return the shared options as parameters of a command's signature."""
    return [
        inspect.Parameter(
            field.name,
            inspect.Parameter.KEYWORD_ONLY,
            default=field.default,
            annotation=_ANNOTATIONS[field.name],
        )
        for field in fields(Options)
    ]


def add_command(app: typer.Typer, name: str, command: Command, *, panel: str) -> None:
    """Add ``command`` to the program under ``name``, with the shared options.

    Args:
        app: the program.
        name: what the user types.
        command: takes ``Options`` first, then its own parameters; returns its exit code.
        panel: the heading it stands under in the help.
    """
    signature = inspect.signature(command, eval_str=True)
    own = list(signature.parameters.values())[1:]

    @functools.wraps(command)
    def wrapped(context: typer.Context, **values: Any) -> None:  # noqa: ANN401 - any parameter
        given = Options(**{field.name: values.pop(field.name) for field in fields(Options)})
        outer = context.obj if isinstance(context.obj, Options) else Options()
        raise typer.Exit(command(given.over(outer), **values))

    keywords = [it.replace(kind=inspect.Parameter.KEYWORD_ONLY) for it in own]
    _sign(wrapped, [*keywords, *option_parameters()])
    app.command(name, rich_help_panel=panel, cls=_READ_BY.get(command, PlainUsage))(wrapped)


def root_callback(show_version: Callable[[bool], None]) -> Callable[..., None]:
    """Return the program's own callback: it takes the shared options given before a command."""

    def callback(context: typer.Context, **values: Any) -> None:  # noqa: ANN401 - any option
        values.pop("version")
        context.obj = Options(**values)

    version = inspect.Parameter(
        "version",
        inspect.Parameter.KEYWORD_ONLY,
        default=False,
        annotation=Annotated[
            bool,
            typer.Option(
                "--version",
                "-V",
                callback=show_version,
                is_eager=True,
                help="Print the version and exit.",
            ),
        ],
    )
    _sign(callback, [*option_parameters(), version])
    return callback


def _sign(function: Callable[..., None], parameters: list[inspect.Parameter]) -> None:
    """Give ``function`` the signature that Typer reads."""
    context = inspect.Parameter(
        "context", inspect.Parameter.POSITIONAL_OR_KEYWORD, annotation=typer.Context
    )
    signature = inspect.Signature([context, *parameters])
    function.__signature__ = signature  # type: ignore[attr-defined]
    function.__annotations__ = {it.name: it.annotation for it in signature.parameters.values()}
