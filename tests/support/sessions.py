"""Runs the scripts of a page as its reader does: one after the other, in one shell."""

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from support.running import scrubbed_environment

_END = "--- end of step ---"
_PROGRAM = f'exec "{sys.executable}" -m tableau_perm_cli "$@"\n'


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
