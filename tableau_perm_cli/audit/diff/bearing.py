"""Which edits can bear upon a changed cell: all that can, and as few others as is cheap.

INVARIANT: whichever of the other edits are undone, the cell stays what it is. So undoing all the
edits that bear upon a cell gives back its old verdict, and edits that bear upon no common cell
can be undone together without telling on each other.
"""

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property

from tableau_perm_cli.audit.diff.cells import Block, SitePair
from tableau_perm_cli.audit.diff.edit import Edit, EditKind
from tableau_perm_cli.audit.diff.rule_edits import changed_mask
from tableau_perm_cli.audit.diff.undoing import where_of
from tableau_perm_cli.catalog import CATALOG, Capability, Kind, RoleClass
from tableau_perm_cli.declaration.address import Address
from tableau_perm_cli.declaration.model import (
    ALL_USERS,
    Grantee,
    GranteeKind,
    RuleList,
    Site,
)
from tableau_perm_cli.declaration.sites import DEFAULT_PROJECTS
from tableau_perm_cli.resolve.bulk.bits import bits_of, everyone, union

Bearing = tuple[Edit, int]
"""An edit and the users for whom it may matter, as a bit set."""

NO_ACCESS = frozenset(
    {
        EditKind.PROFILE,
        EditKind.SIGN_IN,
        EditKind.LABELS,
        EditKind.CONNECTIONS,
        EditKind.AUTHENTICATION,
        EditKind.LEADER_DENIAL,
    }
)
"""What no permission depends on."""
_STRUCTURAL = frozenset({EditKind.LOCK, EditKind.TABS, EditKind.PERMISSIONS})
"""What decides which list governs."""
_DEFAULTS = tuple(Address(Kind.PROJECT, (name,)) for name in DEFAULT_PROJECTS)


