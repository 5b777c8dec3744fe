"""Who has charge of a project: its owner and leaders, and those of all projects above it.

Semantics section 3, step 3. Charge goes down the hierarchy, never up and never sideways.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tableau_perm_cli.declaration.model import GranteeKind, Project
from tableau_perm_cli.resolve.bulk import codes
from tableau_perm_cli.resolve.bulk.bits import bits_of, indexes_in, union
from tableau_perm_cli.resolve.bulk.codes import UNDECIDED
from tableau_perm_cli.resolve.bulk.interned import Interned
from tableau_perm_cli.resolve.bulk.memberships import Audience
from tableau_perm_cli.resolve.bulk.principals import People
from tableau_perm_cli.resolve.bulk.rule_lists import Claim


@dataclass(frozen=True, slots=True, eq=False)
class Charge:
    """Owners and leaders of a project and of all projects above it.

    INVARIANT: two charges of an engine and its donors with the same people are one object.
    """

    owners: frozenset[int]
    leaders: frozenset[int]
    """Users who lead by a rule for themselves."""
    leading: frozenset[int]
    """Serial numbers of the audiences that lead."""
    audiences: tuple[Audience, ...]
    anyone: bool
    """Whether there are any of them."""

    def standing(self, user: int, audiences: Sequence[int]) -> int:
        """Return the code that being in charge gives a user; ``UNDECIDED`` when nothing does."""
        if user in self.owners:
            return codes.PROJECT_OWNER
        if user in self.leaders or not self.leading.isdisjoint(audiences):
            return codes.PROJECT_LEADER
        return UNDECIDED

    def claims(self, size: int) -> tuple[Claim, ...]:
        """Return the bit sets of owners and leaders; who is both is an owner."""
        if not self.anyone:
            return ()
        led = union(audience.bits for audience in self.audiences)
        return (
            (codes.PROJECT_OWNER, bits_of(self.owners, size)),
            (codes.PROJECT_LEADER, led | bits_of(self.leaders, size)),
        )

    def members(self, most: int) -> list[int] | None:
        """Return the users in charge if they are at most so many, else None."""
        led = union(audience.bits for audience in self.audiences)
        if led.bit_count() > most:
            return None
        members = {*self.owners, *self.leaders, *indexes_in(led)}
        return sorted(members) if len(members) <= most else None


_Content = tuple[frozenset[int], frozenset[int], frozenset[int]]

NOBODY = Charge(frozenset(), frozenset(), frozenset(), (), anyone=False)
"""The charge of what has no owner and no leader at all."""


class Charges(Interned[_Content, Charge]):
    """The distinct charges of one site."""

    def __init__(self, people: People, donor: "Charges | None" = None) -> None:
        """Start with no charge; ``donor`` must count the same users."""
        super().__init__(donor)
        self._people = people

    def within(self, above: Charge, project: Project) -> Charge:
        """Return the charge of ``project``, given that of the project it is in."""
        leaders = project.permissions.leaders if project.permissions else ()
        if project.owner is None and not leaders:
            return above
        index, groups = self._people.index, self._people.memberships.groups
        owners: Iterable[int] = (index[project.owner.user],) if project.owner else ()
        users = {
            index[leader.grantee.name]
            for leader in leaders
            if leader.grantee.kind is GranteeKind.USER
        }
        led = {
            groups[leader.grantee.name]
            for leader in leaders
            if leader.grantee.kind is GranteeKind.GROUP
        }
        audiences = {*above.audiences, *(audience for audience in led if audience.bits)}
        content = (
            above.owners.union(owners),
            above.leaders | users,
            frozenset(audience.serial for audience in audiences),
        )
        return self.find(content) or self.add(
            content, Charge(*content, tuple(audiences), anyone=True)
        )
