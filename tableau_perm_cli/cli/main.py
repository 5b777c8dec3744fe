"""The program: its commands, and the one place where an error becomes an exit code."""

import os
import sys
import traceback
from collections.abc import Sequence
from typing import Any

import typer

from tableau_perm_cli import __version__
from tableau_perm_cli.cli.commands import COMMANDS
from tableau_perm_cli.cli.exit_codes import ExitCode
from tableau_perm_cli.cli.options import Color, Options, add_command, root_callback
from tableau_perm_cli.cli.streams import prepare_streams
from tableau_perm_cli.diagnostics import ToolError

DEBUG_VARIABLE = "TABLEAU_PERM_DEBUG"


def build_app() -> typer.Typer:
    """Return the program with all its commands."""
    # Rich draws the help on a terminal only: into a pipe it would force colour in some CIs.
    pretty = sys.stdout.isatty() and not os.environ.get("NO_COLOR")
    app = typer.Typer(
        name="tableau-perm",
        help="Says, offline and exactly, who can do what on a Tableau site, and why.",
        rich_markup_mode="rich" if pretty and os.environ.get("TERM") != "dumb" else None,
        add_completion=False,
        no_args_is_help=True,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    app.callback()(root_callback(_version))
    for command in COMMANDS:
        add_command(app, command.name, command.function, panel=command.panel)
    return app


def _version(wanted: bool) -> None:  # noqa: FBT001 - Typer calls it so
    if wanted:
        sys.stdout.write(f"tableau-perm {__version__}\n")
        raise typer.Exit


def run(arguments: Sequence[str] | None = None) -> None:
    """Run the program and end with its exit code (design section 4).

    Args:
        arguments: the words after the program's name; by default those it was called with.
    """
    prepare_streams()
    words = list(sys.argv[1:] if arguments is None else arguments)
    try:
        build_app()(words, prog_name="tableau-perm")
    except ToolError as error:
        from tableau_perm_cli.cli.messages import report_error  # noqa: PLC0415 - rarely needed

        report_error(error, _message_options(words))
        sys.exit(ExitCode.TROUBLE)
    except BrokenPipeError:
        # The reader has seen enough. Python would complain when it flushes at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(ExitCode.NO)
    except KeyboardInterrupt:
        sys.exit(ExitCode.INTERRUPTED)
    except Exception as error:  # noqa: BLE001 - the one handler of what nobody foresaw
        _report_bug(error, words)
        sys.exit(ExitCode.INTERNAL)


def _message_options(words: Sequence[str]) -> Options:
    """Return how to write an error: the options themselves are not known out here."""
    color: Any = None
    for at, word in enumerate(words):
        value = word.partition("=")[2] if word.startswith("--color=") else ""
        if word == "--color" and at + 1 < len(words):
            value = words[at + 1]
        if value in set(Color):
            color = Color(value)
    return Options(color=color)


def _report_bug(error: Exception, words: Sequence[str]) -> None:
    sys.stderr.write(
        f"error: tableau-perm {__version__} met a bug of its own: {type(error).__name__}\n"
        "help: please report it with the traceback that --verbose shows\n"
    )
    if {"-v", "--verbose"} & set(words) or os.environ.get(DEBUG_VARIABLE):
        traceback.print_exception(error)