class Bearings:
    """Tells for each block which of a site's edits bear upon it."""

    def __init__(self, pair: SitePair, edits: Iterable[Edit]) -> None:
        """Take both states of the site and all edits between them."""
        self._pair = pair
        self._index = pair.after.people.index
        self._everyone = everyone(len(pair.after.users))
        self._general: list[Bearing] = []
        """The edits of people and settings but for those of members."""
        self._of_group: dict[str, list[Bearing]] = {}
        """The edits of each group's members."""
        self._at: dict[Address, list[Bearing]] = {}
        """The edits of items but for those of rules."""
        self._rules_at: dict[Address, list[Bearing]] = {}
        self._by_list: dict[int, list[Bearing]] = {}
        """The edits of rules by the ``id`` of the lists they are in, old and new."""
        for edit in edits:
            if edit.kind is not EditKind.SITE and not _bears_on_nothing(edit):
                self._sort_in(edit)
        members = [it for found in self._of_group.values() for it in found]
        self._everywhere = union(users for _, users in (*self._general, *members))
        self._moves_of_default = [
            (edit, self._everyone)
            for edit, _ in self._found(self._at, _DEFAULTS)
            if edit.kind in {EditKind.ITEM, EditKind.PERMISSIONS}
        ]
        self._last: tuple[Address, tuple[list[Bearing], bool]] | None = None
        self._mentioned: dict[tuple[int, Kind, int], frozenset[str]] = {}
        self._above: dict[tuple[Kind | None, tuple[str, ...]], tuple[Address, ...]] = {}

    def _sort_in(self, edit: Edit) -> None:
        bearing = edit, self._users_of(edit)
        if edit.kind is EditKind.MEMBER:
            self._of_group.setdefault(edit.name, []).append(bearing)
        elif edit.item is None:
            self._general.append(bearing)
        elif edit.lists is None:
            self._at.setdefault(edit.item, []).append(bearing)
        else:
            self._rules_at.setdefault(edit.item, []).append(bearing)
            for rules in edit.lists:
                self._by_list.setdefault(id(rules), []).append(bearing)

    @staticmethod
    def _found(known: dict[Address, list[Bearing]], at: Iterable[Address]) -> list[Bearing]:
        return [bearing for address in at for bearing in known.get(address, ())]

    def on(self, block: Block) -> Iterator[Bearing]:
        """Yield the edits that bear upon a block, once each, with the users they may change."""
        seen: set[int] = set()
        for edit, users in self._candidates(block):
            changed = users & block.changed
            if changed and id(edit) not in seen:
                seen.add(id(edit))
                yield edit, changed

    def _candidates(self, block: Block) -> Iterator[Bearing]:
        """Yield the edits that may bear upon a block, what is nearest to the item first."""
        at_items, structural = self._of_items(block.item)
        yield from at_items
        if structural:
            rules = self._found(self._rules_at, (*self._path(block.item), *_DEFAULTS))
        else:
            lists = self._lists(block)
            rules = [it for rules in lists for it in self._by_list.get(id(rules), ())]
        for bearing in rules:
            if _speaks_of(bearing[0], block.capability, block.item.kind):
                yield bearing
        if self._everywhere & block.changed:
            yield from self._of_people(block, structural=structural)

    def _of_items(self, address: Address) -> tuple[list[Bearing], bool]:
        """Return the edits of an item and what it is in, and whether they move its rules.

        Blocks come by item, so the last answer is kept.
        """
        if self._last is None or self._last[0] != address:
            found = self._found(self._at, self._path(address))
            structural = any(edit.kind in _STRUCTURAL for edit, _ in found)
            moved = structural or bool(self._moves_of_default)
            self._last = address, ([*found, *self._moves_of_default], moved)
        return self._last[1]

    def _path(self, address: Address) -> tuple[Address, ...]:
        """Return an item and all that it is in."""
        return (address, *self._over(address))

    def _over(self, address: Address) -> tuple[Address, ...]:
        """Return all that an item is in, kept for its neighbours."""
        where = where_of(address, in_space=False)
        kind, path = where
        known = self._above.get(where)
        if known is None:
            here = None if kind is None else Address(kind, path)
            known = self._above[where] = () if here is None else self._path(here)
        return known

    def _lists(self, block: Block) -> list[RuleList]:
        """Return the lists that govern the item, before and after, without what is empty."""
        sides = ((self._pair.before, block.before), (self._pair.after, block.after))
        lists = (engine.items[at].rules for engine, at in sides if at is not None)
        return [rules for rules in lists if rules is not None]

    # Users

    def _users_of(self, edit: Edit) -> int:
        """Return everybody for whom an edit may matter, whatever else is undone."""
        users = self._everyone
        match edit.kind:
            case EditKind.USER | EditKind.SITE_ROLE:
                users = self._bits([edit.name])
            case EditKind.MEMBER:
                users = self._bits([edit.part])
            case EditKind.GROUP | EditKind.MINIMUM_SITE_ROLE:
                users = self._members(edit.name)
            case EditKind.GROUP_SET | EditKind.GROUP_IN_SET:
                users = self._in_set(edit.name)
            case EditKind.SETTING:
                users = self._users_of_setting(edit.name)
            case EditKind.OWNER:
                owners = (it.owner.user for it in (edit.before, edit.after) if it.owner)
                users = self._bits([*owners])
            case EditKind.RULE | EditKind.LEADER:
                users = self._grantee(edit.name)
            case _:
                pass
        return users

    def _users_of_setting(self, name: str) -> int:
        if name == "web_authoring":  # the capability resolves as usual
            return 0
        if name == "group_sets":
            sets = {*self._pair.before.site.group_sets, *self._pair.after.site.group_sets}
            return union(map(self._in_set, sets))
        guests = {
            user.name
            for site in self._sites
            for user in site.users.values()
            if user.role.role_class is RoleClass.GUEST
        }
        return self._bits([*guests])

    @property
    def _sites(self) -> tuple[Site, Site]:
        return self._pair.before.site, self._pair.after.site

    def _bits(self, names: Sequence[str]) -> int:
        return bits_of([self._index[name] for name in names], len(self._index))

    def _grantee(self, grantee: Grantee) -> int:
        match grantee.kind:
            case GranteeKind.USER:
                return self._bits([grantee.name])
            case GranteeKind.GROUP:
                return self._members(grantee.name)
            case GranteeKind.GROUP_SET:
                return self._in_set(grantee.name)

    def _members(self, group: str) -> int:
        """Return who is in a group before or after; undoing some edits adds nobody else."""
        if group == ALL_USERS:
            return self._everyone
        engines = (self._pair.before, self._pair.after)
        found = (engine.people.memberships.groups.get(group) for engine in engines)
        return union(audience.bits for audience in found if audience)

    def _in_set(self, name: str) -> int:
        """Return who is in any group of a set: who is in all may change in between."""
        found = (site.group_sets.get(name) for site in self._sites)
        groups = {group for group_set in found if group_set for group in group_set.groups}
        return union(map(self._members, groups))

    # People

    def _of_people(self, block: Block, *, structural: bool) -> Iterator[Bearing]:
        for edit, users in self._general:
            cell = block.item.kind, block.capability.key
            if edit.kind is not EditKind.CEILING or edit.name[:2] == cell:
                yield edit, users
        groups = {*self._of_group}
        if not structural:
            groups &= self._groups_mentioned(block) | self._groups_that_matter
        for group in sorted(groups):
            yield from self._of_group[group]

    @cached_property
    def _groups_that_matter(self) -> frozenset[str]:
        """The groups that lead a project or see to a site role, on either side."""
        leading = {
            leader.grantee.name
            for engine in (self._pair.before, self._pair.after)
            for governed in engine.items
            if governed.item.kind is Kind.PROJECT and governed.item.permissions
            for leader in getattr(governed.item.permissions, "leaders", ())
            if leader.grantee.kind is GranteeKind.GROUP
        }
        raising = {
            group.name
            for site in self._sites
            for group in site.groups.values()
            if group.minimum_site_role is not None
        }
        return frozenset(leading | raising)

    def _groups_mentioned(self, block: Block) -> frozenset[str]:
        """Return the groups of which the governing lists, before and after, say something."""
        found: frozenset[str] = frozenset()
        for rules in self._lists(block):
            key = (id(rules), block.item.kind, block.capability.index)
            known = self._mentioned.get(key)
            if known is None:
                known = self._mentioned[key] = frozenset(self._mentions(rules, block.capability))
            found |= known
        return found

    def _mentions(self, rules: RuleList, capability: Capability) -> Iterator[str]:
        bit = CATALOG[rules.kind].capability(capability.key).bit
        for rule in rules.rules:
            if (rule.allow | rule.deny) & bit:
                if rule.grantee.kind is GranteeKind.GROUP:
                    yield rule.grantee.name
                elif rule.grantee.kind is GranteeKind.GROUP_SET:
                    for site in self._sites:
                        group_set = site.group_sets.get(rule.grantee.name)
                        yield from group_set.groups if group_set else ()


def _bears_on_nothing(edit: Edit) -> bool:
    """Whether no permission depends on it. Of what was not read only rule lists decide."""
    return edit.kind in NO_ACCESS or (edit.kind is EditKind.NOT_READ and edit.lists is None)


def _speaks_of(edit: Edit, capability: Capability, kind: Kind) -> bool:
    """Whether an edited rule says something else of a capability of items of ``kind``."""
    if edit.kind is EditKind.NOT_READ:
        return edit.lists is not None and (
            edit.lists[1].kind is kind or kind in {Kind.VIEW, Kind.TABLE}
        )
    listed = CATALOG[edit.part]
    if edit.part is not kind and kind not in {Kind.VIEW, Kind.TABLE}:
        return False
    if not listed.has(capability.key):
        return False
    return bool(changed_mask(edit.before, edit.after) & listed.capability(capability.key).bit)
