"""From files to a declaration: found, read, checked, merged; or every error at once."""

import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

from tableau_perm_cli.declaration.model import Declaration
from tableau_perm_cli.declaration.file_values import FileValues
from tableau_perm_cli.diagnostics import (
    DeclarationError,
    Diagnostic,
    Severity,
    SourceLookup,
    ToolError,
    visible,
)

SUFFIXES = (".yaml", ".yml", ".json")
"""The endings of the files that are read from a directory."""


def load_declaration(names: Sequence[str]) -> Declaration:
    """Load the files, directories or ``-`` (standard input) that ``names`` gives.

    Returns:
        What they declare together.

    Raises:
        ToolError: a file cannot be read, or a directory holds none.
        DeclarationError: the declaration has errors; all of them are in it.
    """
    files = [(name, _read_bytes(name)) for name in find_files(names)]
    return read_files(files)


def read_files(files: Iterable[tuple[str, bytes]]) -> Declaration:
    """Read named contents as one declaration.

    Raises:
        DeclarationError: the declaration has errors; all of them are in it.
    """
    # Imported here: PyYAML and pydantic are needed only once there is something to read.
    from tableau_perm_cli.declaration.reader import read_document  # noqa: PLC0415
    from tableau_perm_cli.declaration.shape_errors import check_shape  # noqa: PLC0415
    from tableau_perm_cli.declaration.sites import read_declaration  # noqa: PLC0415

    read: list[FileValues] = []
    lines: dict[str, Sequence[str]] = {}
    diagnostics: list[Diagnostic] = []
    for name, data in files:
        document, found = read_document(name, data)
        diagnostics += found
        if document is not None:
            read.append(FileValues(document))
    for file in read:
        check_shape(file)
    declaration = read_declaration(read)
    for file in read:
        diagnostics += file.diagnostics
    if any(found.severity is Severity.ERROR for found in diagnostics):
        raise DeclarationError(
            [found for found in diagnostics if found.severity is not Severity.INFO],
            _lookup(read, lines),
        )
    return declaration


def _lookup(read: Sequence[FileValues], lines: dict[str, Sequence[str]]) -> SourceLookup:
    def look_up(name: str) -> Sequence[str] | None:
        return lines.get(name)

    lines.update({file.document.name: file.document.lines for file in read})
    return look_up


def find_files(names: Sequence[str]) -> list[str]:
    """Return the files that ``names`` stands for, directories opened, in a stable order.

    Raises:
        ToolError: something is not there, or a directory holds no declaration.
    """
    found: list[str] = []
    for name in names:
        path = Path(name)
        if name != "-" and path.is_dir():
            inside = sorted(
                str(file)
                for file in path.rglob("*")
                if file.suffix.lower() in SUFFIXES and file.is_file()
            )
            if not inside:
                raise ToolError(
                    f"no declaration in the directory `{visible(name)}`",
                    help="files that end in .yaml, .yml or .json are read",
                )
            found += inside
        else:
            found.append(name)
    return list(dict.fromkeys(found))


def _read_bytes(name: str) -> bytes:
    try:
        return sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise ToolError(f"cannot read `{visible(name)}`: {reason.lower()}") from error
