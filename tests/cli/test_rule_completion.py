"""Lint rules on a command line that is being typed."""

import pytest
from support.running import run_inside

from tableau_perm_cli.audit.lint import all_rules

CODES = [rule.code for rule in all_rules()]
NAMES = [rule.name for rule in all_rules()]


def candidates(*words: str) -> list[str]:
    """What the program tells a shell of the last word."""
    told = {
        "_TABLEAU_PERM_COMPLETE": "complete_zsh",
        "_TABLEAU_PERM_WORDS": "".join(f"{word}\n" for word in words),
    }
    ran = run_inside(env=told)
    assert (ran.exit_code, ran.stderr) == (0, "")
    return [line.split("\t")[0] for line in ran.stdout.splitlines()]


def test_rules_are_completed_by_name_and_by_code() -> None:
    assert candidates("rule", "") == NAMES
    assert candidates("rule", "TP90") == [code for code in CODES if code.startswith("TP90")]
    assert candidates("rule", "unused-i") == ["unused-ignore"]


@pytest.mark.parametrize(
    "flag", ["--select", "--extend-select", "--ignore", "--error", "--warn", "--info"]
)
def test_lists_of_rules_are_completed_word_by_word(flag: str) -> None:
    assert candidates("lint", flag, "") == ["all", *NAMES]
    assert candidates("lint", flag, "TP10") == [it for it in CODES if it.startswith("TP10")]
    assert candidates("lint", flag, "TP101,unused-i") == ["TP101,unused-ignore"]
    assert "TP901,TP901" not in candidates("lint", flag, "TP901,TP90")
