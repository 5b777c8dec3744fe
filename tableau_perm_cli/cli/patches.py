"""Patches: what differs between two states of a file, as other programs take it."""

import difflib
from collections.abc import Iterator

from tableau_perm_cli.diagnostics import visible


def unified_diff(name: str, before: bytes, after: bytes) -> Iterator[str]:
    """Yield the lines of a patch of one file, as ``patch -p1`` and ``git apply`` take it."""
    if before == after:
        return
    old, new = (
        data.decode("utf-8", "backslashreplace").splitlines(keepends=True)
        for data in (before, after)
    )
    path = visible(name.removeprefix("./"))
    for line in difflib.unified_diff(old, new, f"a/{path}", f"b/{path}"):
        yield line
        if not line.endswith("\n"):
            yield "\n\\ No newline at end of file\n"
