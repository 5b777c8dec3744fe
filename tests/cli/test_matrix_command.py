"""``matrix``: every format has the resolver's cells; selections; refusals; whole files."""

import csv
import io
import json
import os
import signal
import subprocess
import time
from pathlib import Path

import pytest
from support.asking import declaration_of
from support.generated import NAMES, random_declaration, yaml_text
from support.matrices import Row, engines_of, rows_by_resolver, whole
from support.running import (
    PROGRAM,
    SAMPLES,
    run,
    run_inside,
    run_on_terminal,
    scrubbed_environment,
)

from tableau_perm_cli.declaration.load import load_declaration
from tableau_perm_cli.report import plain as writers
from tableau_perm_cli.report.matrix import COLUMNS
from tableau_perm_cli.report.matrix.styles import csv_style, jsonl_style
from tableau_perm_cli.report.matrix.text import matrix_table, matrix_text
from tableau_perm_cli.resolve import Verdict

TOUR = "sample_configs/full_tour.yaml"
ORANGE = "sample_configs/students_orange_belt.yaml"
MULTI = "sample_configs/multi_site.yaml"


def rows_of(text: str) -> list[Row]:
    head, *rows = csv.reader(io.StringIO(text, newline=""))
    assert tuple(head) == COLUMNS
    return [tuple(row) for row in rows]


def matrix(*words: str) -> str:
    ran = run_inside("matrix", "-q", *words)
    assert (ran.exit_code, ran.stderr) == (0, "")
    return ran.stdout


# --- The cells -----------------------------------------------------------------------------


@pytest.mark.parametrize("sample", sorted(it.name for it in SAMPLES.iterdir()))
def test_every_sample_has_the_cells_of_the_resolver_in_order(sample: str) -> None:
    path = f"sample_configs/{sample}"
    declaration = load_declaration([str(SAMPLES / sample)])
    assert rows_of(matrix("-f", path, "--format", "csv")) == rows_by_resolver(declaration)


@pytest.mark.parametrize("seed", range(60))
def test_generated_sites_have_the_cells_of_the_resolver_in_order(seed: int) -> None:
    plain = random_declaration(seed)
    slices = [whole(engine) for engine in engines_of(plain)]
    rows = list(matrix_table(slices).rows)
    assert rows == rows_by_resolver(declaration_of(plain))
    text = "".join(matrix_text(slices, csv_style(safe=False)))
    written = [tuple(row) for row in csv.reader(io.StringIO(text, newline=""))]
    assert written == [COLUMNS, *rows]
    lines = "".join(matrix_text(slices, jsonl_style())).splitlines()
    assert [tuple(json.loads(line).values()) for line in lines] == rows


@pytest.mark.parametrize("seed", range(5))
def test_one_user_at_a_time_comes_to_the_same_as_all_at_once(seed: int) -> None:
    for engine in engines_of(random_declaration(seed, 3)):
        all_at_once = whole(engine)
        columns = {
            (block.item, block.capability.key): list(block.codes)
            for block in _by_column(all_at_once)
        }
        for block in all_at_once.blocks():
            assert columns[block.item, block.capability.key] == list(block.codes)


def _by_column(asked: object) -> list:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("tableau_perm_cli.resolve.matrix._FEW", -1)
        return list(asked.blocks())


# --- The formats ---------------------------------------------------------------------------


def test_every_format_has_the_same_rows() -> None:
    expected = rows_of(matrix("-f", ORANGE, "--format", "csv"))
    assert len(expected) > 20
    tsv = [tuple(line.split("\t")) for line in matrix("-f", ORANGE).splitlines()]
    assert tsv == [COLUMNS, *expected]
    lines = matrix("-f", ORANGE, "--format", "jsonl").splitlines()
    records = [json.loads(line) for line in lines]
    assert [tuple(it.values()) for it in records] == expected
    assert all(tuple(it) == COLUMNS for it in records)
    document = json.loads(matrix("-f", ORANGE, "--format", "json"))
    assert document == {"schema": "tableau-perm/matrix/1", "cells": records}
    markdown = matrix("-f", ORANGE, "--format", "markdown").splitlines()
    assert len(markdown) == len(expected) + 2
    assert all(line.replace("\\|", "").count("|") == 7 for line in markdown)
    table = matrix("-f", ORANGE, "--format", "table").splitlines()
    assert len(table) == len(expected) + 1


def test_json_without_a_cell_is_json() -> None:
    text = matrix("-f", ORANGE, "--users", "role:Guest", "--format", "json")
    assert json.loads(text)["cells"] == []
    assert matrix("-f", ORANGE, "--users", "role:Guest").splitlines() == ["\t".join(COLUMNS)]


HOSTILE = [
    *NAMES,
    'a"b',
    "a,b",
    "line\nfeed",
    "tab\tab",
    "\x1b[31m",
    "\u202eevil",
    "|",
    "-1",
    "a\rb",
]


