"""Trials of rule lists and of members, held against the changed site compiled anew."""

import random
from collections.abc import Iterable, Sequence
from dataclasses import replace

from tableau_perm_cli.audit.changes.amend import with_every_item
from tableau_perm_cli.catalog import CATALOG
from tableau_perm_cli.declaration.model import Grantee, Item, Project, Rule, RuleList, Site
from tableau_perm_cli.resolve.bulk import BulkEngine, Trial, changed_cells

Changes = dict[tuple[str, str], tuple[int, int]]
"""Who gains and who loses, by item and key of the capability."""


def with_list(site: Site, rules: RuleList, other: RuleList | None) -> Site:
    """Return the site with another list in the place of one; None for one without rules."""
    instead = other or replace(rules, rules=(), not_read=None)

    def swapped(item: Item) -> Item:
        if item.permissions is None:
            return item
        if not isinstance(item, Project):
            return replace(item, permissions=instead) if item.permissions is rules else item
        lists = {
            kind: instead if known is rules else known
            for kind, known in item.permissions.lists.items()
        }
        return replace(item, permissions=replace(item.permissions, lists=lists))

    return with_every_item(site, swapped)


def random_list(rules: RuleList, known: Sequence[Grantee], choose: random.Random) -> RuleList:
    """Return a list of the same kind that says something else to anybody there is."""
    full = CATALOG[rules.kind].full_mask

    def rule(grantee: Grantee) -> Rule:
        allow = choose.getrandbits(32) & full
        deny = choose.getrandbits(32) & choose.getrandbits(32) & full & ~allow
        return Rule(grantee, rules.kind, allow, deny, 0, None, rules.position, None, ())

    some = choose.sample(known, choose.randint(0, min(4, len(known))))
    return replace(rules, rules=tuple(map(rule, some)), not_read=None)


def changes_of(engine: BulkEngine, trials: Iterable[Trial]) -> Changes:
    """Return what trials say changes; fails when two speak of one cell."""
    found: Changes = {}
    for trial in trials:
        for place, capabilities, gained, lost in trial.item_changes():
            for capability in capabilities:
                key = (str(engine.items[place].item.address), capability.key)
                assert key not in found
                found[key] = (gained, lost)
    return found


def changes_anew(before: BulkEngine, after: BulkEngine) -> Changes:
    """Return what changes between two sites."""
    return {
        (str(it.item.address), it.capability.key): (it.gained, it.lost)
        for it in changed_cells(before, after)
    }


def decides_as(trial: Trial, after: BulkEngine) -> None:
    """Hold every answer of a trial, and who has which reason, against the changed site's."""
    for place in trial.places:
        for capability in CATALOG[after.items[place].item.kind].capabilities:
            assert trial.who(place, capability) == after.who(place, capability)
            for user in range(len(after.users)):
                answer = trial.decide(user, place, capability.index)
                assert answer == after.decide(user, place, capability.index)
