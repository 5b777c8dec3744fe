"""What the user may decide about a reading."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ReadingOptions:
    """How a site is read."""

    every_rule: bool = False
    """Whether rules are read too that a lock, tabs or a locked database make ineffective."""
    site_name: str | None = None
    """What the site is called where the answers do not tell; else they are believed."""
