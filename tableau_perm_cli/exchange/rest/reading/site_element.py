"""The site itself: what it is called, and the settings that permissions depend on."""

from dataclasses import dataclass

from tableau_perm_cli.declaration.not_read import SETTINGS
from tableau_perm_cli.diagnostics import ToolError
from tableau_perm_cli.exchange.rest.answers import Refusal
from tableau_perm_cli.exchange.rest.node import Node
from tableau_perm_cli.exchange.rest.reading.notebook import Notebook


@dataclass(frozen=True, slots=True)
class SiteTold:
    """What the element ``site`` tells."""

    name: str
    id: str | None = None
    content_url: str | None = None
    guest_access: bool | None = None
    """None where it is not told; so the other."""
    web_authoring: bool | None = None


def told_site(come: Node | Refusal, name: str | None, notebook: Notebook) -> SiteTold:
    """Return what is told of the site.

    Args:
        come: the answer.
        name: what the site is called where the answer does not tell.
        notebook: where to say what lacks.

    Raises:
        ToolError: nobody tells what the site is called.
    """
    node = come if isinstance(come, Node) else Node("site")
    told = node.get("name") or name
    if not told:
        why = come.reason if isinstance(come, Refusal) else "it has no name"
        raise ToolError(
            f"what the site is called is not told ({why})", help="name it with `--site NAME`"
        )
    guests, authoring = _truth(node, "guestAccessEnabled"), _truth(node, "authoringEnabled")
    if isinstance(come, Refusal):
        notebook.gap(SETTINGS, come.reason)
    else:
        untold = [
            words
            for words, value in (("guest access", guests), ("web authoring", authoring))
            if value is None
        ]
        if untold:
            notebook.gap(SETTINGS, f"the answer does not tell {' and '.join(untold)}")
    return SiteTold(told, node.get("id"), node.get("contentUrl"), guests, authoring)


def _truth(node: Node, name: str) -> bool | None:
    told = node.get(name)
    return told.casefold() == "true" if told else None
