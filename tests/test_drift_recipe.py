"""``docs/drift.md`` is true: its scripts are run against a server of our own, which changes.

Each ``sh`` block is a part of one script; what it prints is the ``text`` block after it. With
``UPDATE_GOLDEN=1`` the page is written anew. Read what it wrote.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from support.rest_server import OnTheWire, RestServer
from support.running import ROOT, run_inside
from support.serving import token_of
from support.sessions import STEP, hold_page, in_session

from tableau_perm_cli.audit.drift import DriftKind
from tableau_perm_cli.declaration.load import declare
from tableau_perm_cli.declaration.model import Declaration

pytest.importorskip("tableauserverclient", reason="the live site needs the extra `server`")

PAGE = ROOT / "docs" / "drift.md"
TEXT = PAGE.read_text(encoding="utf-8")
_YAML = re.compile(r"```yaml\n(.*?)```", re.DOTALL)

SITE = """\
version: 1
sites:
  Acme:
    users:
      petra: Creator
      sam: Explorer
      vic: Viewer
    groups:
      Payroll: [petra]
      Finance: [petra, sam, vic]
    projects:
      Default: {permissions: {}}
      HR:
        owner: petra
        permissions:
          groups:
            Payroll: {project: view, workbooks: view}
        workbooks:
          Salaries: {owner: petra, permissions: {groups: {Payroll: explore}}}
      Plans:
        owner: petra
        permissions: {groups: {Finance: {project: view, workbooks: explore}}}
"""
NEXT_DAY = SITE.replace("Payroll: [petra]", "Payroll: [petra, sam]").replace(
    "permissions: {groups: {Payroll: explore}}}",
    "permissions: {groups: {Payroll: explore, All Users: view}}}",
)
RENAMED = {"Acme": OnTheWire(names={"group:Payroll": "Pay office"})}
_TURN = """\
case "$(cat "$HOME/day" 2>/dev/null)" in
  "") export TABLEAU_SERVER="$FIRST_DAY"; [ "$1" = pull ] && echo 2 > "$HOME/day";;
  *) export TABLEAU_SERVER="$NEXT_DAY";;
esac
"""
"""After the first pull it is the next day."""


def declared(text: str) -> Declaration:
    return declare([("site.yaml", text.encode())])


@pytest.fixture(scope="module")
def days() -> Iterator[dict[str, str]]:
    """The environment of a session in which the site changes after the first pull."""
    first = RestServer(declared(SITE))
    second = RestServer(declared(NEXT_DAY), on_the_wire=RENAMED)
    with first as one, second as other:
        yield {**token_of(other), "FIRST_DAY": one.url, "NEXT_DAY": other.url}


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("drift")


@pytest.fixture(scope="module")
def printed(session: Path, days: dict[str, str]) -> list[str]:
    scripts = (it["script"] for it in STEP.finditer(TEXT))
    return in_session(session, *scripts, env=days, first=_TURN)


def test_the_page_shows_what_its_scripts_print(printed: list[str]) -> None:
    hold_page(PAGE, TEXT, printed)


def test_the_night_of_the_change_tells_of_it_and_the_next_does_not(printed: list[str]) -> None:
    codes = [it for output in printed for it in re.findall(r"exit code (\d)", output)]
    assert codes == ["1", "0", "0"]


def test_the_workflow_tells_and_leaves_its_alert(tmp_path: Path, days: dict[str, str]) -> None:
    (found,) = (it for it in _YAML.findall(TEXT) if it.startswith("name: drift"))
    workflow: dict[str, Any] = yaml.safe_load(found)
    steps = workflow["jobs"]["drift"]["steps"]
    job, telling = (step for step in steps if "git " in step.get("run", "") or step.get("id"))
    setting_up = next(it["script"] for it in STEP.finditer(TEXT))
    env = {**days, "GITHUB_OUTPUT": "../output", "GITHUB_STEP_SUMMARY": "../summary"}
    commits = "\n".join(it for it in telling["run"].splitlines() if "gh " not in it)
    commits = commits.replace("git push", "git status --short")
    script = f"set -e\n{job['run']}\n"
    *_, last = in_session(tmp_path, setting_up, script, commits, env=env, first=_TURN)
    assert (tmp_path / "output").read_text() == "drifted=1\n"
    assert "The site has drifted" in (tmp_path / "summary").read_text()
    assert last == "?? alert.md\n"


def test_the_page_names_every_kind_and_no_other() -> None:
    table = TEXT[TEXT.index("| kind |") : TEXT.index("Each change has its place")]
    named = re.findall(
        r"`(\w+)`", "".join(line.split("|")[1] for line in table.splitlines() if line)
    )
    assert sorted(named) == sorted(kind.value for kind in DriftKind)


def test_every_option_that_the_page_names_is_one() -> None:
    helped = run_inside("drift", "--help").stdout + run_inside("pull", "--help").stdout
    for option in set(re.findall(r"`?(--[a-z][a-z-]+)", re.sub(r"git .*", "", TEXT))):
        if option not in {"--title", "--body-file"}:
            assert option in helped, option
