"""A site that a pull could not read whole: every command says so, and none makes it up."""

import json
from pathlib import Path

import jsonschema
import pytest
from support.running import Ran, golden, run_inside

from tableau_perm_cli.report.schema_files import record_schema

SITE = """\
version: 1
sites:
  Training:
    not_read: {flows: "403, may not list flows"}
    users:
      ada: {role: Unlicensed, not_read: {role: not among the site's users}}
      bob: Explorer (can publish)
      cyd: Creator
      dan: Site Administrator Creator
    groups:
      Part: {members: [bob], not_read: {members: timed out}}
    projects:
      Default:
        permissions:
          groups:
            All Users: {project: {allow: [view], unknown: {allow: [Fly], deny: [Swim]}}}
            Part: {data_sources: view}
        not_read: {workbooks: timed out after 30 s, owner: lost}
        workbooks:
          Sales:
            tabs: hidden
            not_read: {connects_to: "404", permissions: "404"}
            views: {Top: {not_read: {permissions: "404"}}}
          Copy: {owner: cyd}
        data_sources: {D: {}}
        projects:
          Nested:
            not_read: {content_permissions: lost}
            permissions: {groups: {All Users: {workbooks: view}}}
            workbooks: {W: {}}
    personal_spaces: {bob: {workbooks: {Mine: {not_read: {connects_to: "404"}}}}}
"""
WARNING = (
    "site.yaml:3:3: warning: 10 things were not read: `flows` of the site, `role` of `user:ada`, "
    "`members` of `group:Part` and 7 more; answers that depend on what is missing say so\n"
)


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "site.yaml").write_text(SITE)
    (tmp_path / "whole.yaml").write_text(
        "version: 1\nsites: {Training: {users: {bob: Creator}, projects: {Default: "
        "{permissions: {}}}}}\n"
    )
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run_here(*words: str, stdin: str = "") -> Ran:
    return run_inside(*words, cwd=Path.cwd(), stdin=stdin)


QUESTIONS = {
    "explain": ("explain", "bob", "workbook:Default/Copy", "view", "web_edit", "see_data"),
    "explain_trace": ("explain", "cyd", "workbook:Default/Sales", "view", "--trace"),
    "explain_group": ("explain", "group:Part", "workbook:Default/Sales"),
    "explain_leaders": ("explain", "cyd", "data_source:Default/D", "view"),
    "can": ("can", "cyd", "view", "workbook:Default/Copy"),
    "can_task": ("can", "dan", "see_data", "workbook:Default/Sales"),
    "can_role": ("can", "ada", "view", "project:Default"),
    "who": ("who", "view", "workbook:Default/Copy"),
    "access": ("access", "cyd"),
    "rules_project": ("rules", "project:Default"),
    "rules_content": ("rules", "workbook:Default/Sales"),
    "tree": ("tree",),
    "matrix": ("matrix", "--capabilities", "view"),
    "why_not": ("why-not", "bob", "view", "workbook:Default/Copy"),
    "why_not_task": ("why-not", "dan", "see_data", "workbook:Default/Sales"),
    "troubleshoot": ("troubleshoot", "cyd", "workbook:Default/Sales"),
    "summary": ("summary",),
    "escalate": ("escalate",),
}


@pytest.mark.parametrize("question", QUESTIONS)
@pytest.mark.parametrize("style", ["table", "tsv", "json"])
def test_answers_say_what_they_rest_on(question: str, style: str) -> None:
    command = QUESTIONS[question]
    if (command[0], style) == ("matrix", "json"):
        style = "jsonl"
    ran = run_here(*command, "-f", "site.yaml", "--format", style)
    assert ran.stderr.startswith(WARNING)
    assert ran.stderr.count("warning:") == 1
    assert ran.exit_code in {0, 1}
    golden(f"incomplete/{question}.{style}", ran.stdout)


RECORDS = {
    "explain": "explain",
    "explain_group": "explain-group",
    "can": "can",
    "can_task": "can",
    "who": "who",
    "access": "access",
    "rules_project": "rules",
    "rules_content": "rules",
    "tree": "tree",
    "why_not": "why-not",
    "why_not_task": "why-not",
    "troubleshoot": "troubleshoot",
    "summary": "summary",
    "escalate": "escalate",
}


