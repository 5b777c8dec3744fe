"""The configuration: which file holds it, and what it says.

It is the nearest ``tableau-perm.toml``, or ``pyproject.toml`` with a table ``tool.tableau-perm``,
from the working directory upwards; where a directory has both, the first of them.
"""

import os
import re
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from tableau_perm_cli.audit.lint.selection import RuleWords
from tableau_perm_cli.audit.lint.thresholds import Thresholds
from tableau_perm_cli.cli.fail_on import FailOn
from tableau_perm_cli.diagnostics import (
    Diagnostic,
    FileError,
    Position,
    Severity,
    ToolError,
    UsageError,
    visible,
)

CONFIG_VARIABLE: Final = "TABLEAU_PERM_CONFIG"
OWN_FILE: Final = "tableau-perm.toml"
PROJECT_FILE: Final = "pyproject.toml"
_TOOL: Final = ("tool", "tableau-perm")
_PLACE: Final = re.compile(
    r" \(at (?:line (?P<line>\d+), column (?P<column>\d+)|end of document)\)$"
)


@dataclass(frozen=True, slots=True)
class LintSettings:
    """What ``[lint]`` says."""

    words: RuleWords = field(default_factory=RuleWords)
    """Which rules run, and how bad they are."""
    fail_on: FailOn | None = None
    baseline: str | None = None
    """The path of the baseline, from the working directory."""
    thresholds: Thresholds = field(default_factory=Thresholds)


@dataclass(frozen=True, slots=True)
class ExpectationSettings:
    """What ``[test]`` says."""

    min_coverage: float | None = None
    """How many percent of the rules the expectations must touch."""
    min_score: float | None = None
    """How many percent of the mutants the expectations must notice."""


@dataclass(frozen=True, slots=True)
class Configuration:
    """What a team has settled on."""

    file: str | None = None
    """The file it was read from; None: there is none, and all is by default."""
    lint: LintSettings = field(default_factory=LintSettings)
    test: ExpectationSettings = field(default_factory=ExpectationSettings)


def find_configuration(config: str | None = None, *, isolated: bool = False) -> Configuration:
    """Return the configuration.

    Args:
        config: the file that ``--config`` names.
        isolated: whether ``--isolated`` was given: nothing is read.

    Raises:
        UsageError: both were given.
        ToolError: the file cannot be read.
        FileError: it has errors; all of them are in it.
    """
    if isolated:
        if config is not None:
            raise UsageError("`--config` and `--isolated` exclude each other")
        return Configuration()
    if config == "":
        raise UsageError("`--config` needs the name of a file")
    named = config or os.environ.get(CONFIG_VARIABLE)
    if named:
        return _read_named(named)
    try:
        here = Path.cwd()
    except FileNotFoundError:  # somebody removed the working directory
        return Configuration()
    for directory in (here, *here.parents):
        for name in (OWN_FILE, PROJECT_FILE):
            path = directory / name
            text = _text_if_there(path)
            if text is None or (name == PROJECT_FILE and _TOOL[1] not in text):
                continue
            found = _read(_shown(path), path, text)
            if found is not None:
                return found
    return Configuration()


def _read_named(name: str) -> Configuration:
    path = Path(name)
    try:
        text = path.read_text("utf-8")
    except OSError as error:
        reason = (error.strerror or type(error).__name__).lower()
        raise ToolError(f"cannot read the configuration `{visible(name)}`: {reason}") from error
    except UnicodeDecodeError as error:
        raise _not_text(name) from error
    found = _read(name.replace(os.sep, "/"), path, text)
    if found is None:
        table = ".".join(_TOOL)
        raise ToolError(
            f"`{visible(name)}` has no table `[{table}]`",
            help=f"add one, or name a {OWN_FILE} instead",
        )
    return found


def _text_if_there(path: Path) -> str | None:
    """Return the text of a file that may not be there, or not for us."""
    try:
        return path.read_text("utf-8") if path.is_file() else None
    except OSError:
        return None
    except UnicodeDecodeError as error:
        raise _not_text(_shown(path)) from error


def _not_text(name: str) -> ToolError:
    return ToolError(
        f"cannot read the configuration `{visible(name)}`: it is not valid UTF-8",
        help="save the file as UTF-8",
    )


def _shown(path: Path) -> str:
    """Return a path from the working directory, as a person there would write it."""
    return os.path.relpath(path).replace(os.sep, "/")


def _read(name: str, path: Path, text: str) -> Configuration | None:
    """Return what a file says; None for a project file that says nothing about this program.

    Raises:
        FileError: it has errors.
    """
    # As Python's reader does, so that no line ends in a carriage return.
    text = text.replace("\r\n", "\n")
    try:
        whole = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise _failed([_syntax_error(name, text, str(error))], text) from error
    prefix: tuple[str, ...] = ()
    table: Any = whole
    if path.name == PROJECT_FILE:
        prefix = _TOOL
        for key in prefix:
            table = table.get(key) if isinstance(table, dict) else None
        if table is None:
            return None
    # The tables are read by a file of their own; it needs the classes above.
    from tableau_perm_cli.cli.configuration_tables import TableReader  # noqa: PLC0415

    reader = TableReader(name, text, prefix)
    configuration = reader.configuration(table, os.path.dirname(os.path.relpath(path)))  # noqa: PTH120
    if reader.problems:
        raise _failed(reader.problems, text)
    return configuration


def _failed(problems: list[Diagnostic], text: str) -> FileError:
    lines = text.split("\n")
    return FileError(problems, lambda _: lines, "the configuration")


def _syntax_error(name: str, text: str, said: str) -> Diagnostic:
    lines = text.split("\n")
    line, column = len(lines), len(lines[-1]) + 1
    found = _PLACE.search(said)
    if found and found["line"]:
        line, column = int(found["line"]), int(found["column"])
    message = _PLACE.sub("", said)
    return Diagnostic(
        Severity.ERROR,
        f"not valid TOML: {message[:1].lower()}{message[1:]}",
        Position(name, line, column),
    )
