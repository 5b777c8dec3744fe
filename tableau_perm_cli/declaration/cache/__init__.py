"""Keeps what large declarations mean, so that the next question need not read them again."""

import hashlib
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from tableau_perm_cli import __version__
from tableau_perm_cli.declaration.cache import folder
from tableau_perm_cli.declaration.cache.entry import FORMAT, blocks_in, entry_of
from tableau_perm_cli.declaration.cache.model_tables import blocks_of, declaration_from
from tableau_perm_cli.declaration.cache.tables import DamagedError
from tableau_perm_cli.declaration.model import Declaration

__all__ = ["DeclarationCache", "user_cache"]

_PACKAGE: Final = Path(__file__).parents[2]
_MEANING: Final = ("catalog", "declaration", "diagnostics")
"""The parts of the program that decide what the files mean."""


@dataclass(frozen=True, slots=True)
class DeclarationCache:
    """Declarations by the content of the files they were read from."""

    directory: Path

    def find(self, files: Sequence[tuple[str, bytes]]) -> Declaration | None:
        """Return what was kept for exactly these files by exactly this program."""
        key = key_of(files)
        content = folder.find(self.directory, key.hex())
        blocks = None if content is None else blocks_in(content, key)
        if blocks is None:
            return None
        try:
            return declaration_from(blocks)
        except DamagedError:
            return None

    def keep(self, files: Sequence[tuple[str, bytes]], declaration: Declaration) -> None:
        """Keep what the files declare. Where that is not possible nothing is kept.

        INVARIANT: a declaration with errors is never one: it raised.
        """
        key = key_of(files)
        if folder.prepare(self.directory):
            folder.keep(self.directory, key.hex(), entry_of(key, blocks_of(declaration)))


def user_cache() -> DeclarationCache | None:
    """Return the cache of the user who runs the program; None if there is no place for one."""
    directory = folder.cache_directory()
    return None if directory is None else DeclarationCache(directory)


def key_of(files: Sequence[tuple[str, bytes]]) -> bytes:
    """Return what the meaning of the files depends on, as a digest."""
    parts = [program().encode()]
    for name, data in files:
        parts += name.encode("utf-8", "surrogatepass"), hashlib.sha256(data).digest()
    key = hashlib.sha256()
    for part in parts:
        key.update(len(part).to_bytes(8, "little") + part)
    return key.digest()


@cache
def program() -> str:
    """Return what tells this program from all others that write into the same directory."""
    sources = hashlib.sha256()
    for part in _MEANING:
        for path in sorted((_PACKAGE / part).rglob("*.py")):
            sources.update(path.read_bytes())
    python = f"{sys.implementation.cache_tag} {sys.byteorder}"
    return f"{__version__}\n{FORMAT}\n{python}\n{sources.hexdigest()}"
