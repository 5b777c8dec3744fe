"""Takes out of a list the rules that decide nothing, as sets, until none is left that could go.

Sometimes neither of two rules can go alone and both can together: each undoes what the other
says. What has to go along with a rule is not guessed. Where its absence changes something, the
rules that now decide have to go too, all of them, and so on: the smallest set that holds the rule
and that nobody would miss, or the end of the ladder, and the rule stays.
"""

from collections.abc import Iterator
from dataclasses import replace

from tableau_perm_cli.audit.minimising.judge import Judge, Open
from tableau_perm_cli.declaration.model import GranteeKind, Rule, RuleList

_RANK = [GranteeKind.USER, GranteeKind.GROUP_SET, GranteeKind.GROUP]


def needless_sets(judge: Judge, where: Open, rules: RuleList) -> Iterator[tuple[Rule, ...]]:
    """Yield sets of rules that can go, one after another, and nobody gains or loses anything.

    INVARIANT: in what is left when all are gone, no set of rules can go. Whatever could go after
    a set has gone could have gone together with it before, so one look at each rule is enough.
    """
    if rules.rules and judge.is_same(where, rules, None):
        yield rules.rules
        return
    left = rules
    for rule in sorted(rules.rules, key=lambda it: _weight(judge, it)):
        if any(it is rule for it in left.rules):
            gone = _needless_with(judge, where, left, rule)
            if gone:
                left = less(left, gone)
                yield gone


def _needless_with(
    judge: Judge, where: Open, rules: RuleList, rule: Rule
) -> tuple[Rule, ...] | None:
    """Return the smallest set of rules with this one that can go; None if there is none."""
    gone: dict[int, Rule] = {id(rule): rule}
    while True:
        rest = less(rules, tuple(gone.values()))
        known = len(gone)
        for change in judge.changes(where, rules, rest):
            deciding = judge.deciding(rest, change)
            if deciding is None:
                return None
            gone |= {id(it): it for it in deciding}
        if len(gone) == known:
            return tuple(it for it in rules.rules if id(it) in gone)


def less(rules: RuleList, gone: tuple[Rule, ...]) -> RuleList:
    """Return a list without some of its rules."""
    ids = {id(it) for it in gone}
    return replace(rules, rules=tuple(it for it in rules.rules if id(it) not in ids))


def _weight(judge: Judge, rule: Rule) -> tuple[int, int, str]:
    """Return what decides which of several rules goes: what reaches fewest goes first.

    A rule for a user before one for a group, as Tableau advises to have rules.
    """
    rank = _RANK.index(rule.grantee.kind)
    return rank, judge.reach(rule).bit_count(), rule.grantee.name
