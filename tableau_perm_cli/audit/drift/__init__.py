"""Drift: what a site has become since it was declared, renames told from what came and went."""

from tableau_perm_cli.audit.drift.drift import Drift, DriftChange, DriftKind, SiteRename
from tableau_perm_cli.audit.drift.find import Side, SiteIds, find_drift
from tableau_perm_cli.audit.drift.gap import Gap, GapState
from tableau_perm_cli.audit.drift.matching import Ids
from tableau_perm_cli.audit.drift.rename import Rename, RenameKind
from tableau_perm_cli.audit.drift.untold import UNTOLD_SETTINGS

__all__ = [
    "UNTOLD_SETTINGS",
    "Drift",
    "DriftChange",
    "DriftKind",
    "Gap",
    "GapState",
    "Ids",
    "Rename",
    "RenameKind",
    "Side",
    "SiteIds",
    "SiteRename",
    "find_drift",
]
