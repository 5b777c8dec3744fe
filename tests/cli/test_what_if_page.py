"""docs/what-if.md is run: every command writes what it says, and every flag is shown."""

import re
import shlex
from pathlib import Path

import pytest
from support.running import ROOT, run_inside

from tableau_perm_cli.cli.what_if_options import FLAGS

PAGE = (ROOT / "docs" / "what-if.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
SITE, CHANGES = [text for language, text in BLOCKS if language == "yaml"]
RUNS = [
    tuple(run.split("\n", 1))
    for language, text in BLOCKS
    if language == "console"
    for run in re.split(r"^\$ ", text, flags=re.MULTILINE)
    if run
]


@pytest.mark.parametrize(("command", "output"), RUNS, ids=lambda it: it.split("\n")[0][21:60])
def test_a_command_writes_what_the_page_says(tmp_path: Path, command: str, output: str) -> None:
    (tmp_path / "site.yaml").write_text(SITE, encoding="utf-8")
    (tmp_path / "changes.yaml").write_text(CHANGES, encoding="utf-8")
    program, *words = shlex.split(command)
    ran = run_inside(*words, cwd=tmp_path)
    assert program == "tableau-perm"
    assert ran.exit_code == 0
    assert ran.stderr + ran.stdout == output
    assert (tmp_path / "site.yaml").read_text(encoding="utf-8") == SITE


def test_every_flag_is_shown_and_explained() -> None:
    shown = {word for command, _ in RUNS for word in shlex.split(command)}
    assert {*FLAGS} <= shown
    assert all(f"`{flag}" in PAGE for flag in FLAGS)
