"""The matrix: rows a second, bytes and memory of each format, beside the csv and json modules.

Run with ``.venv/bin/python -m benchmarks.matrix [SIZE] [ROUNDS]``. Text formats and Parquet write
one item in 47, text to a stream that only counts; the factored lake is of the whole site. Each
run is a process of its own and every round runs each writer once, in turn, so that what else the
machine does hits all alike. Medians; memory is the peak above that of the loaded, compiled site.
"""

import csv
import io
import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks.sites import SIZES, build_site
from tableau_perm_cli.catalog import CATALOG
from tableau_perm_cli.report.columnar import load_pyarrow
from tableau_perm_cli.report.lake import LakeDirectory
from tableau_perm_cli.report.matrix import COLUMNS
from tableau_perm_cli.report.matrix.parquet import write_matrix
from tableau_perm_cli.report.matrix.styles import Style, csv_style, jsonl_style, tsv_style
from tableau_perm_cli.report.matrix.text import matrix_table, matrix_text
from tableau_perm_cli.resolve.bulk import compile_site
from tableau_perm_cli.resolve.bulk.bits import bits_of, everyone
from tableau_perm_cli.resolve.factored import factor
from tableau_perm_cli.resolve.matrix import MatrixSlice

ROOT = Path(__file__).resolve().parents[1]
EVERY = 47
"""Text and Parquet write one item of so many; no multiple of the items of a project."""
BASELINE = "csv module"


class Sink(io.RawIOBase):
    """Counts the bytes that are written."""

    size = 0

    def writable(self) -> bool:
        """Whether one may write: always."""
        return True

    def write(self, data: memoryview, /) -> int:  # type: ignore[override]
        """Count."""
        self.size += len(data)
        return len(data)


def _written(fill: Callable[[io.TextIOWrapper], None]) -> int:
    """Return how many bytes ``fill`` writes to a stream buffered as a file is."""
    sink = Sink()
    with io.TextIOWrapper(io.BufferedWriter(sink, 1 << 20), "utf-8", newline="") as stream:
        fill(stream)
    return sink.size


def _text(style: Style) -> Callable[[MatrixSlice], int]:
    return lambda asked: _written(lambda stream: stream.writelines(matrix_text([asked], style)))


def _csv_module(asked: MatrixSlice) -> int:
    return _written(lambda stream: csv.writer(stream).writerows(matrix_table([asked]).rows))


def _json_module(asked: MatrixSlice) -> int:
    table = matrix_table([asked])
    lines = (json.dumps(dict(zip(COLUMNS, row, strict=True))) + "\n" for row in table.rows)
    return _written(lambda stream: stream.writelines(lines))


def _parquet(asked: MatrixSlice) -> int:
    with tempfile.TemporaryFile() as stream:
        write_matrix(stream, [asked])
        return stream.tell()


def _factored(asked: MatrixSlice) -> int:
    with tempfile.TemporaryDirectory() as folder:
        lake = LakeDirectory(Path(folder))
        lake.prepare()
        lake.put(factor(asked.engine))
        return sum(file.stat().st_size for file in Path(folder).rglob("*.parquet"))


WRITERS: dict[str, Callable[[MatrixSlice], int]] = {
    BASELINE: _csv_module,
    "json module": _json_module,
    "csv": _text(csv_style(safe=False)),
    "tsv": _text(tsv_style()),
    "jsonl": _text(jsonl_style()),
    "parquet": _parquet,
    "factored": _factored,
}


def measure(size: str, name: str) -> dict[str, float]:
    """Return what one writer takes, in this process."""
    engine = compile_site(build_site(SIZES[size]))
    places = range(0, len(engine.items), 1 if name == "factored" else EVERY)
    capabilities = {kind: content_type.capabilities for kind, content_type in CATALOG.items()}
    asked = MatrixSlice(
        engine,
        everyone(len(engine.users)),
        bits_of(places, len(engine.items)),
        capabilities,
    )
    rows = asked.cells
    if name in {"parquet", "factored"}:
        load_pyarrow()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    started = time.perf_counter()
    written = WRITERS[name](asked)
    seconds = time.perf_counter() - started
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    return {"rows": rows, "seconds": seconds, "bytes": written, "peak": peak / 1024}


def main() -> None:
    """Measure every writer and print a table."""
    size = sys.argv[1] if len(sys.argv) > 1 else "medium"
    if len(sys.argv) == 4:  # noqa: PLR2004 - a process of its own: size, rounds, writer
        print(json.dumps(measure(size, sys.argv[3])))
        return
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 3  # noqa: PLR2004 - the second word
    found: dict[str, list[dict[str, float]]] = {name: [] for name in WRITERS}
    for _ in range(rounds):
        for name, results in found.items():
            command = [sys.executable, "-m", "benchmarks.matrix", size, "1", name]
            done = subprocess.run(command, check=True, capture_output=True, cwd=ROOT)
            results.append(json.loads(done.stdout))
    speeds = {
        name: [it["rows"] / it["seconds"] for it in results] for name, results in found.items()
    }
    baseline = statistics.median(speeds[BASELINE])
    print(
        f"{'writer':12} {'M rows':>7} {'seconds':>8} {'M rows/s':>9} {'spread':>13} "
        f"{'ratio':>7} {'MB':>8} {'MB peak':>8}"
    )
    for name, results in found.items():
        speed = statistics.median(speeds[name])
        low, high = min(speeds[name]) / 1e6, max(speeds[name]) / 1e6
        print(
            f"{name:12} {results[0]['rows'] / 1e6:7.1f} "
            f"{statistics.median(it['seconds'] for it in results):8.2f} {speed / 1e6:9.2f} "
            f"{low:6.1f}-{high:<6.1f} {speed / baseline:7.1f} {results[0]['bytes'] / 1e6:8.1f} "
            f"{max(it['peak'] for it in results):8.0f}"
        )


if __name__ == "__main__":
    main()
