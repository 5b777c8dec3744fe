"""Compares two declarations: what access is gained and lost, and which edits caused it."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from tableau_perm_cli.audit.diff.attribution import attribute
from tableau_perm_cli.audit.diff.cells import Block, Cell, SitePair, pair_sites
from tableau_perm_cli.audit.diff.edit import Edit, EditKind
from tableau_perm_cli.audit.diff.item_edits import ItemEdits
from tableau_perm_cli.audit.diff.site_edits import PeopleEdits
from tableau_perm_cli.audit.diff.totals import (
    DiffVerdict,
    Effect,
    Group,
    effects_of,
    group_count,
    groups_of,
    verdict_of,
)
from tableau_perm_cli.declaration.model import Declaration, Site
from tableau_perm_cli.declaration.places import Places
from tableau_perm_cli.diagnostics import Position

Choose = Callable[[Sequence[SitePair]], Callable[[SitePair, Block], Block | None]]
"""From the compiled sites to what leaves of each block the cells that are asked about."""


@dataclass(frozen=True, slots=True)
class SiteDiff:
    """What differs on one site."""

    pair: SitePair
    blocks: tuple[Block, ...]
    """The changed cells, by address and capability."""
    groups: tuple[Group, ...]
    effects: tuple[Effect, ...]
    """Every edit of the site with what it did, in the order of the new text."""
    unchanged: int
    """In how many groups no cell differs."""

    def cells(self) -> Iterator[Cell]:
        """Yield the changed cells one by one."""
        return self.pair.cells(self.blocks)


@dataclass(frozen=True, slots=True)
class Diff:
    """What differs between two declarations."""

    sites: tuple[SiteDiff, ...]
    """In the order of the new declaration, those that are gone last."""

    @property
    def groups(self) -> list[Group]:
        """The groups of all sites in which cells differ."""
        return [group for site in self.sites for group in site.groups]

    @property
    def effects(self) -> list[Effect]:
        """Every edit with what it did."""
        return [effect for site in self.sites for effect in site.effects]

    @property
    def gained(self) -> int:
        """How many cells are allowed that were denied."""
        return sum(group.gained for group in self.groups)

    @property
    def lost(self) -> int:
        """How many cells are denied that were allowed."""
        return sum(group.lost for group in self.groups)

    @property
    def verdict(self) -> DiffVerdict:
        """What it comes to as a whole."""
        return verdict_of(self.gained, self.lost)

    @property
    def unchanged(self) -> int:
        """In how many groups no cell differs."""
        return sum(site.unchanged for site in self.sites)

    def cells(self) -> Iterator[Cell]:
        """Yield the changed cells one by one: by site, address, capability and user."""
        for site in self.sites:
            yield from site.cells()


def compare(
    old: Declaration,
    new: Declaration,
    places: Places | None = None,
    *,
    sites: Sequence[str] | None = None,
    choose: Choose | None = None,
) -> Diff:
    """Return what differs in effective access, exactly, and what caused it.

    Args:
        old: the declaration as it was.
        new: as it is.
        places: the text of ``new``, for edits whose place the model does not keep.
        sites: the names of the sites to compare; None for all.
        choose: leaves out cells that are not asked about.
    """
    names = [*new.sites, *(name for name in old.sites if name not in new.sites)]
    pairs = [
        pair_sites(name, old.sites.get(name), new.sites.get(name))
        for name in names
        if sites is None or name in sites
    ]
    kept = choose(pairs) if choose else None
    return Diff(tuple(_site_diff(pair, places, kept) for pair in pairs))


def _site_diff(
    pair: SitePair,
    places: Places | None,
    kept: Callable[[SitePair, Block], Block | None] | None,
) -> SiteDiff:
    blocks = pair.blocks()
    if kept is not None:
        blocks = [left for block in blocks if (left := kept(pair, block)) is not None]
    edits = edits_between(pair)
    if places is not None:
        edits = [placed(edit, places) for edit in edits]
    attribute(pair, blocks, sorted(edits, key=_in_order))
    return summed(pair, blocks, edits)


def summed(pair: SitePair, blocks: Sequence[Block], edits: Iterable[Edit]) -> SiteDiff:
    """Return what differs on a site, once every changed cell has its causes."""
    groups = groups_of(pair, blocks)
    effects = effects_of(pair, blocks, sorted(edits, key=_in_order))
    unchanged = group_count(pair) - len(groups)
    return SiteDiff(pair, tuple(blocks), tuple(groups), tuple(effects), unchanged)


def _in_order(edit: Edit) -> tuple[Position, str]:
    return edit.position, edit.summary


def edits_between(pair: SitePair) -> list[Edit]:
    """Return every edit between the two states of a site."""
    old, new = pair.old, pair.new
    if old is None or new is None:
        there = new or old
        assert there is not None  # noqa: S101 - a site is on one side at least
        return [_whole_site(there, added=old is None)]
    if old is new:
        return []
    return [*PeopleEdits(old, new).find(), *ItemEdits(old, new).find()]


def _whole_site(site: Site, *, added: bool) -> Edit:
    was, now = (None, site) if added else (site, None)
    words = f"site `{site.name}` {'added' if added else 'removed'}"
    return Edit(EditKind.SITE, site.name, was, now, words, site.position)


def placed(edit: Edit, places: Places) -> Edit:
    """Return the edit with the nearest place that the text has for it."""
    if edit.kind is EditKind.SITE and edit.after is None:
        found = places.top()
    else:
        found = places.find(edit.spot) if edit.spot else None
    return replace(edit, position=found) if found else edit
