"""docs/pull.md is run: every command writes what it says, against a server of our own."""

import re
import shlex
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

import pytest
from support.rest_server import RestServer
from support.rest_server.faults import FOR_EVER, Fault, Refusing
from support.running import ROOT, run_inside
from support.serving import QUICKLY, sample, token_of

from tableau_perm_cli.cli.options import Options
from tableau_perm_cli.exchange.declaring.files import HEADER

PAGE = (ROOT / "docs" / "pull.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```console\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
AGO = re.compile(r"\d+ s ago")
SALES = "^workbooks/.*/permissions$"
FAULTS: dict[str, Fault] = {
    "-o gaps.yaml": Refusing(SALES, status=403, times=FOR_EVER),
    "# something fails": Refusing("^groups/.*/users$", status=403, times=FOR_EVER),
}
"""What goes wrong, by what is in a command."""


@pytest.fixture
def server() -> Iterator[RestServer]:
    urls = {"Training": "training"}
    with RestServer(sample("students_orange_belt.yaml"), content_urls=urls) as served:
        yield served


@pytest.mark.parametrize("block", BLOCKS, ids=lambda it: it.split("\n")[0][2:50])
def test_a_command_writes_what_the_page_says(
    tmp_path: Path, server: RestServer, block: str
) -> None:
    env = {**token_of(server), "TABLEAU_SITE": "training"}
    for run in filter(None, re.split(r"^\$ ", block, flags=re.MULTILINE)):
        command, output = run.split("\n", 1)
        server.faults[:] = [fault for part, fault in FAULTS.items() if part in command]
        program, *words = shlex.split(command, comments=True)
        quickly = QUICKLY if words[0] == "pull" else ()
        ran = run_inside(*words, *quickly, cwd=tmp_path, env=env)
        assert program == "tableau-perm"
        assert AGO.sub("5 s ago", ran.stderr + ran.stdout) == AGO.sub("5 s ago", output)


def test_the_page_shows_what_is_written(tmp_path: Path, server: RestServer) -> None:
    server.faults[:] = [FAULTS["-o gaps.yaml"]]
    env = {**token_of(server), "TABLEAU_SITE": "training"}
    ran = run_inside("pull", "-o", "-", "-q", *QUICKLY, cwd=tmp_path, env=env)
    shown = re.findall(r"^```yaml\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
    assert shown
    assert all(it in ran.stdout for it in shown)
    assert HEADER in PAGE
    assert ran.stdout.startswith(HEADER)


def test_every_option_is_explained() -> None:
    help_ = run_inside("pull", "--help").stdout
    shared = {f"--{it.name.replace('_', '-')}" for it in fields(Options)}
    own = set(re.findall(r"^  (?:-\w, )?(--[a-z-]+)", help_, re.MULTILINE)) - shared - {"--help"}
    assert len(own) >= 10
    assert {it for it in own if f"`{it}" not in PAGE and f" {it}" not in PAGE} == set()