def test_hostile_names_are_written_as_the_other_commands_write_them(tmp_path: Path) -> None:
    plain = {
        "version": 1,
        "sites": {
            "=S,\n": {
                "users": dict.fromkeys(HOSTILE, "Viewer"),
                "projects": {name: {} for name in HOSTILE if not name.startswith("@")},
            }
        },
    }
    file = tmp_path / "hostile.yaml"
    file.write_text(yaml_text(plain), encoding="utf-8")
    words = ("-f", str(file), "--capabilities", "view")
    slices = [whole(engine) for engine in engines_of(plain)]
    rows = [row for row in matrix_table(slices).rows if row[3] == "view"]
    table = writers.Table(COLUMNS, rows)
    assert matrix(*words) == "".join(writers.tsv(table))
    assert matrix(*words, "--format", "csv") == "".join(writers.csv_text(table))
    safe = "".join(writers.csv_text(table, safe=True))
    assert matrix(*words, "--format", "csv", "--csv-safe") == safe
    assert matrix(*words, "--format", "jsonl") == "".join(writers.json_lines(table))
    assert matrix(*words, "--format", "markdown") == "".join(writers.markdown(table))


# --- Selections ----------------------------------------------------------------------------


def test_selections_leave_the_other_cells_as_they_are() -> None:
    every = rows_of(matrix("-f", TOUR, "--format", "csv"))
    text = matrix(
        *("-f", TOUR, "--format", "csv", "--users", "group:Analysts", "--users", "ada"),
        *("--items", "workbook:Finance/** and not owner:vera", "--only", "allowed"),
        *("--capabilities", "View,Web Edit", "--capabilities", "delete"),
    )
    assert rows_of(text) == [
        row
        for row in every
        if row[1] in {"ada", "emil", "petra"}
        and row[2].startswith("workbook:Finance/")
        and row[2] != "workbook:Finance/Salaries"
        and row[3] in {"view", "web_edit", "delete"}
        and row[4] == "allowed"
    ]


def test_only_allowed_and_only_denied_share_the_matrix_out() -> None:
    every = set(matrix("-f", TOUR).splitlines()[1:])
    allowed = set(matrix("-f", TOUR, "--only", "allowed").splitlines()[1:])
    denied = set(matrix("-f", TOUR, "--only", "denied").splitlines()[1:])
    assert (allowed | denied, allowed & denied) == (every, set())
    assert all("\tallowed\t" in line for line in allowed)
    assert all("\tdenied\t" in line for line in denied)
    verdicts = {Verdict.ALLOWED.value, Verdict.DENIED.value}
    assert {line.split("\t")[4] for line in every} == verdicts


def test_a_spelling_of_a_capability_means_what_it_means_for_each_kind() -> None:
    rows = rows_of(matrix("-f", TOUR, "--capabilities", "Save", "--format", "csv"))
    found = {(row[2].partition(":")[0], row[3]) for row in rows}
    assert ("project", "publish") in found
    assert ("workbook", "overwrite") in found
    assert ("flow", "overwrite") in found
    assert {key for _, key in found} == {"publish", "overwrite"}


def test_all_sites_are_written_in_declared_order_unless_one_is_named() -> None:
    rows = rows_of(matrix("-f", MULTI, "--format", "csv"))
    assert list(dict.fromkeys(row[0] for row in rows)) == ["Finance", "Marketing"]
    one = rows_of(matrix("-f", MULTI, "--format", "csv", "--site", "Marketing"))
    assert one == [row for row in rows if row[0] == "Marketing"]


def test_a_user_of_one_site_may_be_selected_among_several() -> None:
    rows = rows_of(matrix("-f", MULTI, "--format", "csv", "--users", "dee"))
    assert {row[:2] for row in rows} == {("Marketing", "dee")}


# --- Refusals ------------------------------------------------------------------------------

REFUSED = {
    ("--users", "adda"): "error: unknown user `adda`\nhelp: did you mean `ada`?\n",
    ("--items", "label:nope nope"): "error: unknown label `nope nope`\n",
    ("--capabilities", "vieww"): "error: unknown capability `vieww`\nhelp: did you mean `view`",
    ("--capabilities", ","): "error: `--capabilities` names none\n",
    ("--site", "Tuor"): "error: unknown site `Tuor`\nhelp: did you mean `Tour`?\n",
    ("--format", "parquet"): "error: parquet is not for standard output\nhelp: add -o PATH\n",
    ("--format", "table"): "error: the matrix has 4,017 cells, more than a table is good for\n",
    ("--factored", "x", "--only", "denied"): "error: `--factored` writes whole sites",
    ("--factored", "x", "--format", "csv"): "error: `--factored` writes whole sites",
}


@pytest.mark.parametrize(("words", "said"), REFUSED.items(), ids=" ".join)
def test_what_cannot_be_done_is_refused(words: tuple[str, ...], said: str) -> None:
    ran = run_inside("matrix", "-f", TOUR, *words)
    assert (ran.exit_code, ran.stdout) == (2, "")
    assert ran.stderr.startswith(said)


