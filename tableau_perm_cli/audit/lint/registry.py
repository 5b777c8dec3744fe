"""All lint rules, by family: a rule is a module of a family and a line in its ``RULES``."""

from functools import cache
from importlib import import_module, resources
from typing import cast

from tableau_perm_cli.audit.lint.rule import LintRule
from tableau_perm_cli.diagnostics import UnknownNameError

FAMILIES = (
    "all_users",
    "rule_hygiene",
    "locks",
    "people",
    "data_access",
    "escalation",
    "names",
    "gaps",
    "lint_itself",
)
"""The folders of rules, in the order of the first digit of their codes; the last has 9."""

_RULES = f"{__package__}.rules"


@cache
def all_rules() -> tuple[LintRule, ...]:
    """Return every rule, by code."""
    rules = [
        cast("LintRule", import_module(f"{_RULES}.{family}.{module}").RULE)
        for family in FAMILIES
        for module in import_module(f"{_RULES}.{family}").RULES
    ]
    return tuple(sorted(rules, key=lambda rule: rule.code))


def rule_named(word: str) -> LintRule:
    """Return the rule whose code or name ``word`` is, in any case.

    Raises:
        UnknownNameError: there is none.
    """
    wanted = word.casefold()
    for rule in all_rules():
        if wanted in {rule.code.casefold(), rule.name}:
            return rule
    known = [spelling for rule in all_rules() for spelling in (rule.name, rule.code)]
    raise UnknownNameError("lint rule", word, known)


def page_of(rule: LintRule) -> str:
    """Return the Markdown page of a rule."""
    module = rule.check.__module__
    package, _, name = module.rpartition(".")
    return (resources.files(package) / f"{name}.md").read_text("utf-8")
