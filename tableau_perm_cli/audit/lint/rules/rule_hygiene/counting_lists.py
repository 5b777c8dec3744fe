"""The rules of a site that count: those of dead lists are the business of the dead-rule rules."""

from collections.abc import Iterable, Iterator
from itertools import groupby

from tableau_perm_cli.audit.lint.linted_site import LintedSite, WrittenList
from tableau_perm_cli.declaration.model import ALL_USERS, Grantee, GranteeKind, Item, Rule
from tableau_perm_cli.diagnostics import Position

FOR_ALL_USERS = Grantee(GranteeKind.GROUP, ALL_USERS)


def lists_that_count(linted: LintedSite) -> Iterator[WrittenList]:
    """Yield every written list that somebody consults, or that new content begins with."""
    return (written for written in linted.lists if not written.is_dead)


def rules_that_count(linted: LintedSite) -> Iterator[tuple[WrittenList, Rule]]:
    """Yield every rule of such lists."""
    for written in lists_that_count(linted):
        for rule in written.rules.rules:
            yield written, rule


def rules_by_grantee(
    found: Iterable[tuple[WrittenList, Rule]],
) -> Iterator[tuple[Item, Grantee, list[Rule]]]:
    """Yield the rules of each item for each grantee, in the order they are written.

    Args:
        found: in the order of items.
    """
    for _, same in groupby(found, key=lambda it: it[0].place):
        by_grantee: dict[Grantee, list[Rule]] = {}
        item: Item | None = None
        for written, rule in same:
            item = written.item
            by_grantee.setdefault(rule.grantee, []).append(rule)
        if item is not None:
            for grantee, rules in by_grantee.items():
                yield item, grantee, sorted(rules, key=_position)


def rules_for(linted: LintedSite, grantees: set[Grantee]) -> dict[Grantee, list[Rule]]:
    """Return the rules for some grantees that count and say something, as they are written."""
    found: dict[Grantee, list[Rule]] = {}
    if grantees:
        for _, rule in rules_that_count(linted):
            if rule.grantee in grantees and rule.allow | rule.deny:
                found.setdefault(rule.grantee, []).append(rule)
    return {grantee: sorted(rules, key=_position) for grantee, rules in found.items()}


def _position(rule: Rule) -> Position:
    return rule.position
