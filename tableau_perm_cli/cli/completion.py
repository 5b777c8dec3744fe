"""``completion``: the script that lets a shell complete the program's words."""

from enum import StrEnum
from importlib import resources
from typing import Annotated

import typer

from tableau_perm_cli.cli.exit_codes import ExitCode
from tableau_perm_cli.cli.options import Options
from tableau_perm_cli.cli.streams import Output


class Shell(StrEnum):
    """A shell there is a script for."""

    BASH = "bash"
    ZSH = "zsh"
    FISH = "fish"
    POWERSHELL = "powershell"


_FILES = {
    Shell.BASH: "tableau-perm.bash",
    Shell.ZSH: "tableau-perm.zsh",
    Shell.FISH: "tableau-perm.fish",
    Shell.POWERSHELL: "tableau-perm.ps1",
}

ShellName = Annotated[
    Shell, typer.Argument(metavar="SHELL", help="bash, zsh, fish or powershell.")
]


def completion(options: Options, shell: ShellName) -> ExitCode:
    """Print the completion script for SHELL.

    Load it in the shell's start-up file, for bash: source <(tableau-perm completion bash).
    Commands, options and their values are completed, and users, groups, sites and items from the
    declaration that is named on the line, or the default one.
    """
    script = resources.files("tableau_perm_cli.cli").joinpath("shells", _FILES[shell])
    Output(options).write([script.read_text(encoding="utf-8")])
    return ExitCode.OK
