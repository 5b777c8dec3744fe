"""Which of the sites that a source tells is wanted."""

from collections.abc import Sequence

from tableau_perm_cli.diagnostics import UnknownNameError
from tableau_perm_cli.exchange.picture import Picture


def chosen(pictures: Sequence[Picture], site_name: str | None) -> list[Picture]:
    """Return the pictures of the site called so, by name or by its part of the address; or all.

    Raises:
        UnknownNameError: there is no such site.
    """
    if site_name is None:
        return list(pictures)
    wanted = [one for one in pictures if site_name in (one.name, one.content_url)]
    if not wanted:
        raise UnknownNameError("site", site_name, [one.name for one in pictures])
    return wanted
