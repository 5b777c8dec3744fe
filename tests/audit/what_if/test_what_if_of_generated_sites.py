"""What holds of what-if on every site, compared cell by cell with the readable resolver."""

import random

import pytest
from support.trying_changes import Cell, cells, every_kind, generated, with_site

from tableau_perm_cli.audit.changes import ChangeError
from tableau_perm_cli.audit.what_if import Moved, Step, WhatIf, examine, play_step
from tableau_perm_cli.declaration.model import Declaration, Site
from tableau_perm_cli.resolve import Reason

SEEDS = range(16)
ALLOWING = frozenset(
    {
        *(Reason.SERVER_ADMIN, Reason.SITE_ADMIN, Reason.PROJECT_OWNER, Reason.PROJECT_LEADER),
        *(Reason.OWNER, Reason.USER_ALLOW, Reason.GROUP_ALLOW, Reason.GROUP_SET_ALLOW),
    }
)


def played(site: Site, seed: int, most: int = 6) -> list[Step]:
    """Some changes that can be made one after the other, many of them moves."""
    choose = random.Random(seed)  # noqa: S311 - the same for everybody
    steps: list[Step] = []
    while len(steps) < most:
        changes = list(every_kind(site, choose, 1))
        for change in choose.sample(changes, 4):
            try:
                steps.append(play_step(len(steps) + 1, change, site))
            except ChangeError:
                continue
            site = steps[-1].after
    return steps


def found(seed: int) -> list[tuple[Declaration, WhatIf]]:
    _, declaration = generated(seed)
    return [
        (declaration, examine(declaration, played(site, seed)))
        for site in declaration.sites.values()
    ]


def allowed(declaration: Declaration, site: Site) -> set[Cell]:
    reasons = cells(with_site(declaration, site), site.name)
    return {cell for cell, reason in reasons.items() if reason in ALLOWING}


@pytest.mark.parametrize("seed", SEEDS)
def test_each_turn_and_the_whole_are_counted_exactly(seed: int) -> None:
    for declaration, what_if in found(seed):
        states = [what_if.steps[0].before, *(step.after for step in what_if.steps)]
        holding = [allowed(declaration, site) for site in states]
        for turn, before, after in zip(what_if.turns, holding, holding[1:], strict=False):
            assert (turn.gained, turn.lost) == (len(after - before), len(before - after))
        first, last = holding[0], holding[-1]
        assert what_if.diff.gained == len(last - first)
        assert what_if.diff.lost == len(first - last)


@pytest.mark.parametrize("seed", SEEDS)
def test_what_is_moved_is_compared_with_itself(seed: int) -> None:
    for declaration, what_if in found(seed):
        before = allowed(declaration, what_if.steps[0].before)
        after = allowed(declaration, what_if.steps[-1].after)
        for moved in what_if.moved:
            was = {cell[::2] for cell in before if cell[1] == str(moved.old)}
            will = {cell[::2] for cell in after if cell[1] == str(moved.new)}
            assert moved == Moved(moved.old, moved.new, len(will - was), len(was - will))


@pytest.mark.parametrize("seed", SEEDS)
def test_every_edit_is_by_some_change_that_is_there(seed: int) -> None:
    for _, what_if in found(seed):
        numbers = {step.number for step in what_if.steps}
        for effect, by in zip(what_if.diff.effects, what_if.numbers, strict=True):
            assert by, effect.edit.summary
            assert {*by} <= numbers


def test_generated_sites_have_moves_to_compare() -> None:
    assert sum(len(what_if.moved) for seed in SEEDS for _, what_if in found(seed)) > len(SEEDS)
