"""The sets of users that rules can name: groups, and group sets, which are groups in common."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import count

from tableau_perm_cli.catalog import RoleClass
from tableau_perm_cli.declaration.model import ALL_USERS, Group, Site
from tableau_perm_cli.resolve.bulk.bits import bits_of, indexes_in


@dataclass(frozen=True, slots=True, eq=False)
class Audience:
    """A set of users whom a rule reaches.

    INVARIANT: two audiences of an engine and its donors that have the same members are one
    object with one serial number, so what names them can be compared without looking inside.
    """

    serial: int
    bits: int


@dataclass(eq=False)
class Memberships:
    """Who is in which groups and group sets."""

    size: int
    """How many users there are."""
    groups: Mapping[str, Audience]
    group_sets: Mapping[str, Audience]
    declared: Mapping[str, tuple[str, ...]]
    """The members of each group as they are declared, to see later what has changed."""
    serials: "count[int]"
    """The numbers of audiences to come, shared with donors and successors."""

    @cached_property
    def audiences_of(self) -> list[tuple[int, ...]]:
        """For each user the serial numbers of the audiences the user is in.

        Made when first asked for: questions about sets of users never need it.
        """
        found: list[list[int]] = [[] for _ in range(self.size)]
        for audience in {*self.groups.values(), *self.group_sets.values()}:
            serial = audience.serial
            for place in indexes_in(audience.bits):
                found[place].append(serial)
        return [tuple(serials) for serials in found]


def build_memberships(
    site: Site, index: Mapping[str, int], donor: Memberships | None = None
) -> Memberships:
    """Return the memberships of a site; the donor's own when nothing has changed.

    The donor must be of an earlier state of the site in which users have the same indexes.
    """
    serials = donor.serials if donor else count()
    known = _audiences_by_members(donor) if donor else {}

    def audience_of(bits: int) -> Audience:
        audience = known.get(bits)
        if audience is None:
            audience = known[bits] = Audience(next(serials), bits)
        return audience

    groups: dict[str, Audience] = {}
    for name, group in site.groups.items():
        if donor and name != ALL_USERS and donor.declared.get(name) == group.members:
            groups[name] = donor.groups[name]
        else:
            members = [index[member] for member in members_of(site, group)]
            groups[name] = audience_of(bits_of(members, len(index)))
    group_sets = {
        name: audience_of(_in_all([groups[group].bits for group in group_set.groups]))
        for name, group_set in site.group_sets.items()
    }
    if donor and donor.groups == groups and donor.group_sets == group_sets:
        return donor
    declared = {name: group.members for name, group in site.groups.items()}
    return Memberships(len(index), groups, group_sets, declared, serials)


def members_of(site: Site, group: Group) -> Iterable[str]:
    """Return the names of a group's members.

    All Users is everyone, Guest only while guest access is enabled (semantics section 3).
    """
    if group.name != ALL_USERS:
        return group.members
    return (
        user.name
        for user in site.users.values()
        if user.role.role_class is not RoleClass.GUEST or site.settings.guest_access
    )


def _audiences_by_members(memberships: Memberships) -> dict[int, Audience]:
    audiences = (*memberships.groups.values(), *memberships.group_sets.values())
    return {audience.bits: audience for audience in audiences}


def _in_all(bit_sets: Sequence[int]) -> int:
    """Return who is in every one of the groups; of none at all, nobody."""
    if not bit_sets:
        return 0
    common = bit_sets[0]
    for bits in bit_sets[1:]:
        common &= bits
    return common
