"""Runs the scripts of a page as its reader does: one after the other, in one shell."""

import os
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from support.running import scrubbed_environment

STEP = re.compile(r"```sh\n(?P<script>.*?)```(?:\n\n```text\n(?P<output>.*?)```)?", re.DOTALL)
"""A script of a page and what it prints: a block ``sh`` and the block ``text`` after it."""
_END = "--- end of step ---"
_PROGRAM = f'exec "{sys.executable}" -m tableau_perm_cli "$@"\n'


def hold_page(page: Path, text: str, printed: list[str]) -> None:
    """Hold what the scripts of a page printed against what it shows.

    With ``UPDATE_GOLDEN=1`` in the environment the page is written anew instead.
    """
    outputs = iter(printed)

    def fresh(step: re.Match[str]) -> str:
        output = next(outputs)
        shown = f"\n\n```text\n{output}```" if output else ""
        return f"```sh\n{step['script']}```{shown}"

    now = STEP.sub(fresh, text)
    if os.environ.get("UPDATE_GOLDEN") == "1":
        page.write_text(now, encoding="utf-8")
    else:
        assert now == text


def in_session(
    place: Path, *scripts: str, env: Mapping[str, str] | None = None, first: str = ""
) -> list[str]:
    """Run scripts one after the other in one shell; what each printed.

    Args:
        place: the directory and the home of the session.
        scripts: shell scripts that call `tableau-perm`.
        env: more variables.
        first: what the shell does before each call of the program.
    """
    if sys.platform == "win32":
        pytest.skip("the recipe is a shell script")
    programs = place / "programs"
    programs.mkdir()
    program = programs / "tableau-perm"
    program.write_text(f"#!/bin/sh\n{first}{_PROGRAM}")
    program.chmod(0o755)
    done = subprocess.run(
        ["bash", "-c", f"\necho '{_END}'\n".join((*scripts, ""))],  # noqa: S607 - the reader's
        cwd=place,
        env=scrubbed_environment(
            {
                "PATH": f"{programs}{os.pathsep}{os.environ['PATH']}",
                "HOME": os.fspath(place),
                "GIT_CONFIG_NOSYSTEM": "1",
                "GIT_AUTHOR_NAME": "ada",
                "GIT_AUTHOR_EMAIL": "ada@example.com",
                "GIT_COMMITTER_NAME": "ada",
                "GIT_COMMITTER_EMAIL": "ada@example.com",
                "XDG_CACHE_HOME": os.fspath(place / "cache"),
                **(env or {}),
            }
        ),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
        timeout=120,
    )
    *printed, rest = done.stdout.split(f"{_END}\n")
    assert rest == ""
    assert len(printed) == len(scripts), done.stdout
    return printed
