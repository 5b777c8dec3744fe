"""Content: what the lists tell of each item, and where it stands; what cannot be placed."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from tableau_perm_cli.catalog import CATALOG, Kind
from tableau_perm_cli.declaration.words import DATABASE_LOCKS
from tableau_perm_cli.exchange.picture import ToldContent, ToldProject
from tableau_perm_cli.exchange.rest.answers import Refusal, Resource
from tableau_perm_cli.exchange.rest.node import Node
from tableau_perm_cli.exchange.rest.reading import resources
from tableau_perm_cli.exchange.rest.reading.asking import Asking
from tableau_perm_cli.exchange.rest.reading.containers import CONTAINERS, Containers, Listed
from tableau_perm_cli.exchange.rest.reading.content_types import (
    LISTED_BY_KIND,
    ApiVersion,
    version_words,
)
from tableau_perm_cli.exchange.rest.reading.notebook import Notebook
from tableau_perm_cli.exchange.rest.reading.projects import OWNER_NOT_TOLD

EXTERNAL_ASSETS = "External Assets Default Project"
"""Where databases are that nobody moved into another project, in 2022.3 and later."""

_PERSONAL_SPACE = "PersonalSpace"
_PROJECT = "Project"
_OWNED = frozenset({Kind.WORKBOOK, Kind.DATA_SOURCE, Kind.FLOW, Kind.METRIC, Kind.LENS})
"""Content whose list tells the owner. Nobody owns external assets; of a virtual connection some
versions tell it, and of a view or table it is the container's."""


def lacks_project(kind: Kind, node: Node, version: ApiVersion) -> bool:
    """Whether an item's project is to be asked for, since its list left it out."""
    return version >= LISTED_BY_KIND[kind].item_since and _place(node) == _Place()


def items_to_ask(listed: Listed, version: ApiVersion) -> Iterator[Resource]:
    """Yield the items whose list left out where they are."""
    for kind, nodes in listed.items():
        for node in nodes:
            if node.get("id") and lacks_project(kind, node, version):
                yield resources.item_of(kind, node.attributes["id"])


@dataclass(frozen=True, slots=True)
class _Place:
    project: str | None = None
    personal: bool = False


def _place(node: Node) -> _Place:
    """Return where the element itself says that it is."""
    location = node.first("location")
    within = location.get("type") if location is not None else None
    if within == _PERSONAL_SPACE:
        return _Place(personal=True)
    project = node.first("project")
    told = project.get("id") if project is not None else None
    if not told and location is not None and within in {None, _PROJECT}:
        told = location.get("id")
    return _Place(told or None)


class NoPlaceError(ValueError):
    """An item cannot be placed; the text says why, as in ``3 without a project``."""


