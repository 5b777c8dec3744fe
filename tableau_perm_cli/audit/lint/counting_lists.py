"""The rules of a site that count: those of dead lists are the business of the dead-rule rules."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from tableau_perm_cli.audit.lint.linted_site import LintedSite, WrittenList
from tableau_perm_cli.audit.lint.rule import detail_of
from tableau_perm_cli.declaration.model import ALL_USERS, Grantee, GranteeKind, Item, Rule
from tableau_perm_cli.diagnostics import Position, Subject

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


@dataclass(slots=True)
class RulesOf:
    """The rules for one grantee over the whole site that count and say something."""

    grantee: Grantee
    rules: list[Rule]
    items: list[Item]
    """Whose rules they are; of a project as often as it has rules."""

    def subject(self, linted: LintedSite) -> Subject:
        """Return what a finding about all of them is about."""
        items = detail_of(item.address for item in self.items)
        return Subject(linted.site.name, grantee=str(self.grantee), detail=items)


def rules_of(linted: LintedSite, grantees: Collection[Grantee]) -> Iterator[RulesOf]:
    """Yield the rules for each of some grantees that has any, in the order they are written."""
    found: dict[Grantee, RulesOf] = {}
    for written, rule in rules_that_count(linted) if grantees else ():
        if rule.grantee in grantees and rule.allow | rule.deny:
            here = found.setdefault(rule.grantee, RulesOf(rule.grantee, [], []))
            here.rules.append(rule)
            here.items.append(written.item)
    for it in found.values():
        it.rules.sort(key=_position)
        yield it


def _position(rule: Rule) -> Position:
    return rule.position
