"""``matrix --format parquet``: the same rows, dictionary-encoded, row groups of whole items."""

import subprocess
import sys
from pathlib import Path

import pytest
from support.matrices import rows_by_resolver
from support.running import ROOT, run_inside

from tableau_perm_cli.declaration.load import load_declaration
from tableau_perm_cli.report.matrix import COLUMNS
from tableau_perm_cli.report.matrix import parquet as writer

pq = pytest.importorskip("pyarrow.parquet")

TOUR = "sample_configs/full_tour.yaml"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "m.parquet"


def write(file: Path, *words: str) -> None:
    ran = run_inside("matrix", "-q", *words, "--format", "parquet", "-o", str(file))
    assert (ran.exit_code, ran.stdout, ran.stderr) == (0, "", "")


@pytest.mark.parametrize("sample", ["full_tour.yaml", "multi_site.yaml"])
def test_the_rows_are_those_of_the_resolver_in_order(sample: str, file: Path) -> None:
    path = f"sample_configs/{sample}"
    write(file, "-f", path)
    table = pq.read_table(file)
    assert tuple(table.column_names) == COLUMNS
    expected = rows_by_resolver(load_declaration([str(ROOT / path)]))
    assert [tuple(row.values()) for row in table.to_pylist()] == expected


def test_selected_cells_are_written_alone(file: Path) -> None:
    selected = ("-f", TOUR, "--users", "not role:Viewer", "--only", "denied")
    write(file, *selected)
    text = run_inside("matrix", "-q", *selected).stdout.splitlines()[1:]
    stored = [tuple(row.values()) for row in pq.read_table(file).to_pylist()]
    assert stored == [tuple(line.split("\t")) for line in text]


def test_strings_are_dictionary_encoded_and_items_are_not_torn_apart(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writer, "ROWS_OF_GROUP", 500)
    write(file, "-f", TOUR)
    stored = pq.ParquetFile(file)
    assert stored.num_row_groups > 4
    seen: set[str] = set()
    for number in range(stored.num_row_groups):
        metadata = stored.metadata.row_group(number)
        columns = [metadata.column(place) for place in range(metadata.num_columns)]
        assert all("RLE_DICTIONARY" in column.encodings for column in columns)
        items = set(stored.read_row_group(number, ["item"]).column("item").to_pylist())
        assert not items & seen
        seen |= items


def test_two_runs_are_byte_identical(file: Path, tmp_path: Path) -> None:
    write(file, "-f", TOUR)
    again = tmp_path / "again.parquet"
    write(again, "-f", TOUR)
    assert file.read_bytes() == again.read_bytes()


@pytest.mark.parametrize("words", [("--format", "parquet", "-o", "m"), ("--factored", "lake")])
def test_without_pyarrow_the_error_says_what_to_install(
    words: tuple[str, ...], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    ran = run_inside("matrix", "-q", "-f", str(ROOT / TOUR), *words, cwd=tmp_path)
    assert (ran.exit_code, ran.stdout) == (2, "")
    assert ran.stderr == (
        "error: Parquet needs pyarrow, which is not installed\n"
        'help: install it with: pip install "tableau-perm[parquet]"\n'
    )
    assert list(tmp_path.iterdir()) == []


def test_nothing_else_loads_pyarrow() -> None:
    script = (
        "import sys; from tableau_perm_cli.cli.main import run\n"
        "try: run(['matrix', '-q', '-f', sys.argv[1]])\n"
        "except SystemExit: pass\n"
        "sys.exit('pyarrow' in sys.modules or 'networkx' in sys.modules)"
    )

    done = subprocess.run(
        [sys.executable, "-c", script, str(ROOT / TOUR)],
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0
