"""Other members of one group, tried without compiling the site again.

Where nobody leads by the group and it raises no site role, its members bear on nothing but the
rule lists that name it, or a group set that it is in.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from tableau_perm_cli.declaration.model import Grantee, GranteeKind, Project, RuleList, Site
from tableau_perm_cli.resolve.bulk.distinct_lists import DistinctLists
from tableau_perm_cli.resolve.bulk.engine import BulkEngine
from tableau_perm_cli.resolve.bulk.principals import build_people
from tableau_perm_cli.resolve.bulk.trial import Trial, places_by_list


@dataclass(frozen=True, slots=True)
class Regrouped:
    """What other members of a group come to."""

    trials: list[Trial]
    """Of all lists on which the members bear; no item is in two of them."""
    roster: BulkEngine
    """For selecting users: it knows who is in which group then, and answers as before."""


class Regrouping:
    """Tries other members of the groups of one site."""

    def __init__(self, engine: BulkEngine) -> None:
        """Take the compiled site."""
        self.engine = engine
        self._naming: dict[str, list[tuple[RuleList, Sequence[int]]]] = {}
        self._leading: set[str] = set()
        for places in places_by_list(engine).values():
            rules = engine.items[places[0]].rules
            if rules is not None:
                for name in {name for rule in rules.rules for name in self._in(rule.grantee)}:
                    self._naming.setdefault(name, []).append((rules, places))
        for governed in engine.items:
            item = governed.item
            if isinstance(item, Project) and item.permissions is not None:
                for leader in item.permissions.leaders:
                    self._leading.update(self._in(leader.grantee))

    def _in(self, grantee: Grantee) -> Sequence[str]:
        """Return the groups that decide whom a rule for the grantee reaches."""
        match grantee.kind:
            case GranteeKind.GROUP:
                return (grantee.name,)
            case GranteeKind.GROUP_SET:
                return self.engine.site.group_sets[grantee.name].groups
            case GranteeKind.USER:
                return ()

    def tried(self, after: Site, group: str) -> Regrouped | None:
        """Return what other members of a group come to.

        Args:
            after: the site with other members in the group; else as the compiled one.
            group: its name.

        Returns:
            None when the members bear on more than rule lists.
        """
        engine = self.engine
        if group in self._leading:
            return None
        people = build_people(after, engine.people)
        if people.roles != engine.people.roles:
            return None
        lists = DistinctLists(
            people, with_group_sets=after.settings.group_sets, donor=engine.lists
        )
        trials = [
            Trial(engine, places, rules, lists) for rules, places in self._naming.get(group, ())
        ]
        roster = BulkEngine(after, people, lists, engine.charges, engine.strata, engine.items)
        return Regrouped(trials, roster)
