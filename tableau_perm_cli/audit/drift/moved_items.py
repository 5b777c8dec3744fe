"""What differs for items that stand elsewhere now, each seen as the same thing in both places.

The two states are compared without them first. What a new role, a new member or a setting does to
them where they stood is laid to those edits; all else to the move, whatever else was changed of
them: nobody can tell a rule that the new place brought from one that somebody wrote there.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from tableau_perm_cli.audit.changes.amend import at_address, with_item
from tableau_perm_cli.audit.diff import Block, Cause, Edit, EditKind, SitePair, undone
from tableau_perm_cli.audit.diff.attribution import attribute
from tableau_perm_cli.audit.diff.cells import pair_sites
from tableau_perm_cli.audit.diff.item_edits import ItemEdits
from tableau_perm_cli.audit.diff.site_edits import PeopleEdits
from tableau_perm_cli.audit.drift.item_matching import Moved, nearest, root_of
from tableau_perm_cli.audit.drift.renaming import reconnected
from tableau_perm_cli.catalog import CATALOG, Kind
from tableau_perm_cli.declaration.address import PERSONAL_SPACE_MARK, Address
from tableau_perm_cli.declaration.model import (
    Content,
    Item,
    Lock,
    PersonalSpace,
    Project,
    Site,
)
from tableau_perm_cli.resolve.bulk import BulkEngine
from tableau_perm_cli.resolve.bulk.bits import without


@dataclass(frozen=True, slots=True)
class Root:
    """One item that was moved, with what came along."""

    was: Item
    """On the aligned old side, without what did not come along."""
    now: Item
    edit: Edit
    """The move."""


@dataclass(frozen=True, slots=True)
class Stripped:
    """Both states of a site without what was moved, and that itself."""

    old: Site
    new: Site
    roots: tuple[Root, ...]


def stripped(old: Site, new: Site, moved: Moved, words: Mapping[Address, str]) -> Stripped:
    """Return both states without the items that stand elsewhere now.

    Args:
        old: the aligned old state.
        new: the new one.
        moved: where each of them stands on the one and on the other.
        words: the moves in words, by new address.
    """
    was, less_old = _without(reconnected(old, moved), [*moved])
    now, less_new = _without(new, [*moved.values()])
    roots = [
        Root(was[at], now[to], _move(new.name, was[at], now[to], words[to]))
        for at, to in moved.items()
        if at in was and to in now
    ]
    return Stripped(less_old, less_new, tuple(roots))


def _without(site: Site, addresses: Sequence[Address]) -> tuple[dict[Address, Item], Site]:
    """Return some items, each without the others that are in it, and the site without them."""
    found: dict[Address, Item] = {}

    def take(item: Item) -> None:
        found[item.address] = item

    for address in sorted(addresses, key=lambda it: -len(it.path)):
        site = with_item(site, address, take)
    return found, site


def _move(site: str, was: Item, now: Item, words: str) -> Edit:
    return Edit(EditKind.ITEM, site, was, now, words, now.position, item=now.address)


def own_edits(site: Site, roots: Sequence[Root]) -> Iterator[tuple[Root, Edit]]:
    """Yield what was changed of moved items and of what is in them, beside the place."""
    for root in roots:
        pair = [_alone(site, item) for item in (at_address(root.was, root.now.address), root.now)]
        for edit in ItemEdits(*pair).find():
            yield root, edit


def _alone(site: Site, item: Item) -> Site:
    """Return a site with nothing in it but one item, at its address."""
    bare = replace(site, projects=(), personal_spaces=())
    if isinstance(item, Project):
        return replace(bare, projects=(item,))
    if item.address.path[0].startswith(PERSONAL_SPACE_MARK):
        user = item.address.path[0].removeprefix(PERSONAL_SPACE_MARK)
        return replace(bare, personal_spaces=(PersonalSpace(user, item.position, (item,)),))
    return replace(bare, projects=(_holder(item),))


def _holder(content: Content) -> Project:
    """Return a project that has nothing but the content."""
    address = Address(Kind.PROJECT, content.address.path[:-1])
    at = content.position
    return Project(address, at, None, Lock.CUSTOMIZABLE, None, (), None, (content,), ())


class MovedBlocks:
    """The changed cells of what was moved, and whatever else differs."""

    def __init__(self, pair: SitePair, parted: Stripped, moved: Moved) -> None:
        """Take both states, the old one aligned, and what stands elsewhere in the new."""
        self._pair = pair
        self._roots = {root.now.address: root for root in parted.roots}
        here = _places(pair.before, [root.was.address for root in parted.roots])
        there = _places(pair.after, [root.now.address for root in parted.roots])
        self._from, self._to = set(here.values()), set(there.values())
        self._pairs: list[tuple[Address, int | None, int | None]] = []
        """Each item by its new address, with its places in both engines."""
        for address, place in here.items():
            now = nearest(address, moved)
            self._pairs.append((now, place, there.pop(now, None)))
        self._pairs += [(address, None, place) for address, place in there.items()]

    def others(self) -> list[Block]:
        """Return the changed cells of everything else."""
        return [
            block
            for block in self._pair.blocks()
            if block.before not in self._from and block.after not in self._to
        ]

    def found(self, people: Sequence[Edit], own: Sequence[tuple[Root, Edit]]) -> list[Block]:
        """Return the changed cells of what was moved, with their causes.

        Args:
            people: the edits of the site that are about no item.
            own: what was changed of the moved items beside the place.
        """
        blocks = [it for address, *places in self._pairs for it in self._blocks(address, *places)]
        by_people = self._by_people(people) if blocks and people else {}
        for block in blocks:
            left = block.changed
            for cause in by_people.get((block.before, block.capability.index), ()):
                users = cause.users & block.changed
                block.causes.append(cause._replace(users=users))
                left = without(left, users)
            if left:
                block.causes.append(Cause(self._mover(block, own), left, shared=False))
        return blocks

    def _blocks(self, address: Address, before: int | None, after: int | None) -> Iterator[Block]:
        pair = self._pair
        project = pair.project_of(address, before, after)
        for capability in CATALOG[address.kind].capabilities:
            had = 0 if before is None else pair.before.allowed(before, capability)
            has = 0 if after is None else pair.after.allowed(after, capability)
            if had != has:
                gained, lost = without(has, had), without(had, has)
                yield Block(address, project, before, after, capability, gained, lost)

    def _by_people(
        self, edits: Sequence[Edit]
    ) -> Mapping[tuple[int | None, int], Sequence[Cause]]:
        """Return what the edits of people and settings do to the items where they stood."""
        old, new = self._pair.old, self._pair.new
        assert old is not None  # noqa: S101 - only what is on both sides was moved
        assert new is not None  # noqa: S101
        among_new_people = undone(new, old, PeopleEdits(new, old).find())
        pair = pair_sites(self._pair.name, old, among_new_people)
        # INVARIANT: both count the users of old and new, so that their sets can be compared.
        assert pair.after.users == self._pair.after.users  # noqa: S101
        blocks = [block for block in pair.blocks() if block.before in self._from]
        attribute(pair, blocks, edits)
        return {(block.before, block.capability.index): block.causes for block in blocks}

    def _mover(self, block: Block, own: Sequence[tuple[Root, Edit]]) -> Edit:
        """Return the move, or what came or went in what was moved."""
        whole = block.before is not None and block.after is not None
        for _, edit in () if whole else own:
            if edit.kind is EditKind.ITEM and edit.item and root_of(block.item, {edit.item}):
                return edit
        root = root_of(block.item, self._roots)
        assert root is not None  # noqa: S101 - only what was moved has such blocks
        return self._roots[root].edit


def _places(engine: BulkEngine, roots: Sequence[Address]) -> dict[Address, int]:
    """Return where in an engine the items are that are in any of the roots."""
    known = frozenset(roots)
    return {
        governed.item.address: place
        for place, governed in enumerate(engine.items)
        if root_of(governed.item.address, known) is not None
    }
