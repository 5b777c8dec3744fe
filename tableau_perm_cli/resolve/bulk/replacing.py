"""What a rule list decides, and what would change if another stood in its place."""

from collections.abc import Iterable, Iterator, Sequence

from tableau_perm_cli.catalog import CATALOG, Kind
from tableau_perm_cli.declaration.model import RuleList
from tableau_perm_cli.resolve.bulk.bits import lowest_bit, treated_alike, without
from tableau_perm_cli.resolve.bulk.changes import ChangedCells, ChangedItem
from tableau_perm_cli.resolve.bulk.engine import BulkEngine
from tableau_perm_cli.resolve.bulk.strata import Stratum


def places_by_list(engine: BulkEngine) -> dict[int, list[int]]:
    """Return the indexes of the items that each written rule list governs, by the list's ``id``.

    A list that governs nothing is not there. The ids hold as long as the engine's site does.
    """
    places: dict[int, list[int]] = {}
    for place, governed in enumerate(engine.items):
        if governed.rules is not None:
            places.setdefault(id(governed.rules), []).append(place)
    return places


def changes_by_replacing(
    engine: BulkEngine, places: Sequence[int], replacement: RuleList | None
) -> Iterator[ChangedCells]:
    """Yield who would gain and lose what if another list governed these items.

    Args:
        engine: of the site as it is; it is not changed.
        places: the indexes of the items that the replaced list governs (``places_by_list``).
            That a list also seeds what is created later is not looked at.
        replacement: of the kind of the list in whose place it stands; None for no rules at all.
    """
    # One for each kind of item: a workbook's list may govern its views too.
    lists = {kind: engine.lists.read(replacement, kind) for kind in _kinds_of(engine, places)}
    strata: dict[Stratum, tuple[Stratum, list[int]]] = {}
    for place in places:
        governed = engine.items[place]
        old = governed.stratum
        if old not in strata:
            kind = old.rules.kind
            new = Stratum(lists[kind], old.charge, old.lock)
            masks = [mask for it in (old, new) for mask in it.alike(engine.people.ceilings)]
            parts = treated_alike(masks, CATALOG[kind].full_mask)
            strata[old] = new, [] if new.rules is old.rules else parts
        new, parts = strata[old]
        yield from _changed_cells(engine, place, new, parts)


def _kinds_of(engine: BulkEngine, places: Iterable[int]) -> set[Kind]:
    return {engine.items[place].stratum.rules.kind for place in places}


def _changed_cells(
    engine: BulkEngine, place: int, new: Stratum, parts: Iterable[int]
) -> Iterator[ChangedCells]:
    governed = engine.items[place]
    kind = governed.stratum.rules.kind
    item = ChangedItem(governed.item.address, place, place)
    capabilities = CATALOG[kind].capabilities
    for part in parts:
        lowest = lowest_bit(part)
        had = governed.stratum.allowed(engine.people, lowest, governed.owner)
        has = new.allowed(engine.people, lowest, governed.owner)
        if had != has:
            gained, lost = without(has, had), without(had, has)
            for capability in CATALOG[kind].members(part):
                yield ChangedCells(item, capabilities[capability.index], gained, lost)
