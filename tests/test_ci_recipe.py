"""``docs/ci.md`` is true: its scripts are run as one session, its snippets are held to account.

Each ``sh`` block is a part of one script; what it prints is the ``text`` block after it. With
``UPDATE_GOLDEN=1`` the page is written anew. Read what it wrote.
"""

import re
import shlex
from pathlib import Path
from typing import Any

import pytest
import yaml
from support.running import ROOT, Ran, run_inside
from support.sessions import STEP, hold_page, in_session

PAGE = ROOT / "docs" / "ci.md"
TEXT = PAGE.read_text(encoding="utf-8")
ACTION: dict[str, Any] = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
HOOKS: list[dict[str, Any]] = yaml.safe_load(
    (ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8")
)
_YAML = re.compile(r"```yaml\n(.*?)```", re.DOTALL)


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The directory in which the page's scripts were run."""
    return tmp_path_factory.mktemp("recipe")


@pytest.fixture(scope="module")
def printed(session: Path) -> list[str]:
    return in_session(session, *(it["script"] for it in STEP.finditer(TEXT)))


def test_the_page_shows_what_its_scripts_print(printed: list[str]) -> None:
    hold_page(PAGE, TEXT, printed)


def codes_of(printed: list[str], command: str) -> list[int]:
    """The exit codes that followed each call of a command, in order."""
    found: list[int] = []
    for step, output in zip(STEP.finditer(TEXT), printed, strict=True):
        calls = re.findall(
            r"^tableau-perm (\w+).*?(?<!\\)$", step["script"], re.MULTILINE | re.DOTALL
        )
        codes = [int(it) for it in re.findall(r"^exit code (\d+)$", output, re.MULTILINE)]
        if codes:
            assert len(calls) == len(codes)
            found += [code for call, code in zip(calls, codes, strict=True) if call == command]
    return found


def test_every_command_says_no_to_the_change_that_widens_access(printed: list[str]) -> None:
    # Before it, and after it was mended, they say yes, but for diff: somebody still gains what
    # was meant. What cannot be done is neither a yes nor a no.
    assert codes_of(printed, "lint")[:3] == [0, 1, 0]
    assert codes_of(printed, "test") == [0, 1, 0]
    assert codes_of(printed, "diff") == [1, 1, 2]


def test_the_comment_says_what_is_gained_at_its_top(session: Path, printed: list[str]) -> None:
    assert printed
    comment = (session / "permissions-repo" / "comment.md").read_text(encoding="utf-8")
    top, _, folded = comment.partition("<details>")
    assert "gained" in top
    assert folded


def snippet(beginning: str) -> Any:  # noqa: ANN401 - any YAML
    (found,) = (it for it in _YAML.findall(TEXT) if it.startswith(beginning))
    return yaml.safe_load(found)


def test_the_github_workflow_uses_inputs_and_outputs_of_the_action() -> None:
    workflow = snippet("name: permissions")
    steps = workflow["jobs"]["permissions"]["steps"]
    own = [step for step in steps if step.get("uses", "").startswith("OWNER/tableau-perm@")]
    assert [step["with"]["command"] for step in own] == ["lint", "test", "diff"]
    ids = {step.get("id") for step in steps}
    for step in own:
        assert set(step["with"]) <= set(ACTION["inputs"])
    named = re.findall(r"steps\.(\w+)\.outputs\.([\w-]+)", yaml.safe_dump(workflow))
    assert named
    for step_id, output in named:
        assert step_id in ids
        assert output in ACTION["outputs"]


def test_the_gitlab_job_fails_for_the_change_and_leaves_its_reports(tmp_path: Path) -> None:
    job = snippet("permissions:\n  image")["permissions"]
    setting_up, change = (it["script"] for it in STEP.finditer(TEXT) if "git commit" in it[0])
    lines = [line for line in job["script"] if not line.startswith("exit ")]
    base = "export CI_MERGE_REQUEST_DIFF_BASE_SHA=$(git rev-parse main)"
    *_, printed = in_session(
        tmp_path, setting_up, change, "\n".join((base, *lines, "echo $failed"))
    )
    assert printed.splitlines()[-1] == "1"
    reports = job["artifacts"]["reports"]
    for file in (*job["artifacts"]["paths"], reports["codequality"], *reports["junit"]):
        assert (tmp_path / "permissions-repo" / file).stat().st_size > 0


def test_the_hooks_of_the_page_are_hooks_that_there_are() -> None:
    (repository,) = snippet("# .pre-commit-config.yaml")["repos"]
    known = {hook["id"]: hook["entry"].split()[1:] for hook in HOOKS}
    assert [hook["id"] for hook in repository["hooks"]] == list(known)
    for hook in repository["hooks"]:
        assert hook["args"] == ["permissions"]


@pytest.mark.parametrize(
    "line",
    sorted(
        {
            it.strip("`- ").partition(" ||")[0]
            for it in re.findall(
                r"`tableau-perm [^`\n]+`|^ +- tableau-perm .+$", TEXT, re.MULTILINE
            )
        }
    ),
)
def test_every_option_that_the_page_names_is_one(line: str) -> None:
    _, command, *words = shlex.split(line)
    help_ = helped(command).stdout
    for word in words:
        if word.startswith("-"):
            assert re.search(rf"(?<![\w-]){re.escape(word)}\b", help_), word


def helped(command: str) -> Ran:
    ran = run_inside(command, "--help")
    assert ran.exit_code == 0, ran.stderr
    return ran
