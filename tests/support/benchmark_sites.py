"""The generator of benchmarked sites, for tests: benchmarks/ is scripts, not a package."""

import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType


def benchmark_module(name: str) -> ModuleType:
    """Return a module of benchmarks/."""
    known = sys.modules.get(f"benchmarks_{name}")
    if known is not None:
        return known
    path = Path(__file__).parents[2] / "benchmarks" / f"{name}.py"
    spec = spec_from_file_location(f"benchmarks_{name}", path)
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    sys.modules[spec.name] = module  # dataclasses look their module up
    spec.loader.exec_module(module)
    return module
