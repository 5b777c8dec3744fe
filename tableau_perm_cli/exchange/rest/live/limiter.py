"""Keeps the calls of all threads within a rate, and holds them all when the server asks for it."""

import threading
import time
from collections.abc import Callable


class StoppedError(Exception):
    """The pull has ended while a thread was waiting for its turn; nobody wants the call."""


class Limiter:
    """Spaces the calls of all threads evenly: no second has more of them than the rate.

    Every call takes a place in line, so that threads go in the order in which they asked. Places
    that nobody took are not kept: a server that asks for a rate does not want bursts.
    """

    def __init__(
        self,
        rate: float | None,
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], bool] | None = None,
    ) -> None:
        """Begin with a free place.

        Args:
            rate: calls a second; None for no limit, so that only pauses hold.
            clock: tells seconds that only go forward.
            sleep: waits for so many seconds, and says whether to stop meanwhile.
        """
        self._gap = 1 / rate if rate else 0.0
        self._clock = clock
        self._stopped = threading.Event()
        self._sleep = sleep or self._stopped.wait
        self._lock = threading.Lock()
        self._next = clock()
        self._held_until = float("-inf")

    def wait(self) -> None:
        """Return when the calling thread may make one call.

        Raises:
            StoppedError: the pull has ended.
        """
        mine: float | None = None
        while True:
            with self._lock:
                now = self._clock()
                if mine is None or mine < self._held_until:
                    mine = self._place(now)
            if self._stopped.is_set():
                raise StoppedError
            if mine <= now:
                return
            self.rest(mine - now)

    def _place(self, now: float) -> float:
        """Return the time of the next free place."""
        place = max(self._next, now, self._held_until)
        self._next = place + self._gap
        return place

    def hold(self, seconds: float) -> None:
        """Let no thread make a call for so long; a longer hold stands."""
        with self._lock:
            self._held_until = max(self._held_until, self._clock() + seconds)

    def rest(self, seconds: float) -> None:
        """Let the calling thread wait for so long.

        Raises:
            StoppedError: the pull has ended meanwhile.
        """
        # Of a very small rate: whoever has its turn later than the system can wait waits again.
        if self._sleep(min(seconds, threading.TIMEOUT_MAX)):
            raise StoppedError

    def stop(self) -> None:
        """Wake every thread that waits, and let none go on."""
        self._stopped.set()