@pytest.mark.parametrize("question", RECORDS)
def test_what_is_written_agrees_with_its_schema(question: str) -> None:
    ran = run_here(*QUESTIONS[question], "-f", "site.yaml", "--format", "json")
    schema = record_schema(RECORDS[question])
    jsonschema.Draft202012Validator(schema).validate(json.loads(ran.stdout))


@pytest.mark.parametrize("question", QUESTIONS)
def test_nothing_is_said_when_quiet(question: str) -> None:
    ran = run_here(*QUESTIONS[question], "-f", "site.yaml", "--quiet")
    assert ran.stderr == ""


@pytest.mark.parametrize(
    "command",
    [
        ("lint", "site.yaml"),
        ("minimise", "site.yaml"),
        ("test", "site.yaml"),
        ("diff", "whole.yaml", "site.yaml"),
        ("diff", "site.yaml", "whole.yaml"),
        ("what-if", "--grant", "user:cyd", "view", "data_source:Default/D", "-f", "site.yaml"),
    ],
)
def test_every_command_that_loads_it_warns_once(command: tuple[str, ...]) -> None:
    ran = run_here(*command)
    assert ran.stderr.count(WARNING) == 1
    assert run_here(*command, "--quiet").stderr.count("not read") == 0


def test_a_site_that_is_whole_is_not_warned_about() -> None:
    assert run_here("tree", "-f", "whole.yaml").stderr == ""


def test_of_several_sites_it_is_one_warning_that_names_them(here: Path) -> None:
    (here / "two.yaml").write_text(
        "version: 1\nsites:\n  A: {not_read: {flows: x}}\n  B: {not_read: {flows: x}}\n"
    )
    ran = run_here("tree", "-f", "two.yaml", "--site", "A")
    assert ran.stderr == (
        "two.yaml:3:3: warning: 2 things were not read: `flows` of the site `A`, `flows` of the "
        "site `B`; answers that depend on what is missing say so\n"
    )


def test_answers_to_questions_from_a_pipe_are_as_uncertain() -> None:
    for user, capability, item in (
        ("bob", "view", "workbook:Default/Copy"),
        ("ada", "view", "project:Default"),
        ("cyd", "view", "data_source:Default/D"),
        ("dan", "view", "data_source:Default/D"),
        ("bob", "view", "data_source:Default/D"),
        ("cyd", "view", "workbook:Default/Nested/W"),
    ):
        one = json.loads(
            run_here("can", user, capability, item, "-f", "site.yaml", "--format", "json").stdout
        )
        question = json.dumps({"user": user, "capability": capability, "item": item})
        piped = run_here("can", "-", "-f", "site.yaml", "--format", "json", stdin=question)
        many = json.loads(piped.stdout)
        for key in ("effective", "reason", "uncertain"):
            assert many[key] == one[key], (user, item, key)


def test_what_if_does_not_change_rules_that_nobody_read() -> None:
    ran = run_here(
        *("what-if", "--grant", "user:cyd", "view", "workbook:Default/Copy", "-f", "site.yaml"),
        "--quiet",
    )
    assert ran.exit_code == 2
    assert ran.stderr == (
        "error: the rules of `workbook:Default/Copy` were not read: timed out after 30 s\n"
        "help: read them first; what a change of unknown rules does cannot be said\n"
    )


def test_a_repair_is_not_proposed_where_the_rules_were_not_read() -> None:
    ran = run_here(*QUESTIONS["why_not"], "-f", "site.yaml", "--format", "json", "-q")
    assert json.loads(ran.stdout)["repairs"] == []


def test_lint_lists_each_thing_that_was_not_read() -> None:
    ran = run_here("lint", "site.yaml", "--select", "TP8", "--format", "concise", "-q")
    golden("incomplete/lint.concise", ran.stdout)
    assert ran.stdout.count("TP801") == 10  # as the warning says
    assert ran.stdout.count("TP802") == 1
