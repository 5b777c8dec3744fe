"""What would differ if changes were made: of each at its turn, and of all together."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from tableau_perm_cli.audit.diff import Block, Diff, SitePair, compare
from tableau_perm_cli.audit.diff.compare import Choose
from tableau_perm_cli.audit.what_if.moved import Moved, moved_items
from tableau_perm_cli.audit.what_if.parts import Parts
from tableau_perm_cli.audit.what_if.retold import numbered, placed
from tableau_perm_cli.audit.what_if.step import Step, with_site
from tableau_perm_cli.declaration.model import Declaration
from tableau_perm_cli.declaration.places import Places
from tableau_perm_cli.resolve.bulk import compile_site

Kept = Callable[[SitePair, Block], Block | None]
"""Leaves of a block the cells that are asked about."""


@dataclass(frozen=True, slots=True)
class Turn:
    """What one change does to access, at its turn."""

    gained: int
    lost: int


@dataclass(frozen=True, slots=True)
class WhatIf:
    """What changes that are not made yet would do."""

    site: str
    steps: tuple[Step, ...]
    turns: tuple[Turn, ...]
    """Of each step. A later one may take back what an earlier one gave: the sums may be more
    than the whole."""
    diff: Diff
    """Of all steps together, with its edits placed in the text as it is."""
    numbers: tuple[tuple[int, ...], ...]
    """Of each of the diff's effects, which changes have a part in the edit."""
    moved: tuple[Moved, ...]
    """What would have another address, seen as the same item, whatever is selected."""

    @property
    def lost_forever(self) -> list[tuple[int, str]]:
        """What would be lost for good, each with the number of its change."""
        found: dict[str, int] = {}
        for step in self.steps:
            for sentence in step.lost:
                found.setdefault(sentence, step.number)
        return [(number, sentence) for sentence, number in found.items()]

    def numbered(self) -> Diff:
        """Return the diff with the changes named in its edits, if there are several."""
        if len(self.steps) < 2:  # noqa: PLR2004 - of one there is no doubt
            return self.diff
        return numbered(self.diff, self.numbers)


def examine(
    declaration: Declaration,
    steps: Sequence[Step],
    places: Places | None = None,
    choose: Choose | None = None,
) -> WhatIf:
    """Return what steps, at least one, would do.

    Args:
        declaration: as it is.
        steps: each from where the one before it ends.
        places: the text as it is.
        choose: leaves out cells that are not asked about.
    """
    old, new = steps[0].before, steps[-1].after
    pairs = _pairs(steps)
    kept: list[Kept] = []

    def chosen(whole: Sequence[SitePair]) -> Kept:
        assert choose is not None  # noqa: S101 - only then is it called
        kept.append(choose([*whole, *pairs]))
        return kept[0]

    diff = compare(
        declaration,
        with_site(declaration, new),
        places,
        sites=[old.name],
        choose=chosen if choose else None,
    )
    if places is not None:
        diff = placed(diff, places)
    moved = tuple(moved_items(steps, diff.sites[0].pair))
    if not pairs:
        turns: tuple[Turn, ...] = (Turn(diff.gained, diff.lost),)
        numbers: tuple[tuple[int, ...], ...] = ((1,),) * len(diff.effects)
    else:
        turns = tuple(_turn(pair, kept[0] if kept else None) for pair in pairs)
        parts = Parts(steps, pairs)
        numbers = tuple(parts.of(effect.edit) for effect in diff.effects)
    return WhatIf(old.name, tuple(steps), turns, diff, numbers, moved)


def _pairs(steps: Sequence[Step]) -> list[SitePair]:
    """Return each step compiled, if there are several: one alone is the whole."""
    if len(steps) == 1:
        return []
    names = {*steps[0].before.users}.union(*(step.after.users for step in steps))
    engine = compile_site(steps[0].before, also=names)
    pairs = []
    for step in steps:
        after = engine
        if step.after is not step.before:
            after = compile_site(step.after, engine, also=names)
        # INVARIANT: no name is that of the site itself, nor another pair's.
        name = f"{step.before.name} after change {step.number}"
        pairs.append(SitePair(name, step.before, step.after, engine, after))
        engine = after
    return pairs


def _turn(pair: SitePair, kept: Kept | None) -> Turn:
    if pair.before is pair.after:
        return Turn(0, 0)
    blocks: Iterable[Block] = pair.blocks()
    if kept is not None:
        blocks = [left for block in blocks if (left := kept(pair, block)) is not None]
    found = [(block.gained.bit_count(), block.lost.bit_count()) for block in blocks]
    return Turn(sum(gained for gained, _ in found), sum(lost for _, lost in found))
