"""Writes the declaration that ``what-if`` imagines: as a patch, to a file, or in place."""

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from tableau_perm_cli.audit.diff.item_edits import ItemEdits
from tableau_perm_cli.audit.diff.site_edits import PeopleEdits
from tableau_perm_cli.cli.messages import say
from tableau_perm_cli.cli.options import Options
from tableau_perm_cli.cli.patches import unified_diff
from tableau_perm_cli.cli.revisions import Files
from tableau_perm_cli.cli.streams import cannot_write
from tableau_perm_cli.cli.whole_file import fill_whole
from tableau_perm_cli.declaration.editing import CannotEditError
from tableau_perm_cli.declaration.editing.difference import rewritten
from tableau_perm_cli.declaration.files import STANDARD_INPUT
from tableau_perm_cli.declaration.load import read_files
from tableau_perm_cli.declaration.model import Declaration
from tableau_perm_cli.diagnostics import (
    DeclarationError,
    FileError,
    ToolError,
    UsageError,
    visible,
)

_WITHOUT = "the answer needs no text: leave --write, --in-place and --patch out"


def check_writing(
    options: Options, write: str | None, reports: Sequence[str], *, in_place: bool, patch: bool
) -> None:
    """Find what does not go together.

    Raises:
        UsageError: something.
    """
    if write is not None and in_place:
        raise UsageError("`--write` and `--in-place` write the same", help="give one of the two")
    given = ("--report",) if reports else ("--format",) if options.format is not None else ()
    if patch and given:
        raise UsageError(
            f"`--patch` stands in place of the answer, so `{given[0]}` has nothing to do",
            help="leave one of the two out",
        )
    if write in {"", STANDARD_INPUT}:
        raise UsageError(
            "`--write` needs the name of a file", help="--patch is for standard output"
        )
    if write is not None:
        others = [options.output, *(text.partition("=")[2] for text in reports)]
        if os.path.realpath(write) in {os.path.realpath(it) for it in others if it}:
            raise UsageError(
                f"`{visible(write)}` would be written twice", help="give each a file of its own"
            )


def changed_files(files: Files, before: Declaration, after: Declaration) -> Files:
    """Return the files with everything written in which ``after`` differs.

    What is written is read again: it declares what was meant, or nothing is written at all.

    Raises:
        FileError: the changed declaration would have errors.
        ToolError: the text is written in a way that is left to its author.
    """
    try:
        changed = rewritten(files, before, after)
    except CannotEditError as error:
        raise ToolError(
            f"the text cannot be changed for you: {visible(str(error))}", help=_WITHOUT
        ) from error
    try:
        again = read_files(changed)
    except DeclarationError as error:
        raise FileError(error.diagnostics, error.sources, "the changed declaration") from error
    if any(_differ(after, again)):
        raise ToolError(
            "the text cannot be changed for you: read again, it would not say what is meant",
            help=_WITHOUT,
        )
    return changed


def _differ(meant: Declaration, read: Declaration) -> Iterator[object]:
    for name, site in meant.sites.items():
        other = read.sites.get(name)
        if other is None:
            yield name
        else:
            yield from PeopleEdits(site, other).find()
            yield from ItemEdits(site, other).find()


def patch_of(files: Files, changed: Files) -> Iterator[str]:
    """Yield the lines of a patch, as ``patch -p1`` and ``git apply`` take it."""
    for (name, before), (_, after) in zip(files, changed, strict=True):
        yield from unified_diff(name, before, after)


def targets_of(files: Files, write: str | None) -> list[Path]:
    """Return where each file is to be written: of several, in a directory; in place without one.

    Raises:
        UsageError: there are several files and no directory for them, or standard input cannot
            be written to.
    """
    names = [name for name, _ in files]
    if write is None:
        if STANDARD_INPUT in names:
            raise UsageError(
                "standard input cannot be written in place", help="use --write FILE or --patch"
            )
        return [*map(Path, names)]
    into_directory = Path(write).is_dir() or write.endswith(("/", os.sep))
    if len(names) == 1 and (not into_directory or names == [STANDARD_INPUT]):
        return [Path(write)]
    if not into_directory:
        raise UsageError(
            f"`{visible(write)}` is one file, and the declaration has {len(names)}",
            help=f"name a directory, as in `--write {visible(write)}/`, or use --in-place",
        )
    if STANDARD_INPUT in names:
        raise UsageError("standard input has no name in a directory", help="use --patch")
    top = os.path.commonpath([Path(os.path.realpath(name)).parent for name in names])
    return [Path(write, os.path.relpath(os.path.realpath(name), top)) for name in names]


def write_files(
    files: Files, changed: Files, targets: Sequence[Path], options: Options, *, in_place: bool
) -> None:
    """Write the changed files, each whole; nothing while one of them cannot be.

    Raises:
        ToolError: one cannot be written.
    """
    wanted = [
        (target, after)
        for (_, before), (_, after), target in zip(files, changed, targets, strict=True)
        if not in_place or after != before
    ]
    for target, _ in wanted:
        _check_writable(target)
    for target, data in wanted:
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            fill_whole(target, lambda stream, data=data: stream.write(data))  # type: ignore[misc]
        except OSError as error:
            raise cannot_write(f"`{visible(str(target))}`", error) from error
        say(f"wrote `{target}`", options)
    if not wanted:
        say("nothing to write: no file changes", options)


def _check_writable(target: Path) -> None:
    """See that a file can be written, as far as that shows beforehand.

    Raises:
        ToolError: it cannot.
    """
    shown = f"cannot write `{visible(str(target))}`"
    if target.is_dir():
        raise ToolError(f"{shown}: is a directory")
    nearest = next(it for it in (target, *target.parents) if it.exists())
    if not os.access(nearest, os.W_OK):
        raise ToolError(f"{shown}: permission denied")