def test_a_selector_that_cannot_be_read_is_shown_with_a_caret() -> None:
    ran = run_inside("matrix", "-f", TOUR, "--users", "group:Analysts role:Viewer")
    assert ran.exit_code == 2
    assert ran.stderr == (
        "error: expected `and` or `or` before `role:`\n"
        " --> selector:1:16\n"
        "  |\n"
        "1 | group:Analysts role:Viewer\n"
        "  |                ^^^^^\n\n"
        "error: expected `and` or `or` before `role:` (column 16)\n"
        "help: put a name that has a colon in quotes\n"
    )


def test_a_glob_without_a_match_is_a_notice() -> None:
    ran = run_inside("matrix", "-f", ORANGE, "--items", "flow:**")
    assert (ran.exit_code, ran.stdout) == (0, "\t".join(COLUMNS) + "\n")
    assert ran.stderr.endswith("info: no flow matches `**`\n")


@pytest.mark.parametrize(
    "command", [["who", "view", "project:Student_01"], ["rules", "project:X"]]
)
def test_other_commands_refuse_parquet(command: list[str]) -> None:
    ran = run_inside(*command, "-f", ORANGE, "--format", "parquet")
    assert ran.exit_code == 2


# --- Files, terminals, signals -------------------------------------------------------------


def test_a_file_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    file = tmp_path / "m.csv"
    matrix("-f", ORANGE, "--format", "csv", "-o", str(file))
    assert file.read_bytes().decode() == matrix("-f", ORANGE, "--format", "csv")
    before = file.read_bytes()
    ran = run_inside("matrix", "-f", ORANGE, "--users", "nobody at all", "-o", str(file))
    assert (ran.exit_code, file.read_bytes()) == (2, before)
    assert list(tmp_path.iterdir()) == [file]


def test_two_runs_are_byte_identical() -> None:
    assert matrix("-f", TOUR) == matrix("-f", TOUR)


def test_a_terminal_gets_a_table_when_it_is_small() -> None:
    few = ("--items", "project:Student_01")
    ran = run_on_terminal("matrix", "-f", ORANGE, *few, "--color", "never", width=100)
    assert ran.exit_code == 0
    assert ran.stdout.splitlines()[0].split() == [it.capitalize() for it in COLUMNS]
    ran = run_on_terminal("matrix", "-f", TOUR)
    assert (ran.exit_code, ran.stdout) == (2, "")
    assert "--group-by class" in ran.stderr


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A declaration whose matrix takes seconds to write: 3.4 million cells an item."""
    names = {f"user {number:05}": "Viewer" for number in range(20_000)}
    workbooks = {f"Workbook {number:03}": {} for number in range(200)}
    plain = {
        "version": 1,
        "sites": {"Large": {"users": names, "projects": {"P": {"workbooks": workbooks}}}},
    }
    file = tmp_path_factory.mktemp("large") / "large.json"
    file.write_text(json.dumps(plain), encoding="utf-8")
    return file


def test_an_interrupted_run_leaves_no_file(large: Path, tmp_path: Path) -> None:
    file = tmp_path / "m.csv"
    with subprocess.Popen(
        [*PROGRAM, "matrix", "-f", str(large), "--format", "csv", "-o", str(file)],
        env=scrubbed_environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        deadline = time.monotonic() + 30
        while not any(it.stat().st_size for it in tmp_path.iterdir()):
            assert time.monotonic() < deadline
            time.sleep(0.02)
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=30)
    assert (process.returncode, errors.decode().count("Traceback")) == (130, 0)
    assert list(tmp_path.iterdir()) == []


def test_a_reader_that_has_seen_enough_ends_the_run_quietly(large: Path) -> None:
    words = " ".join([*PROGRAM, "matrix", "-q", "-f", str(large)])
    done = subprocess.run(
        ["/bin/sh", "-c", f"{words} | head -1"],
        env=scrubbed_environment(),
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert (done.stdout.decode().split(), done.stderr) == (list(COLUMNS), b"")


def test_progress_is_shown_on_a_terminal_only_and_is_wiped(large: Path, tmp_path: Path) -> None:
    pty = pytest.importorskip("pty", reason="needs a pseudo-terminal")
    words = ["matrix", "-f", str(large), "-o", str(tmp_path / "m.tsv")]
    words += ["--items", "workbook:P/Workbook *5"]
    for quiet in ([], ["--quiet"]):
        master, slave = pty.openpty()
        with subprocess.Popen(
            [*PROGRAM, *words, *quiet],
            env=scrubbed_environment({"TERM": "xterm"}),
            stdout=subprocess.PIPE,
            stderr=slave,
        ) as process:
            os.close(slave)
            written = b""
            while True:
                try:
                    piece = os.read(master, 1 << 16)
                except OSError:
                    break
                if not piece:
                    break
                written += piece
            process.wait(timeout=60)
        os.close(master)
        if quiet:
            assert written == b""
        else:
            assert b" of 20 items" in written
            assert written.endswith(b"\r\x1b[K")


def test_a_small_run_says_nothing() -> None:
    ran = run("matrix", "-f", ORANGE, "--users", "student_01")
    assert (ran.exit_code, ran.stderr) == (0, "")
