"""Over random declarations: renames are no drift but renames, and the cells are exact."""

import random
from collections import Counter
from copy import deepcopy

import pytest
from support.asking import declaration_of
from support.diffing import EDITORS, CellKey, allowed_cells, edited_pair
from support.drifting import (
    first_site,
    randomly_moved,
    randomly_renamed,
    side,
    things_of,
)
from support.generated import random_declaration

from tableau_perm_cli.audit.diff import compare
from tableau_perm_cli.audit.drift import Drift, DriftKind, RenameKind, Side, find_drift
from tableau_perm_cli.declaration.model import Declaration
from tableau_perm_cli.diagnostics import DeclarationError

SEEDS = range(16)
_PRINCIPALS = ("user", "group", "group_set")


def cells(drift: Drift) -> set[tuple[CellKey, bool]]:
    found = drift.diff.cells()
    return {((it.site, it.user, str(it.item), it.capability.key), it.gained) for it in found}


@pytest.mark.parametrize("seed", SEEDS)
def test_what_is_only_renamed_is_renamed_and_nothing_else(seed: int) -> None:
    plain = random_declaration(seed)
    renamed, ids, number = randomly_renamed(plain, seed)
    drift = find_drift(side(declaration_of(plain)), Side(declaration_of(renamed), ids))
    kinds = Counter(change.kind for change in drift.changes)
    assert kinds == Counter({DriftKind.RENAMED: number} if number else {})
    assert len(drift.renames) == number
    assert (cells(drift), drift.by_names) == (set(), ())


@pytest.mark.parametrize("seed", SEEDS)
def test_of_a_site_with_itself_there_is_none(seed: int) -> None:
    declaration = declaration_of(random_declaration(seed))
    for ids in (None, {}):
        drift = find_drift(side(declaration, ids), side(declaration, ids))
        assert not drift.drifted


@pytest.mark.parametrize("seed", SEEDS)
def test_a_gap_changes_no_access_on_whatever_side(seed: int) -> None:
    whole = side(declaration_of(random_declaration(seed)))
    gapped = side(declaration_of(random_declaration(seed, gaps=True)))
    for old, new in ((whole, gapped), (gapped, whole), (gapped, gapped)):
        drift = find_drift(old, new)
        assert cells(drift) == set()
        others = [it for it in drift.changes if it.kind is not DriftKind.NOT_READ]
        # Where gaps are put in, so are capabilities that nobody knows.
        assert all("the unknown" in it.summary for it in others)
    assert find_drift(gapped, gapped).changes == ()


def edited(seed: int) -> tuple[Declaration, Declaration]:
    """Return two declarations; edits that do not fit together make way for others."""
    seed *= 2  # of an odd one the declaration has gaps
    while True:
        try:
            old, new, _ = edited_pair(seed, edits=1 + seed % 7)
        except DeclarationError:
            seed += 1000
        else:
            if not loses_owners(old, new) and not (has_gaps(old) or has_gaps(new)):
                return old, new
            seed += 1000


def has_gaps(declaration: Declaration) -> bool:
    """Whether something was not read: what the other side has stands for it."""
    return any(
        thing.not_read
        for site in declaration.sites.values()
        for thing in (site, *site.users.values(), *site.groups.values(), *site.items())
    )


def loses_owners(old: Declaration, new: Declaration) -> bool:
    """Whether the new state leaves an owner out: that is not told, and not compared."""
    for name, site in new.sites.items():
        before = {it.address: it for it in old.sites[name].items()} if name in old.sites else {}
        for item in site.items():
            known = before.get(item.address)
            if known is not None and known.owner is not None and item.owner is None:
                return True
    return False


@pytest.mark.parametrize("seed", SEEDS)
def test_random_edits_change_exactly_the_cells_of_a_diff(seed: int) -> None:
    old, new = edited(seed)
    expected = compare(old, new)
    for one, other in ((Side(old, {}), Side(new, {})), (side(old), side(new))):
        drift = find_drift(one, other, untold=())
        assert (drift.diff.gained, drift.diff.lost) == (expected.gained, expected.lost)
        assert cells(drift) == {
            ((it.site, it.user, str(it.item), it.capability.key), it.gained)
            for it in expected.cells()
        }


@pytest.mark.parametrize("seed", SEEDS)
def test_ignoring_every_kind_leaves_nothing(seed: int) -> None:
    old, new = edited(seed)
    whole = find_drift(side(old), side(new))
    drift = find_drift(side(old), side(new), ignored=[*DriftKind])
    assert (drift.changes, cells(drift)) == ((), set())
    assert drift.ignored == len(whole.changes)
    assert drift.diff.unchanged == whole.diff.unchanged + len(whole.diff.groups)


def moved_and_edited(seed: int) -> tuple[dict, dict, dict[str, str]]:
    """Return a declaration, the same with moves and some edits, and where things came from."""
    while True:
        plain = random_declaration(seed)
        new, origin = randomly_moved(plain, seed)
        choose = random.Random(seed)  # noqa: S311 - the same for everybody
        for _ in range(seed % 3):
            new = deepcopy(new)
            choose.choice(EDITORS)(new, choose)
        try:
            sites = declaration_of(new).sites
        except DeclarationError:
            seed += 1000
        else:
            if first_site(plain).name in sites:
                return plain, new, origin
            seed += 1000


def ids_after(new: Declaration, name: str, origin: dict[str, str]) -> dict[str, dict[str, str]]:
    """Return the ids of a declaration in which the things of one site were moved."""
    ids = {}
    for site in new.sites:
        things = [*things_of(new, site)]
        if site == name:
            things = [it for it in things if it.partition(":")[0] in _PRINCIPALS]
        ids[site] = {it: f"id {it}" for it in things}
    ids[name] |= {now: f"id {was}" for now, was in origin.items()}
    return ids


@pytest.mark.parametrize("seed", SEEDS)
def test_what_is_moved_is_the_same_thing_in_another_place(seed: int) -> None:
    plain, altered, origin = moved_and_edited(seed)
    old, new = declaration_of(plain), declaration_of(altered)
    name = first_site(plain).name
    drift = find_drift(side(old), Side(new, ids_after(new, name, origin)), untold=())
    goes_to = {was: now for now, was in origin.items()}
    before = {
        (site, user, goes_to.get(item, item) if site == name else item, capability)
        for site, user, item, capability in allowed_cells(old)
    }
    after = allowed_cells(new)
    expected = {(it, True) for it in after - before} | {(it, False) for it in before - after}
    # What is gone is called as it was, wherever what it was in went.
    there = {str(it.address) for it in new.sites[name].items()}
    found = cells(drift)
    assert len(found) == len(expected)
    assert {it for it in found if it[0][2] in there} == {
        it for it in expected if it[0][2] in there
    }


@pytest.mark.parametrize("seed", SEEDS)
def test_every_cell_has_a_cause_whatever_was_moved(seed: int) -> None:
    plain, altered, origin = moved_and_edited(seed)
    old, new = declaration_of(plain), declaration_of(altered)
    ids = ids_after(new, first_site(plain).name, origin)
    drift = find_drift(side(old), Side(new, ids))
    for site in drift.diff.sites:
        for block in site.blocks:
            attributed = 0
            for cause in block.causes:
                attributed |= cause.users
            assert attributed == block.changed
    moves = [it for it in drift.renames if it.rename.kind is RenameKind.MOVED]
    assert len(moves) == sum(it.kind is DriftKind.MOVED for it in drift.changes)
