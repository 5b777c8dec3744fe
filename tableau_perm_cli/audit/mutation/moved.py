"""A group whose members have all left it, or that everybody has joined.

INVARIANT: what a user may do depends on nobody else's memberships. So on a site on which *all*
members have left a group, each member may do what he may do having left alone; and on a site on
which everybody has joined it, each of the others what he may do having joined alone. Two sites
stand for all mutants of a group. So it is with whom a selector selects.
"""

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import NamedTuple

from tableau_perm_cli.audit.changes.amend import with_members
from tableau_perm_cli.audit.expectations.bench import Bench
from tableau_perm_cli.audit.mutation.mutant import (
    MemberMutant,
    Mutation,
)
from tableau_perm_cli.audit.mutation.watched import Watched
from tableau_perm_cli.catalog import Capability
from tableau_perm_cli.declaration.model import Group
from tableau_perm_cli.diagnostics import Position
from tableau_perm_cli.resolve.bulk import (
    BulkEngine,
    Regrouping,
    Trial,
    changed_cells,
    changed_items,
    compile_site,
)
from tableau_perm_cli.resolve.bulk.bits import bits_of, union, without
from tableau_perm_cli.resolve.reasons import Reason
from tableau_perm_cli.resolve.selectors import Subject


class MovedCell(NamedTuple):
    """Which of the users gain and lose one capability on one item."""

    place: int
    """The index of the item."""
    capability: Capability
    gained: int
    lost: int


class Moved:
    """A group that all its members have left, or that everybody else has joined."""

    def __init__(self, mutation: Mutation, group: Group, among: int, moves: Regrouping) -> None:
        """Take who moves.

        Args:
            mutation: whether they leave or join.
            group: as it is declared.
            among: the set of users who have left or joined.
            moves: tries other members of groups of the site.
        """
        self.mutation = mutation
        self.group = group
        self.among = among
        self._before = moves.engine
        site = self._before.site
        users = tuple(site.users) if mutation is Mutation.JOIN else ()
        self._site = with_members(site, group.name, users)
        self._tried = moves.tried(self._site, group.name)

    @cached_property
    def engine(self) -> BulkEngine:
        """Of the site as it is then."""
        return compile_site(self._site, self._before)

    @cached_property
    def roles_change(self) -> bool:
        """Whether the group raises the site role of any of its members."""
        return self._tried is None and self.engine.people.roles != self._before.people.roles

    @cached_property
    def cells(self) -> tuple[MovedCell, ...]:
        """Everything that changes, in the order of items."""
        if self._tried is None:
            return tuple(
                MovedCell(item.after, capability, gained, lost)
                for item, capability, gained, lost in changed_cells(self._before, self.engine)
                if item.after is not None
            )
        found = [
            MovedCell(place, capability, gained, lost)
            for trial in self._tried.trials
            for place, capabilities, gained, lost in trial.item_changes()
            for capability in capabilities
        ]
        return tuple(sorted(found, key=lambda cell: (cell.place, cell.capability.index)))

    @cached_property
    def changed(self) -> int:
        """Those of the users who gain or lose anything."""
        return union(cell.gained | cell.lost for cell in self.cells)

    def places(self) -> list[int]:
        """Return the items on which an answer or its reason may be another."""
        if self._tried is None:
            items = changed_items(self._before, self.engine)
            return [item.after for item in items if item.after is not None]
        return list(self._by_place)

    def who(self, place: int, capability: Capability) -> Mapping[Reason, int]:
        """Return who has which reason on an item then."""
        if self._tried is None:
            return self.engine.who(place, capability)
        trial = self._by_place.get(place)
        return trial.who(place, capability) if trial else self._before.who(place, capability)

    @cached_property
    def _by_place(self) -> dict[int, Trial]:
        return {
            place: trial
            for trial in (self._tried.trials if self._tried else ())
            for place in trial.places
        }

    def selects_others(self, watched: Watched, before: Bench) -> bool:
        """Whether an expectation selects others of the users who have moved than before."""
        if not watched.moves_with(self.group.name, roles_change=self.roles_change):
            return False
        if self._tried is None:
            return True
        after = Bench(self._tried.roster)
        texts = dict.fromkeys(word.text for word in watched.user_words)
        return any(
            (before.select(Subject.USERS, text).bits ^ after.select(Subject.USERS, text).bits)
            & self.among
            for text in texts
        )

    def mutant(self, user: str) -> MemberMutant:
        """Return the mutant of one of the users."""
        position = self.group.position or Position("", 1, 1)
        return MemberMutant(self.mutation, self.group.name, user, position)


def moved_both_ways(moves: Regrouping, name: str) -> Iterator[Moved]:
    """Yield the site with an empty group, and the site with everybody in it."""
    engine = moves.engine
    group = engine.site.groups[name]
    index, size = engine.people.index, len(engine.users)
    members = bits_of([index[member] for member in group.members], size)
    others = without(bits_of([index[user] for user in engine.site.users], size), members)
    for mutation, among in ((Mutation.LEAVE, members), (Mutation.JOIN, others)):
        if among:
            yield Moved(mutation, group, among, moves)
