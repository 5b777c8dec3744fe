"""The threads that make the calls, and the queue from which they take them."""

import queue
import threading
from collections.abc import Callable
from typing import Any, Final

Job = Callable[[], Any]
Done = Callable[[Any, BaseException | None], None]
"""Is told, in the thread that worked, what a job returned or raised."""

_SECONDS_TO_END: Final = 2.0
"""A thread may be waiting for a server that hangs. Nobody else waits for it."""


class Crew:
    """Threads that last as long as the client, so that each keeps its connection."""

    def __init__(self, workers: int) -> None:
        """Start the threads. They do not keep the program from ending."""
        self._jobs: queue.SimpleQueue[tuple[Job, Done] | None] = queue.SimpleQueue()
        self._threads = [
            threading.Thread(target=self._work, name=f"rest-{number}", daemon=True)
            for number in range(workers)
        ]
        for thread in self._threads:
            thread.start()

    def submit(self, job: Job, done: Done) -> None:
        """Let a thread do a job when one is free."""
        self._jobs.put((job, done))

    def forget(self) -> None:
        """Drop what no thread has begun with."""
        try:
            while True:
                self._jobs.get_nowait()
        except queue.Empty:
            return

    def end(self) -> None:
        """Let the threads go, and wait for them for a moment."""
        self.forget()
        for _ in self._threads:
            self._jobs.put(None)
        for thread in self._threads:
            thread.join(_SECONDS_TO_END / len(self._threads))

    def _work(self) -> None:
        while (task := self._jobs.get()) is not None:
            job, done = task
            try:
                result = job()
            except BaseException as error:  # noqa: BLE001 - raised in the thread that asked
                done(None, error)
            else:
                done(result, None)
