"""Loads what a command is asked about: with the cache, with progress, with the notices said."""

import gc
import os
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from typing import Final

from tableau_perm_cli.cli.messages import report_notices
from tableau_perm_cli.cli.options import Options
from tableau_perm_cli.cli.progress import Progress
from tableau_perm_cli.declaration.load import declare, input_files
from tableau_perm_cli.declaration.model import Declaration

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
        DeclarationError: the declaration has errors.
    """
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
