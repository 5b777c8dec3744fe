"""One site as lint rules see it: what is written, what it governs, and who is reached by it."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from tableau_perm_cli.audit.lint.thresholds import Thresholds
from tableau_perm_cli.audit.lint.wording import listed
from tableau_perm_cli.catalog import CATALOG, Capability, Kind, RoleClass, SiteRole
from tableau_perm_cli.declaration.model import (
    ALL_USERS,
    Content,
    Declaration,
    Grantee,
    GranteeKind,
    Item,
    Lock,
    Project,
    Rule,
    RuleList,
    Site,
)
from tableau_perm_cli.declaration.sites import default_project
from tableau_perm_cli.diagnostics import Subject
from tableau_perm_cli.resolve import Resolver, open_site
from tableau_perm_cli.resolve.bulk import BulkEngine, compile_site, places_by_list
from tableau_perm_cli.resolve.bulk.bits import bits_of, everyone, indexes_in
from tableau_perm_cli.resolve.selectors import Selection, parse_items

_FIRST = 64
"""So many users are looked at first for the few who are named."""


@dataclass(frozen=True, slots=True)
class WrittenList:
    """One rule list that is written in the declaration, with what becomes of it."""

    item: Item
    """Whose list it is."""
    place: int
    """The index of the item in the engine."""
    rules: RuleList
    governs: tuple[int, ...]
    """The indexes of the items that it decides about today, in ascending order."""
    overruled_by: Item | None
    """Why nobody consults it: the project whose lock, or the workbook whose tabs (or the database
    whose lock), puts another list in its place. None for a list that counts, if only for what is
    yet to be created."""

    @property
    def is_default(self) -> bool:
        """Whether it is a project's list for the content that is created in it."""
        return isinstance(self.item, Project) and self.rules.kind is not Kind.PROJECT

    @property
    def is_dead(self) -> bool:
        """Whether nobody consults it."""
        return self.overruled_by is not None


