"""Where everything stands: the projects as a tree, the content in it, and all addresses."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from tableau_perm_cli.catalog import CATALOG, Kind
from tableau_perm_cli.declaration.address import PERSONAL_SPACE_MARK, Address
from tableau_perm_cli.declaration.model import list_key
from tableau_perm_cli.declaration.sites import DEFAULT_PROJECTS
from tableau_perm_cli.diagnostics import ToolError, visible
from tableau_perm_cli.exchange.declaring.people import People
from tableau_perm_cli.exchange.declaring.reasons import NO_SUCH_PROJECT
from tableau_perm_cli.exchange.declaring.redaction import Redaction
from tableau_perm_cli.exchange.declaring.rules import LIST_KINDS
from tableau_perm_cli.exchange.declaring.spelling import (
    Spelling,
    distinct,
    told_name,
    unknown_name,
)
from tableau_perm_cli.exchange.declaring.wording import made_up, shortened, told_apart
from tableau_perm_cli.exchange.picture import Picture, ToldContent, ToldProject

Holder = tuple[Kind | str, str]
"""What content stands in: its kind and its id; of a Personal Space a word and the owner's id."""

SPACE: Final = "personal_space"
_IN_A_SPACE: Final = frozenset({Kind.WORKBOOK, Kind.DATA_SOURCE, Kind.FLOW})
_DEEPEST: Final = 40
"""How many projects may be nested in each other; Tableau itself allows ten or so, and a
declaration that is nested much deeper than this could not be read."""
_WHOLES: Final = {Kind.VIEW: Kind.WORKBOOK, Kind.TABLE: Kind.DATABASE}
"""What views and tables are parts of."""


@dataclass(slots=True)
class Places:
    """The tree of a site and the address of everything in it."""

    projects: dict[str, ToldProject] = field(default_factory=dict)
    """By id, those too that are only mentioned."""
    addresses: dict[tuple[Kind, str], Address] = field(default_factory=dict)
    """By kind and id."""
    below: defaultdict[str | None, list[ToldProject]] = field(
        default_factory=lambda: defaultdict(list)
    )
    """The projects in each project; under None those at the top."""
    inside: defaultdict[Holder, list[ToldContent]] = field(
        default_factory=lambda: defaultdict(list)
    )
    """The content of each holder."""
    homeless: Counter[Kind] = field(default_factory=Counter)
    """How much content has no place, since what it should stand in is not told."""
    notes: list[str] = field(default_factory=list)


def places_of(picture: Picture, people: People, redaction: Redaction | None) -> Places:
    """Return where everything stands that a picture tells."""
    places = Places()
    unknown = _place_projects(places, picture)
    for content in picture.content:
        holder = _holder_of(content)
        if holder is None:
            places.homeless[content.kind] += 1
        else:
            places.inside[holder].append(content)
    naming = _Naming(places, redaction, unknown)
    spaces = {thing: people.user(thing) for kind, thing in places.inside if kind == SPACE}
    naming.name_projects(None, (), frozenset(PERSONAL_SPACE_MARK + it for it in spaces.values()))
    for thing, owner in spaces.items():
        naming.name_content((SPACE, thing), (PERSONAL_SPACE_MARK + owner,))
    places.notes += shortened(sorted(naming.notes))
    made = [places.addresses[Kind.PROJECT, thing].path[-1] for thing in unknown]
    places.notes += made_up("project", "projects", made)
    _count_what_has_no_name(places)
    return places


def _holder_of(content: ToldContent) -> Holder | None:
    """Return what content stands in; None where a source does not tell it."""
    whole = _WHOLES.get(content.kind)
    if whole is not None:
        return None if content.parent is None else (whole, content.parent)
    if content.personal:
        known = content.owner is not None and content.kind in _IN_A_SPACE
        return (SPACE, content.owner or "") if known else None
    return None if content.project is None else (Kind.PROJECT, content.project)


