"""The fingerprint of everything a declaration allows: one SHA-256 over the whole matrix.

What it is of, so that anybody can work it out again: for each site, by name, a line of JSON with
the site's name and the names of its users, in order; then for each item, by address, a line of
JSON with its address, followed by the 32 bytes of the SHA-256 of its rows. The rows: for each
capability of the item's type, in the order of the catalog, a bit a user, in the order of the
users, the first user the lowest bit of the first byte; 1 is allowed.
"""

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tableau_perm_cli.catalog import CATALOG
from tableau_perm_cli.declaration.model import Declaration
from tableau_perm_cli.resolve.bulk import BulkEngine, compile_site

if TYPE_CHECKING:
    from tableau_perm_cli.resolve.bulk.strata import Stratum


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """What a declaration allows, in short."""

    sha256: str
    """In hexadecimal digits."""
    users: int
    """On all sites; somebody on two sites counts twice."""
    items: int
    cells: int
    """How many answers it is of: users by items by capabilities."""


def fingerprint_of(declaration: Declaration) -> Fingerprint:
    """Return the fingerprint of the effective matrix of all sites."""
    digest = hashlib.sha256()
    users = items = cells = 0
    for name in sorted(declaration.sites):
        engine = compile_site(declaration.sites[name])
        cells += _add(engine, digest)
        users += len(engine.users)
        items += len(engine.items)
    return Fingerprint(digest.hexdigest(), users, items, cells)


def _add(engine: BulkEngine, digest: "hashlib._Hash") -> int:
    """Add a site to a digest; return how many cells it has."""
    digest.update(_line([engine.site.name, *engine.users]))
    size = (len(engine.users) + 7) // 8
    known: dict[tuple[Stratum, int], bytes] = {}
    capabilities = 0
    places = {str(governed.item.address): at for at, governed in enumerate(engine.items)}
    for address, place in sorted(places.items()):
        governed = engine.items[place]
        of_kind = CATALOG[governed.item.kind].capabilities
        capabilities += len(of_kind)
        key = governed.stratum, governed.owner
        if key not in known:
            rows = hashlib.sha256()
            for capability in of_kind:
                rows.update(engine.allowed(place, capability).to_bytes(size, "little"))
            known[key] = rows.digest()
        digest.update(_line([address]) + known[key])
    return capabilities * len(engine.users)


def _line(values: list[str]) -> bytes:
    return json.dumps(values).encode() + b"\n"
