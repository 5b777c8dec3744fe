"""What a pull cost: calls, bytes, retries, counted from every thread."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Figures:
    """The counts at one moment."""

    sign_ins: int = 0
    """Calls to sign in, switch the site and sign out."""
    gets: int = 0
    """Calls to read, but for retries."""
    retries: int = 0
    """Calls made again, since the server did not answer the first one or not whole."""
    bytes: int = 0
    """Of the answers' bodies, decompressed."""
    answered: int = 0
    """Resources that the server answered."""
    refused: int = 0
    """Resources that it refused, or that failed."""
    from_checkpoint: int = 0
    """Resources that an earlier, interrupted pull had asked for."""
    seconds: float = 0.0
    """Since counting began."""

    @property
    def calls(self) -> int:
        """Return how many calls were made, of every kind."""
        return self.sign_ins + self.gets + self.retries

    @property
    def rate(self) -> float:
        """Return the calls a second, on the whole."""
        return self.calls / self.seconds if self.seconds else 0.0


class Telemetry:
    """Counts; any thread may."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        """Begin to count.

        Args:
            clock: tells seconds that only go forward.
        """
        self._clock = clock
        self._began = clock()
        self._lock = threading.Lock()
        self._figures = Figures()

    def figures(self) -> Figures:
        """Return the counts until now."""
        return replace(self._figures, seconds=self._clock() - self._began)

    def count(self, **more: int) -> None:
        """Add to counts, by their names in ``Figures``: ``count(gets=1)``."""
        with self._lock:
            now = self._figures
            self._figures = replace(
                now, **{name: getattr(now, name) + number for name, number in more.items()}
            )
