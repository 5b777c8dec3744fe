"""Loads what a command is asked about: with the cache, with progress, with the notices said."""

import gc
import os
from collections.abc import Callable, Iterable, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Final

from tableau_perm_cli.cli.messages import report_notices
from tableau_perm_cli.cli.options import Options
from tableau_perm_cli.cli.progress import Progress
from tableau_perm_cli.declaration.files import STANDARD_INPUT
from tableau_perm_cli.declaration.load import declare, input_files
from tableau_perm_cli.declaration.model import Declaration
from tableau_perm_cli.diagnostics import UsageError, visible

NO_CACHE_VARIABLE: Final = "TABLEAU_PERM_NO_CACHE"
_PATIENCE: Final = 1.0
"""Seconds of reading without a word."""

_MANY_USERS: Final = 2_000


def load(names: Sequence[str], options: Options) -> Declaration:
    """Load files, and say what is worth knowing about them.

    Raises:
        ToolError: the input cannot be read or has errors.
    """
    declaration = declaration_of(input_files(names), options)
    report_notices(declaration.notices, options)
    return declaration


def declaration_of(files: Sequence[tuple[str, bytes]], options: Options) -> Declaration:
    """Return what files that were read declare together; nothing is said about them.

    Raises:
        UsageError: the result is to be written over one of them.
        DeclarationError: the declaration has errors.
    """
    keep_apart([options.output], [name for name, _ in files])
    with ExitStack() as stack:

        def begin(total: int) -> Callable[[int], None]:
            what = "bytes read, to be checked after that"
            progress = Progress(what, total, options, patience=_PATIENCE, alone=True)
            return stack.enter_context(progress).advance

        cached = not (options.no_cache or os.environ.get(NO_CACHE_VARIABLE))
        declaration = declare(files, cached=cached, begin=begin)
    if sum(len(site.users) for site in declaration.sites.values()) >= _MANY_USERS:
        gc.freeze()  # else so many objects are searched for garbage again and again
    return declaration


def keep_apart(targets: Iterable[str | None], inputs: Iterable[str]) -> None:
    """See to it that no result is written over what was read: it would be lost unseen.

    Args:
        targets: where results go; None and ``-`` are standard output.
        inputs: the names of the files that were read; those that are no files do not count.

    Raises:
        UsageError: a result would be.
    """
    wanted = [Path(target) for target in targets if target not in {None, STANDARD_INPUT}]
    read = [Path(name) for name in inputs] if wanted else []
    for target in wanted:
        if any(_are_one(target, name) for name in read):
            raise UsageError(
                f"`{visible(str(target))}` is read, and would be overwritten",
                help="write the result to another file",
            )


def _are_one(one: Path, other: Path) -> bool:
    """Whether two paths lead to one file; what is not there is none."""
    try:
        return one.samefile(other)
    except OSError:
        return False
