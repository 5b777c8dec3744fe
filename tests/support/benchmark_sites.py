"""The generator of benchmarked sites, for tests: benchmarks/ is beside the package, not in it."""

import sys
from importlib import import_module
from pathlib import Path
from types import ModuleType

_ROOT = str(Path(__file__).parents[2])


def benchmark_module(name: str) -> ModuleType:
    """Return a module of benchmarks/."""
    if _ROOT not in sys.path:
        sys.path.append(_ROOT)
    return import_module(f"benchmarks.{name}")
