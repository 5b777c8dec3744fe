"""One change that is not made yet, played out on a site."""

from dataclasses import dataclass, replace

from tableau_perm_cli.audit.changes import Change
from tableau_perm_cli.audit.what_if.data_access import data_notes
from tableau_perm_cli.declaration.model import Declaration, Site


@dataclass(frozen=True, slots=True)
class Step:
    """One change, played on the site as those before it left it."""

    number: int
    """From 1 on."""
    change: Change
    before: Site
    after: Site
    warnings: tuple[str, ...]
    lost: tuple[str, ...]
    """What it destroys that no later change brings back."""


def play_step(number: int, change: Change, site: Site) -> Step:
    """Play one change.

    Raises:
        ChangeError: it cannot be made.
    """
    played = change.play(site)
    warnings = (*played.warnings, *data_notes(change, site, played.site))
    return Step(number, change, site, played.site, warnings, played.lost)


def with_site(declaration: Declaration, site: Site) -> Declaration:
    """Return a declaration with one of its sites exchanged."""
    return replace(declaration, sites={**declaration.sites, site.name: site})
