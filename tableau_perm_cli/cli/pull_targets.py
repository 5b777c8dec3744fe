"""Where a pulled declaration goes: standard output, one file, or the files of a directory."""

import errno
import os
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tableau_perm_cli.cli.streams import cannot_write
from tableau_perm_cli.cli.whole_directory import check_writable
from tableau_perm_cli.diagnostics import ToolError, UsageError, visible

_PARTIAL: Final = ".partial"
_SUFFIX: Final = ".yaml"
_JSON: Final = ".json"
_ALWAYS: Final = ("users.yaml", "groups.yaml", "site.yaml")
"""What every directory of one site has."""
_PARTS: Final = (*_ALWAYS, "server.yaml")
_PROJECTS: Final = "projects"
"""The folder with a file a project."""


@dataclass(frozen=True, slots=True)
class Target:
    """Where a declaration goes."""

    path: Path | None
    """None for standard output."""
    directory: bool = False
    """Whether it is a directory, with a file a project."""

    @property
    def kept(self) -> bool:
        """Whether there is a file at the end, which something can lie beside."""
        return self.path is not None and (
            self.directory or not self.path.exists() or self.path.is_file()
        )

    @property
    def checkpoint(self) -> Path | None:
        """Where the answers are kept until the declaration is written."""
        if self.path is None or not self.kept:
            return None
        path = self.path
        if path.name in {"", ".."}:  # as of `.`
            path = Path(os.path.abspath(path))  # noqa: PTH100 - a link is not to be followed
        return path.with_name(f"{path.name}{_PARTIAL}") if path.name else None

    @property
    def words(self) -> str:
        """The target as it was given."""
        return "standard output" if self.path is None else visible(str(self.path))

    def pulled(self) -> Iterator[Path]:
        """Yield the files there now that a pull wrote."""
        return (it for it in self.there() if is_pulled(it))

    def of_its_layout(self, folders: Collection[str]) -> Iterator[Path]:
        """Yield the files there that a pull into this directory wrote, by name and first line.

        Others in it may have come from a pull too, as a site of another server or last year's
        have, and are not ours to remove.

        Args:
            folders: those of the sites that are or were in it, if there are several.
        """
        if self.path is None or not self.directory:
            return
        for file in self.pulled():
            parts = file.relative_to(self.path).parts
            own = parts[1:] if parts[0] in folders and len(parts) > 1 else parts
            of_a_project = own[0] == _PROJECTS and len(own) == len((_PROJECTS, file.name))
            if of_a_project or (len(own) == 1 and own[0] in _PARTS):
                yield file

    def there(self) -> Iterator[Path]:
        """Yield the declarations that are there now, pulled or not."""
        if self.path is None:
            return
        if not self.directory:
            if self.path.is_file():
                yield self.path
            return
        for above, directories, files in os.walk(self.path):
            directories[:] = sorted(it for it in directories if not it.startswith("."))
            for name in sorted(files):
                path = Path(above, name)
                if name.endswith(_SUFFIX) and not name.startswith(".") and path.is_file():
                    yield path


def target_of(output: str | None) -> Target:
    """Return where ``--output`` leads.

    Raises:
        UsageError: it is missing, or promises another format.
    """
    if not output:
        raise UsageError(
            "no place for the declaration given" if output is None else "`--output` is empty",
            help="add -o FILE, -o DIRECTORY/ for a file a project, or -o - to print it",
        )
    if output == "-":
        return Target(None)
    directory = Path(output).is_dir() or output.endswith(("/", os.sep))
    if not directory and output.lower().endswith(_JSON):
        raise UsageError(
            "a declaration is written as YAML, also where JSON would be read",
            help=f"name the file `{visible(output[: -len(_JSON)])}{_SUFFIX}`",
        )
    return Target(Path(output), directory)


def check_target(target: Target, *, overwrite: bool) -> None:
    """See that the declaration can be written, before anybody waits for it.

    Raises:
        ToolError: it cannot, or something would be lost.
    """
    if target.path is None:
        return
    if not target.directory:
        _check_parent(target.path)
        if target.kept:
            check_files([target.path], overwrite=overwrite)
        return
    if target.path.exists() and not target.path.is_dir():
        raise ToolError(f"cannot write into `{target.words}`: it is a file, not a directory")
    check_files([target.path / name for name in _ALWAYS], overwrite=overwrite)
    check_files(target.pulled(), overwrite=True)


def check_files(files: Iterable[Path], *, overwrite: bool) -> None:
    """See that files can be written, and that those there are ones a pull wrote.

    Raises:
        ToolError: one cannot, or is somebody's own.
    """
    for file in files:
        check_writable(file)
        if not overwrite and file.is_file() and file.stat().st_size and not is_pulled(file):
            raise ToolError(
                f"`{visible(str(file))}` was not written by a pull",
                help="choose another place, or let --overwrite replace it",
            )


def is_pulled(file: Path) -> bool:
    """Whether a pull wrote a file: without its first line nothing is written over.

    Raises:
        ToolError: it cannot be read.
    """
    from tableau_perm_cli.exchange.declaring.files import HEADER  # noqa: PLC0415 - when needed

    head = HEADER.encode()
    try:
        with file.open("rb") as stream:
            return stream.read(len(head)) == head
    except OSError as error:
        reason = (error.strerror or type(error).__name__).lower()
        raise ToolError(f"cannot read `{visible(str(file))}`: {reason}") from error


def _check_parent(path: Path) -> None:
    """See that the directory of one file is there: a misspelt one is not made.

    Raises:
        ToolError: it is not.
    """
    parent = Path(os.path.realpath(path)).parent
    if not parent.is_dir():
        number = errno.ENOTDIR if parent.exists() else errno.ENOENT
        raise cannot_write(f"`{visible(str(path))}`", OSError(number, os.strerror(number)))
