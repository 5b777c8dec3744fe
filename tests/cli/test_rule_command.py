"""``rule``: the page that the documentation has, and the table of all rules."""

import json
import os
from pathlib import Path

import jsonschema
import pytest
from support.running import ROOT, golden, run_inside, run_on_terminal

from tableau_perm_cli.audit.lint import LintRule, all_rules, page_of, rule_named
from tableau_perm_cli.report.rule_page import rules_index
from tableau_perm_cli.report.schema_files import record_schema

RULES = all_rules()
INDEX = ROOT / "docs" / "rules.md"


@pytest.mark.parametrize("rule", RULES, ids=[rule.name for rule in RULES])
def test_off_a_terminal_a_page_is_the_file_byte_for_byte(rule: LintRule) -> None:
    *package, module = rule.check.__module__.split(".")
    file = ROOT.joinpath(*package, f"{module}.md")
    for word in (rule.name, rule.code.lower()):
        ran = run_inside("rule", word)
        assert (ran.exit_code, ran.stderr) == (0, "")
        assert ran.stdout.encode() == file.read_bytes()


def test_markdown_is_the_page_too() -> None:
    page = run_inside("rule", "TP901").stdout
    assert run_inside("rule", "TP901", "--format", "markdown").stdout == page


def test_several_are_printed_in_the_order_asked_for_and_once() -> None:
    ran = run_inside("rule", "TP901", "TP101", "unused-ignore")
    pages = {rule.code: page_of(rule) for rule in RULES}
    assert ran.stdout == f"{pages['TP901']}\n{pages['TP101']}"


def test_all_are_printed() -> None:
    ran = run_inside("rule", "--all")
    assert ran.stdout == "\n".join(page_of(rule) for rule in RULES)


@pytest.mark.parametrize("width", [60, 100])
def test_on_a_terminal_the_page_is_drawn_in_the_same_words(width: int) -> None:
    ran = run_on_terminal("rule", "TP902", "--color", "never", width=width)
    assert ran.exit_code == 0
    assert max(map(len, ran.stdout.splitlines())) <= width
    drawn = "".join(ran.stdout.split())
    for line in page_of(rule_named("TP902")).splitlines():
        if line[:1] not in {"#", "*", "`"}:
            assert "".join(line.replace("`", "").split()) in drawn
    golden(f"rule/TP902.{width}.txt", ran.stdout)


def test_without_a_rule_there_is_a_line_for_each() -> None:
    lines = run_inside("rule").stdout.splitlines()
    assert lines[0].split("\t") == ["code", "name", "severity", "fixable", "summary"]
    assert [line.split("\t")[:3] for line in lines[1:]] == [
        [rule.code, rule.name, rule.severity.value] for rule in RULES
    ]


@pytest.mark.parametrize("style", ["tsv", "csv", "json", "jsonl", "table"])
def test_formats_are_as_they_were(style: str) -> None:
    ran = run_inside("rule", "unused-ignore", "TP902", "--format", style)
    assert (ran.exit_code, ran.stderr) == (0, "")
    golden(f"rule/two.{style}", ran.stdout)


@pytest.mark.parametrize("words", [(), ("--all",)])
def test_the_table_of_all_is_there_in_every_format(words: tuple[str, ...]) -> None:
    record = json.loads(run_inside("rule", *words, "--format", "json").stdout)
    assert [it["code"] for it in record["rules"]] == [rule.code for rule in RULES]
    assert all(it["page"].startswith(f"# {it['code']} {it['name']}\n") for it in record["rules"])
    assert run_inside("rule", "--format", "markdown").stdout.startswith("| Code | Name |")


def test_the_table_fits_its_terminal() -> None:
    ran = run_on_terminal("rule", "--color", "never", width=100)
    assert max(map(len, ran.stdout.splitlines())) <= 100
    assert all(rule.name in ran.stdout for rule in RULES)


def test_records_agree_with_their_schema() -> None:
    schema = record_schema("rule")
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    whole = json.loads(run_inside("rule", "--format", "json").stdout)
    validator.validate(whole)
    for line in run_inside("rule", "--format", "jsonl").stdout.splitlines():
        validator.validate(json.loads(line))
    assert not validator.is_valid({"schema": "tableau-perm/rule/1"})
    assert not validator.is_valid(whole | {"rules": [whole["rules"][0] | {"severity": "bad"}]})


def test_an_unknown_rule_ends_with_exit_2_and_a_suggestion() -> None:
    ran = run_inside("rule", "unsued-ignore")
    assert (ran.exit_code, ran.stdout) == (2, "")
    assert ran.stderr == (
        "error: unknown lint rule `unsued-ignore`\nhelp: did you mean `unused-ignore`?\n"
    )


def test_all_and_one_exclude_each_other() -> None:
    ran = run_inside("rule", "--all", "TP101")
    assert (ran.exit_code, ran.stdout) == (2, "")
    assert "exclude each other" in ran.stderr


def test_it_needs_no_declaration(tmp_path: Path) -> None:
    assert run_inside("rule", "TP101", cwd=tmp_path).exit_code == 0


def test_the_index_in_the_documentation_is_up_to_date() -> None:
    """``UPDATE_GOLDEN=1`` writes it."""
    text = "".join(rules_index(RULES))
    if os.environ.get("UPDATE_GOLDEN") == "1":
        INDEX.write_text(text, encoding="utf-8")
    assert INDEX.read_text(encoding="utf-8") == text, "run with UPDATE_GOLDEN=1"


def test_the_index_leads_to_the_pages() -> None:
    text = "".join(rules_index(RULES))
    for rule in RULES:
        [line] = [it for it in text.splitlines() if it.startswith(f"| {rule.code} ")]
        link = line.partition("](")[2].partition(")")[0]
        assert (INDEX.parent / link).resolve().read_text(encoding="utf-8") == page_of(rule)
