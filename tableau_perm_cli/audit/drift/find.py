"""Finds the drift: aligns the declaration with what the site has become, and compares the two."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

from tableau_perm_cli.audit.diff import Block, Diff, Edit, EditKind, SiteDiff, compare
from tableau_perm_cli.audit.diff.attribution import attribute
from tableau_perm_cli.audit.diff.cells import pair_sites
from tableau_perm_cli.audit.diff.compare import edits_between, placed, summed
from tableau_perm_cli.audit.diff.totals import Effect
from tableau_perm_cli.audit.drift.drift import (
    Drift,
    DriftChange,
    DriftKind,
    SiteRename,
    change_of_effect,
    change_of_gap,
    kind_of,
)
from tableau_perm_cli.audit.drift.evening import evened, written_out
from tableau_perm_cli.audit.drift.filling import filled
from tableau_perm_cli.audit.drift.gap import Gap, GapState
from tableau_perm_cli.audit.drift.matching import Ids, Match, common_ids, match
from tableau_perm_cli.audit.drift.moved_items import MovedBlocks, own_edits, stripped
from tableau_perm_cli.audit.drift.rename import Rename, RenameKind
from tableau_perm_cli.audit.drift.renaming import renamed
from tableau_perm_cli.audit.drift.untold import UNTOLD_SETTINGS, told_alike
from tableau_perm_cli.declaration.model import Declaration, Group, GroupSet, Site, User
from tableau_perm_cli.declaration.places import Places
from tableau_perm_cli.declaration.sites import default_project
from tableau_perm_cli.diagnostics import Position
from tableau_perm_cli.resolve.bulk.bits import union

SiteIds: TypeAlias = Mapping[str, Ids]
"""The ids of each site by its name."""

_NO_IDS: Ids = {}


@dataclass(frozen=True, slots=True)
class Side:
    """One side of the comparison."""

    declaration: Declaration
    ids: SiteIds
    """Of the sites whose ids are known."""
    is_pulled: bool = False
    """Whether a pull made it: the REST API has no list of data roles."""


def find_drift(
    old: Side,
    new: Side,
    places: Places | None = None,
    *,
    sites: Collection[str] | None = None,
    ignored: Collection[DriftKind] = (),
    untold: Sequence[str] = UNTOLD_SETTINGS,
) -> Drift:
    """Return what a site has drifted from its declaration by.

    Args:
        old: the declaration.
        new: the site as it is now.
        places: the text of ``new``.
        sites: the names of the sites to look at, as either side has them; None for all.
        ignored: the kinds of changes that do not count.
        untold: the settings that ``new`` does not tell.
    """
    found = [
        _SiteDrift(name, before, after, old, new, untold).find(places)
        for name, before, after in _pairs(old, new)
        if sites is None or not {name, before and before.name}.isdisjoint(sites)
    ]
    kept = [_counted(it, frozenset(ignored)) for it in found]
    changes = [change for it in kept for change in it.changes()]
    rank = {kind: place for place, kind in enumerate(DriftKind)}
    changes.sort(key=lambda it: (rank[it.kind], it.position, it.summary))
    return Drift(
        Diff(tuple(it.diff for it in kept)),
        tuple(changes),
        tuple(SiteRename(it.diff.pair.name, rename) for it in kept for rename in it.renames),
        tuple(gap for it in kept for gap in it.gaps),
        tuple(it.diff.pair.name for it in kept if it.by_names),
        sum(1 for it in found for _ in it.changes()) - len(changes),
    )


def _pairs(old: Side, new: Side) -> Iterator[tuple[str, Site | None, Site | None]]:
    """Yield the sites of both sides, each by its name of now; the ids tell if one is renamed."""
    # One site against one site is asked about that site, whatever it is called.
    alone = len(old.declaration.sites) == len(new.declaration.sites) == 1
    left = {
        name: site
        for name, site in old.declaration.sites.items()
        if name not in new.declaration.sites
    }
    for name, after in new.declaration.sites.items():
        before = old.declaration.sites.get(name)
        if before is None:
            ids = new.ids.get(name, _NO_IDS)
            shared = {it: common_ids(old.ids.get(it, _NO_IDS), ids) for it in left}
            nearest = max(shared, key=lambda it: shared[it], default=None)
            if nearest is not None and (shared[nearest] or alone):
                before = left.pop(nearest)
        yield name, before, after
    for name, before in left.items():
        yield name, before, None


@dataclass(frozen=True, slots=True)
class _Found:
    """The drift of one site, with every change."""

    diff: SiteDiff
    kinds: Mapping[int, DriftKind]
    """Of the edits whose kind is not the diff's, by ``id``."""
    moved_along: frozenset[int]
    """The edits that are counted with a move, by ``id``."""
    renames: tuple[Rename, ...] = ()
    gaps: tuple[Gap, ...] = ()
    by_names: bool = False

    def kind(self, edit: Edit) -> DriftKind:
        """Return what an edit is about."""
        return self.kinds.get(id(edit)) or kind_of(edit)

    def changes(self) -> Iterator[DriftChange]:
        """Yield every change, what could not be read any more among them."""
        for effect in self.diff.effects:
            along = id(effect.edit) in self.moved_along
            yield change_of_effect(effect, self.kind(effect.edit), with_move=along)
        for gap in self.gaps:
            if gap.state is GapState.NO_LONGER_READABLE:
                yield change_of_gap(gap)


