"""Over random declarations with random edits: the diff is exact, and so is what caused what."""

import pytest
from support.asking import declaration_of
from support.diffing import CellKey, allowed_cells, edited_pair
from support.generated import random_declaration, with_rules_reordered

from tableau_perm_cli.audit.diff import (
    Block,
    Diff,
    Edit,
    SiteDiff,
    Witnesses,
    compare,
    undone,
)
from tableau_perm_cli.declaration.model import Declaration
from tableau_perm_cli.diagnostics import DeclarationError
from tableau_perm_cli.resolve.bulk import compile_site

SEEDS = range(32)


def pair(seed: int) -> tuple[Declaration, Declaration]:
    """Return two declarations; edits that do not fit together make way for others."""
    while True:
        try:
            old, new, _ = edited_pair(seed, edits=1 + seed % 9)
        except DeclarationError:
            seed += 1000
        else:
            return old, new


def keys(diff: Diff, *, gained: bool) -> set[CellKey]:
    return {
        (it.site, it.user, str(it.item), it.capability.key)
        for it in diff.cells()
        if it.gained is gained
    }


@pytest.mark.parametrize("seed", SEEDS)
def test_the_cells_are_those_that_a_comparison_of_every_cell_finds(seed: int) -> None:
    old, new = pair(seed)
    diff = compare(old, new)
    before, after = allowed_cells(old), allowed_cells(new)
    assert keys(diff, gained=True) == after - before
    assert keys(diff, gained=False) == before - after
    assert (diff.gained, diff.lost) == (len(after - before), len(before - after))
    assert sum(group.gained for group in diff.groups) == diff.gained
    swapped = compare(new, old)
    assert keys(swapped, gained=True) == before - after
    assert keys(swapped, gained=False) == after - before


@pytest.mark.parametrize("seed", SEEDS)
def test_every_changed_cell_has_a_cause_and_causes_are_what_undoing_shows(seed: int) -> None:
    for site in compare(*pair(seed)).sites:
        for block in site.blocks:
            attributed = 0
            for cause in block.causes:
                attributed |= cause.users
            assert attributed == block.changed
        if site.pair.old is None or site.pair.new is None:
            continue
        for effect in site.effects:
            hold_against_undoing(site, effect.edit)


def hold_against_undoing(site: SiteDiff, edit: Edit) -> None:
    """The plain way: undo the one edit, compile all afresh, look at every changed cell."""
    assert site.pair.old is not None
    assert site.pair.new is not None
    names = site.pair.after.users
    without = compile_site(undone(site.pair.old, site.pair.new, [edit]), also=names)
    for block in site.blocks:
        place = without.item_index(block.item)
        allowed = 0 if place is None else without.allowed(place, block.capability)
        taken_back = (allowed ^ block.gained) & block.changed
        assert of_edit(block, edit, shared=False) == taken_back, edit.summary


def of_edit(block: Block, edit: Edit, *, shared: bool) -> int:
    users = 0
    for cause in block.causes:
        if cause.edit is edit and cause.shared is shared:
            users |= cause.users
    return users


@pytest.mark.parametrize("seed", SEEDS)
def test_undoing_all_edits_gives_the_old_access(seed: int) -> None:
    for site in compare(*pair(seed)).sites:
        old, new = site.pair.old, site.pair.new
        if old is not None and new is not None:
            back = undone(old, new, [effect.edit for effect in site.effects])
            sides = (Declaration({it.name: it}, None, ()) for it in (old, back))
            again = compare(*sides)
            assert (again.gained, again.lost) == (0, 0)


@pytest.mark.parametrize("seed", SEEDS)
def test_of_what_only_moved_in_the_text_there_is_no_edit(seed: int) -> None:
    plain = random_declaration(seed, gaps=seed % 2 == 1)
    moved = with_rules_reordered(plain, seed)
    moved["sites"] = dict(reversed(moved["sites"].items()))
    diff = compare(declaration_of(plain), declaration_of(moved))
    assert diff.effects == []
    assert diff.groups == []


@pytest.mark.parametrize("seed", range(20))
def test_a_witness_has_the_derivations_of_both_sides(seed: int) -> None:
    diff = compare(*pair(seed))
    for expected in (1, 1000):  # excerpts, and whole resolvers
        witnesses = Witnesses(expected)
        for group in diff.groups[:4]:
            witness = witnesses.explain(group.witness)
            assert witness.edits
            for side, found in (
                (witness.cell.before, witness.before),
                (witness.cell.after, witness.after),
            ):
                derived = (found.effective, found.reason) if found else (side.effective, None)
                assert derived == (side.effective, side.reason)
