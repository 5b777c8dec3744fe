"""A site of the server, as it lists them."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SiteRef:
    """A site that can be pulled."""

    id: str
    name: str
    """As people read it. Of a site that may not be asked for, the content URL or ``Default``."""
    content_url: str
    """Its name in URLs; empty for the default site."""
    active: bool = True
    """Whether the server serves it; a suspended site answers nothing."""