class Placing:
    """Finds out where content stands. What has no place is left out, and said to be missing."""

    def __init__(
        self, projects: Iterable[ToldProject], version: ApiVersion, notebook: Notebook
    ) -> None:
        """Take the site's projects and where to say what lacks."""
        by_id = {project.id: project for project in projects}
        self._projects = by_id.keys()
        self._version = version
        self._notebook = notebook
        self._missing: dict[tuple[Kind, str], list[str]] = {}
        self._known: set[tuple[Kind, str]] = set()
        self._put = 0
        top = (project for project in by_id.values() if project.parent is None)
        self._external = next((one.id for one in top if one.name == EXTERNAL_ASSETS), None)

    def told(self, listed: Listed, asked: Asking) -> tuple[ToldContent, ...]:
        """Return what the lists tell, without rules and connections.

        Args:
            listed: the lists, containers before what they contain.
            asked: the answers about single items and databases, where lists left something out.
        """
        found: list[ToldContent] = []
        containers = Containers(listed, asked)
        for kind, nodes in listed.items():
            for node in nodes:
                try:
                    found.append(self._item(kind, node, asked, containers))
                except NoPlaceError as error:
                    name = node.get("name") or node.get("id") or "?"
                    self._missing.setdefault((kind, str(error)), []).append(name)
                else:
                    self._known.add((kind, found[-1].id))
        self._say_missing()
        return tuple(found)

    def _item(self, kind: Kind, node: Node, asked: Asking, containers: Containers) -> ToldContent:
        identity, name = node.get("id"), node.get("name")
        if not identity or name is None:
            raise NoPlaceError("without an id or a name")
        not_told = _rules_not_told(kind, self._version)
        if kind in CONTAINERS:
            parent = self._container(kind, node, containers)
            return ToldContent(kind, identity, name, parent=parent, not_read=not_told)
        whole = self._whole(kind, node, asked)
        owner = _owner(whole) or _owner(node)
        place = self._checked(kind, _place(whole), owner)
        if owner is None and kind in _OWNED:
            not_told["owner"] = OWNER_NOT_TOLD
        locked = node.get("contentPermissions") if kind is Kind.DATABASE else None
        return ToldContent(
            kind,
            identity,
            name,
            project=place.project,
            owner=owner,
            personal=place.personal,
            tabs_shown=kind is Kind.WORKBOOK and _truth(node, "showTabs") is True,
            has_extract=_truth(node, "hasExtracts") if kind is Kind.DATA_SOURCE else None,
            locked=locked is not None and DATABASE_LOCKS.find(locked) is True,
            not_read=not_told,
        )

    def _whole(self, kind: Kind, node: Node, asked: Asking) -> Node:
        """Return what is told of an item, by its list or on its own."""
        if not lacks_project(kind, node, self._version):
            return node
        come = asked.one(resources.item_of(kind, node.attributes["id"]))
        if isinstance(come, Refusal):
            raise NoPlaceError(f"without a project ({come.reason})")
        return come

    def _checked(self, kind: Kind, place: _Place, owner: str | None) -> _Place:
        """Return where an item stands, if that is a place on this site."""
        if place.personal:
            if owner is None:
                raise NoPlaceError("in a Personal Space without an owner")
            return place
        if place.project is None and kind is Kind.DATABASE and self._external is not None:
            self._put += 1
            return _Place(self._external)
        if place.project is None:
            raise NoPlaceError("without a project")
        if place.project not in self._projects:
            raise NoPlaceError("in a project that is not among the site's")
        return place

    def _container(self, kind: Kind, node: Node, containers: Containers) -> str:
        """Return the id of a view's workbook or of a table's database."""
        word = CATALOG[CONTAINERS[kind]].label.lower()
        parent = containers.of(kind, node)
        if parent is None:
            why = f" ({lacking})" if (lacking := containers.lacking.get(kind)) else ""
            raise NoPlaceError(f"without the {word} that they are in{why}")
        if (CONTAINERS[kind], parent) not in self._known:
            raise NoPlaceError(f"of a {word} that was not read")
        return parent

    def _say_missing(self) -> None:
        for (kind, why), names in self._missing.items():
            key = CATALOG[kind].plural
            self._notebook.gap(key, f"{len(names):,} {why}")
            others = f" and {len(names) - 1:,} more" if len(names) > 1 else ""
            what = f"`{names[0]}`{others} of the {key.replace('_', ' ')}"
            self._notebook.note(f"left out, {why}: {what}")
        if self._put:
            self._notebook.note(
                f"put in `{EXTERNAL_ASSETS}`, since they tell no project: {self._put:,} of the "
                "databases"
            )


def _owner(node: Node) -> str | None:
    owner = node.first("owner")
    return (owner.get("id") or None) if owner is not None else None


def _truth(node: Node, name: str) -> bool | None:
    told = node.get(name)
    return told.casefold() == "true" if told else None


def _rules_not_told(kind: Kind, version: ApiVersion) -> dict[str, str]:
    if version >= LISTED_BY_KIND[kind].rules_since:
        return {}
    return {"permissions": f"REST API {version_words(version)} does not tell them"}
