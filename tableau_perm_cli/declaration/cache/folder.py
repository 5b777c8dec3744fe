"""The directory of the cache: where it is, how an entry gets there whole, which ones go.

Whatever the file system refuses is as if the cache did not have it: nothing here raises.
"""

import contextlib
import os
import stat
import sys
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Final

MOST_ENTRIES: Final = 20
MOST_BYTES: Final = 500_000_000
_SUFFIX: Final = ".declaration"
_UNFINISHED: Final = ".unfinished"
_ABANDONED: Final = 3600
"""Seconds after which nobody is still writing a file."""
_NAME: Final = "tableau-perm"


def cache_directory() -> Path | None:
    """Return where this user's caches of the program belong; None if there is no such place."""
    if sys.platform == "win32":
        local = os.environ.get("LOCALAPPDATA")
        return Path(local, _NAME, "Cache") if local else None
    shared = Path(os.environ.get("XDG_CACHE_HOME") or "")
    if shared.is_absolute():  # others are to be ignored (XDG Base Directory Specification)
        return shared / _NAME
    try:
        return Path.home() / ".cache" / _NAME
    except RuntimeError:  # nobody's home
        return None


def find(directory: Path, name: str) -> bytes | None:
    """Return the content of an entry and note that it was used; None if there is none."""
    path = directory / (name + _SUFFIX)
    try:
        with path.open("rb") as stream:
            if not _is_ours(os.fstat(stream.fileno())):
                return None
            content = stream.read()
    except OSError:
        return None
    with contextlib.suppress(OSError):
        os.utime(path)
    return content


def _is_ours(status: os.stat_result) -> bool:
    """Whether nobody else can have written the file."""
    if not stat.S_ISREG(status.st_mode):
        return False
    if sys.platform == "win32":
        return True  # the directory is the user's own
    return status.st_uid == os.geteuid() and not status.st_mode & 0o022


def prepare(directory: Path) -> bool:
    """Make the directory if need be; whether anything can be written there."""
    try:
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError:
        return False
    return os.access(directory, os.W_OK)


def keep(directory: Path, name: str, content: Iterable[bytes]) -> None:
    """Write an entry, whole or not at all, and remove those that were not used for longest."""
    with contextlib.suppress(OSError):
        _write(directory, directory / (name + _SUFFIX), content)
        _prune(directory)


def _write(directory: Path, path: Path, content: Iterable[bytes]) -> None:
    handle, unfinished = tempfile.mkstemp(dir=directory, suffix=_UNFINISHED)  # mode 0600
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.writelines(content)
        Path(unfinished).replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            Path(unfinished).unlink()
        raise


def _prune(directory: Path) -> None:
    entries: list[tuple[float, int, Path]] = []
    for path in directory.iterdir():
        status = path.lstat()
        if path.suffix == _SUFFIX:
            entries.append((status.st_mtime, status.st_size, path))
        elif path.suffix == _UNFINISHED and status.st_mtime < time.time() - _ABANDONED:
            path.unlink()
    size = 0
    for kept, (_, its_size, path) in enumerate(sorted(entries, reverse=True)):
        size += its_size
        if kept >= MOST_ENTRIES or (size > MOST_BYTES and kept):
            path.unlink()
