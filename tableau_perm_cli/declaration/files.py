"""Finds the files that a declaration is to be read from, and reads their bytes."""

import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from tableau_perm_cli.diagnostics import ToolError, UsageError, suggest, visible

STANDARD_INPUT: Final = "-"
SUFFIXES: Final = (".yaml", ".yml", ".json")
"""The endings of the files that are read from a directory."""


def find_files(names: Sequence[str]) -> list[str]:
    """Return the files that ``names`` stands for, directories opened, in a stable order.

    A file that is named twice, or that also lies in a directory that is named, is there once.

    Raises:
        ToolError: something is not there, or a directory holds no declaration.
    """
    found: dict[object, str] = {}
    for name in names:
        if not name:
            raise UsageError("the name of a file is empty", help="is a variable not set?")
        if name != STANDARD_INPUT and Path(name).is_dir():
            for inside in _files_in(name):
                found.setdefault(_identity(inside), inside)
        else:
            found.setdefault(_identity(name), name)
    return list(found.values())


def _identity(name: str) -> object:
    """Return what two names of one file share."""
    if name == STANDARD_INPUT:
        return name
    try:
        status = Path(name).stat()
    except OSError:
        return name  # it is reported when it is read
    return status.st_dev, status.st_ino


def _files_in(directory: str) -> list[str]:
    inside = sorted(_walk(directory))
    if not inside:
        raise ToolError(
            f"no declaration in the directory `{visible(directory)}`",
            help="files that end in .yaml, .yml or .json are read, except hidden ones",
        )
    return inside


def _walk(directory: str) -> Iterator[str]:
    """Yield the declarations in a directory and those below it; hidden ones are skipped."""
    seen: set[object] = set()  # a symbolic link may lead back up
    for above, directories, files in os.walk(directory, onerror=_refuse, followlinks=True):
        identity = _identity(above)
        if identity in seen:
            directories.clear()
            continue
        seen.add(identity)
        directories[:] = [name for name in directories if not name.startswith(".")]
        for name in files:
            if not name.startswith(".") and name.lower().endswith(SUFFIXES):
                path = Path(above, name)
                # A pipe or a device in a directory is not meant; a dangling link is an error.
                if path.is_file() or not path.exists():
                    yield str(path)


def _refuse(error: OSError) -> None:
    raise _unreadable("the directory ", str(error.filename), error) from error


def read_bytes(name: str) -> bytes:
    """Return the bytes of a file, or of standard input for ``-``.

    Raises:
        ToolError: it cannot be read.
    """
    if name == STANDARD_INPUT:
        return _read_standard_input()
    try:
        return Path(name).read_bytes()
    except FileNotFoundError as error:
        raise _missing(name) from error
    except OSError as error:
        raise _unreadable("", name, error) from error


def _read_standard_input() -> bytes:
    stream = sys.stdin
    if stream is None or stream.closed:
        raise ToolError("cannot read standard input: it is closed")
    if stream.isatty():
        raise ToolError(
            "nothing to read on standard input: it is a terminal",
            help="pipe a declaration into the command, or give the name of a file",
        )
    try:
        return stream.buffer.read()
    except OSError as error:
        raise _unreadable("", "standard input", error) from error


def _unreadable(what: str, name: str, error: OSError) -> ToolError:
    reason = (error.strerror or type(error).__name__).lower()
    return ToolError(f"cannot read {what}`{visible(name)}`: {reason}")


def _missing(name: str) -> ToolError:
    """Word the error for a file that is not there, with the one that may have been meant."""
    path = Path(name)
    if path.is_symlink():
        return ToolError(f"cannot read `{visible(name)}`: it is a link to nothing")
    if not path.parent.exists():
        advice: str | None = f"there is no directory `{visible(str(path.parent))}`"
    else:
        # Only a file's own name can be misspelt here; it is shown with the directory as written.
        found = suggest(path.name, _names_beside(path), 2)
        names = [f"`{visible(str(path.with_name(name)))}`" for name in found]
        advice = f"did you mean {' or '.join(names)}?" if names else None
    return ToolError(f"cannot read `{visible(name)}`: no such file or directory", help=advice)


def _names_beside(path: Path) -> list[str]:
    try:
        return [other.name for other in path.parent.iterdir() if not other.name.startswith(".")]
    except OSError:
        return []
