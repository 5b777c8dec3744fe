"""The README shows what the program prints, and CI runs the command that the README gives."""

import os
import re
import shlex
import subprocess
import sys

import pytest
from support.running import ROOT, run_on_terminal, scrubbed_environment

from tableau_perm_cli.cli.commands import COMMANDS

README = ROOT / "README.md"
_CONSOLE = re.compile(
    r"```console(?P<width> \d+)?\n\$ (?P<command>[^\n]+)\n(?P<output>.*?)```", re.DOTALL
)
"""A number after the word is the width of the terminal; without one it is a pipe."""
_SHELL = re.compile(r"```sh\n(?P<command>[^\n]+)\n```")


def _ran(command: str) -> str:
    """Return everything the command prints, as a pipe sees it."""
    program = f'tableau-perm() {{ "{sys.executable}" -m tableau_perm_cli "$@"; }}; '
    done = subprocess.run(
        ["bash", "-c", program + command],  # noqa: S607 - the shell a reader has
        cwd=ROOT,
        env=scrubbed_environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
        timeout=60,
    )
    return done.stdout


def _fresh(block: re.Match[str]) -> str:
    """Return a console block as it would be if it were written now."""
    command, width = block["command"], block["width"]
    if width:
        words = shlex.split(command.removeprefix("tableau-perm "))
        output = run_on_terminal(*words, "--color", "never", width=int(width)).stdout
    else:
        output = _ran(command)
    return f"```console{width or ''}\n$ {command}\n{output}```"


def test_every_console_block_shows_what_the_program_prints() -> None:
    text = README.read_text(encoding="utf-8")
    blocks = list(_CONSOLE.finditer(text))
    assert len(blocks) >= 4
    fresh = _CONSOLE.sub(_fresh, text)
    if os.environ.get("UPDATE_GOLDEN") == "1":
        README.write_text(fresh, encoding="utf-8")
    else:
        assert text == fresh


def test_ci_runs_the_very_test_command_of_the_readme() -> None:
    commands = [block["command"] for block in _SHELL.finditer(README.read_text(encoding="utf-8"))]
    tests = [command for command in commands if command.endswith("-m pytest")]
    assert len(tests) == 1
    assert tests[0] in (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize("command", [entry.name for entry in COMMANDS])
def test_the_readme_names_every_command(command: str) -> None:
    assert f"`{command}" in README.read_text(encoding="utf-8")
