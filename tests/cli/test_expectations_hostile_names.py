r"""Names are data in what ``test`` writes: they come out verbatim or escaped, and never act."""

import csv
import io
import json
import re
from pathlib import Path

import pytest
from support.running import Ran, run_inside

from tableau_perm_cli.declaration.address import encode_name
from tableau_perm_cli.diagnostics import visible

NAMES = (
    "[bold]x[/]",
    "[/items]",
    "a/b",
    "=1+1",
    "--help",
    "\x1b[38;5;199mpink\x1b[0m",
    "line\nFORGED",
    "tab\tFORGED",
    "\u202egpj.exe\u202c",
    "::error::x",
    "<script>alert(1)</script>",
    "|pipe|",
    "`tick`",
    "\"quoted\" and 'quoted'",
    "UNKNOWN: x",
)
ACTS = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def ask(folder: Path, name: str, *words: str) -> Ran:
    """Test an expectation in which everything bears the name; nothing of it holds."""
    quoted = '"' + name.replace("\\", "\\\\").replace('"', '\\"') + '"'
    address = encode_name(name).replace("\\", "\\\\").replace('"', '\\"')
    project = {"permissions": {"groups": {name: {"project": "view"}}}}
    site = {
        "users": {name: "Viewer"},
        "groups": {name: [name]},
        "projects": {name: project},
        "expectations": [
            {
                "name": name,
                "never": {
                    "users": f"user:{quoted} and group:{quoted}",
                    "capabilities": ["view"],
                    "items": f'"project:{address}"',
                },
            },
            {"name": f"2 {name}", "disjoint": [f"user:{quoted}", f"group:{quoted}"]},
            {"name": f"3 {name}", "who": {"capability": "view", "item": name, "exactly": [name]}},
        ],
    }
    document = json.dumps({"version": 1, "sites": {name: site}})
    (folder / "site.json").write_text(document, encoding="utf-8")
    return run_inside("test", "site.json", *words, cwd=folder)


@pytest.mark.parametrize("name", NAMES)
def test_a_record_holds_the_names_verbatim(name: str, tmp_path: Path) -> None:
    first, second, _ = json.loads(ask(tmp_path, name, "--format", "json").stdout)["results"]
    assert (first["site"], first["name"], first["outcome"]) == (name, name, "failed")
    assert [(it["user"], it["item"]) for it in first["cells"]] == [
        (name, f"project:{encode_name(name)}")
    ]
    assert second["cells"][0]["user"] == name


@pytest.mark.parametrize("name", NAMES)
def test_a_name_makes_neither_a_cell_nor_a_line(name: str, tmp_path: Path) -> None:
    rows = list(csv.reader(io.StringIO(ask(tmp_path, name, "--format", "csv").stdout)))
    assert {len(row) for row in rows} == {12}
    lines = ask(tmp_path, name, "--format", "tsv").stdout.splitlines()
    assert {line.count("\t") for line in lines} == {11}
    assert len(lines) == len(rows)


@pytest.mark.parametrize("form", ["full", "concise", "table", "markdown", "github", "junit"])
@pytest.mark.parametrize("name", NAMES)
def test_no_name_acts(name: str, form: str, tmp_path: Path) -> None:
    ran = ask(tmp_path, name, "--format", form)
    assert "Traceback" not in ran.stderr
    assert ran.exit_code in {1, 2}
    assert not ACTS.search(ran.stdout)
    if form == "full":
        assert visible(name) in ran.stdout
        assert "\nFORGED" not in ran.stdout
