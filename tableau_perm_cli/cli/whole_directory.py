"""Writes several files that belong together: all of them are there, or all are as they were.

As far as a file system goes: everything is written beside its place first, under another name,
and given its name at the very end, when nothing but the system itself can fail.
"""

import contextlib
import errno
import os
import signal
import stat
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from tableau_perm_cli.cli.streams import cannot_write
from tableau_perm_cli.cli.whole_file import cleaning_up, usual_mode
from tableau_perm_cli.diagnostics import visible


def write_together(files: Mapping[Path, bytes], stale: Sequence[Path] = ()) -> None:
    """Write files and remove stale ones.

    A link stays and what it leads to is written. Directories are made where they are missing;
    those that the stale files leave empty are removed.

    Args:
        files: what each is to hold.
        stale: files that are no longer wanted.

    Raises:
        ToolError: one cannot be written; all are as they were.
    """
    made: list[Path] = []
    waiting: dict[Path, Path] = {}
    with cleaning_up():
        try:
            for target, data in files.items():
                with _named(target):
                    _make_directories(target.parent, made)
                    waiting[_write_beside(target, data)] = Path(os.path.realpath(target))
            with _undisturbed():
                _give_names(waiting)
                _remove(stale)
        except BaseException:
            for temporary in waiting:
                _forget(temporary)
            for directory in reversed(made):
                with contextlib.suppress(OSError):
                    directory.rmdir()
            raise


@contextlib.contextmanager
def _named(target: Path) -> Iterator[None]:
    """Let an error say which file it is about."""
    try:
        yield
    except OSError as error:
        raise cannot_write(f"`{visible(str(target))}`", error) from error


def check_writable(target: Path) -> None:
    """See that a file can be written, as far as that shows beforehand.

    Raises:
        ToolError: it cannot.
    """
    with _named(target):
        if target.exists():
            _check_replaceable(target)
        else:
            nearest = next(it for it in Path(os.path.realpath(target)).parents if it.exists())
            if not nearest.is_dir():
                raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR))
            if not os.access(nearest, os.W_OK | os.X_OK):
                raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))


def _check_replaceable(target: Path) -> None:
    """See that what is there is a file that one may write.

    Raises:
        OSError: it is not.
    """
    if target.is_dir():
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
    if not target.is_file():
        raise OSError(errno.EINVAL, "is no file")
    # A directory one may write to is enough to replace a file that one may not.
    if not os.access(target, os.W_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
    beside = Path(os.path.realpath(target)).parent
    if not os.access(beside, os.W_OK | os.X_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))


def _make_directories(directory: Path, made: list[Path]) -> None:
    missing = []
    while not directory.exists():
        missing.append(directory)
        directory = directory.parent
    for each in reversed(missing):
        each.mkdir()
        made.append(each)


def _write_beside(target: Path, data: bytes) -> Path:
    """Write a file beside its place and return it."""
    mode = usual_mode()
    if target.exists():
        _check_replaceable(target)
        mode = stat.S_IMODE(target.stat().st_mode)
    place = Path(os.path.realpath(target)).parent
    handle, name = tempfile.mkstemp(dir=place, prefix=".tableau-perm-")
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
        temporary.chmod(mode)
    except BaseException:
        _forget(temporary)
        raise
    return temporary


def _give_names(waiting: dict[Path, Path]) -> None:
    for temporary, target in tuple(waiting.items()):
        with _named(target):
            temporary.replace(target)
        del waiting[temporary]


def _remove(stale: Sequence[Path]) -> None:
    for each in stale:
        with _named(each):
            each.unlink(missing_ok=True)
    # Directories go too if that was all, the inner ones first; with anything else in them they
    # stay.
    for directory in sorted({it.parent for it in stale}, key=_depth, reverse=True):
        with contextlib.suppress(OSError):
            directory.rmdir()


def _depth(directory: Path) -> int:
    return len(directory.parts)


@contextlib.contextmanager
def _undisturbed() -> Iterator[None]:
    """Let the user's wish to stop wait until everything has its name."""
    wishes: list[int] = []

    def remember(number: int, _frame: object) -> None:
        wishes.append(number)

    try:
        before = {it: signal.signal(it, remember) for it in (signal.SIGINT, signal.SIGTERM)}
    except ValueError:  # only the main thread may
        yield
        return
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    for wish in wishes[:1]:
        signal.raise_signal(wish)


def _forget(temporary: Path) -> None:
    with contextlib.suppress(OSError):
        temporary.unlink()
