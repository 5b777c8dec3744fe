"""What the benchmarks share: peak memory of a step, the spread of timings, how busy it was."""

import os
import platform
import statistics
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

_STATUS = Path("/proc/self/status")
_MEGABYTE = 1e6


class Spread(NamedTuple):
    """The median of some measurements, and the quartiles about it."""

    low: float
    median: float
    high: float


def spread(values: Sequence[float]) -> Spread:
    """Return median and quartiles; of a single value three times that value."""
    if len(values) == 1:
        return Spread(values[0], values[0], values[0])
    return Spread(*statistics.quantiles(values, n=4, method="inclusive"))


def machine() -> str:
    """Return a line on what the figures were measured on, and how busy it was."""
    load = ", ".join(f"{it:.1f}" for it in os.getloadavg()) if hasattr(os, "getloadavg") else "?"
    return (
        f"Python {platform.python_version()}, {os.cpu_count()} cores, {sys.platform}; "
        f"load average {load} (1, 5 and 15 minutes; above {os.cpu_count()}, others were at work)"
    )


def forget_caches(package: str) -> None:
    """Empty what the functions of a package remember, so that what follows starts cold."""
    for name, module in list(sys.modules.items()):
        if name == package or name.startswith(f"{package}."):
            for value in vars(module).values():
                if hasattr(value, "cache_clear"):
                    value.cache_clear()


class PeakMemory:
    """How much memory a step of this process took at most, beyond what it had before.

    Linux alone can forget an earlier peak; elsewhere ``megabytes`` is not a number.
    """

    def __init__(self) -> None:
        """Start the step."""
        self._before = _resident("VmRSS")
        try:
            Path("/proc/self/clear_refs").write_text("5")
        except OSError:
            self._before = float("nan")

    def megabytes(self) -> float:
        """Return the peak so far."""
        return (_resident("VmHWM") - self._before) / _MEGABYTE


def _resident(which: str) -> float:
    """Return one of the kernel's figures, in bytes."""
    if not _STATUS.exists():
        return float("nan")
    lines = _STATUS.read_text().splitlines()
    return next(float(line.split()[1]) * 1024 for line in lines if line.startswith(which))
