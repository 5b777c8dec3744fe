"""Makes the mutants of a site: of every written rule and of every leader setting."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from tableau_perm_cli.audit.mutation.mutant import LeaderMutant, Mutation, RuleMutant
from tableau_perm_cli.catalog.templates import TEMPLATES
from tableau_perm_cli.declaration.address import Address
from tableau_perm_cli.declaration.model import (
    ALL_USERS,
    Grantee,
    GranteeKind,
    Item,
    Project,
    Rule,
    RuleList,
)
from tableau_perm_cli.resolve.bulk import BulkEngine, places_by_list

_EVERYBODY = Grantee(GranteeKind.GROUP, ALL_USERS)


def written_lists(engine: BulkEngine) -> Iterator[tuple[Item, RuleList]]:
    """Yield every rule list that is written with its item, once each, in the order of items."""
    known: set[int] = set()
    for governed in engine.items:
        item = governed.item
        lists: Iterable[RuleList] = ()
        if isinstance(item, Project):
            lists = item.permissions.lists.values() if item.permissions else ()
        elif item.permissions is not None:
            lists = (item.permissions,)
        for rules in lists:
            if id(rules) not in known:
                known.add(id(rules))
                yield item, rules


def rule_mutants(engine: BulkEngine) -> Iterator[tuple[RuleMutant, list[int]]]:
    """Yield the mutants of every rule, with the indexes of the items that its list governs."""
    places = places_by_list(engine)
    for item, rules in written_lists(engine):
        governs = places.get(id(rules), [])
        for rule in rules.rules:
            for mutant in _mutants_of(item.address, rules, rule, len(governs)):
                yield mutant, governs


def _mutants_of(
    address: Address, rules: RuleList, rule: Rule, governs: int
) -> Iterator[RuleMutant]:
    def mutant(mutation: Mutation, *instead: Rule) -> RuleMutant:
        others = {it.grantee for it in instead}
        kept = [it for it in rules.rules if it is rule or it.grantee not in others]
        at = kept.index(rule)
        replaced = (*kept[:at], *instead, *kept[at + 1 :])
        replacement = replace(rules, rules=replaced)
        return RuleMutant(mutation, address, rules, rule, replacement, governs)

    yield mutant(Mutation.DROP)
    if rule.allow | rule.deny:
        yield mutant(Mutation.FLIP, _saying(rule, rule.deny, rule.allow))
    more = _next_step(rule)
    if more:
        yield mutant(Mutation.WIDEN, _saying(rule, rule.allow | more, rule.deny))
    if rule.allow and rule.grantee != _EVERYBODY:
        known = next((it for it in rules.rules if it.grantee == _EVERYBODY), None)
        for_all = known or replace(rule, grantee=_EVERYBODY, allow=0, deny=0)
        allow, deny = for_all.allow | rule.allow, for_all.deny & ~rule.allow
        if (allow, deny) != (for_all.allow, for_all.deny):
            yield mutant(Mutation.WIDEN_TO_ALL, rule, _saying(for_all, allow, deny))


def _saying(rule: Rule, allow: int, deny: int) -> Rule:
    return replace(
        rule,
        allow=allow,
        deny=deny,
        uncertain=0,
        template=None,
        template_position=None,
        explicit=(),
    )


def _next_step(rule: Rule) -> int:
    """Return what the smallest template adds that allows anything the rule does not mention."""
    said = rule.allow | rule.deny
    added = (template.allow & ~said for template in TEMPLATES[rule.kind].values())
    return next(filter(None, added), 0)


def leader_mutants(engine: BulkEngine) -> Iterator[LeaderMutant]:
    """Yield a mutant for every leader setting."""
    for governed in engine.items:
        item = governed.item
        if isinstance(item, Project) and item.permissions is not None:
            for leader in item.permissions.leaders:
                yield LeaderMutant(Mutation.STEP_DOWN, item.address, leader)


def groups_that_count(engine: BulkEngine) -> list[str]:
    """Return the groups to be in which can make a difference, in the order of the declaration."""
    site = engine.site
    named = {name for group_set in site.group_sets.values() for name in group_set.groups}
    for _, rules in written_lists(engine):
        named.update(it.grantee.name for it in rules.rules if _is_group(it.grantee))
    for mutant in leader_mutants(engine):
        if _is_group(mutant.leader.grantee):
            named.add(mutant.leader.grantee.name)
    return [
        name
        for name, group in site.groups.items()
        if name != ALL_USERS and (name in named or group.minimum_site_role is not None)
    ]


def _is_group(grantee: Grantee) -> bool:
    return grantee.kind is GranteeKind.GROUP
