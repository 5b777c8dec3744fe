"""Patches: what differs between two states of a file, as other programs take it."""

import difflib
import os
from collections.abc import Iterator
from pathlib import Path

from tableau_perm_cli.declaration.files import STANDARD_INPUT
from tableau_perm_cli.diagnostics import visible


def unified_diff(name: str, before: bytes, after: bytes) -> Iterator[str]:
    """Yield the lines of a patch of one file, as ``patch -p1`` and ``git apply`` take it."""
    if before == after:
        return
    old, new = (_lines(data.decode("utf-8", "backslashreplace")) for data in (before, after))
    path = _path(name)
    # A tab ends a name in which there is a space.
    end = "\t" if " " in path else ""
    for line in difflib.unified_diff(old, new, f"a/{path}{end}", f"b/{path}{end}"):
        yield line
        if not line.endswith("\n"):
            yield "\n\\ No newline at end of file\n"


def _lines(text: str) -> list[str]:
    """Return the lines with their ends; only a line feed ends one, as for ``patch``."""
    lines = [f"{line}\n" for line in text.split("\n")]
    return lines[:-1] if text.endswith("\n") or not text else [*lines[:-1], lines[-1][:-1]]


def _path(name: str) -> str:
    """Return a file's path from here; of one that is not below, its bare name.

    ``patch`` takes neither an absolute path nor one that goes up: such a patch is applied in the
    directory of the file.
    """
    if name == STANDARD_INPUT:
        return "standard-input.yaml"
    path = Path(os.path.relpath(name))
    return visible(path.name if path.parts[:1] == ("..",) else path.as_posix())
