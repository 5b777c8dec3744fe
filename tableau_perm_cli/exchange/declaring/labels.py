"""Labels: no site has them, so a pull carries them over from the declaration it replaces."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from tableau_perm_cli.catalog import Kind
from tableau_perm_cli.declaration.address import Address
from tableau_perm_cli.declaration.model import Site
from tableau_perm_cli.exchange.ids import IdEntry


@dataclass(frozen=True, slots=True)
class CarriedLabels:
    """The labels of a site as it was declared before."""

    by_address: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    by_id: Mapping[tuple[Kind, str], tuple[str, ...]] = field(default_factory=dict)
    """Of everything that had an id, also where there was no label: ids come first."""

    def of(self, address: Address, thing: str) -> tuple[str, ...]:
        """Return the labels of the thing with this id, which is now at this address."""
        known = self.by_id.get((address.kind, thing))
        return self.by_address.get(str(address), ()) if known is None else known


def labels_of(site: Site, ids: Iterable[IdEntry] = ()) -> CarriedLabels:
    """Return the labels of a declared site.

    Args:
        site: the declaration that is replaced.
        ids: what was in the file of ids beside it; entries of other sites do not count.
    """
    items = {str(item.address): item for item in site.items()}
    by_id = {
        (items[entry.what].kind, entry.id): items[entry.what].labels
        for entry in ids
        if entry.site == site.name and entry.what in items
    }
    labelled = {address: item.labels for address, item in items.items() if item.labels}
    return CarriedLabels(labelled, by_id)
