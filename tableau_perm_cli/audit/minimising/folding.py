"""Makes one rule for a group out of the same rule for several users who are in it.

Only groups that the list has no rule for yet are tried, first one with exactly these members. Any
other may do as well, where nothing changes for the members who had no such rule. All Users is
left out: a rule for everybody would reach whoever is added next, with nobody asked.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from tableau_perm_cli.audit.minimising.judge import Judge, Open
from tableau_perm_cli.audit.minimising.removing import less
from tableau_perm_cli.declaration.model import (
    ALL_USERS,
    Grantee,
    GranteeKind,
    Rule,
    RuleList,
)
from tableau_perm_cli.resolve.bulk.bits import union

_FEWEST = 2
"""Users whose rules are worth a rule for a group."""


@dataclass(frozen=True, slots=True)
class Fold:
    """Rules for users that become one for a group."""

    users: tuple[Rule, ...]
    group: Rule
    exact: bool
    """Whether the group has these members and no others."""


def folds(judge: Judge, where: Open, rules: RuleList) -> Iterator[Fold]:
    """Yield what can be folded, one after another."""
    left = rules
    for alike in _alike(rules):
        remaining = alike
        for name in _groups(judge, rules, alike):
            if len(remaining) < _FEWEST:
                break
            fold = _fold(judge, remaining, name)
            if fold is None or any(it.grantee == fold.group.grantee for it in left.rules):
                continue
            folded = with_fold(left, fold)
            if judge.is_same(where, left, folded):
                left = folded
                gone = {id(it) for it in fold.users}
                remaining = tuple(it for it in remaining if id(it) not in gone)
                yield fold


def with_fold(rules: RuleList, fold: Fold) -> RuleList:
    """Return a list with the group's rule in the place of the users'."""
    kept = less(rules, fold.users)
    return replace(kept, rules=(*kept.rules, fold.group))


def _alike(rules: RuleList) -> Iterator[tuple[Rule, ...]]:
    """Yield the rules for users that say the same."""
    by_words: dict[tuple[int, int], list[Rule]] = {}
    for rule in rules.rules:
        if rule.grantee.kind is GranteeKind.USER:
            by_words.setdefault((rule.allow, rule.deny), []).append(rule)
    return (tuple(same) for same in by_words.values() if len(same) >= _FEWEST)


def _groups(judge: Judge, rules: RuleList, alike: tuple[Rule, ...]) -> list[str]:
    """Return the groups that may do: those with the most of the users and the fewest others."""
    users = union(map(judge.reach, alike))
    taken = {it.grantee.name for it in rules.rules if it.grantee.kind is GranteeKind.GROUP}
    weights: dict[str, tuple[int, int, str]] = {}
    for name, audience in judge.engine.people.memberships.groups.items():
        inside = (audience.bits & users).bit_count()
        if inside >= _FEWEST and name not in taken and name != ALL_USERS:
            weights[name] = (-inside, audience.bits.bit_count(), name)
    return sorted(weights, key=weights.__getitem__)


def _fold(judge: Judge, alike: tuple[Rule, ...], name: str) -> Fold | None:
    group = replace(alike[0], grantee=Grantee(GranteeKind.GROUP, name))
    members = judge.reach(group)
    inside = tuple(it for it in alike if judge.reach(it) & members)
    if len(inside) < _FEWEST:
        return None
    return Fold(inside, group, union(map(judge.reach, inside)) == members)
