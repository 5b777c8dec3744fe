"""The change of where a project or an item of content stands."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from tableau_perm_cli.audit.changes.amend import (
    at_address,
    with_added,
    with_every_item,
    with_item,
)
from tableau_perm_cli.audit.changes.change import ChangeError, Played, unchanged
from tableau_perm_cli.audit.changes.looking_up import (
    everything_in,
    find_item,
    in_personal_space,
    item_at,
    project_at,
)
from tableau_perm_cli.audit.changes.overwriting import Overwriting
from tableau_perm_cli.audit.changes.standing import (
    graph_around,
    lists_of,
    own_list_of,
    permissions_of,
)
from tableau_perm_cli.catalog import Kind
from tableau_perm_cli.declaration.address import Address
from tableau_perm_cli.declaration.model import (
    Content,
    Grantee,
    GranteeKind,
    Item,
    Lock,
    PersonalSpace,
    Project,
    ProjectPermissions,
    Site,
)
from tableau_perm_cli.declaration.sites import DEFAULT_PROJECTS
from tableau_perm_cli.graph import SiteGraph

_WHOLES = {Kind.VIEW: "workbook", Kind.TABLE: "database"}
_FOLDED_DEFAULT = {name.casefold() for name in DEFAULT_PROJECTS}


@dataclass(frozen=True, slots=True)
class Move:
    """A project or an item of content is put into another project, or a project to the top.

    Semantics section 4, "Moving".
    """

    item: Address
    project: Address | None
    """The destination; None for the top of the site, where projects alone stand."""

    @property
    def summary(self) -> str:
        """What is done."""
        where = f"`{self.project}`" if self.project else "the top of the site"
        return f"move `{self.item}` to {where}"

    def play(self, site: Site) -> Played:
        """Return the site as it would be.

        Raises:
            ChangeError: there is no such item or project; the item goes with something else, or
                cannot stand there; or its name is taken there.
        """
        item = item_at(site, self.item)
        target = project_at(site, self.project) if self.project else None
        _check_movable(site, item, target)
        address = (
            Address(item.kind, (*target.address.path, item.address.path[-1]))
            if target
            else Address(item.kind, item.address.path[-1:])
        )
        if address == item.address:
            where = f"in `{self.project}`" if target else "at the top of the site"
            return unchanged(site, f"`{self.item}` is {where} already")
        _check_free(site, address)
        here = graph_around(site, item)
        there = graph_around(site, target) if target else None
        arrival = _Arrival(here, there, item, target)
        moved = arrival.arrived()
        after = with_item(site, item.address, lambda _: None)
        named = at_address(moved, address)
        if target is not None:
            after = with_added(after, target.address, named)
        elif isinstance(named, Project):
            after = replace(after, projects=(*after.projects, named))
        after = _reconnected(after, item, address)
        notes = (*arrival.warnings, *_charge_notes(here, there, item, target, address))
        return Played(after, notes, arrival.lost)


def _check_movable(site: Site, item: Item, target: Project | None) -> None:
    whole = _WHOLES.get(item.kind)
    if whole is not None:
        raise ChangeError(f"`{item.address}` stands with its {whole}", help=f"move the {whole}")
    if in_personal_space(site, item):
        raise ChangeError(
            f"`{item.address}` is in a Personal Space, and has no rules to take along",
            help="publish it to the project instead",
        )
    if target is None and isinstance(item, Content):
        raise ChangeError(
            f"`{item.address}` cannot stand at the top of the site",
            help="name a project to move it to",
        )
    if not isinstance(item, Project):
        return
    if len(item.address.path) == 1 and item.address.path[0] in DEFAULT_PROJECTS:
        raise ChangeError(
            f"`{item.address}` is the Default project, which stays where it is",
            help="move what is in it",
        )
    if target is not None:
        if target.address == item.address:
            raise ChangeError(
                f"`{item.address}` cannot be moved into itself", help="name another project"
            )
        if target.address.path[: len(item.address.path)] == item.address.path:
            raise ChangeError(
                f"`{item.address}` cannot be moved into `{target.address}`, which is in it",
                help="name a project outside it",
            )


def _check_free(site: Site, address: Address) -> None:
    is_default = (
        address.kind is Kind.PROJECT
        and len(address.path) == 1
        and address.path[0].casefold() in _FOLDED_DEFAULT
    )
    if is_default or find_item(site, address) is not None:
        raise ChangeError(
            f"the name `{address.path[-1]}` is taken: `{address}` is there already",
            help="rename or move one of the two first",
        )


class _Arrival:
    """What becomes of an item's rules where it arrives."""

    def __init__(
        self, here: SiteGraph, there: SiteGraph | None, item: Item, target: Project | None
    ) -> None:
        self._here = here
        self._there = there
        self._item = item
        self._target = target
        self.warnings: list[str] = []
        self.lost: tuple[str, ...] = ()

    def arrived(self) -> Item:
        """Return the item with the rules it has where it arrives."""
        managing = (
            self._there.managing_project(self._target) if self._there and self._target else None
        )
        if managing is None:
            return self._kept()
        if managing.lock is Lock.LOCKED and isinstance(self._item, Project):
            # "a moved project keeps its own"
            return self._kept()
        source = self._managing_source()
        if source is not None and source.address == managing.address:
            return self._item  # it stays under the same lock
        return self._covered_by(managing)

    def _managing_source(self) -> Project | None:
        """Return the project that decides about the item, from above, where it is."""
        project = self._here.project_of(self._item)
        managing = self._here.managing_project(project) if project else None
        return None if managing is self._item else managing

    def _covered_by(self, managing: Project) -> Item:
        graph = self._there
        if graph is None:
            return self._item
        overwriting = Overwriting(lists_of(graph, managing), keeps_leaders=False)
        arrived = overwriting.over(self._item)
        self.lost = overwriting.all_gone
        if overwriting.rules:
            self.warnings.append(
                f"moving into the locked `{managing.address}` overwrites the rules of what is "
                "moved, and cannot be undone"
            )
        elif self._item.permissions is None:
            self.warnings.append(
                f"`{self._item.address}` takes the rules of the locked `{managing.address}`"
            )
        return arrived

    def _kept(self) -> Item:
        """Return the item with the rules in force as its own: "rules kept"."""
        source = self._managing_source()
        if source is None:
            return self._written(self._item)
        # Rules kept are those of the lock it comes out of.
        lists = lists_of(self._here, source)
        overwriting = Overwriting(lists, keeps_leaders=True)
        kept = overwriting.over(self._item)
        self.warnings.append(
            f"`{self._item.address}` keeps the rules of `{source.address}`, which locks it now, "
            "and they can be edited"
        )
        self.warnings += [
            f"{gone}, which the lock kept out of use, cannot come back"
            for gone in (*overwriting.rules, *overwriting.locks)
        ]
        if isinstance(kept, Content):
            return replace(kept, permissions=lists[kept.kind])
        leaders = self._item.permissions if isinstance(self._item, Project) else None
        return replace(
            kept,
            permissions=ProjectPermissions(
                lists,
                leaders.leaders if leaders else (),
                leaders.leader_residues if leaders else (),
                self._item.position,
            ),
        )

    def _written(self, item: Item) -> Item:
        """Return an item with what it has a copy of written as its own."""
        if item.permissions is not None:
            return item
        if isinstance(item, Content):
            return replace(item, permissions=own_list_of(self._here, item))
        return replace(item, permissions=permissions_of(self._here, item))


