"""Which rules run and how bad they are: what configuration and command line say together."""

import pytest

from tableau_perm_cli.audit.lint import all_rules
from tableau_perm_cli.audit.lint.selection import RuleWords, choose_rules
from tableau_perm_cli.diagnostics import Severity, UnknownNameError, UsageError

ALL = {rule.code for rule in all_rules()}
FIRST = {code for code in ALL if code.startswith("TP1")}
TENS = {code for code in ALL if code.startswith("TP20")}


def chosen(*layers: RuleWords) -> set[str]:
    return {rule.code for rule in choose_rules(*layers).rules}


CASES = {
    "nothing said: all": ([RuleWords()], ALL),
    "a code": ([RuleWords(select=("TP101",))], {"TP101"}),
    "a code in any case": ([RuleWords(select=("tp101",))], {"TP101"}),
    "a name": ([RuleWords(select=("all-users-allow-on-default",))], {"TP101"}),
    "a name in any case": ([RuleWords(select=("All-Users-Allow-On-Default",))], {"TP101"}),
    "a family": ([RuleWords(select=("TP1",))], FIRST),
    "a longer beginning of a code": ([RuleWords(select=("TP20",))], TENS),
    "the letters alone": ([RuleWords(select=("TP",))], ALL),
    "several": ([RuleWords(select=("TP1", "TP201"))], FIRST | {"TP201"}),
    "all": ([RuleWords(select=("all",))], ALL),
    "ignored": ([RuleWords(ignore=("TP1",))], ALL - FIRST),
    "all ignored but one": ([RuleWords(extend_select=("TP101",), ignore=("all",))], {"TP101"}),
    "the more exact word counts: select": (
        [RuleWords(select=("TP101",), ignore=("TP1",))],
        {"TP101"},
    ),
    "the more exact word counts: ignore": (
        [RuleWords(select=("TP1",), ignore=("TP101",))],
        FIRST - {"TP101"},
    ),
    "a code is as exact as a name, and then it is ignored": (
        [RuleWords(select=("TP101",), ignore=("all-users-allow-on-default",))],
        set(),
    ),
    "the command line selects anew": (
        [RuleWords(select=("TP2",), ignore=("TP101",)), RuleWords(select=("TP101",))],
        {"TP101"},
    ),
    "the command line adds": (
        [RuleWords(select=("TP201",)), RuleWords(extend_select=("TP101",))],
        {"TP101", "TP201"},
    ),
    "the command line takes away": (
        [RuleWords(select=("TP1", "TP201")), RuleWords(ignore=("TP1",))],
        {"TP201"},
    ),
    "the command line brings back what the configuration ignores": (
        [RuleWords(ignore=("TP1",)), RuleWords(extend_select=("TP101",))],
        (ALL - FIRST) | {"TP101"},
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_rules_are_chosen(case: str) -> None:
    layers, expected = CASES[case]
    assert chosen(*layers) == expected


@pytest.mark.parametrize("word", ["TP0", "TP1011", "TP", "P101", "all-users", "", "TP1x"])
def test_a_word_that_means_no_rule_is_refused(word: str) -> None:
    if word == "TP":
        assert chosen(RuleWords(select=(word,))) == ALL
        return
    for words in (
        RuleWords(select=(word,)),
        RuleWords(extend_select=(word,)),
        RuleWords(ignore=(word,)),
        RuleWords(levels={Severity.INFO: (word,)}),
    ):
        with pytest.raises(UnknownNameError, match=f"unknown lint rule `{word}`"):
            choose_rules(words)


def test_a_misspelt_word_gets_a_suggestion() -> None:
    with pytest.raises(UnknownNameError) as caught:
        choose_rules(RuleWords(select=("unused-ignroe",)))
    assert caught.value.help == "did you mean `unused-ignore`?"


LEVELS = {
    "not set": ([RuleWords()], None),
    "by code": ([RuleWords(levels={Severity.ERROR: ("TP101",)})], Severity.ERROR),
    "by family": ([RuleWords(levels={Severity.INFO: ("TP1",)})], Severity.INFO),
    "to what it is anyway": ([RuleWords(levels={Severity.WARNING: ("TP101",)})], None),
    "the more exact word counts": (
        [RuleWords(levels={Severity.ERROR: ("TP101",), Severity.INFO: ("all",)})],
        Severity.ERROR,
    ),
    "the later layer counts": (
        [
            RuleWords(levels={Severity.ERROR: ("TP101",)}),
            RuleWords(levels={Severity.INFO: ("all",)}),
        ],
        Severity.INFO,
    ),
}


@pytest.mark.parametrize("case", LEVELS)
def test_levels_are_set(case: str) -> None:
    layers, expected = LEVELS[case]
    assert choose_rules(*layers).severities.get("TP101") is expected


def test_a_level_does_not_bring_a_rule_back() -> None:
    words = RuleWords(ignore=("TP101",), levels={Severity.ERROR: ("TP101",)})
    assert chosen(words) == ALL - {"TP101"}


def test_two_levels_for_one_rule_are_refused() -> None:
    words = RuleWords(levels={Severity.ERROR: ("TP101",), Severity.INFO: ("tp101",)})
    with pytest.raises(UsageError, match="is set to `error` and `info`"):
        choose_rules(words)