def _place_projects(places: Places, picture: Picture) -> frozenset[str]:
    """Note the projects and what is below which; return the ids that are only mentioned."""
    places.projects = {project.id: project for project in picture.projects}
    mentioned = {project.parent for project in picture.projects} | {
        content.project for content in picture.content if not content.personal
    }
    unknown = frozenset(it for it in mentioned if it is not None and it not in places.projects)
    for thing in sorted(unknown):
        parts = (*map(list_key, LIST_KINDS), "owner", "content_permissions")
        gaps = dict.fromkeys(parts, NO_SUCH_PROJECT)
        places.projects[thing] = ToldProject(thing, "", None, None, None, not_read=gaps)
    cut = set(_cuts(places.projects))
    for project in places.projects.values():
        places.below[None if project.id in cut else project.parent].append(project)
    return unknown


def _cuts(projects: Mapping[str, ToldProject]) -> Iterator[str]:
    """Yield one project of each circle, if a source tells that a project is below itself."""
    done: set[str] = set()
    for start in sorted(projects):
        way: list[str] = []
        here: str | None = start
        while here is not None and here not in done and here not in way:
            way.append(here)
            here = projects[here].parent
        if here is not None and here in way:
            yield min(way[way.index(here) :])
        done.update(way)


def _count_what_has_no_name(places: Places) -> None:
    """Count what stands in something that has no place itself."""
    for contents in places.inside.values():
        for content in contents:
            if (content.kind, content.id) not in places.addresses:
                places.homeless[content.kind] += 1


@dataclass(slots=True)
class _Naming:
    """Gives everything its address, from the top down."""

    places: Places
    redaction: Redaction | None
    unknown: frozenset[str]
    notes: list[str] = field(default_factory=list)

    def name_projects(
        self, parent: str | None, path: tuple[str, ...], taken: frozenset[str]
    ) -> None:
        """Name the projects in a project, or at the top, and all that is in them.

        Raises:
            ToolError: they are nested too deeply.
        """
        if len(path) > _DEEPEST:
            raise ToolError(
                f"projects are nested more than {_DEEPEST} deep, from `{visible(path[0])}` on",
                help="no Tableau site has such a hierarchy: is the export damaged?",
            )
        nested = self.places.below[parent]
        spellings = [self._project(it, top=parent is None) for it in nested]
        for thing, name in self._names("projects", path, spellings, taken).items():
            inside = (*path, name)
            self.places.addresses[Kind.PROJECT, thing] = Address(Kind.PROJECT, inside)
            self.name_content((Kind.PROJECT, thing), inside)
            self.name_projects(thing, inside, frozenset())

    def name_content(self, holder: Holder, path: tuple[str, ...]) -> None:
        """Name the content of a holder, and its parts."""
        by_kind: defaultdict[Kind, list[ToldContent]] = defaultdict(list)
        for content in self.places.inside.get(holder, ()):
            by_kind[content.kind].append(content)
        for kind, contents in by_kind.items():
            plural = CATALOG[kind].plural.replace("_", " ")
            spellings = [self._spelling(kind, it.id, it.name) for it in contents]
            for thing, name in self._names(plural, path, spellings).items():
                self.places.addresses[kind, thing] = Address(kind, (*path, name))
                self.name_content((kind, thing), (*path, name))

    def _names(
        self,
        plural: str,
        path: tuple[str, ...],
        spellings: Iterable[Spelling],
        taken: frozenset[str] = frozenset(),
    ) -> Mapping[str, str]:
        spellings = [*spellings]
        names = distinct(spellings, taken)
        if not self.redaction:
            where = str(Address(Kind.PROJECT, path)).partition(":")[2] or None
            self.notes += told_apart(plural, where, spellings, names)
        return names

    def _project(self, project: ToldProject, *, top: bool) -> Spelling:
        if self.redaction and top and project.name in DEFAULT_PROJECTS:
            tag = self.redaction.spelling(Kind.PROJECT, project.id, "").tag
            return Spelling(project.id, project.name, tag)
        if project.id in self.unknown and not self.redaction:
            return unknown_name(project.id, "project")
        return self._spelling(Kind.PROJECT, project.id, project.name)

    def _spelling(self, kind: Kind, thing: str, name: str) -> Spelling:
        if self.redaction:
            return self.redaction.spelling(kind.value, thing, name)
        return told_name(thing, name)
