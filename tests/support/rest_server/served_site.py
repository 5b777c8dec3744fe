"""One declared site as a server stores it: ids, and what every request about it is told."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from uuid import NAMESPACE_URL, uuid5

from support.rest_server.element import Element
from tableau_perm_cli.declaration.model import (
    ALL_USERS,
    Authentication,
    Content,
    Declaration,
    Item,
    Project,
    Site,
)
from tableau_perm_cli.graph import SiteGraph, build_graph

ADMINISTRATOR = "server-admin"
"""Who signs in and who owns what has no declared owner; among the users of every site."""
LOCAL = "local"


@dataclass(frozen=True, slots=True)
class OnTheWire:
    """What a site's things are called in answers, where it is not what they are declared as.

    The keys are addresses: ``workbook:A/B``, ``user:ada``, ``group:Analysts``, ``group_set:X``.
    """

    names: Mapping[str, str] = field(default_factory=dict)
    domains: Mapping[str, str] = field(default_factory=dict)
    """Of users and groups; others are in ``local``, or where a group is declared to be."""


class ServedSite:
    """One site: the declaration, the ids, and the graph that says which rules are stored."""

    def __init__(
        self,
        declaration: Declaration,
        site: Site,
        content_url: str,
        on_the_wire: OnTheWire | None = None,
    ) -> None:
        """Take one site of a declaration."""
        self.site = site
        self.content_url = content_url
        self.tables_tell_database = True
        """Whether a table's element says which database it is in; else its database lists it."""
        self.lists: dict[str, tuple[Element, ...]] = {}
        """Those that were asked for, by collection."""
        self.graph = SiteGraph(build_graph(declaration), site)
        self._on_the_wire = on_the_wire or OnTheWire()
        self._names = [
            f"site:{site.name}",
            f"user:{ADMINISTRATOR}",
            *(f"user:{name}" for name in site.users),
            *(f"group:{name}" for name in site.groups),
            *(f"group_set:{name}" for name in site.group_sets),
            *(str(item.address) for item in site.items()),
        ]

    @cached_property
    def ids(self) -> Mapping[str, str]:
        """The id of everything by its address: ``project:A``, ``user:ada``, ``group:All Users``,
        ``group_set:X``, ``site:NAME``."""
        return {name: self._luid(name) for name in self._names}

    @cached_property
    def addresses(self) -> Mapping[str, str]:
        """The address of everything by its id."""
        return {identity: name for name, identity in self.ids.items()}

    @cached_property
    def items(self) -> Mapping[str, Item]:
        """Projects and content by id."""
        return {self.id_of(item): item for item in self.site.items()}

    def _luid(self, name: str) -> str:
        return str(uuid5(NAMESPACE_URL, f"https://tableau.example/{self.site.name}/{name}"))

    def luid(self, name: str) -> str:
        """Return the id of something the declaration does not name, such as a connection."""
        return self._luid(name)

    @property
    def id(self) -> str:
        """The site's id."""
        return self.ids[f"site:{self.site.name}"]

    def id_of(self, item: Item) -> str:
        """Return the id of a project or of content."""
        return self.ids[str(item.address)]

    def name_of(self, address: str, declared: str) -> str:
        """Return what something is called in answers."""
        return self._on_the_wire.names.get(address, declared)

    def item_name(self, item: Item) -> str:
        """Return what a project or content is called in answers."""
        return self.name_of(str(item.address), item.address.path[-1])

    def domain_of(self, address: str, declared: str | None = None) -> str:
        """Return the domain of a user or a group."""
        return self._on_the_wire.domains.get(address, declared or LOCAL)

    def owner_of(self, item: Item) -> str:
        """Return the name of the owner; an administrator where none is declared."""
        here: Item | None = item
        while isinstance(here, Content) and here.owner is None and _is_part(here):
            here = self.graph.parent(here)
        if here is not None and here.owner is not None:
            return here.owner.user
        space = item.address.path[0]
        return space[1:] if self.graph.project_of(item) is None else ADMINISTRATOR

    def owner_element(self, item: Item) -> Element:
        """Return the element that tells the owner."""
        owner = f"user:{self.owner_of(item)}"
        return Element("owner", {"id": self.ids[owner]})

    def project_element(self, project: Project) -> Element:
        """Return the element that tells which project something is in."""
        return Element("project", {"id": self.id_of(project), "name": self.item_name(project)})

    def place_elements(self, item: Item) -> tuple[Element, ...]:
        """Return the project and the location of content; no project in a Personal Space."""
        project = self.graph.project_of(item)
        if project is not None:
            inside = self.project_element(project)
            return (inside, Element("location", {**inside.attributes, "type": "Project"}))
        owner = item.address.path[0]
        return (
            Element(
                "location",
                {
                    "id": self._luid(f"personal_space:{owner}"),
                    "type": "PersonalSpace",
                    "name": "Personal Space",
                },
            ),
        )

    def members_of(self, group: str) -> tuple[str, ...]:
        """Return the names of a group's users; of All Users those of everybody."""
        if group == ALL_USERS:
            return (ADMINISTRATOR, *self.site.users)
        return self.site.groups[group].members

    def connection_elements(self, item: Content) -> tuple[Element, ...]:
        """Return the connections of a workbook or of a data source."""
        own = self._own_connection(item)
        published = (
            Element(
                "connection",
                {
                    "id": self._luid(f"{item.address} to {way.data_source} {number}"),
                    "type": "sqlproxy",
                    "serverAddress": "localhost",
                    "serverPort": "443",
                    "userName": "",
                    "embedPassword": _embedded(way.authentication),
                    "queryTaggingEnabled": "false",
                    "authenticationType": "auth-none",
                },
                (
                    Element(
                        "datasource",
                        {"id": self.id_of(source), "name": self.item_name(source)},
                    ),
                ),
            )
            for number, (way, source) in enumerate(self._published(item))
        )
        return (*published, own)

    def _published(self, item: Content) -> tuple:
        return self.graph.connections_of(item) if item.connections else ()

    def _own_connection(self, item: Content) -> Element:
        """Return a data source's connection to its database; a workbook's to a file in it."""
        identity = self._luid(f"{item.address} connection")
        common = {"id": identity, "serverAddress": "db.example.edu", "serverPort": "5432"}
        if item.kind.value == "data_source":
            return Element(
                "connection",
                {
                    **common,
                    "type": "postgres",
                    "userName": "reader",
                    "embedPassword": _embedded(item.authentication),
                    "queryTaggingEnabled": "false",
                    "authenticationType": "username-password",
                },
            )
        inside = {"id": self._luid(f"{item.address} embedded"), "name": "Sheet1 (budget)"}
        return Element(
            "connection",
            {**common, "type": "excel-direct", "userName": "", "embedPassword": "false"},
            (Element("datasource", inside),),
        )


def _is_part(item: Content) -> bool:
    return item.kind.value in {"view", "table"}


def _embedded(authentication: Authentication) -> str:
    return "true" if authentication is Authentication.EMBEDDED else "false"
