"""Licence level, administrator level and publishing -> a site role.

Help, "CSV import file guidelines", the table of import settings and site roles.
"""

from typing import Final

from tableau_perm_cli.catalog import fold, site_role_named

NOT_TOLD: Final = "not told"
"""Stands for the role of a user of whom no list tells one; the catalog does not know it."""

LICENCES: Final = ("Creator", "Explorer", "Viewer", "Unlicensed")
LEGACY_LICENCES: Final = ("Interactor",)
ADMINISTRATORS: Final = ("System", "Site", "None")

_LICENCES: Final = {fold(name): name for name in (*LICENCES, *LEGACY_LICENCES)}
_ADMINISTRATORS: Final = {fold(name): name for name in (*ADMINISTRATORS, "No")}
_PUBLISHES: Final = {
    **dict.fromkeys(("1", "true", "yes"), True),
    **dict.fromkeys(("0", "false", "no", ""), False),
}

# By licence, administrator and publishing. System makes a server administrator whatever the rest.
_ROLES: Final[dict[tuple[str, str, bool], str]] = {
    ("Creator", "Site", True): "SiteAdministratorCreator",
    ("Creator", "Site", False): "SiteAdministratorCreator",
    ("Explorer", "Site", True): "SiteAdministratorExplorer",
    ("Explorer", "Site", False): "SiteAdministratorExplorer",
    ("Creator", "None", True): "Creator",
    ("Creator", "None", False): "Explorer",
    ("Explorer", "None", True): "ExplorerCanPublish",
    ("Explorer", "None", False): "Explorer",
    ("Viewer", "None", False): "Viewer",
    ("Unlicensed", "None", False): "Unlicensed",
    ("Interactor", "Site", True): "SiteAdministrator",
    ("Interactor", "Site", False): "SiteAdministrator",
    ("Interactor", "None", True): "Publisher",
    ("Interactor", "None", False): "Interactor",
    ("Unlicensed", "None", True): "Unlicensed (can publish)",
}


def is_licence(cell: str) -> bool:
    """Whether a cell says a licence level, or the name of a site role, or nothing."""
    return not cell.strip() or fold(cell) in _LICENCES or site_role_named(cell) is not None


def is_administrator(cell: str) -> bool:
    """Whether a cell says an administrator level, or nothing."""
    return not cell.strip() or fold(cell) in _ADMINISTRATORS


def is_publishing(cell: str) -> bool:
    """Whether a cell says if the user can publish, or nothing."""
    return cell.strip().casefold() in _PUBLISHES


def role_of(licence: str, administrator: str, publishing: str) -> str | None:
    """Return the site role that three valid cells make.

    Returns:
        ``NOT_TOLD`` when the licence is left out and nothing else settles it; None when the
        combination is none that Help knows.
    """
    level = _ADMINISTRATORS.get(fold(administrator), "None")
    if level == "System":
        return "ServerAdministrator"
    if not licence.strip():
        return NOT_TOLD if level != "Site" else None
    named = _LICENCES.get(fold(licence))
    publishes = _PUBLISHES[publishing.strip().casefold()]
    if named is None or (not administrator.strip() and not publishing.strip()):
        # The name of a site role stands for all three; a bare licence is the role called so.
        return licence.strip()
    return _ROLES.get((named, "None" if level == "No" else level, publishes))
