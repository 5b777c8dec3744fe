"""Opens the file of a checkpoint: never through a symbolic link, and for one pull alone."""

import os
import sys
from pathlib import Path
from typing import Final

from tableau_perm_cli.diagnostics import ToolError, visible

if sys.platform != "win32":
    import fcntl

_OWNER_ONLY: Final = 0o600
_FLAGS: Final = (
    os.O_RDWR
    | os.O_CREAT
    | os.O_APPEND
    | getattr(os, "O_NOFOLLOW", 0)  # not on Windows
    | getattr(os, "O_BINARY", 0)  # of Windows: a line feed would become two characters
)


def open_alone(path: Path) -> int:
    """Return a descriptor of the file, which is begun if need be, and is only its owner's.

    Nobody else gets one until it is closed, or the process has ended in whatever way.

    Raises:
        OSError: it cannot be opened.
        ToolError: it is a symbolic link, or another pull has it open.
    """
    if path.is_symlink():
        raise _is_a_link(path)
    try:
        descriptor = os.open(path, _FLAGS, _OWNER_ONLY)
    except OSError:
        # It has become one since; systems disagree about the number of that error.
        if path.is_symlink():
            raise _is_a_link(path) from None
        raise
    try:
        _lock(path, descriptor)
        _for_its_owner(descriptor)
    except (OSError, ToolError):
        os.close(descriptor)
        raise
    return descriptor


def read_whole(descriptor: int) -> bytes:
    """Return what is in the file that was opened, whatever its name stands for by now.

    Raises:
        OSError: it cannot be read.
    """
    with open(descriptor, "rb", closefd=False) as file:
        return file.read()


def remove(path: Path, descriptor: int) -> None:
    """Remove the file and close it.

    Raises:
        OSError: it cannot be removed.
    """
    if sys.platform == "win32":  # where nobody can remove a file that is open
        os.close(descriptor)
        path.unlink(missing_ok=True)
        return
    try:
        path.unlink(missing_ok=True)  # under the lock, so that it is not yet another pull's
    finally:
        os.close(descriptor)


def _lock(path: Path, descriptor: int) -> None:
    """Keep other pulls away; the system ends that with the descriptor.

    Raises:
        ToolError: another pull was first.
    """
    # Windows has no lock that others may read past: its locks are of bytes, and keep also
    # whoever looks into the file from reading them. Two pulls at once are not noticed there.
    if sys.platform != "win32":
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise _is_taken(path) from None
        except OSError:
            return  # some network file systems have no locks, and a pull works there as well
        # The other pull may have removed the file, or begun it anew, before it was locked here.
        if not _is_still(path, descriptor):
            raise _is_taken(path)


def _is_still(path: Path, descriptor: int) -> bool:
    """Tell whether the path still names what was opened."""
    try:
        return os.path.samestat(path.lstat(), os.fstat(descriptor))
    except FileNotFoundError:
        return False


def _for_its_owner(descriptor: int) -> None:
    """Take the file from all other users, also one that was there."""
    if hasattr(os, "fchmod"):  # not on Windows
        os.fchmod(descriptor, _OWNER_ONLY)


def _is_a_link(path: Path) -> ToolError:
    return ToolError(
        f"`{visible(str(path))}` is a symbolic link, and a checkpoint is not written through one",
        help="remove the link, or write elsewhere with -o",
    )


def _is_taken(path: Path) -> ToolError:
    return ToolError(
        f"another pull is writing `{visible(str(path))}`",
        help="wait for it, or write elsewhere with -o",
    )
