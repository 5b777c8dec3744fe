"""What a change is, and how several are played out one after the other."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

from tableau_perm_cli.declaration.model import Site
from tableau_perm_cli.diagnostics import ToolError


class ChangeError(ToolError):
    """The change cannot be made: it contradicts the site, or Tableau refuses it."""


@dataclass(frozen=True, slots=True)
class Played:
    """A site after a change."""

    site: Site
    warnings: tuple[str, ...] = ()
    """What Tableau does along with it, and what to think of: a sentence each, for a person."""
    lost: tuple[str, ...] = ()
    """What no later change brings back: rules that are overwritten, leaders that are dropped."""


class Change(Protocol):
    """One change. Each is a frozen dataclass of names and addresses."""

    @property
    def summary(self) -> str:
        """What is done, as a command to a person: lower case, no full stop."""

    def play(self, site: Site) -> Played:
        """Return the site as it would be.

        Raises:
            ChangeError: it cannot be made.
        """


@dataclass(slots=True)
class _Notes:
    warnings: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)


def play(site: Site, changes: Sequence[Change]) -> Played:
    """Return the site after several changes in order.

    Raises:
        ChangeError: one of them cannot be made after those before it.
    """
    notes = _Notes()
    for change in changes:
        played = change.play(site)
        site = played.site
        notes.warnings += [it for it in played.warnings if it not in notes.warnings]
        notes.lost += [it for it in played.lost if it not in notes.lost]
    return Played(site, tuple(notes.warnings), tuple(notes.lost))


def unchanged(site: Site, because: str) -> Played:
    """Return the site as it is, for a change that is already made.

    Args:
        site: as it is.
        because: what is so already, as the rest of a sentence.
    """
    return Played(site, (f"nothing changes: {because}",))
