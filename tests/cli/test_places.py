"""The places where the program runs in CI: the GitHub Action and the hooks for pre-commit."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from support.running import ROOT, SAMPLES, scrubbed_environment

from tableau_perm_cli.cli.commands import COMMANDS

ACTION: dict[str, Any] = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
HOOKS: list[dict[str, Any]] = yaml.safe_load(
    (ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8")
)
STEPS: list[dict[str, Any]] = ACTION["runs"]["steps"]
_EXPRESSION = re.compile(r"\$\{\{\s*(.*?)\s*\}\}")
WIDE_OPEN = """\
version: 1
sites:
  Acme:
    users: {ada: Creator}
    projects:
      Default:
        permissions:
          groups:
            All Users: {project: view}
"""


def test_the_action_is_composite_and_every_step_says_its_shell() -> None:
    assert ACTION["runs"]["using"] == "composite"
    assert ACTION["name"]
    assert ACTION["description"]
    assert len(STEPS) == 2
    for step in STEPS:
        assert step["shell"] == "bash"
        assert step["name"]
        assert "uses" not in step  # nothing of anybody else's


def test_the_inputs_that_are_used_are_the_inputs_that_there_are() -> None:
    used = {
        it.removeprefix("inputs.")
        for it in _EXPRESSION.findall((ROOT / "action.yml").read_text(encoding="utf-8"))
        if it.startswith("inputs.")
    }
    assert used == set(ACTION["inputs"])
    for given in ACTION["inputs"].values():
        assert given["description"]
        assert isinstance(given["default"], str)


def test_no_input_is_pasted_into_a_script() -> None:
    for step in STEPS:
        assert not _EXPRESSION.search(step["run"])


def test_what_a_script_reads_is_in_its_environment() -> None:
    runner = {"RUNNER_TEMP", "GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY"}
    for step in STEPS:
        read = set(re.findall(r"\$\{?([A-Z_]+)", step["run"]))
        assert read - runner == set(step["env"])


def test_the_outputs_come_from_a_step_that_there_is() -> None:
    ids = {step.get("id") for step in STEPS}
    for output in ACTION["outputs"].values():
        (expression,) = _EXPRESSION.findall(output["value"])
        _, step, _, name = expression.split(".")
        assert step in ids
        assert f"{name}=" in STEPS[1]["run"]


def test_it_installs_its_own_files() -> None:
    assert STEPS[0]["env"]["SOURCE"] == "${{ github.action_path }}"
    assert '"$SOURCE"' in STEPS[0]["run"]
    assert (ROOT / "constraints.txt").exists()


def run_action(place: Path, **inputs: str) -> tuple[int, str, dict[str, str], str]:
    """Run the second step as a runner does; exit code, log, outputs and summary."""
    if sys.platform == "win32":
        pytest.skip("the action is for Linux and macOS")
    temporary = place / "temporary"
    program = temporary / "tableau-perm" / "bin" / "tableau-perm"
    program.parent.mkdir(parents=True)
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m tableau_perm_cli "$@"\n')
    program.chmod(0o755)
    environment = {
        name: inputs.pop(_EXPRESSION.findall(value)[0].removeprefix("inputs."), None)
        or ACTION["inputs"][_EXPRESSION.findall(value)[0].removeprefix("inputs.")]["default"]
        for name, value in STEPS[1]["env"].items()
    }
    assert not inputs, "no such input"
    done = subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", STEPS[1]["run"]],  # noqa: S607
        cwd=place,
        env=scrubbed_environment(
            {
                **environment,
                "RUNNER_TEMP": os.fspath(temporary),
                "GITHUB_OUTPUT": os.fspath(place / "output"),
                "GITHUB_STEP_SUMMARY": os.fspath(place / "summary"),
            }
        ),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
        timeout=60,
    )
    written = (place / "output").read_text(encoding="utf-8")
    outputs = dict(line.split("=", 1) for line in written.splitlines())
    summary = place / "summary"
    return (
        done.returncode,
        done.stdout,
        outputs,
        summary.read_text(encoding="utf-8") if summary.exists() else "",
    )


def test_findings_fail_the_step_and_are_shown_everywhere(tmp_path: Path) -> None:
    (tmp_path / "my site.yaml").write_text(WIDE_OPEN)
    code, log, outputs, summary = run_action(
        tmp_path, paths="  my site.yaml  \n\n", reports="sarif=a.sarif\njson=a.json", args="-q"
    )
    assert code == 1
    assert outputs["exit-code"] == "1"
    assert "warning[TP101 all-users-allow-on-default]" in log
    assert re.search(r"^::warning file=my site\.yaml,line=9,.*TP101", log, re.MULTILINE)
    assert summary.startswith("### tableau-perm lint: ")
    assert "TP101" in summary
    assert Path(outputs["markdown"]).read_text(encoding="utf-8") == summary
    assert json.loads((tmp_path / "a.sarif").read_text())["version"] == "2.1.0"
    assert json.loads((tmp_path / "a.json").read_text())["findings"]


def test_what_fails_the_step_can_be_chosen_and_the_rest_left_away(tmp_path: Path) -> None:
    (tmp_path / "tableau-perm.yaml").write_text(WIDE_OPEN)
    code, log, outputs, summary = run_action(
        tmp_path,
        **{"fail-on": "never", "annotations": "false", "summary": "false", "format": "concise"},
    )
    assert (code, outputs["exit-code"]) == (0, "0")
    assert "tableau-perm.yaml:9:" in log
    assert "::warning" not in log
    assert summary == ""


def test_a_declaration_with_errors_ends_the_step_with_2_and_no_summary(tmp_path: Path) -> None:
    (tmp_path / "tableau-perm.yaml").write_text("version: 2\n")
    code, log, outputs, summary = run_action(tmp_path)
    assert (code, outputs) == (2, {"exit-code": "2"})
    assert "error: 1 error in the declaration" in log
    assert summary == ""


def test_a_comparison_fails_the_step_when_access_is_gained(tmp_path: Path) -> None:
    (tmp_path / "old.yaml").write_text(WIDE_OPEN.replace("{project: view}", "{}"))
    (tmp_path / "new.yaml").write_text(WIDE_OPEN)
    code, log, outputs, summary = run_action(
        tmp_path, command="diff", paths="old.yaml\nnew.yaml", **{"fail-on": "gained"}
    )
    assert (code, outputs["exit-code"]) == (1, "1"), log
    assert re.search(r"^::warning file=new\.yaml,line=9,.*gained", log, re.MULTILINE)
    assert "gained" in summary.splitlines()[0]


def test_an_expectation_that_does_not_hold_fails_the_step(tmp_path: Path) -> None:
    (tmp_path / "site.yaml").write_text(
        WIDE_OPEN + "    expectations:\n"
        "      - {name: shut, users: [ada], items: [Default], expect: {view: denied}}\n"
    )
    code, log, outputs, summary = run_action(tmp_path, command="test", paths="site.yaml")
    assert (code, outputs["exit-code"]) == (1, "1"), log
    assert re.search(r"^::error file=site\.yaml,line=11,", log, re.MULTILINE)
    assert "shut" in summary


@pytest.mark.parametrize("text", ["$(touch forged)", "`touch forged`", "; touch forged", "a*"])
def test_an_input_is_a_word_and_never_run(tmp_path: Path, text: str) -> None:
    code, log, _, _ = run_action(tmp_path, paths=text)
    assert code == 2
    assert f"`{text}`" in log
    assert not (tmp_path / "forged").exists()


def test_a_hook_a_check_with_what_pre_commit_needs() -> None:
    assert [hook["id"] for hook in HOOKS] == ["tableau-perm-lint", "tableau-perm-test"]
    commands = {entry.name for entry in COMMANDS}
    for hook in HOOKS:
        program, command = hook["entry"].split()
        assert program == "tableau-perm"
        assert command in commands
        assert hook["id"] == f"{program}-{command}"
        assert hook["language"] == "python"
        assert hook["types"] == ["yaml"]
        assert hook["description"].endswith(".")
        # A part of a declaration alone would be one with errors.
        assert hook["pass_filenames"] is False


def test_a_hook_runs_over_a_declaration_of_several_files() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tableau_perm_cli", *HOOKS[0]["entry"].split()[1:], "split_site"],
        cwd=SAMPLES,
        env=scrubbed_environment(),
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode in {0, 1}, done.stderr
