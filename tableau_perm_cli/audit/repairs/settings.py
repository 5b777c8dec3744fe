"""The change of a site setting that keeps people out."""

from dataclasses import dataclass, replace
from enum import StrEnum

from tableau_perm_cli.audit.changes.change import Played, unchanged
from tableau_perm_cli.declaration.model import Site


class Setting(StrEnum):
    """A site setting that, while it is off, takes something from everybody."""

    WEB_AUTHORING = "web_authoring"
    GUEST_ACCESS = "guest_access"
    GROUP_SETS = "group_sets"


@dataclass(frozen=True, slots=True)
class SwitchOn:
    """A site setting is switched on."""

    setting: Setting

    @property
    def summary(self) -> str:
        """What is done."""
        return f"switch on the site setting `{self.setting.value}`"

    def play(self, site: Site) -> Played:
        """Return the site as it would be."""
        if _is_on(site, self.setting):
            return unchanged(site, f"`{self.setting.value}` is on already")
        match self.setting:
            case Setting.WEB_AUTHORING:
                settings = replace(site.settings, web_authoring=True)
                note = "everybody on the site who has Web Edit can use it"
            case Setting.GUEST_ACCESS:
                settings = replace(site.settings, guest_access=True)
                note = "every grant to `All Users` reaches anonymous visitors"
            case Setting.GROUP_SETS:
                settings = replace(site.settings, group_sets=True)
                note = "every rule for a group set counts"
        return Played(replace(site, settings=settings), (note,))


def _is_on(site: Site, setting: Setting) -> bool:
    match setting:
        case Setting.WEB_AUTHORING:
            return site.settings.web_authoring
        case Setting.GUEST_ACCESS:
            return site.settings.guest_access
        case Setting.GROUP_SETS:
            return site.settings.group_sets
