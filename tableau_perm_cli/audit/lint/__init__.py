"""Lint: what in a declaration is wrong, risky or dead.

A rule is one module under ``rules/`` with its metadata, one Markdown page beside it whose
examples are run as tests, and one line in its family. It asks the resolver; it decides nothing.
"""

from tableau_perm_cli.audit.lint.linted_site import LintedSite, WrittenList
from tableau_perm_cli.audit.lint.registry import all_rules, page_of, rule_named
from tableau_perm_cli.audit.lint.review import Reviewed, review
from tableau_perm_cli.audit.lint.rule import Check, LintRule
from tableau_perm_cli.audit.lint.run import lint
from tableau_perm_cli.audit.lint.thresholds import Thresholds

__all__ = [
    "Check",
    "LintRule",
    "LintedSite",
    "Reviewed",
    "Thresholds",
    "WrittenList",
    "all_rules",
    "lint",
    "page_of",
    "review",
    "rule_named",
]
