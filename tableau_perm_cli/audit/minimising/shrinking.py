"""Makes the lists of a site shorter where they stand, each for itself.

Every item is governed by one list. So what a list becomes is of no concern to any other, as long
as all of them stay.
"""

from collections.abc import Callable
from dataclasses import replace

from tableau_perm_cli.audit.changes.amend import with_every_item
from tableau_perm_cli.audit.minimising.audience import Audiences
from tableau_perm_cli.audit.minimising.folding import folds, with_fold
from tableau_perm_cli.audit.minimising.judge import Judge, Open
from tableau_perm_cli.audit.minimising.record import Record, Slot, tells_more
from tableau_perm_cli.audit.minimising.removing import less, needless_sets
from tableau_perm_cli.audit.minimising.step import StepKind
from tableau_perm_cli.audit.minimising.trimming import exchanged, trimmed_rules
from tableau_perm_cli.declaration.model import Item, Project, RuleList, Site

Advance = Callable[[], None]
"""Is told of each list that was looked at."""


class Shrinking:
    """Shortens lists, and remembers those that were found to be as short as they can be."""

    def __init__(self, record: Record, advance: Advance) -> None:
        """Take where to write down what is done, and whom to tell how far it is."""
        self._record = record
        self._advance = advance
        self._settled: dict[tuple[Slot, int], tuple[RuleList, Open]] = {}

    def shrunk(self, judge: Judge, audiences: Audiences) -> Site:
        """Return the site with shorter lists; what is not changed stays the same object."""

        def amended(item: Item) -> Item:
            if item.permissions is None:
                return item
            if not isinstance(item, Project):
                slot = Slot(item.address, item.permissions.kind, of_project=False)
                rules = self._list(judge, audiences, slot, item.permissions)
                return item if rules is item.permissions else replace(item, permissions=rules)
            permissions = item.permissions
            lists = {
                kind: self._list(
                    judge, audiences, Slot(item.address, kind, of_project=True), rules
                )
                for kind, rules in permissions.lists.items()
            }
            if all(lists[kind] is rules for kind, rules in permissions.lists.items()):
                return item
            return replace(item, permissions=replace(permissions, lists=lists))

        return with_every_item(judge.engine.site, amended)

    def _list(self, judge: Judge, audiences: Audiences, slot: Slot, rules: RuleList) -> RuleList:
        if not rules.rules or tells_more(rules) or not self._record.may_change(slot):
            return rules
        where = audiences.of(rules)
        key = slot, id(rules)
        if self._settled.get(key) == (rules, where):
            return rules
        left = self._without_needless(judge, where, slot, rules)
        left = self._folded(judge, where, slot, left)
        left = self._trimmed(judge, where, slot, left)
        if left is rules:
            self._settled[key] = rules, where
            self._advance()
        return left

    def _without_needless(
        self, judge: Judge, where: Open, slot: Slot, rules: RuleList
    ) -> RuleList:
        for gone in needless_sets(judge, where, rules):
            rules = less(rules, gone)
            for rule in gone:
                also = " (only together with others)" if len(gone) > 1 and rules.rules else ""
                self._record.about_rules(
                    StepKind.NEEDLESS_RULE,
                    slot,
                    (rule,),
                    f"remove the rule for `{rule.grantee}` from {slot}, which decides "
                    f"nothing{also}",
                    rule.position,
                )
        return rules

    def _folded(self, judge: Judge, where: Open, slot: Slot, rules: RuleList) -> RuleList:
        for fold in folds(judge, where, rules):
            rules = with_fold(rules, fold)
            names = ", ".join(f"`{it.grantee.name}`" for it in fold.users)
            of = "who are its members" if fold.exact else "who are members of it"
            self._record.about_rules(
                StepKind.FOLDED,
                slot,
                (*fold.users, fold.group),
                f"make one rule for `{fold.group.grantee}` of those for {names}, {of}, on {slot}",
                fold.users[0].position,
            )
        return rules

    def _trimmed(self, judge: Judge, where: Open, slot: Slot, rules: RuleList) -> RuleList:
        for trimmed in trimmed_rules(judge, where, rules):
            rules = exchanged(rules, trimmed.rule, trimmed.shorter)
            words = ", ".join(f"`{it.key}`" for it in trimmed.words)
            self._record.about_rules(
                StepKind.NEEDLESS_WORD,
                slot,
                (trimmed.rule,),
                f"remove {words} from the rule for `{trimmed.rule.grantee}` of {slot}: naming "
                f"{'it' if len(trimmed.words) == 1 else 'them'} decides nothing",
                trimmed.rule.position_of(trimmed.words[0].index),
            )
        return rules
