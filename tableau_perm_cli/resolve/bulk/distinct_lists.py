"""Finds which written rule lists say the same.

Locked projects and initial copies share a list by themselves; so do lists that are written
alike, in any order, and lists that name different groups with the same members.
"""

from collections.abc import Callable, Mapping
from functools import cache
from typing import TypeVar

from tableau_perm_cli.catalog import CATALOG, Kind
from tableau_perm_cli.declaration.model import GranteeKind, Rule, RuleList
from tableau_perm_cli.resolve.bulk import codes
from tableau_perm_cli.resolve.bulk.codes import KIND_NUMBER
from tableau_perm_cli.resolve.bulk.interned import Interned
from tableau_perm_cli.resolve.bulk.memberships import Audience
from tableau_perm_cli.resolve.bulk.principals import People
from tableau_perm_cli.resolve.bulk.rule_lists import DENY, AudienceRules, DistinctList, Masks

_Rules = tuple[tuple[int, Masks], ...]
_Content = tuple[int, _Rules, _Rules, _Rules, int]
"""Everything an answer can depend on: the number of the kind, the rules of each rung, and what
those come to whom no rule reaches."""
_Reached = TypeVar("_Reached", int, Audience)


class DistinctLists(Interned[_Content, DistinctList]):
    """The distinct rule lists of one site."""

    def __init__(
        self, people: People, *, with_group_sets: bool, donor: "DistinctLists | None" = None
    ) -> None:
        """Start with no list; ``donor`` must count the same users."""
        super().__init__(donor)
        self.people = people
        """Whose memberships say whom a rule reaches."""
        self._with_group_sets = with_group_sets
        self._written: dict[tuple[int, int], DistinctList] = {}

    def of(self, written: RuleList | None, kind: Kind) -> DistinctList:
        """Return the distinct list that ``written`` is for items of ``kind``.

        Everything that is asked about must stay in memory until ``forget_written``.
        """
        # Many items share a written list, and its id costs less than its content.
        number = KIND_NUMBER[kind]
        key = (id(written), number)
        known = self._written.get(key)
        if known is None:
            known = self._written[key] = self.read(written, kind)
        return known

    def forget_written(self) -> None:
        """Let go of what is known by its place in memory."""
        self._written = {}

    def read(self, written: RuleList | None, kind: Kind) -> DistinctList:
        """Return the distinct list that ``written`` is, without keeping its place in memory."""
        number = KIND_NUMBER[kind]
        users: dict[int, Masks] = {}
        groups: dict[Audience, Masks] = {}
        group_sets: dict[Audience, Masks] = {}
        index, memberships = self.people.index, self.people.memberships
        for rule in written.rules if written else ():
            masks = _masks(rule, kind)
            match rule.grantee.kind:
                case GranteeKind.USER:
                    _add(users, index[rule.grantee.name], masks)
                case GranteeKind.GROUP:
                    _add(groups, memberships.groups[rule.grantee.name], masks)
                case GranteeKind.GROUP_SET:
                    if self._with_group_sets:
                        _add(group_sets, memberships.group_sets[rule.grantee.name], masks)
        rest = codes.UNSPECIFIED
        if written is not None and written.not_read is not None:
            rest = codes.NOT_READ
        content = (
            number,
            tuple(sorted(users.items())),
            _by_serial(groups),
            _by_serial(group_sets),
            rest,
        )
        return self.find(content) or self.add(
            content,
            DistinctList(
                kind, number, users, AudienceRules(groups), AudienceRules(group_sets), rest
            ),
        )


def _add(rules: dict[_Reached, Masks], reached: _Reached, masks: Masks) -> None:
    """Add a rule, unless it says nothing or nobody is there to hear it."""
    if masks and (isinstance(reached, int) or reached.bits):
        rules[reached] = rules.get(reached, 0) | masks


def _by_serial(rules: Mapping[Audience, Masks]) -> _Rules:
    return tuple(sorted((audience.serial, masks) for audience, masks in rules.items()))


def _masks(rule: Rule, kind: Kind) -> Masks:
    """Return what a rule says about items of ``kind``.

    Views follow lists of workbooks and tables lists of databases, which have all their keys.
    """
    if rule.kind is kind:
        return rule.allow | rule.deny << DENY
    translate = _translator(rule.kind, kind)
    return translate(rule.allow) | translate(rule.deny) << DENY


@cache
def _translator(of: Kind, to: Kind) -> Callable[[int], int]:
    """Return what turns a mask of one kind into that of another."""
    bits = [
        (CATALOG[of].capability(capability.key).bit, capability.bit)
        for capability in CATALOG[to].capabilities
    ]

    @cache
    def translate(mask: int) -> int:
        return sum(bit for from_bit, bit in bits if mask & from_bit)

    return translate
