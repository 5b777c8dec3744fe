"""The program: its commands, and the one place where an error becomes an exit code."""

import os
import re
import sys
import traceback
from collections.abc import Sequence
from typing import Any

import typer

from tableau_perm_cli import __version__
from tableau_perm_cli.cli.commands import COMMANDS, commands_for
from tableau_perm_cli.cli.exit_codes import ExitCode
from tableau_perm_cli.cli.messages import complain, report_error
from tableau_perm_cli.cli.options import Color, Options, add_command, root_callback
from tableau_perm_cli.cli.streams import abandon, cannot_write, prepare_streams, wants_color
from tableau_perm_cli.diagnostics import ToolError, UsageError, did_you_mean, visible

NAME = "tableau-perm"
DEBUG_VARIABLE = "TABLEAU_PERM_DEBUG"
COMPLETE_VARIABLE = "_TABLEAU_PERM_COMPLETE"
"""Set by a completion script: not a command is wanted but the words that may come next."""

# How Typer ends a message when it has a guess.
_GUESS = re.compile(r"(?:\. Did you mean (?P<words>.+)\?| \(Possible options: (?P<options>.+)\))$")
_OPTION = re.compile(r"(?<=: )-\S+$")
_QUOTED = re.compile(r"'([^'`]*)'")
_CHOICES = re.compile(r"`(?P<word>[^`]*)` is not one of (?P<choices>.+)")
_EXTRA = re.compile(r"^Got unexpected extra argument\(s\) \((.*)\)$", re.DOTALL)


def build_app(words: Sequence[str] = (), color: Color | None = None) -> typer.Typer:
    """Return the program.

    Args:
        words: the command line, of which it depends which commands are there.
        color: whether the help may have colour.
    """
    completing = COMPLETE_VARIABLE in os.environ
    # Rich draws the help on a terminal only: into a pipe it would force colour in some CIs.
    pretty = sys.stdout.isatty() and wants_color(sys.stdout, color)
    app = typer.Typer(
        name=NAME,
        help="Says, offline and exactly, who can do what on a Tableau site, and why.",
        rich_markup_mode="rich" if pretty else None,
        add_completion=False,
        no_args_is_help=True,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    app.callback()(root_callback(_version))
    for command in COMMANDS if completing else commands_for(words):
        add_command(app, command.name, command.function, panel=command.panel)
    if completing:
        from tableau_perm_cli.cli.shell_protocol import speak_to_shells  # noqa: PLC0415 - rarely

        speak_to_shells()
    return app


def _version(wanted: bool) -> None:  # noqa: FBT001 - Typer calls it so
    if wanted:
        sys.stdout.write(f"{NAME} {__version__}\n")
        raise typer.Exit


def run(arguments: Sequence[str] | None = None) -> None:
    """Run the program and end with its exit code (design section 4).

    Args:
        arguments: the words after the program's name; by default those it was called with.
    """
    prepare_streams()
    words = list(sys.argv[1:] if arguments is None else arguments)
    sys.exit(_outcome(words))


def _outcome(words: Sequence[str]) -> int:
    """Run the program and return its exit code; every error ends here."""
    options = _message_options(words)
    try:
        return _run(words, options)
    except ToolError as error:
        report_error(error, options)
        return ExitCode.TROUBLE
    except BrokenPipeError:
        # The reader has seen enough.
        abandon(sys.stdout)
        return ExitCode.NO
    except KeyboardInterrupt:
        return ExitCode.INTERRUPTED
    except Exception as error:  # noqa: BLE001 - the one handler of what nobody foresaw
        _report_bug(error, words)
        return ExitCode.INTERNAL


def _run(words: Sequence[str], options: Options) -> int:
    """Run the program; what Typer and the system have against it becomes a ``ToolError``."""
    try:
        code = build_app(words, options.color)(words, prog_name=NAME, standalone_mode=False)
        sys.stdout.flush()
    except typer.TyperException as error:
        if words:
            raise _usage_error(error) from error
        complain(f"{error.format_message()}\n")  # called without a word: the help
        return ExitCode.TROUBLE
    except BrokenPipeError:
        raise
    except OSError as error:
        raise _refused(error) from error
    return int(code or ExitCode.OK)


def _usage_error(error: typer.TyperException) -> UsageError:
    """Word what Typer says of the command line as all other errors here are worded."""
    message = error.format_message()
    guess = _GUESS.search(message)
    said = _GUESS.sub("", message).removesuffix(".")
    said = _QUOTED.sub(r"`\1`", _OPTION.sub(lambda match: f"`{match[0]}`", said))
    said = _EXTRA.sub(r"unexpected argument `\1`", said.replace("option: `", "option `"))
    context: Any = getattr(error, "ctx", None)
    path = context.command_path if context else NAME
    help_ = None
    if guess:
        words = (guess["words"] or guess["options"]).replace("'", "").split(", ")
        help_ = f"did you mean {' or '.join(f'`{word}`' for word in words)}?"
    elif said.startswith("Missing") and context:
        usage = " ".join(context.command.collect_usage_pieces(context))
        help_ = f"usage: {path} {usage}"
    elif choices := _CHOICES.search(said):
        help_ = did_you_mean(choices["word"], re.findall("`([^`]+)`", choices["choices"]))
    help_ = help_ or f"`{path} --help` shows what there is"
    return UsageError(said[:1].lower() + said[1:], help=help_)


def _refused(error: OSError) -> ToolError:
    """Return the error for what the system refused and no command foresaw."""
    if error.filename is not None:
        reason = (error.strerror or type(error).__name__).lower()
        return ToolError(f"cannot open `{visible(os.fsdecode(error.filename))}`: {reason}")
    # The help and the version are not written through Output.
    abandon(sys.stdout)
    return cannot_write("to standard output", error)


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
    complain(
        f"error: {NAME} {__version__} met a bug of its own: {type(error).__name__}\n"
        "help: please report it with the traceback that --verbose shows\n"
    )
    if {"-v", "--verbose"} & set(words) or os.environ.get(DEBUG_VARIABLE):
        complain("".join(traceback.format_exception(error)))
