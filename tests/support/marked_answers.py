"""What a pulled declaration marks as not read, and whether all else in it is right."""

from collections.abc import Iterator

from support.faulty_pulls import SITE, Result
from support.rest_server import RestServer
from tableau_perm_cli.catalog import CATALOG, Capability
from tableau_perm_cli.resolve import Reason, open_site


def one(address: str) -> str:
    """Return the marks of a place that stands for the id of something."""
    return f"<{address}>"


def placed(server: RestServer, place: str) -> str:
    """Put the id in where an address stands."""
    before, opened, rest = place.partition("<")
    if not opened:
        return place
    address, _, after = rest.partition(">")
    return f"{before}{server.luid(address)}{after}$"


def marks(found: Result) -> Iterator[tuple[str, str]]:
    """Yield what is marked as not read, and which part of it."""
    for site in found.declaration.sites.values():
        for part in site.not_read:
            yield "", part
        for item in site.items():
            for part in item.not_read:
                yield str(item.address), part
        for user in site.users.values():
            for part in user.not_read:
                yield f"user:{user.name}", part


def answers(found: Result, server: RestServer) -> Iterator[tuple[str, str, str, bool]]:
    """Yield every answer that is not the declared one, and whether it says that it may not be."""
    declaration = found.declaration
    after = open_site(declaration, "Main")
    items = {str(item.address): item for item in after.graph.items()}
    before = server.site.site
    for user, item, key, reason in matrix(server):
        if item not in items:
            continue
        told = after.derive(user, items[item], key)
        if told.reason.verdict is not reason.verdict:
            yield user, item, key.key, told.uncertain
    assert items.keys() <= {str(item.address) for item in before.items()}


def matrix(server: RestServer) -> Iterator[tuple[str, str, Capability, Reason]]:
    """Yield every answer as it is declared."""
    resolver = open_site(SITE, "Main")
    for item in resolver.graph.items():
        for user in server.site.site.users:
            for capability in CATALOG[item.kind].capabilities:
                told = resolver.derive(user, item, capability)
                yield user, str(item.address), capability, told.reason
