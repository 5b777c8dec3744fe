"""Says how far the reading of a live site has come: items, calls, calls a second, time left."""

import os
import sys
import threading
from typing import TYPE_CHECKING, Final

from tableau_perm_cli.cli.options import Options
from tableau_perm_cli.cli.progress import Progress

if TYPE_CHECKING:
    from tableau_perm_cli.exchange.rest.answers import Resource
    from tableau_perm_cli.exchange.rest.live import Telemetry

_MINUTE: Final = 60
_HOUR: Final = 3_600
_NARROWEST: Final = 20
_USUAL: Final = 80
_ENOUGH: Final = 2.0
"""Seconds after which the pace tells something of what is left."""


class PullProgress(Progress):
    """The line of a pull; it may be told from any thread."""

    def __init__(self, telemetry: "Telemetry", options: Options) -> None:
        """Take who counts the calls, where the result goes, and whether the user wants quiet."""
        super().__init__("items", 0, options, alone=True)
        self._telemetry = telemetry
        self._lock = threading.Lock()

    def more(self, count: int) -> None:
        """Be told that so many more are asked for."""
        with self._lock:
            self.set_total(self._total + count)
            self.advance(0)

    def done(self, resource: "Resource") -> None:
        """Be told that one is answered or refused."""
        del resource
        with self._lock:
            self.advance()

    def line(self) -> str:
        """Return what the line says now."""
        figures = self._telemetry.figures()
        calls = f"{figures.calls:,} {'call' if figures.calls == 1 else 'calls'}"
        words = [f"{self._done:,} of {self._total:,} {self._what}", calls]
        if figures.seconds >= _ENOUGH:
            words.append(f"{figures.rate:.1f} a second")
            # What an earlier run had kept came at once, and says nothing of the pace.
            asked = self._done - figures.from_checkpoint
            if asked > 0 and self._done < self._total:
                left = figures.seconds * (self._total - self._done) / asked
                # What is asked next is known only when this has been answered.
                words.append(f"at least {time_words(left)} left")
        # Room for the ^C that the terminal writes behind it.
        return ", ".join(words)[: _columns() - 3]


def _columns() -> int:
    """Return the width of the terminal: a line that is broken into two cannot be wiped."""
    try:
        return max(os.get_terminal_size(sys.stderr.fileno()).columns, _NARROWEST)
    except OSError:
        return _USUAL


def time_words(seconds: float) -> str:
    """Return a time as a person says it, not more exact than it is known."""
    if seconds < _MINUTE:
        return f"{max(1, round(seconds))} s"
    if seconds < _HOUR:
        return f"{round(seconds / _MINUTE)} min"
    return f"{seconds / _HOUR:.1f} h"