class _SiteDrift:
    """Finds the drift of one site."""

    def __init__(
        self,
        name: str,
        before: Site | None,
        after: Site | None,
        old: Side,
        new: Side,
        untold: Sequence[str],
    ) -> None:
        self._name = name
        self._before = before
        self._after = after
        self._old_ids = old.ids.get(before.name, _NO_IDS) if before else _NO_IDS
        self._new_ids = new.ids.get(name, _NO_IDS)
        self._untold = untold
        self._is_pulled = new.is_pulled

    def find(self, places: Places | None) -> _Found:
        """Return what differs."""
        before, after = self._before, self._after
        if before is None or after is None:
            (diff,) = compare(_alone(before), _alone(after), places).sites
            return _Found(diff, {}, frozenset())
        what = match(before, after, self._old_ids, self._new_ids)
        moved = what.items.moved
        if _loses_default(before, after, what):
            before, after = written_out(before), written_out(after)
        full = filled(renamed(before, self._name, what), after, moved, is_pulled=self._is_pulled)
        old, new = evened(full.old, full.new, moved)
        new = told_alike(old, new, moved, settings=self._untold)
        if moved:
            diff, kinds, along = _with_moved(old, new, what, places)
        else:
            (diff,) = compare(_alone(old), _alone(new), places).sites
            kinds, along = {}, frozenset[int]()
        renames = what.renames
        if before.name != after.name:
            site = Rename(RenameKind.RENAMED, f"site:{before.name}", f"site:{after.name}")
            renames = (site, *renames)
        at = {item.address: item.position for item in after.items()} if renames else {}
        told = [
            (_edit_of(after, it, at.get(it.item) if it.item else None), it.kind)
            for it in renames
            if it.kind is not RenameKind.MOVED
        ]
        kinds |= {id(edit): DriftKind(kind.value) for edit, kind in told}
        effects = [*diff.effects, *(Effect(edit) for edit, _ in told)]
        effects.sort(key=lambda it: (it.edit.position, it.edit.summary))
        diff = replace(diff, effects=tuple(effects))
        return _Found(diff, kinds, along, renames, full.gaps, not what.by_ids)


def _alone(site: Site | None) -> Declaration:
    return Declaration({site.name: site} if site else {}, None, ())


def _loses_default(before: Site, after: Site, what: Match) -> bool:
    """Whether what is the Default project is another one under the new names.

    What top-level projects copy would be another list then.
    """
    old, new = default_project(before.projects), default_project(after.projects)
    if old is None or new is None:
        return old is not new
    return what.items.aligned.get(old.address, old.address) != new.address


def _with_moved(
    old: Site, new: Site, what: Match, places: Places | None
) -> tuple[SiteDiff, dict[int, DriftKind], frozenset[int]]:
    """Compare two states of which some items stand elsewhere."""
    moved = what.items.moved
    words = {it.item: it.summary for it in what.renames if it.item is not None}
    parted = stripped(old, new, moved, words)
    pair = pair_sites(new.name, old, new)

    def at_place(edit: Edit) -> Edit:
        return placed(edit, places) if places is not None else edit

    edits = [*map(at_place, edits_between(replace(pair, old=parted.old, new=parted.new)))]
    own = [(root, at_place(edit)) for root, edit in own_edits(new, parted.roots)]
    found = MovedBlocks(pair, parted, moved)
    others = found.others()
    attribute(pair, others, edits)
    people = [edit for edit in edits if edit.item is None]
    blocks = [*others, *found.found(people, own)]
    blocks.sort(key=_block_order)
    moves = [root.edit for root in parted.roots]
    diff = summed(pair, blocks, [*edits, *moves, *(edit for _, edit in own)])
    kinds = {id(edit): DriftKind.MOVED for edit in moves}
    return diff, kinds, frozenset(id(edit) for _, edit in own)


def _block_order(block: Block) -> tuple[str, int]:
    return str(block.item), block.capability.index


_EDIT_KINDS = {
    "site": EditKind.SITE,
    "user": EditKind.USER,
    "group": EditKind.GROUP,
    "group_set": EditKind.GROUP_SET,
}


def _edit_of(site: Site, rename: Rename, position: Position | None) -> Edit:
    """Return a rename as an edit, which nobody gains or loses by.

    Args:
        site: as it is now.
        rename: of something on it.
        position: of an item, where it is written.
    """
    word, _, name = rename.after.partition(":")
    things: dict[str, Mapping[str, User | Group | GroupSet]] = {
        "user": site.users,
        "group": site.groups,
        "group_set": site.group_sets,
    }
    if word in things:
        thing = things[word].get(name)
        position = thing.position if thing is not None else None
    return Edit(
        _EDIT_KINDS.get(word, EditKind.ITEM),
        site.name,
        rename.before,
        rename.after,
        rename.summary,
        position or site.position,
        item=rename.item,
        name=name,
    )


def _counted(found: _Found, ignored: frozenset[DriftKind]) -> _Found:
    """Return the drift of a site without the changes of some kinds.

    A cell is left out when all that caused it is.
    """
    gaps = found.gaps
    if DriftKind.NOT_READ in ignored:
        gaps = tuple(it for it in gaps if it.state is not GapState.NO_LONGER_READABLE)
    edits = [effect.edit for effect in found.diff.effects]
    left = [edit for edit in edits if found.kind(edit) not in ignored]
    if len(left) == len(edits):
        return replace(found, gaps=gaps)
    known = {id(edit) for edit in left}
    blocks: list[Block] = []
    for block in found.diff.blocks:
        causes = [cause for cause in block.causes if id(cause.edit) in known]
        fewer = block.only(union(cause.users for cause in causes))
        if fewer is not None:
            blocks.append(replace(fewer, causes=causes))
    return replace(found, diff=summed(found.diff.pair, blocks, left), gaps=gaps)
