"""Writes a pulled declaration: to standard output, to one file, or to the files of a directory."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from tableau_perm_cli.cli.fresh_declaration import read_back
from tableau_perm_cli.cli.options import Options
from tableau_perm_cli.cli.pull_replacing import is_ids
from tableau_perm_cli.cli.pull_targets import Target, check_files
from tableau_perm_cli.cli.pull_words import inventory, plural
from tableau_perm_cli.cli.streams import Output
from tableau_perm_cli.cli.whole_directory import check_writable, write_together
from tableau_perm_cli.declaration.model import Declaration
from tableau_perm_cli.diagnostics import FileError, ToolError, visible

if TYPE_CHECKING:
    from tableau_perm_cli.exchange.declaring import DeclaredSite
    from tableau_perm_cli.exchange.ids import IdEntry

_NAME: Final = "the declaration"
_NAMED: Final = 10
"""So many of the files that are removed are named."""


@dataclass(frozen=True, slots=True)
class Written:
    """What was written, and where."""

    declaration: Declaration
    target: Target
    files: Sequence[Path]
    """The declarations; none where nothing of it stays."""
    stale: Sequence[Path]
    """What was removed, since nothing of the site is in it any more."""
    ids: Path | None
    """Where the ids are; None where they are not kept."""

    def words(self) -> Iterator[str]:
        """Yield what is said of it."""
        where = f"`{self.target.path}`" if self.target.path else "standard output"
        files = f" ({plural(len(self.files), 'file')})" if self.target.directory else ""
        yield f"wrote {where}{files}: {inventory(self.declaration)}"
        for file in self.stale[:_NAMED]:
            yield f"removed `{file}`: nothing of it is left on the site"
        if len(self.stale) > _NAMED:
            yield f"removed {plural(len(self.stale) - _NAMED, 'more file')} alike"
        if self.ids is not None:
            yield f"wrote `{self.ids}`: the ids, by which renames are seen"


def write_pulled(
    sites: "Sequence[DeclaredSite]", target: Target, options: Options, *, overwrite: bool
) -> Written:
    """Write the declaration of sites, whole or not at all.

    Raises:
        ToolError: it cannot be written, or something would be lost.
        UnreadableTextError: a bug, found before anything is written.
    """
    texts = _texts(sites, target)
    declaration = read_back([(str(name), text.encode()) for name, text in texts.items()])
    if target.path is None or not target.kept:
        Output(options).write(texts.values())
        return Written(declaration, target, (), (), None)
    return _write_files(sites, target, texts, declaration, overwrite=overwrite)


def _texts(sites: "Sequence[DeclaredSite]", target: Target) -> Mapping[Path, str]:
    """Return the text of every file."""
    from tableau_perm_cli.exchange.declaring import one_file, split_files  # noqa: PLC0415

    if target.path is None or not target.directory:
        return {target.path or Path(_NAME): "".join(one_file(sites))}
    return {target.path / name: "".join(pieces) for name, pieces in split_files(sites).items()}


def _write_files(
    sites: "Sequence[DeclaredSite]",
    target: Target,
    texts: Mapping[Path, str],
    declaration: Declaration,
    *,
    overwrite: bool,
) -> Written:
    from tableau_perm_cli.exchange.declaring import file_stem  # noqa: PLC0415 - when needed
    from tableau_perm_cli.exchange.ids import ids_path, ids_text  # noqa: PLC0415

    assert target.path is not None  # noqa: S101 - standard output is written elsewhere
    check_files(texts, overwrite=overwrite)
    new = {path.resolve() for path in texts}
    files = {path: text.encode() for path, text in texts.items()}
    ids = ids_path(target.path, target.directory)
    entries = [entry for site in sites for entry in site.ids]
    _check_ids(ids, overwrite=overwrite)
    before = {entry.site for entry in _kept_ids(ids)}
    folders = {file_stem(name) for name in (*before, *(site.name for site in sites))}
    stale = [it for it in target.of_its_layout(folders) if it.resolve() not in new]
    if entries:
        files[ids] = "".join(ids_text(entries)).encode()
    gone = [*stale, *([ids] if not entries and ids.is_file() else [])]
    write_together(files, gone)
    return Written(declaration, target, [*texts], stale, ids if entries else None)


def _kept_ids(path: Path) -> "Sequence[IdEntry]":
    """Return what the ids file of an earlier pull holds; nothing where it cannot be read."""
    from tableau_perm_cli.exchange.ids import read_ids  # noqa: PLC0415 - when needed

    try:
        return read_ids(str(path), path.read_bytes())
    except (OSError, FileError):
        return ()


def _check_ids(path: Path, *, overwrite: bool) -> None:
    """See that what is there in place of the ids is a file of ids.

    Raises:
        ToolError: it is not.
    """
    check_writable(path)
    if not overwrite and path.is_file() and path.stat().st_size and not is_ids(path):
        raise ToolError(
            f"`{visible(str(path))}` is no file of ids, which would be written there",
            help="choose another place, or let --overwrite replace it",
        )
