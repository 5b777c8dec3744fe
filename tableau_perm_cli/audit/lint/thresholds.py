"""The numbers and words by which a team tells lint rules what it takes for normal."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Thresholds:
    """What rules measure against; each can be set under ``[lint]`` in the configuration."""

    sensitive_label: str = "sensitive"
    """Projects and content with this label, and all that is in them, hold what must not leak."""
    sandbox_label: str = "sandbox"
    """A project with this label, and all that is in it, is meant to be open."""
    max_site_administrators: int = 3
    """More on one site are too many."""
    max_server_administrators: int = 2
    """More on the server are too many."""
    administrator_groups: tuple[str, ...] = ("*admin*",)
    """Globs, in any case, on the names of the groups that hold administrators."""
    large_group: float = 0.5
    """A group with at least this share of a site's users is large."""
    large_group_least: int = 10
    """A group of fewer than so many is never large."""
    owner_share: float = 0.5
    """Who owns more than this share of a site's content owns too much of it."""
    owner_least: int = 10
    """On a site with fewer items of content nobody owns too much."""
