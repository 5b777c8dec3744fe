"""Who there is: users by index, the site role that counts for each, and their memberships."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from tableau_perm_cli.catalog import RoleClass, SiteRole, higher_role
from tableau_perm_cli.catalog.site_roles import SITE_ROLES
from tableau_perm_cli.declaration.model import Grantee, GranteeKind, Group, Site
from tableau_perm_cli.resolve.bulk.ceilings import ABSENT, CLASSES, Ceilings, build_ceilings
from tableau_perm_cli.resolve.bulk.memberships import Memberships, build_memberships, members_of

_ROLE_NUMBER = {role.name: number for number, role in enumerate(SITE_ROLES)}
_NO_ROLE = len(SITE_ROLES)
"""Stands for the role of those who are not on the site."""
_CLASS_OF_ROLE = bytes(
    [CLASSES.index(role.role_class) for role in SITE_ROLES] + [ABSENT] * (256 - _NO_ROLE)
)
_NEVER_RAISED = frozenset({RoleClass.UNLICENSED, RoleClass.GUEST})


@dataclass(frozen=True, slots=True, eq=False)
class People:
    """The users of a site and everything their roles and memberships give them."""

    names: tuple[str, ...]
    """Sorted; a user's place is the user's index."""
    index: Mapping[str, int]
    roles: bytes
    """For each user the index in ``SITE_ROLES`` of the role that counts."""
    ceilings: Ceilings
    memberships: Memberships

    def role(self, user: int) -> SiteRole | None:
        """Return the role that counts for the user; None for one who is not on the site."""
        number = self.roles[user]
        return None if number == _NO_ROLE else SITE_ROLES[number]

    def named_by(self, grantee: Grantee) -> int:
        """Return the set of users for whom a rule for the grantee is.

        Those in a group set are there also where the site does not evaluate such rules.
        """
        match grantee.kind:
            case GranteeKind.USER:
                return 1 << self.index[grantee.name]
            case GranteeKind.GROUP:
                return self.memberships.groups[grantee.name].bits
            case GranteeKind.GROUP_SET:
                return self.memberships.group_sets[grantee.name].bits


def build_people(site: Site, donor: People | None = None, also: Iterable[str] = ()) -> People:
    """Return the people of a site, taking over from ``donor`` whatever is the same.

    Args:
        site: of which the users, groups, group sets and settings are read.
        donor: of an earlier state of the site; of no use if it has other names.
        also: names that get an index without being users: denied everything, as not on site.
    """
    names = tuple(sorted({*site.users, *also}))
    if donor is not None and donor.names != names:
        donor = None
    index = donor.index if donor else {name: place for place, name in enumerate(names)}
    roles = _roles_that_count(site, names, index)
    return People(
        names,
        index,
        roles,
        build_ceilings(
            roles.translate(_CLASS_OF_ROLE), site.settings, donor.ceilings if donor else None
        ),
        build_memberships(site, index, donor.memberships if donor else None),
    )


def _roles_that_count(site: Site, names: Sequence[str], index: Mapping[str, int]) -> bytes:
    """Return each user's role: the declared one, or the highest that a group sees to.

    Semantics section 1, grant role on sign in. Guest and Unlicensed are nobody's to raise.
    """
    roles = bytearray([_NO_ROLE]) * len(names)
    for name, user in site.users.items():
        roles[index[name]] = _ROLE_NUMBER[user.role.name]
    for group in sorted(site.groups.values(), key=_name):
        if group.minimum_site_role is not None:
            places = (index[member] for member in members_of(site, group))
            _raise(roles, places, group.minimum_site_role)
    return bytes(roles)


def _raise(roles: bytearray, places: Iterable[int], minimum: SiteRole) -> None:
    for place in places:
        role = SITE_ROLES[roles[place]]
        if higher_role(role, minimum) is not role and role.role_class not in _NEVER_RAISED:
            roles[place] = _ROLE_NUMBER[minimum.name]


def _name(group: Group) -> str:
    return group.name
