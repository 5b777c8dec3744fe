"""Which rules run, and how bad each is: what the configuration and the command line say together.

A word is a rule's code or name, the beginning of a code such as ``TP2``, or ``all``. Where two
words disagree about a rule, the one that says more exactly which rule is meant counts.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from tableau_perm_cli.audit.lint.registry import all_rules
from tableau_perm_cli.audit.lint.rule import LintRule
from tableau_perm_cli.diagnostics import Severity, UnknownNameError, UsageError

ALL: Final = "all"
_PREFIX: Final = re.compile(r"tp\d{0,2}")
_WHOLE: Final = 6
"""How exact a word is that names one rule; the beginning of a code is as exact as it is long."""


@dataclass(frozen=True, slots=True)
class RuleWords:
    """What one place says about rules: the configuration, or the command line."""

    select: tuple[str, ...] | None = None
    """These rules and no others; what was said before about what runs is forgotten."""
    extend_select: tuple[str, ...] = ()
    """These too."""
    ignore: tuple[str, ...] = ()
    """Not these."""
    levels: Mapping[Severity, tuple[str, ...]] = field(default_factory=dict)
    """How bad what these rules find is."""


@dataclass(frozen=True, slots=True)
class RuleSelection:
    """The rules that run."""

    rules: tuple[LintRule, ...]
    """By code."""
    severities: Mapping[str, Severity]
    """By code, where another one than the rule's own is wanted."""


def choose_rules(*layers: RuleWords) -> RuleSelection:
    """Return which rules run and how bad they are; a later layer counts more than an earlier.

    Raises:
        UnknownNameError: a word stands for no rule.
        UsageError: one layer says both of two things, each as exactly as the other.
    """
    rules: list[LintRule] = []
    severities: dict[str, Severity] = {}
    for rule in all_rules():
        wanted, severity = True, rule.severity
        for layer in layers:
            wanted = _is_wanted(rule, layer, before=wanted)
            severity = _level(rule, layer) or severity
        if wanted:
            rules.append(rule)
        if severity is not rule.severity:
            severities[rule.code] = severity
    for layer in layers:
        for word in _words_of(layer):
            rules_meant(word)
    return RuleSelection(tuple(rules), severities)


def rules_meant(word: str) -> list[LintRule]:
    """Return the rules that a word stands for.

    Raises:
        UnknownNameError: there are none.
    """
    found = [rule for rule in all_rules() if _exactness(word, rule)]
    if not found:
        raise UnknownNameError("lint rule", word, rule_words())
    return found


def rule_words() -> list[str]:
    """Return every word that stands for rules: names, codes, beginnings of codes, ``all``."""
    codes = [rule.code for rule in all_rules()]
    prefixes = dict.fromkeys(code[:-2] for code in codes)
    return [*(rule.name for rule in all_rules()), *codes, *prefixes, ALL]


def _words_of(layer: RuleWords) -> Iterable[str]:
    yield from layer.select or ()
    yield from layer.extend_select
    yield from layer.ignore
    for words in layer.levels.values():
        yield from words


def _is_wanted(rule: LintRule, layer: RuleWords, *, before: bool) -> bool:
    selected = _exactest((*(layer.select or ()), *layer.extend_select), rule)
    ignored = _exactest(layer.ignore, rule)
    if layer.select is None and not (selected or ignored):
        return before
    return selected > ignored


def _level(rule: LintRule, layer: RuleWords) -> Severity | None:
    """Return what one layer says about how bad a rule is.

    Raises:
        UsageError: it says two things.
    """
    found = {severity: _exactest(words, rule) for severity, words in layer.levels.items()}
    most = max(found.values(), default=0)
    levels = [severity for severity, exactness in found.items() if exactness == most]
    if not most:
        return None
    if len(levels) > 1:
        shown = " and ".join(f"`{level.value}`" for level in levels)
        raise UsageError(
            f"the lint rule `{rule.name}` is set to {shown}", help="leave one of them out"
        )
    return levels[0]


def _exactest(words: Sequence[str], rule: LintRule) -> int:
    return max((_exactness(word, rule) for word in words), default=0)


def _exactness(word: str, rule: LintRule) -> int:
    """Return how exactly a word means a rule; 0 if it does not."""
    wanted, code = word.casefold(), rule.code.casefold()
    if wanted in {code, rule.name}:
        return _WHOLE
    if wanted == ALL:
        return 1
    return len(wanted) if _PREFIX.fullmatch(wanted) and code.startswith(wanted) else 0
