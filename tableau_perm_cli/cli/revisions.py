"""What ``diff`` compares: files, directories, standard input, or what a git revision has.

Files of a revision are called ``git:REF:PATH``, so that those of the working tree keep their
plain names, under which services show annotations.
"""

import os
import posixpath
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tableau_perm_cli.cli.git import Entry, Repository
from tableau_perm_cli.cli.session import DEFAULT_FILES
from tableau_perm_cli.declaration.files import STANDARD_INPUT, SUFFIXES
from tableau_perm_cli.declaration.load import input_files
from tableau_perm_cli.diagnostics import ToolError, UsageError, visible

GIT: Final = "git:"
"""What a revision begins with; a file that is called so is ``./git:…``."""

Files = Sequence[tuple[str, bytes]]
"""Names and contents."""


@dataclass(frozen=True, slots=True)
class Revision:
    """``git:REF:PATH`` taken apart."""

    ref: str
    path: str | None
    """None: what the other side is, or the default file."""


def read_sides(old: str, new: str) -> tuple[Files, Files]:
    """Return the files of both sides.

    Raises:
        UsageError: the two cannot be compared as they are named.
        ToolError: something is not there, or cannot be read.
    """
    if old == new == STANDARD_INPUT:
        raise UsageError(
            "standard input cannot be both sides", help="name a file or git:REF for one of them"
        )
    sides = _revision(old), _revision(new)
    read: dict[int, Files] = {}
    # What the user has here first: a name that is misspelt is best looked for there.
    for place, text in enumerate((old, new)):
        if sides[place] is None:
            read[place] = input_files([text])
    for place, other in enumerate((new, old)):
        if side := sides[place]:
            read[place] = _at_revision(side, other, sides[1 - place])
    return read[0], read[1]


def read_side(text: str) -> Files:
    """Return the files of one side, where the other is no declaration at hand.

    Raises:
        UsageError: it names no revision.
        ToolError: something is not there, or cannot be read.
    """
    side = _revision(text)
    return input_files([text]) if side is None else _at_revision(side, STANDARD_INPUT, None)


def _revision(text: str) -> Revision | None:
    """Return what a ``git:…`` means; None for anything else.

    Raises:
        UsageError: it names no revision.
    """
    if not text.startswith(GIT):
        return None
    ref, colon, path = text.removeprefix(GIT).partition(":")
    if not ref or ref.startswith("-"):
        raise UsageError(
            f"`{visible(text)}` names no revision", help="write git:REF or git:REF:PATH"
        )
    if colon and not path:
        raise UsageError(f"`{visible(text)}` has an empty path", help="leave the second colon out")
    return Revision(ref, path or None)


def _at_revision(side: Revision, other: str, other_side: Revision | None) -> Files:
    """Return the files that a revision has."""
    if side.path is not None:
        return _Tree(".", side.ref).files(side.path)
    if other_side is not None and other_side.path is not None:
        return _Tree(".", side.ref).files(other_side.path)
    if other_side is None and other != STANDARD_INPUT:
        path = Path(other)
        # Asked where the other side lies, which may be in another repository than this place.
        where = path if path.is_dir() else path.parent
        name = "." if path.is_dir() else path.name
        return _Tree(str(where), side.ref).files(name, shown=other)
    return _Tree(".", side.ref).default()


class _Tree:
    """What one commit has, named from some directory on."""

    def __init__(self, directory: str, ref: str) -> None:
        self._repository = Repository(directory)
        self._ref = ref
        self._commit = self._repository.commit(ref)

    def default(self) -> Files:
        """Return the default file.

        Raises:
            ToolError: the commit has none here.
        """
        for name in DEFAULT_FILES:
            if self._entries(name):
                return self.files(name)
        names = " nor ".join(f"`{name}`" for name in DEFAULT_FILES)
        raise ToolError(
            f"`{visible(self._ref)}` has neither {names} here",
            help=f"write git:{visible(self._ref)}:PATH",
        )

    def files(self, path: str, *, shown: str | None = None) -> Files:
        """Return the declaration at a path: one file, or those of a directory.

        Args:
            path: from the directory on.
            shown: how the user knows it.

        Raises:
            ToolError: the commit has nothing there that could be a declaration.
        """
        name = shown or path
        entries = self._entries(path)
        if not entries:
            raise self._missing(path, name)
        if len(entries) == 1 and entries[0].path == self._from_top(path):
            return [(self._named(name), self._content(entries[0]))]
        return self._directory(path, name, entries)

    def _directory(self, path: str, name: str, entries: Sequence[Entry]) -> Files:
        """Return the declarations in a directory and those below it; hidden ones are skipped."""
        top = self._from_top(path)
        found = []
        for entry in entries:
            inside = entry.path[len(top) + 1 if top else 0 :]
            if inside.lower().endswith(SUFFIXES) and not _hidden(inside):
                shown = posixpath.normpath(posixpath.join(name.replace(os.sep, "/"), inside))
                found.append((self._named(shown), self._content(entry)))
        if not found:
            raise ToolError(
                f"no declaration in the directory `{visible(name)}` of `{visible(self._ref)}`",
                help="files that end in .yaml, .yml or .json are read, except hidden ones",
            )
        return sorted(found)

    def _content(self, entry: Entry) -> bytes:
        if entry.is_link:
            raise ToolError(
                f"`{visible(entry.path)}` of `{visible(self._ref)}` is a symbolic link",
                help="name the file that it leads to",
            )
        if entry.kind != "blob":
            raise ToolError(f"`{visible(entry.path)}` of `{visible(self._ref)}` is a submodule")
        return self._repository.content(entry)

    def _named(self, path: str) -> str:
        return f"{GIT}{self._ref}:{path}"

    def _entries(self, path: str) -> list[Entry]:
        return self._repository.entries(self._commit, self._from_top(path))

    def _from_top(self, path: str) -> str:
        """Return a path from the directory on as one from the top of the repository on.

        Raises:
            ToolError: it leads out of the repository.
        """
        name = path.replace(os.sep, "/")
        joined = posixpath.normpath(posixpath.join(self._repository.prefix, name))
        if joined.startswith(("../", "/")) or joined == "..":
            raise ToolError(
                f"`{visible(path)}` is not in the git repository",
                help="name it from here on, as any other file",
            )
        return "" if joined == "." else joined

    def _missing(self, path: str, name: str) -> ToolError:
        shown = f"`{visible(self._ref)}` has no `{visible(name)}`"
        at_top = posixpath.normpath(path.replace(os.sep, "/"))
        if self._repository.prefix and self._repository.entries(self._commit, at_top):
            up = posixpath.relpath(at_top, self._repository.prefix)
            advice = f"paths count from here: git:{visible(self._ref)}:{visible(up)}"
            return ToolError(shown, help=advice)
        return ToolError(shown, help="was it added later, or called otherwise?")


def _hidden(path: str) -> bool:
    return any(step.startswith(".") for step in path.split("/"))