class LintedSite:
    """One site under lint. Users and items go by index and in bit sets, as in the engine."""

    def __init__(self, declaration: Declaration, site: Site, thresholds: Thresholds) -> None:
        """Take the site and what its team takes for normal."""
        self.declaration = declaration
        self.site = site
        self.thresholds = thresholds

    @cached_property
    def engine(self) -> BulkEngine:
        """The bulk engine of the site."""
        return compile_site(self.site)

    @cached_property
    def resolver(self) -> Resolver:
        """The resolver of the site, for single questions and their derivations."""
        return open_site(self.declaration, self.site.name)

    # People

    @cached_property
    def everyone(self) -> int:
        """All users of the site."""
        return everyone(len(self.engine.users))

    def in_class(self, *classes: RoleClass) -> int:
        """Return the users whose site role that counts is of one of the classes."""
        return sum(self._by_class.get(role_class, 0) for role_class in classes)

    def roles(self, users: int) -> list[SiteRole]:
        """Return the site roles that count for any of some users, in no particular order."""
        return [role for role, members in self._by_role if users & members]

    @cached_property
    def _by_role(self) -> list[tuple[SiteRole, int]]:
        """Every site role that counts for anyone, with the users."""
        found: dict[str, tuple[SiteRole, list[int]]] = {}
        for user in range(len(self.engine.users)):
            role = self.engine.role(user)
            if role is not None and not self.unread_roles >> user & 1:
                found.setdefault(role.name, (role, []))[1].append(user)
        size = len(self.engine.users)
        return [(role, bits_of(users, size)) for role, users in found.values()]

    @cached_property
    def unread_roles(self) -> int:
        """The users whose site role was not read; they are in no class."""
        index = self.engine.people.index
        unread = [index[user.name] for user in self.site.users.values() if user.not_read]
        return bits_of(unread, len(self.engine.users))

    def is_known(self, grantee: Grantee) -> bool:
        """Whether all are known whom a rule for the grantee reaches."""
        groups = self.site.groups
        match grantee.kind:
            case GranteeKind.USER:
                return True
            case GranteeKind.GROUP:
                return not groups[grantee.name].not_read
            case GranteeKind.GROUP_SET:
                within = self.site.group_sets[grantee.name].groups
                return not any(groups[name].not_read for name in within)

    @cached_property
    def _by_class(self) -> dict[RoleClass, int]:
        found: dict[RoleClass, int] = {}
        for role, members in self._by_role:
            found[role.role_class] = found.get(role.role_class, 0) | members
        return found

    @cached_property
    def administrators(self) -> int:
        """The users whom no rule binds."""
        return self.in_class(RoleClass.SERVER_ADMIN, RoleClass.SITE_ADMIN)

    def reached_by(self, grantee: Grantee) -> int:
        """Return the users whom a rule for the grantee reaches."""
        return self.engine.people.named_by(grantee)

    def about_rule(self, written: WrittenList, rule: Rule) -> Subject:
        """Return what a finding about one rule of a list is about."""
        return Subject(
            self.site.name, str(written.item.address), str(rule.grantee), rule.kind.value
        )

    def bound(self, kind: Kind, capability: Capability) -> int:
        """Return the users about whom owners, leaders and rules decide for a capability.

        Neither administrators, nor those whose site role can never use it.
        """
        number = [*CATALOG].index(kind)
        return self.engine.people.ceilings.ceilings[number][capability.index].bound

    def is_large(self, group: str) -> bool:
        """Whether a group has so large a share of the users that it is nearly everyone."""
        members = self.engine.people.memberships.groups[group].bits.bit_count()
        share = members >= self.thresholds.large_group * len(self.engine.users)
        return group == ALL_USERS or (share and members >= self.thresholds.large_group_least)

    def names(self, users: int, most: int = 3) -> str:
        """Return a set of users for a sentence: ```ada`, `bob`, `cy` and 4 more``."""
        names = self.engine.people.names
        shown = [f"`{names[user]}`" for user in _lowest(users, most)]
        return listed(shown, most, users.bit_count())

    # Items

    @cached_property
    def items(self) -> tuple[Item, ...]:
        """Every item by its index."""
        return tuple(governed.item for governed in self.engine.items)

    def projects(self) -> Iterator[tuple[int, Project]]:
        """Yield every project with its index."""
        for place, item in enumerate(self.items):
            if isinstance(item, Project):
                yield place, item

    def content(self) -> Iterator[tuple[int, Content]]:
        """Yield every item of content with its index."""
        for place, item in enumerate(self.items):
            if isinstance(item, Content):
                yield place, item

    def project_of(self, place: int) -> Project | None:
        """Return the project an item is in, of a project itself; None in a Personal Space."""
        index = self.engine.items[place].project
        item = self.items[index] if index >= 0 else None
        return item if isinstance(item, Project) else None

    @cached_property
    def default_project(self) -> Project | None:
        """The project whose rules new top-level projects copy."""
        return default_project(self.site.projects)

    def labelled(self, label: str) -> int:
        """Return the bit set of the items with a label: their own, or that of what they are in."""
        if not any(label in item.labels for item in self.items):
            return 0
        quoted = label.replace("\\", "\\\\").replace('"', '\\"')
        return self._selection.select(parse_items(f'label:"{quoted}"'))

    @cached_property
    def _selection(self) -> Selection:
        return Selection(self.engine)

    @cached_property
    def sensitive(self) -> int:
        """The bit set of the items that hold what must not leak."""
        return self.labelled(self.thresholds.sensitive_label)

    @cached_property
    def sandboxes(self) -> int:
        """The bit set of the items that are meant to be open."""
        return self.labelled(self.thresholds.sandbox_label)

    # Rule lists

    @cached_property
    def lists(self) -> tuple[WrittenList, ...]:
        """Every rule list that is written, in the order of items; of a project its own first."""
        return tuple(self._lists())

    def _lists(self) -> Iterator[WrittenList]:
        """Yield the lists; of one that was not read nobody knows what is written."""
        return (it for it in self._all_lists() if it.rules.not_read is None)

    def _all_lists(self) -> Iterator[WrittenList]:
        governs = places_by_list(self.engine)
        sealed_by: dict[int, Project] = {}
        for place, governed in enumerate(self.engine.items):
            item = governed.item
            if isinstance(item, Project):
                above = sealed_by.get(governed.parent) if governed.parent >= 0 else None
                if above is not None:
                    sealed_by[place] = above
                elif item.lock is Lock.LOCKED_INCLUDING_NESTED:
                    sealed_by[place] = item
                for rules in item.permissions.lists.values() if item.permissions else ():
                    found = tuple(governs.get(id(rules), ()))
                    yield WrittenList(item, place, rules, found, above)
            elif item.permissions is not None:
                found = tuple(governs.get(id(item.permissions), ()))
                yield WrittenList(
                    item, place, item.permissions, found, self._overruler(item, place, found)
                )

    def _overruler(self, item: Content, place: int, governs: tuple[int, ...]) -> Item | None:
        """Return what takes a list of content away; None if it counts."""
        if place in governs:
            return None
        graph = self.resolver.graph
        governing = graph.governing(item)
        return governing.managing_project or governing.governor


def _lowest(bits: int, most: int) -> list[int]:
    """Return the lowest members of a bit set; what is above them is not read."""
    width = _FIRST
    while (low := bits & everyone(width)) != bits and low.bit_count() < most:
        width *= 4
    return indexes_in(low)[:most]
