"""Writes a file that is there whole or as it was before, whatever ends the run."""

import contextlib
import errno
import io
import os
import signal
import stat
import tempfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import BinaryIO, Final, TypedDict


class _Text(TypedDict):
    encoding: str
    errors: str
    newline: str


_TEXT: Final[_Text] = {"encoding": "utf-8", "errors": "backslashreplace", "newline": ""}
"""A name of a file may hold bytes that are no text; they are written as escapes."""


def write_whole(target: Path, pieces: Iterable[str]) -> None:
    """Write a file so that it is there whole or as it was before.

    A link stays and what it leads to is written; a pipe or a device is written as it goes.

    Raises:
        OSError: the file cannot be written.
    """

    def fill(stream: BinaryIO) -> None:
        text = io.TextIOWrapper(stream, **_TEXT)
        text.writelines(pieces)
        text.flush()
        text.detach()

    fill_whole(target, fill)


def fill_whole(target: Path, fill: Callable[[BinaryIO], None]) -> None:
    """Let ``fill`` write a file of bytes, as ``write_whole`` writes text.

    Raises:
        OSError: the file cannot be written.
    """
    if not target.exists():
        _replace(Path(os.path.realpath(target)), fill, usual_mode())
    elif target.is_file():
        # A directory one may write to is enough to replace a file that one may not.
        if not os.access(target, os.W_OK):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
        mode = stat.S_IMODE(target.stat().st_mode)
        _replace(Path(os.path.realpath(target)), fill, mode)
    else:
        with target.open("wb") as stream:
            fill(stream)


def _replace(target: Path, fill: Callable[[BinaryIO], None], mode: int) -> None:
    """Write a file beside ``target`` and give it its name at the end."""
    with cleaning_up():
        handle, name = tempfile.mkstemp(dir=target.parent, prefix=".tableau-perm-")
        try:
            with os.fdopen(handle, "wb") as stream:
                fill(stream)
            Path(name).chmod(mode)
            Path(name).replace(target)
        except BaseException:
            with contextlib.suppress(OSError):
                Path(name).unlink()
            raise


class _TerminatedError(BaseException):
    """Somebody asked the program to end."""


@contextlib.contextmanager
def cleaning_up() -> Iterator[None]:
    """Let the request to end reach the ``except`` clauses before it ends the program."""

    def unwind(_signal: int, _frame: object) -> None:
        raise _TerminatedError

    try:
        before = signal.signal(signal.SIGTERM, unwind)
    except ValueError:  # only the main thread may
        yield
        return
    try:
        yield
    except _TerminatedError:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        os.kill(os.getpid(), signal.SIGTERM)
    finally:
        signal.signal(signal.SIGTERM, before)


def usual_mode() -> int:
    """Return the mode that a new file gets."""
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask
