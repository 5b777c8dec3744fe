"""How much of a group or of a class of site roles has a capability: the matrix in small."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from tableau_perm_cli.catalog import Capability, RoleClass
from tableau_perm_cli.resolve.bulk import BulkEngine
from tableau_perm_cli.resolve.bulk.bits import bits_of, indexes_in
from tableau_perm_cli.resolve.matrix import MatrixSlice
from tableau_perm_cli.resolve.reasons import Reason, Verdict

Team = tuple[str, int]
"""Users who are counted together: a name and a bit set that is not empty."""


@dataclass(frozen=True, slots=True)
class Share:
    """What one capability on one item comes to for some users."""

    site: str
    item: str
    capability: Capability
    team: str
    """The name of the group or of the class."""
    members: int
    reasons: Mapping[Reason, int]
    """How many members have which reason, in the order of the ladder; none is zero."""

    @property
    def allowed(self) -> int:
        """How many members have the capability."""
        return sum(
            number for reason, number in self.reasons.items() if reason.verdict is Verdict.ALLOWED
        )


def classes_of(engine: BulkEngine, users: int) -> list[Team]:
    """Return the users by the class of the site role that counts, the most capable first."""
    places: dict[RoleClass, list[int]] = {role_class: [] for role_class in RoleClass}
    for place in indexes_in(users):
        role = engine.role(place)
        if role is not None:
            places[role.role_class].append(place)
    size = len(engine.users)
    return [(role_class.value, bits_of(it, size)) for role_class, it in places.items() if it]


def groups_of(engine: BulkEngine, users: int) -> list[Team]:
    """Return the users by group, sorted by name; All Users is a group too."""
    groups = engine.people.memberships.groups
    return [(name, bits) for name in sorted(groups) if (bits := groups[name].bits & users)]


def shares(
    asked: MatrixSlice, teams: Sequence[Team], advance: Callable[[], None] = lambda: None
) -> Iterator[Share]:
    """Yield what every capability of every item of the slice comes to for each team.

    Of a slice of one verdict, only the teams in which somebody has it.
    """
    for address, place in asked.places:
        for capability in asked.capabilities[asked.engine.items[place].item.kind]:
            holders = asked.engine.who(place, capability)
            ordered = [(reason, holders[reason]) for reason in Reason if reason in holders]
            for name, members in teams:
                reasons = {
                    reason: number
                    for reason, bits in ordered
                    if (number := (bits & members).bit_count())
                }
                share = Share(asked.site, address, capability, name, members.bit_count(), reasons)
                if asked.only is None or any(reason.verdict is asked.only for reason in reasons):
                    yield share
        advance()
