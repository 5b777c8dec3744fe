"""Tries to take rules out of their lists: finds those whose absence nobody would notice.

Rules are tried one after another, each in the list as it is written and in what those before have
left of it: of two rules that say the same to the same people only one can go. INVARIANT: what is
found on a site can be removed one at a time, and everything together.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import Enum, auto
from functools import lru_cache

from tableau_perm_cli.audit.lint.counting_lists import FOR_ALL_USERS
from tableau_perm_cli.audit.lint.linted_site import LintedSite, WrittenList
from tableau_perm_cli.audit.lint.rules.rule_hygiene.bearing import Answers, Bearing, bearing_of
from tableau_perm_cli.catalog import CATALOG, RoleClass
from tableau_perm_cli.declaration.model import GranteeKind, Rule, RuleList
from tableau_perm_cli.resolve.bulk.bits import without


class Part(Enum):
    """What of a rule changes nothing."""

    RULE = auto()
    """The rule, which allows something."""
    DENIES = auto()
    """All that it denies: perhaps all that it says."""


@dataclass(frozen=True, slots=True)
class Removal:
    """What can be taken out of a list, and nobody gains or loses anything."""

    written: WrittenList
    rule: Rule
    part: Part
    rest: tuple[Rule, ...]
    """The rules of the list that speak to the same people about the same, and stay."""
    bound: int
    """The people the rule is for whom rules bind: all but administrators and those in charge."""


# Two lint rules read it, one after the other, of one site at a time.
@lru_cache(maxsize=1)
def removals(linted: LintedSite) -> tuple[Removal, ...]:
    """Return everything on the site that says something and changes nothing."""
    return tuple(
        removal
        for written in linted.lists
        if written.rules.rules and not written.is_dead and not CATALOG[written.rules.kind].retired
        for removal in _Trial(linted, written).removals()
    )


class _Trial:
    """One list, from which rule after rule is taken."""

    def __init__(self, linted: LintedSite, written: WrittenList) -> None:
        self._linted = linted
        self._written = written
        self._bearing: Bearing = bearing_of(linted, written)
        self._whole = self._left = Answers(self._bearing, written.rules)

    def removals(self) -> Iterator[Removal]:
        """Yield what can go: first whole rules, then what rules deny that also allow."""
        found: dict[int, tuple[Rule, Part]] = {}
        tried = [rule for rule in self._written.rules.rules if not self._is_told_elsewhere(rule)]
        for rule in sorted(tried, key=self._weight):
            # A deny for All Users has a rule of its own.
            is_tried = rule.allow or rule.grantee != FOR_ALL_USERS
            if is_tried and self._goes(rule, None):
                found[id(rule)] = (rule, Part.RULE if rule.allow else Part.DENIES)
        for rule in tried:
            is_mixed = rule.allow and rule.deny and id(rule) not in found
            if is_mixed and self._goes(rule, replace(rule, deny=0)):
                found[id(rule)] = (rule, Part.DENIES)
        for rule, part in found.values():
            yield Removal(self._written, rule, part, self._rest(rule), self._bound(rule))

    def _goes(self, rule: Rule, instead: Rule | None) -> bool:
        """Whether a rule can be replaced, or left out; what is left of the list is without it."""
        capabilities = rule.deny if instead else rule.allow | rule.deny
        left = self._left
        for before in (left,) if left is self._whole else (self._whole, left):
            after = Answers(self._bearing, _replaced(before.rules, rule, instead))
            if not before.is_same(after, capabilities):
                return False
            left = after
        self._left = left
        return True

    def _weight(self, rule: Rule) -> tuple[int, int]:
        """Return what decides which of several rules goes: what reaches fewest goes first."""
        rank = [GranteeKind.USER, GranteeKind.GROUP_SET, GranteeKind.GROUP]
        return rank.index(rule.grantee.kind), self._linted.reached_by(rule.grantee).bit_count()

    def _is_told_elsewhere(self, rule: Rule) -> bool:
        """Whether another lint rule says already why the rule does nothing, or that it may not."""
        linted = self._linted
        reached = linted.reached_by(rule.grantee)
        says = rule.allow | rule.deny
        if rule.unknown or not linted.is_known(rule.grantee) or reached & linted.unread_roles:
            return True  # what it does is not known in full
        if not says or not without(reached, linted.in_class(RoleClass.UNLICENSED)):
            return True
        if rule.grantee.kind is GranteeKind.GROUP_SET and not linted.site.settings.group_sets:
            return True
        if never_consulted(linted, self._written, self._bearing, rule):
            return True
        # What is above the site role of everyone it is for is about people, not about the list.
        return bool(
            rule.allow
            and without(reached, linted.administrators)
            and not any(
                reached & linted.bound(rule.kind, capability)
                for capability in CATALOG[rule.kind].members(rule.allow)
            )
        )

    def _rest(self, rule: Rule) -> tuple[Rule, ...]:
        reached = self._linted.reached_by(rule.grantee)
        says = rule.allow | rule.deny
        return tuple(
            it
            for it in self._left.rules.rules
            if it.grantee != rule.grantee
            and (it.allow | it.deny) & says
            and self._linted.reached_by(it.grantee) & reached
        )

    def _bound(self, rule: Rule) -> int:
        bearing = self._bearing
        above = self._linted.administrators
        for _, users in bearing.charge.claims(len(self._linted.engine.users)):
            above |= users
        if bearing.owner >= 0:
            above |= 1 << bearing.owner
        return without(self._linted.reached_by(rule.grantee), above)


def _replaced(rules: RuleList, rule: Rule, instead: Rule | None) -> RuleList:
    kept = (instead if it is rule else it for it in rules.rules)
    return replace(rules, rules=tuple(it for it in kept if it is not None))


def never_consulted(
    linted: LintedSite, written: WrittenList, bearing: Bearing, rule: Rule
) -> bool:
    """Whether a rule is for one user about whom all of it is decided before rules."""
    if rule.grantee.kind is not GranteeKind.USER:
        return False
    user = linted.engine.people.index[rule.grantee.name]
    return bearing.in_charge(written.rules, user, rule.allow | rule.deny) is not None
