"""From files to a declaration: found, read, checked, merged; or every error at once."""

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Final, TypeAlias

from tableau_perm_cli.declaration.files import STANDARD_INPUT, find_files, read_bytes
from tableau_perm_cli.declaration.model import Declaration
from tableau_perm_cli.declaration.text.garbage import no_garbage_collection
from tableau_perm_cli.diagnostics import (
    DeclarationError,
    Diagnostic,
    Severity,
    SourceLookup,
    visible,
)

if TYPE_CHECKING:
    from tableau_perm_cli.declaration.cache import DeclarationCache
    from tableau_perm_cli.declaration.file_values import FileValues
    from tableau_perm_cli.declaration.text.source import Source


LEAST_CACHED: Final = 1 << 18
"""Bytes: less is read in a fraction of a second, and is not worth a file elsewhere."""

Advance: TypeAlias = Callable[[int], None]
"""Is told of every few more bytes that were read."""


def load_declaration(
    names: Sequence[str],
    *,
    cached: bool = False,
    begin: Callable[[int], Advance] | None = None,
) -> Declaration:
    """Load the files, directories or ``-`` (standard input) that ``names`` gives.

    Args:
        names: what to load.
        cached: whether to look first if the same files were read before, and to keep what they
            declare if not.
        begin: is told how many bytes there are to read, when there are any, and returns whom to
            tell how far the reading is.

    Returns:
        What they declare together.

    Raises:
        ToolError: a file cannot be read, or a directory holds none.
        DeclarationError: the declaration has errors; all of them are in it.
    """
    return declare(input_files(names), cached=cached, begin=begin)


def input_files(names: Sequence[str]) -> list[tuple[str, bytes]]:
    """Return the name and the bytes of every file that ``names`` gives.

    Raises:
        ToolError: a file cannot be read, or a directory holds none.
    """
    return [(name, read_bytes(name)) for name in find_files(names)]


def declare(
    files: Sequence[tuple[str, bytes]],
    *,
    cached: bool = False,
    begin: Callable[[int], Advance] | None = None,
) -> Declaration:
    """Return what named contents declare together; as ``load_declaration``.

    Raises:
        DeclarationError: the declaration has errors; all of them are in it.
    """
    cache = _cache_for(files) if cached else None
    declaration = cache.find(files) if cache else None
    if declaration is None:
        advance = begin(sum(len(data) for _, data in files)) if begin else None
        declaration = read_files(files, advance)
        if cache:
            cache.keep(files, declaration)
    return declaration


def _cache_for(files: Sequence[tuple[str, bytes]]) -> "DeclarationCache | None":
    """Return the cache if it is worth while and there is a place for it."""
    if any(name == STANDARD_INPUT for name, _ in files):
        return None
    if sum(len(data) for _, data in files) < LEAST_CACHED:
        return None
    from tableau_perm_cli.declaration.cache import user_cache  # noqa: PLC0415 - only if it is worth it

    return user_cache()


def read_files(files: Iterable[tuple[str, bytes]], advance: Advance | None = None) -> Declaration:
    """Read named contents as one declaration.

    Raises:
        DeclarationError: the declaration has errors; all of them are in it.
    """
    with no_garbage_collection():
        return _read_files(files, advance)


def _read_files(files: Iterable[tuple[str, bytes]], advance: Advance | None) -> Declaration:
    # Imported here: PyYAML and pydantic are needed only once there is something to read.
    from tableau_perm_cli.declaration.file_values import FileValues  # noqa: PLC0415
    from tableau_perm_cli.declaration.lost import EVERYTHING, lost_in_text  # noqa: PLC0415
    from tableau_perm_cli.declaration.shape_errors import check_shape  # noqa: PLC0415
    from tableau_perm_cli.declaration.sites import read_declaration  # noqa: PLC0415
    from tableau_perm_cli.declaration.text.reader import read_document  # noqa: PLC0415
    from tableau_perm_cli.declaration.text.source import decode  # noqa: PLC0415

    read: list[FileValues] = []
    unread: list[Source] = []
    diagnostics: list[Diagnostic] = []
    for name, data in files:
        document, problems = read_document(name, data, advance)
        diagnostics += problems
        if document is None:
            unread.append(decode(name, data)[0])
            continue
        file = FileValues(document)
        file.lost |= lost_in_text(document, problems)
        check_shape(file)
        read.append(file)
    declaration = read_declaration(read, EVERYTHING if unread else frozenset())
    for file in read:
        diagnostics += file.diagnostics
    if any(found.severity is Severity.ERROR for found in diagnostics):
        raise _declaration_error(diagnostics, read, unread)
    return declaration


def holds_sites(files: Iterable[tuple[str, bytes]]) -> bool:
    """Whether any of the files declares a site, rather than expectations alone.

    Of a file that cannot be read it is taken to be so: its errors come first. So it is of a large
    one, which is not worth reading twice.
    """
    from tableau_perm_cli.declaration.text.reader import read_document  # noqa: PLC0415

    for name, data in files:
        if len(data) >= LEAST_CACHED:
            return True
        document, _ = read_document(name, data)
        root = None if document is None else document.root
        if not isinstance(root, dict) or root.get("sites") is not None:
            return True
    return False


def _declaration_error(
    diagnostics: Iterable[Diagnostic], read: "Sequence[FileValues]", unread: "Sequence[Source]"
) -> DeclarationError:
    # What an alias repeats is read at each place, and its errors are found as often.
    found = dict.fromkeys(it for it in diagnostics if it.severity is not Severity.INFO)
    error = DeclarationError(found, _lookup([*(file.document.source for file in read), *unread]))
    if unread and read:
        names = ", ".join(f"`{visible(source.name)}`" for source in unread)
        error.help = f"names were not checked, since {names} could not be read"
    elif any(file.unchecked for file in read):
        error.help = "some names were not checked, since an error above may hide them"
    return error


def _lookup(sources: "Iterable[Source]") -> SourceLookup:
    by_name = {source.name: source for source in sources}

    def look_up(name: str) -> Sequence[str] | None:
        source = by_name.get(name)
        return None if source is None else source.lines

    return look_up
