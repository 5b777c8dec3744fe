"""Says on standard error how far a long run has come, on a terminal only, and cleans up."""

import os
import sys
import time
from types import TracebackType
from typing import Self

from tableau_perm_cli.cli.options import Options

PATIENCE = 0.3
"""Seconds without a word: what takes less needs no progress."""
_BETWEEN = 0.1
"""Seconds from one drawing to the next."""
_CLEAR = "\r\x1b[K"


class Progress:
    """One line that is drawn over itself and is gone at the end.

    Nothing is written when standard error is no terminal, when the result goes to the same
    terminal meanwhile, or when the user wants quiet.
    """

    def __init__(
        self,
        what: str,
        total: int,
        options: Options,
        *,
        patience: float = PATIENCE,
        alone: bool = False,
    ) -> None:
        """Take what is counted, how many there are, and when to say so.

        Args:
            what: the plural of what is counted.
            total: how many there are.
            options: where the result goes, and whether the user wants quiet.
            patience: seconds without a word.
            alone: whether none of the result is written meanwhile.
        """
        self._what = what
        self._total = total
        self._done = 0
        self._next = time.monotonic() + patience
        self._drawn = False
        self._wanted = (
            not options.quiet
            and sys.stderr.isatty()
            and os.environ.get("TERM") != "dumb"
            and (alone or options.output not in {None, "-"} or not sys.stdout.isatty())
        )

    def __enter__(self) -> Self:
        """Begin."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Wipe the line, whatever happened."""
        if self._drawn:
            sys.stderr.write(_CLEAR)
            sys.stderr.flush()

    def set_total(self, total: int) -> None:
        """Say how many there are, where that was not known at the start."""
        self._total = total

    def advance(self, more: int = 1) -> None:
        """Count one more, or several."""
        self._done += more
        if self._wanted and time.monotonic() >= self._next:
            self._draw()

    def line(self) -> str:
        """Return what the line says now."""
        share = 100 * self._done // max(1, self._total)
        return f"{share:3} %  {self._done:,} of {self._total:,} {self._what}"

    def _draw(self) -> None:
        sys.stderr.write(f"{_CLEAR}{self.line()}")
        sys.stderr.flush()
        self._drawn = True
        self._next = time.monotonic() + _BETWEEN
