"""Takes out of rules the capabilities that they name for nothing.

Only what is listed under ``allow`` or ``deny`` goes: without one of its capabilities a template
would have to be written out, which is longer. What is listed and means what the template means
anyhow is lint's.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from tableau_perm_cli.audit.minimising.judge import Judge, Open
from tableau_perm_cli.catalog import CATALOG, Capability, template_named
from tableau_perm_cli.declaration.model import GranteeKind, Rule, RuleList

_LAST_HEARD = [GranteeKind.GROUP_SET, GranteeKind.GROUP, GranteeKind.USER]
"""What is decided last is tried first: what only it makes needless comes after it."""


@dataclass(frozen=True, slots=True)
class Trimmed:
    """A rule that says less."""

    rule: Rule
    shorter: Rule
    words: tuple[Capability, ...]
    """The capabilities that it no longer names."""


def trimmed_rules(judge: Judge, where: Open, rules: RuleList) -> Iterator[Trimmed]:
    """Yield the rules that can say less, each as it is when those before it are shortened."""
    left = rules
    ordered = sorted(rules.rules, key=lambda it: _LAST_HEARD.index(it.grantee.kind))
    for rule in ordered:
        shorter, words = rule, []
        for capability in CATALOG[rule.kind].members(sum(1 << it for it, _ in rule.explicit)):
            candidate = _without_word(shorter, capability)
            if candidate is None:
                continue
            changed = exchanged(left, shorter, candidate)
            if judge.is_same(where, left, changed):
                left, shorter = changed, candidate
                words.append(capability)
        if words:
            yield Trimmed(rule, shorter, tuple(words))


def _without_word(rule: Rule, capability: Capability) -> Rule | None:
    """Return a rule that does not name a capability; None if it would say nothing, or the same.

    What its template says of the capability then counts.
    """
    template = template_named(rule.kind, rule.template) if rule.template else None
    bit = capability.bit
    allow = (rule.allow & ~bit) | (template.allow & bit if template else 0)
    deny = (rule.deny & ~bit) | (template.deny & bit if template else 0)
    if (allow, deny) == (rule.allow, rule.deny) or not allow | deny:
        return None
    return replace(
        rule,
        allow=allow,
        deny=deny,
        uncertain=rule.uncertain | (template.uncertain & bit if template else 0),
        explicit=tuple(it for it in rule.explicit if it[0] != capability.index),
    )


def exchanged(rules: RuleList, rule: Rule, instead: Rule) -> RuleList:
    """Return a list with another rule in the place of one."""
    return replace(rules, rules=tuple(instead if it is rule else it for it in rules.rules))
