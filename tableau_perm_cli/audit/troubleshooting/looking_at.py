"""What every part of the procedure looks at, and how it finds the place of an answer."""

from collections.abc import Iterator
from dataclasses import dataclass

from tableau_perm_cli.audit.troubleshooting.checklist import Complaint
from tableau_perm_cli.catalog import CATALOG, Kind
from tableau_perm_cli.declaration.address import Address
from tableau_perm_cli.declaration.model import Content, Item, Project
from tableau_perm_cli.diagnostics import Position
from tableau_perm_cli.graph import SiteGraph
from tableau_perm_cli.resolve import Derivation, Need, Resolver


@dataclass(frozen=True, slots=True)
class Scene:
    """A complaint, the item it is about, and the site that knows the answers."""

    resolver: Resolver
    item: Item
    complaint: Complaint

    @property
    def graph(self) -> SiteGraph:
        """The graph of the site."""
        return self.resolver.graph

    @property
    def user(self) -> str:
        """Who complains."""
        return self.complaint.user

    def derive(self, item: Item, key: str) -> Derivation:
        """Return the user's answer about one capability."""
        return self.resolver.derive(self.user, item, CATALOG[item.kind].capability(key))

    def workbook(self) -> Content | None:
        """Return the workbook, of a view what it is part of; None for other items."""
        here = self.graph.parent(self.item) if self.item.kind is Kind.VIEW else self.item
        return here if isinstance(here, Content) and here.kind is Kind.WORKBOOK else None

    def worksheets(self) -> tuple[Content, ...]:
        """Return the view that is asked about, or those of the workbook."""
        if self.item.kind is Kind.VIEW and isinstance(self.item, Content):
            return (self.item,)
        workbook = self.workbook()
        return workbook.parts if workbook else ()

    def data_sources(self) -> tuple[Content, ...]:
        """Return the published data sources of the workbook, each once, or the one asked about."""
        if self.item.kind is Kind.DATA_SOURCE and isinstance(self.item, Content):
            return (self.item,)
        workbook = self.workbook()
        found = self.graph.connections_of(workbook) if workbook else ()
        return tuple({source.address: source for _, source in found}.values())

    def others(self) -> tuple[Item, ...]:
        """Return the item and what it is part of, where it is none of the sorts above."""
        if self.workbook() or self.item.kind in {Kind.PROJECT, Kind.DATA_SOURCE}:
            return ()
        parent = self.graph.parent(self.item)
        if isinstance(parent, Content):
            return (self.item, parent)
        return (self.item,)

    def components(self) -> Iterator[Item]:
        """Yield every component, the innermost first."""
        yield from self.worksheets()
        workbook = self.workbook()
        if workbook is not None:
            yield workbook
        yield from self.data_sources()
        yield from self.others()
        yield from self.graph.projects_above(self.item)
        yield from self.projects_of_sources()

    def projects_of_sources(self) -> tuple[Project, ...]:
        """Return the projects that the workbook's data sources are in, where it is not itself."""
        near = {it.address for it in self.graph.projects_above(self.item)}
        return tuple(
            {
                project.address: project
                for source in self.data_sources()
                for project in self.graph.projects_above(source)
                if project.address not in near
            }.values()
        )

    def needs_at(self, address: Address) -> tuple[Need, ...]:
        """Return the requirements that are about one component."""
        return tuple(need for need in self.complaint.needs if need.item == address)


def place_of(basis: Derivation | Need) -> Position | None:
    """Return where what decided is written; where nothing was said, the list that is silent."""
    derivation = basis.derivation if isinstance(basis, Need) else basis
    if derivation is None:
        return None
    if derivation.decided_by:
        return derivation.decided_by[0].position
    return derivation.governing.position


def named(names: list[str]) -> str:
    """Return names in backticks as a sentence lists them."""
    quoted = [f"`{name}`" for name in names]
    return " and ".join([", ".join(quoted[:-1]), quoted[-1]] if len(quoted) > 1 else quoted)
