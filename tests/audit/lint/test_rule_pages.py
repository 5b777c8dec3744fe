"""Every rule has a page that tells the truth about it: its examples are run."""

import re
from collections import Counter

import pytest
from support.rule_pages import ALL_EXAMPLES, Example, examples_of, head_of

from tableau_perm_cli.audit.lint import LintRule, all_rules, rule_named
from tableau_perm_cli.audit.lint.registry import FAMILIES
from tableau_perm_cli.diagnostics import UnknownNameError
from tableau_perm_cli.diagnostics.snippet import concise

RULES = all_rules()
each_rule = pytest.mark.parametrize("rule", RULES, ids=[rule.name for rule in RULES])


def test_codes_and_names_are_given_once() -> None:
    assert max(Counter(rule.code for rule in RULES).values()) == 1
    assert max(Counter(rule.name for rule in RULES).values()) == 1


@each_rule
def test_a_rule_is_named_like_its_module_and_coded_like_its_family(rule: LintRule) -> None:
    *_, family, module = rule.check.__module__.split(".")
    assert rule.name == module.replace("_", "-")
    digit = 9 if family == FAMILIES[-1] else FAMILIES.index(family) + 1
    assert re.fullmatch(rf"TP{digit}\d\d", rule.code)


@each_rule
def test_a_rule_is_found_by_code_and_name(rule: LintRule) -> None:
    assert rule_named(rule.code.lower()) is rule
    assert rule_named(rule.name.upper()) is rule


def test_an_unknown_rule_is_an_error_with_a_suggestion() -> None:
    with pytest.raises(UnknownNameError) as caught:
        rule_named("all-users-allow-on-defualt")
    assert caught.value.help == "did you mean `all-users-allow-on-default`?"


@each_rule
def test_a_page_says_of_its_rule_what_the_rule_says(rule: LintRule) -> None:
    head = head_of(rule)
    assert head["code"] == rule.code
    assert head["name"] == rule.name
    assert head["severity"] == rule.severity.value
    assert head["summary"] == rule.summary
    assert head["source"] == f"{rule.source}."


@each_rule
def test_a_page_has_a_failing_and_a_clean_example(rule: LintRule) -> None:
    assert {example.clean for example in examples_of(rule)} == {True, False}


@pytest.mark.parametrize("example", [it for it in ALL_EXAMPLES if not it.clean], ids=str)
def test_a_failing_example_fails_where_it_is_marked(example: Example) -> None:
    findings = example.findings(example.rule)
    assert Counter(it.position.line for it in findings if it.position) == example.expected()
    assert example.expected(), "nothing is marked"
    prints = [it.fingerprint for it in findings]
    assert len(prints) == len(set(prints)), "two findings are about the same"
    for it in findings:
        assert not it.message[0].isupper() or it.message.startswith("All Users"), it.message
        assert not it.message.endswith(".")
        assert it.help


@pytest.mark.parametrize("example", [it for it in ALL_EXAMPLES if it.clean], ids=str)
def test_a_clean_example_is_clean_under_all_rules(example: Example) -> None:
    assert [concise(it) for it in example.findings()] == []
