"""Who asks: a user with the site role that counts and everything membership gives."""

from dataclasses import dataclass

from tableau_perm_cli.catalog import CeilingClass, RoleClass, SiteRole, higher_role
from tableau_perm_cli.declaration.model import Grantee, GranteeKind, Group, GroupSet, User
from tableau_perm_cli.graph import SiteGraph

_NEVER_RAISED = frozenset({RoleClass.UNLICENSED, RoleClass.GUEST})


@dataclass(frozen=True, slots=True)
class Principal:
    """A user of one site, with the groups that count for permissions."""

    user: User
    role: SiteRole
    """The role used: the declared one, or a higher one that a group sees to."""
    raised_by: Group | None
    """The group that raised the role above the declared one."""
    raised_at_sign_in: Group | None
    """The group that would license an Unlicensed user at the next sign-in."""
    groups: tuple[Group, ...]
    """Sorted by name; All Users included, for Guest only with guest access."""
    group_sets: tuple[GroupSet, ...]
    """The group sets in all of whose groups the user is."""
    grantees: frozenset[Grantee]
    """Everything a rule can name that reaches this user."""

    @property
    def name(self) -> str:
        """The user's name."""
        return self.user.name

    @property
    def ceiling(self) -> CeilingClass | None:
        """The column of the ceilings table that bounds the user; None for Unlicensed."""
        return self.role.ceiling

    @property
    def role_is_uncertain(self) -> bool:
        """Whether public text leaves open what the role's class is."""
        return self.raised_by is None and self.user.reading.uncertain


def find_principal(graph: SiteGraph, user: User) -> Principal:
    """Return the user with what the user's groups make of it.

    "A member cannot be below that role" (semantics section 1, grant role on sign in): the higher
    of the declared role and the groups' minimum is used. An Unlicensed member gets it only at the
    next sign-in. Guest is nobody's to raise.
    """
    groups = graph.groups_of(user)
    group_sets = graph.group_sets_of(user)
    role, raised_by, potential = user.role, None, None
    for group in groups:
        minimum = group.minimum_site_role
        if minimum is None or higher_role(role, minimum) is role:
            continue
        if user.role.role_class not in _NEVER_RAISED:
            role, raised_by = minimum, group
        elif user.role.role_class is RoleClass.UNLICENSED and _more(minimum, potential):
            potential = group
    grantees = [
        Grantee(GranteeKind.USER, user.name),
        *(Grantee(GranteeKind.GROUP, group.name) for group in groups),
        *(Grantee(GranteeKind.GROUP_SET, group_set.name) for group_set in group_sets),
    ]
    return Principal(user, role, raised_by, potential, groups, group_sets, frozenset(grantees))


def _more(minimum: SiteRole, so_far: Group | None) -> bool:
    if so_far is None or so_far.minimum_site_role is None:
        return True
    return minimum.rank > so_far.minimum_site_role.rank
