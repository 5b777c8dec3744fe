"""Every broken declaration in ``zoo/`` is answered as the text file beside it says.

A case is a file, or a directory for several files; what the program writes to standard error,
to the last caret, is ``NAME.txt``. ``UPDATE_GOLDEN=1`` writes these files anew: read them before
you keep them, as the administrator who made the mistake.
"""

import os
import re
from pathlib import Path

import pytest
from support.running import run_inside

from tableau_perm_cli.declaration.load import load_declaration
from tableau_perm_cli.diagnostics import DeclarationError, ToolError

ZOO = Path(__file__).parent / "zoo"
CASES = sorted(
    path.name for path in ZOO.iterdir() if path.suffix != ".txt" and not path.name.startswith(".")
)
UPDATE = bool(os.environ.get("UPDATE_GOLDEN"))


@pytest.mark.parametrize("case", CASES)
def test_a_broken_declaration_is_explained(case: str) -> None:
    ran = run_inside("explain", "someone", "project:X", "--file", case, cwd=ZOO)
    assert (ran.exit_code, ran.stdout) == (2, "")
    assert "Traceback" not in ran.stderr
    # What a hostile name holds reaches the terminal as an escape, if at all.
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", ran.stderr)
    golden = (ZOO / case).with_suffix(".txt")
    if UPDATE:
        golden.write_bytes(ran.stderr.encode())
    assert ran.stderr == golden.read_bytes().decode()


@pytest.mark.parametrize("case", CASES)
def test_each_error_has_a_place_and_is_told_once(
    case: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ZOO)
    with pytest.raises(ToolError) as caught:
        load_declaration([case])
    if not isinstance(caught.value, DeclarationError):
        return
    found = caught.value.diagnostics
    assert found
    assert len(set(found)) == len(found)
    places = [it.position for it in found if it.position is not None]
    assert len(places) == len(found)
    assert places == sorted(places)
    for place, it in zip(places, found, strict=True):
        lines = caught.value.sources(place.file)
        assert lines is not None
        assert 1 <= place.line <= len(lines)
        assert it.message[0] not in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
        assert not it.message.endswith(".")


def test_every_case_has_a_golden_file_and_every_golden_file_a_case() -> None:
    assert len(CASES) >= 75
    assert {Path(case).stem for case in CASES} == {path.stem for path in ZOO.glob("*.txt")}
