"""Site roles: Tableau's table of who a person can be on a site (semantics section 1)."""

from dataclasses import dataclass
from enum import StrEnum

from tableau_perm_cli.catalog.folding import fold
from tableau_perm_cli.catalog.kinds import CeilingClass


class RoleClass(StrEnum):
    """The class of a site role: what decides its ceiling and whether it administers."""

    SERVER_ADMIN = "server_admin"
    SITE_ADMIN = "site_admin"
    CREATOR = "creator"
    EXPLORER_PUBLISH = "explorer_publish"
    EXPLORER = "explorer"
    VIEWER = "viewer"
    UNLICENSED = "unlicensed"
    GUEST = "guest"


_CEILINGS: dict[RoleClass, CeilingClass | None] = {
    RoleClass.SERVER_ADMIN: CeilingClass.CREATOR,
    RoleClass.SITE_ADMIN: CeilingClass.CREATOR,
    RoleClass.CREATOR: CeilingClass.CREATOR,
    RoleClass.EXPLORER_PUBLISH: CeilingClass.EXPLORER_PUBLISH,
    RoleClass.EXPLORER: CeilingClass.EXPLORER,
    RoleClass.VIEWER: CeilingClass.VIEWER,
    RoleClass.UNLICENSED: None,
    RoleClass.GUEST: CeilingClass.GUEST,
}


@dataclass(frozen=True, slots=True)
class SiteRole:
    """One row of the site role table."""

    name: str
    """The name in Tableau's user interface: the canonical one."""
    rest_name: str
    """The name in the REST API."""
    role_class: RoleClass
    may_publish: bool
    """Whether the role can ever publish."""
    rank: int
    """Orders roles for "the higher of the two"; a higher number is the more capable role."""
    uncertain: bool = False
    """Public text does not settle the class of this role."""

    @property
    def ceiling(self) -> CeilingClass | None:
        """The column of the ceilings table; None for Unlicensed, who can hold nothing."""
        return _CEILINGS[self.role_class]

    @property
    def is_administrator(self) -> bool:
        """Whether no rule binds the role on its site."""
        return self.role_class in {RoleClass.SERVER_ADMIN, RoleClass.SITE_ADMIN}


_C = RoleClass

# Help, "Site roles". The ranks follow Help, "Site role on import": the highest applies.
SITE_ROLES: tuple[SiteRole, ...] = (
    SiteRole("Server Administrator", "ServerAdministrator", _C.SERVER_ADMIN, True, 9),
    SiteRole("Site Administrator Creator", "SiteAdministratorCreator", _C.SITE_ADMIN, True, 8),
    SiteRole("Site Administrator Explorer", "SiteAdministratorExplorer", _C.SITE_ADMIN, True, 7),
    SiteRole("Creator", "Creator", _C.CREATOR, True, 6),
    SiteRole("Explorer (can publish)", "ExplorerCanPublish", _C.EXPLORER_PUBLISH, True, 5),
    SiteRole("Explorer", "Explorer", _C.EXPLORER, False, 4),
    SiteRole("Viewer", "Viewer", _C.VIEWER, False, 3),
    SiteRole("Read Only", "ReadOnly", _C.VIEWER, False, 2, uncertain=True),
    SiteRole("Unlicensed", "Unlicensed", _C.UNLICENSED, False, 0),
    SiteRole("Guest", "Guest", _C.GUEST, False, 1),
    SiteRole("Support User", "SupportUser", _C.VIEWER, False, 2, uncertain=True),
)


@dataclass(frozen=True, slots=True)
class LegacySiteRole:
    """A site role name of 2018.1 and before, and what it is today."""

    name: str
    today: str
    """The canonical name of the role it maps to."""
    uncertain: bool = False
    """Public text does not settle the mapping."""


LEGACY_SITE_ROLES: tuple[LegacySiteRole, ...] = (
    LegacySiteRole("Site Administrator", "Site Administrator Explorer"),
    LegacySiteRole("Publisher", "Explorer (can publish)"),
    LegacySiteRole("Interactor", "Explorer"),
    LegacySiteRole("Viewer (can publish)", "Explorer (can publish)", uncertain=True),
    LegacySiteRole("Unlicensed (can publish)", "Unlicensed"),
)


@dataclass(frozen=True, slots=True)
class RoleReading:
    """What a written role name means."""

    role: SiteRole
    legacy: LegacySiteRole | None
    """The legacy name that was written, when it was one."""

    @property
    def uncertain(self) -> bool:
        """Whether the class or the mapping of the role is uncertain."""
        return self.role.uncertain or (self.legacy is not None and self.legacy.uncertain)


def _fold_role(name: str) -> str:
    return fold(name).replace("(", "").replace(")", "")


_BY_NAME = {role.name: role for role in SITE_ROLES}
_READINGS: dict[str, RoleReading] = {
    **{_fold_role(old.name): RoleReading(_BY_NAME[old.today], old) for old in LEGACY_SITE_ROLES},
    **{_fold_role(role.name): RoleReading(role, None) for role in SITE_ROLES},
    **{_fold_role(role.rest_name): RoleReading(role, None) for role in SITE_ROLES},
}


def site_role_named(name: str) -> RoleReading | None:
    """Return the role that ``name`` spells, or None.

    The UI, REST and legacy names are accepted in any case, spaces, underscores and hyphens
    ignored (semantics section 1).
    """
    return _READINGS.get(_fold_role(name))


def higher_role(one: SiteRole, other: SiteRole) -> SiteRole:
    """Return the more capable of two roles; ``one`` when they rank alike."""
    return other if other.rank > one.rank else one