def _reconnected(site: Site, item: Item, address: Address) -> Site:
    """Return the site with every connection to what was moved following it."""
    depth = len(item.address.path)
    new = {
        it.address: Address(it.kind, (*address.path, *it.address.path[depth:]))
        for it in everything_in([item])
        if it.kind is Kind.DATA_SOURCE
    }
    if not new:
        return site

    def follow(found: Item) -> Item:
        if isinstance(found, Project) or all(
            way.data_source not in new for way in found.connections
        ):
            return found
        ways = tuple(
            replace(way, data_source=new.get(way.data_source, way.data_source))
            for way in found.connections
        )
        return replace(found, connections=ways)

    def content_of(space: PersonalSpace) -> tuple[Content, ...]:
        return tuple(it for found in space.content if isinstance(it := follow(found), Content))

    site = with_every_item(site, follow)
    spaces = tuple(replace(it, content=content_of(it)) for it in site.personal_spaces)
    return replace(site, personal_spaces=spaces) if site.personal_spaces else site


def _charge_notes(
    here: SiteGraph,
    there: SiteGraph | None,
    item: Item,
    target: Project | None,
    address: Address,
) -> Iterator[str]:
    """Yield who loses charge of what is moved and who gains it.

    "Inherited leaders of the old place are lost, those of the new place gain." So it is with the
    owners of the projects above.
    """
    above = tuple(it for it in here.projects_above(item) if it is not item)
    was = _in_charge(here, above)
    will = _in_charge(there, there.projects_above(target)) if there and target else {}
    for who, (deed, project) in was.items():
        if who not in will:
            yield f"`{who}` {deed} `{project}`, and so has charge of `{item.address}` no longer"
    for who, (deed, project) in will.items():
        if who not in was:
            yield f"`{who}` {deed} `{project}`, and so gains charge of `{address}`"


def _in_charge(
    graph: SiteGraph, projects: tuple[Project, ...]
) -> dict[Grantee, tuple[str, Address]]:
    """Return who owns or leads any of some projects, with how and which."""
    found: dict[Grantee, tuple[str, Address]] = {}
    for project in projects:
        if project.owner is not None:
            owner = Grantee(GranteeKind.USER, project.owner.user)
            found.setdefault(owner, ("owns", project.address))
        for leader in graph.leaders_of(project):
            found.setdefault(leader.grantee, ("leads", project.address))
    return found
