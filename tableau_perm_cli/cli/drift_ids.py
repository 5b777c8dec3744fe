"""Reads the ids that a pull has left beside a declaration, in the working tree or in git."""

import os
from collections.abc import Iterator, Sequence
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Final

from tableau_perm_cli.cli.git import Repository
from tableau_perm_cli.cli.revisions import GIT, Files
from tableau_perm_cli.declaration.files import STANDARD_INPUT, read_bytes

if TYPE_CHECKING:
    from tableau_perm_cli.audit.drift import SiteIds
    from tableau_perm_cli.exchange.ids import IdEntry

_IN_DIRECTORIES: Final = "projects"
"""The folder below that of the ids in which a pull writes a file a project."""


def ids_beside(files: Files, side: str) -> "SiteIds":
    """Return the ids that are kept beside the files of one side, by site.

    Args:
        files: what was read of the side.
        side: how the user named it. Of one file only its own ids count.

    Raises:
        FileError: a file of ids is none.
        ToolError: one cannot be read.
    """
    from tableau_perm_cli.exchange.ids import read_ids  # noqa: PLC0415 - when needed

    alone = len(files) == 1 and _path_in(side) in {"", _path_in(files[0][0])}
    found: list[IdEntry] = []
    for name in dict.fromkeys(_candidates([name for name, _ in files], side, alone=alone)):
        data = _content(name)
        if data is not None:
            found += read_ids(name, data)
    return by_site(found)


def by_site(entries: "Sequence[IdEntry]") -> "SiteIds":
    """Return ids as plain mappings: by site, and by what has them."""
    found: dict[str, dict[str, str]] = {}
    for entry in entries:
        found.setdefault(entry.site, {})[entry.what] = entry.id
    return found


def _path_in(name: str) -> str:
    """Return the path of a name, which may be that of a revision too."""
    return name.removeprefix(GIT).partition(":")[2] if name.startswith(GIT) else name


def _candidates(names: Sequence[str], side: str, *, alone: bool) -> Iterator[str]:
    """Yield where the ids of some files may be kept.

    Of a directory with a folder a site they are at its top, which is where the user says; of a
    revision without a path, where the folders come together.
    """
    from tableau_perm_cli.exchange.ids import ids_path  # noqa: PLC0415 - when needed

    if not alone and names:
        above = os.path.commonpath([Path(_path_in(name)).parent for name in names])
        before = names[0][: len(names[0]) - len(_path_in(names[0]))]
        for top in filter(None, (_path_in(side), above)):
            yield f"{before}{ids_path(Path(top), directory=True)}"
    for name in names:
        if name == STANDARD_INPUT:
            continue
        path = Path(_path_in(name))
        before = name[: len(name) - len(_path_in(name))]
        yield f"{before}{ids_path(path, directory=False)}"
        if not alone:
            yield f"{before}{ids_path(path.parent, directory=True)}"
            if path.parent.name == _IN_DIRECTORIES:
                yield f"{before}{ids_path(path.parent.parent, directory=True)}"


def _content(name: str) -> bytes | None:
    """Return what a file holds; None when there is none.

    Raises:
        ToolError: it cannot be read.
    """
    if not name.startswith(GIT):
        return read_bytes(name) if Path(name).is_file() else None
    ref, _, path = name.removeprefix(GIT).partition(":")
    place, inside = _existing(Path(path))
    repository = Repository(str(place))
    in_repository = (PurePosixPath(repository.prefix) / inside).as_posix()
    entries = repository.entries(repository.commit(ref), in_repository)
    if len(entries) != 1 or entries[0].path != in_repository or entries[0].is_link:
        return None
    return repository.content(entries[0])


def _existing(path: Path) -> tuple[Path, PurePosixPath]:
    """Return the nearest directory above a path that is there, and the way from it on."""
    place = path.parent
    while not place.is_dir():
        place = place.parent
    return place, PurePosixPath(path.relative_to(place).as_posix())
