"""Mutants: the site with one thing in it changed, to see whether any expectation notices."""

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TypeAlias

from tableau_perm_cli.audit.changes.amend import with_every_item, with_item, with_members
from tableau_perm_cli.declaration.address import Address
from tableau_perm_cli.declaration.model import Item, Leader, Project, Rule, RuleList, Site
from tableau_perm_cli.diagnostics import Position
from tableau_perm_cli.resolve import Verdict
from tableau_perm_cli.resolve.reasons import Reason


class Mutation(StrEnum):
    """What is changed."""

    DROP = "drop"
    """A rule is left out."""
    FLIP = "flip"
    """What a rule allows it denies, and what it denies it allows."""
    WIDEN = "widen"
    """A rule allows what the next template adds."""
    WIDEN_TO_ALL = "widen_to_all"
    """What a rule allows is allowed to All Users."""
    LEAVE = "leave"
    """A member leaves a group."""
    JOIN = "join"
    """Somebody who is not in a group becomes a member."""
    STEP_DOWN = "step_down"
    """A project leader setting is left out."""


@dataclass(frozen=True, slots=True)
class RuleMutant:
    """A rule list that says something else to one grantee."""

    mutation: Mutation
    address: Address
    """Of the item whose list it is."""
    rules: RuleList
    """The list as it is."""
    rule: Rule
    """The rule that is changed."""
    replacement: RuleList
    """What stands in the place of the list."""
    governs: int
    """About how many items the list decides today."""

    @property
    def position(self) -> Position:
        """Where the rule is written."""
        return self.rule.position

    def applied(self, site: Site) -> Site:
        """Return the site with the other list."""
        return with_every_item(site, self._swapped)

    def _swapped(self, item: Item) -> Item:
        if item.permissions is None:
            return item
        if not isinstance(item, Project):
            mine = item.permissions is self.rules
            return replace(item, permissions=self.replacement) if mine else item
        lists = item.permissions.lists
        if not any(rules is self.rules for rules in lists.values()):
            return item
        swapped = {
            kind: self.replacement if rules is self.rules else rules
            for kind, rules in lists.items()
        }
        return replace(item, permissions=replace(item.permissions, lists=swapped))


@dataclass(frozen=True, slots=True)
class MemberMutant:
    """A group with one member less or more."""

    mutation: Mutation
    group: str
    user: str
    position: Position
    """Where the group is written."""

    def applied(self, site: Site) -> Site:
        """Return the site with the other members."""
        members = tuple(it for it in site.groups[self.group].members if it != self.user)
        if self.mutation is Mutation.JOIN:
            members = (*members, self.user)
        return with_members(site, self.group, members)


@dataclass(frozen=True, slots=True)
class LeaderMutant:
    """A project with one leader setting less."""

    mutation: Mutation
    address: Address
    """Of the project."""
    leader: Leader

    @property
    def position(self) -> Position:
        """Where the setting is written."""
        return self.leader.position

    def applied(self, site: Site) -> Site:
        """Return the site without the setting."""
        return with_item(site, self.address, self._without)

    def _without(self, item: Item) -> Item:
        if not isinstance(item, Project) or item.permissions is None:
            return item
        left = tuple(it for it in item.permissions.leaders if it is not self.leader)
        return replace(item, permissions=replace(item.permissions, leaders=left))


Mutant: TypeAlias = RuleMutant | MemberMutant | LeaderMutant


class Fate(StrEnum):
    """What becomes of a mutant."""

    NOTICED = "noticed"
    """An expectation that holds today would not hold."""
    SURVIVED = "survived"
    """Somebody gains or loses something, and no expectation notices."""
    EQUIVALENT = "equivalent"
    """Nobody gains or loses anything."""


@dataclass(frozen=True, slots=True)
class MutatedCell:
    """A cell that a mutant changes."""

    user: str
    item: Address
    capability: str
    """Its key."""
    before: tuple[Verdict, Reason]
    after: tuple[Verdict, Reason]


@dataclass(frozen=True, slots=True)
class Judged:
    """A mutant and what became of it."""

    mutant: Mutant
    fate: Fate
    cell: MutatedCell | None = None
    """Of one that survived: a cell that it changes."""
    cells: int = 0
    """Of one that survived: how many cells it changes."""
