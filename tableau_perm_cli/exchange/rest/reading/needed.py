"""Which rules and connections a site's effective permissions depend on; the rest is skipped."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from tableau_perm_cli.catalog import Kind
from tableau_perm_cli.exchange.picture import Picture, ToldContent, ToldProject
from tableau_perm_cli.exchange.rest.reading.content_types import (
    DEFAULT_RULES,
    LISTED_BY_KIND,
    NEWEST,
    ApiVersion,
    DefaultRules,
)
from tableau_perm_cli.exchange.rest.reading.locks import Locks


@dataclass(frozen=True, slots=True)
class Extent:
    """How much is read, whatever the site."""

    version: ApiVersion
    """Of the REST API that answers."""
    every_rule: bool = False
    """Whether rules that a lock makes ineffective are read too."""


class Needed:
    """Decides for each thing of one site what to ask of it."""

    def __init__(
        self,
        projects: Iterable[ToldProject],
        content: Iterable[ToldContent],
        extent: Extent,
        distrusted: frozenset[str] = frozenset(),
        *,
        all_published: bool = True,
    ) -> None:
        """Take the site's things, without their rules, and how much of them is read.

        Args:
            projects: every project.
            content: every item of content.
            extent: how much is read.
            distrusted: the ids of projects about whose lock the answers contradict each other:
                nothing is skipped for such a lock.
            all_published: whether every published data source is among the content; where one
                may lack, any workbook may connect to it.
        """
        self.locks = Locks(projects)
        self._extent = extent
        self._distrusted = distrusted
        self._content = {(item.kind, item.id): item for item in content}
        published = any(kind is Kind.DATA_SOURCE for kind, _ in self._content)
        self._published = published or not all_published

    def default_rules(self, project: ToldProject) -> Iterator[DefaultRules]:
        """Yield the content types whose default rules are asked for.

        Below a project that is locked including nested projects nobody consults them.
        """
        managing = self.locks.managing(project.id)
        nested = managing not in {None, project.id} and project.id not in self._distrusted
        if nested and not self._extent.every_rule:
            return
        yield from (of for of in DEFAULT_RULES if of.told_in(self._extent.version))

    def rules(self, item: ToldContent) -> bool:
        """Whether the rules of an item of content are asked for."""
        version = self._extent.version
        if version < LISTED_BY_KIND[item.kind].rules_since:
            return False
        container = self.container(item)
        if item.personal or (container is not None and container.personal):
            return False  # in a Personal Space there are no rules
        return self._extent.every_rule or not self.ineffective(item)

    def ineffective(self, item: ToldContent) -> bool:
        """Whether an item's own rules are not consulted (semantics section 3, step 5)."""
        container = self.container(item)
        if container is not None and (container.tabs_shown or container.locked):
            return True
        project = container.project if container is not None else item.project
        return (
            project is not None
            and project not in self._distrusted
            and self.locks.managing(project) is not None
        )

    def connections(self, item: ToldContent) -> bool:
        """Whether the connections of a workbook or a data source are asked for.

        A workbook's matter where there is a published data source that it may connect to; a data
        source's where it has no extract, which asks nobody to sign in.
        """
        match item.kind:
            case Kind.WORKBOOK:
                return self._published
            case Kind.DATA_SOURCE:
                return item.has_extract is not True
            case _:
                return False

    def container(self, item: ToldContent) -> ToldContent | None:
        """Return the workbook of a view or the database of a table; None for the rest."""
        if item.parent is None:
            return None
        kind = Kind.WORKBOOK if item.kind is Kind.VIEW else Kind.DATABASE
        return self._content.get((kind, item.parent))


def skipped_words(picture: Picture) -> tuple[str, ...]:
    """Return what was not asked for, since it is not consulted: a line for each reason.

    Empty where every rule was read.
    """
    unread = [
        item
        for item in picture.content
        if item.rules is None and "permissions" not in item.not_read
    ]
    # Of a version that can tell all rules, so that only their effect counts.
    every = Needed(picture.projects, picture.content, Extent(NEWEST, every_rule=True))
    needed = Needed(picture.projects, picture.content, Extent(NEWEST))
    content = [item for item in unread if every.rules(item) and not needed.rules(item)]
    views = sum(item.kind is Kind.VIEW for item in content)
    tables = sum(item.kind is Kind.TABLE for item in content)
    items = len(content) - views - tables
    defaults = sum(
        needed.locks.managing(project.id) not in {None, project.id}
        and not any(kind is not Kind.PROJECT for kind in project.lists)
        for project in picture.projects
    )
    counts = (
        ("own", items, "item", "items", "of content in locked projects"),
        ("own", views, "view", "views", "in locked projects or of workbooks with tabs"),
        ("own", tables, "table", "tables", "in locked projects or databases"),
        ("default", defaults, "project", "projects", "below a locked one"),
    )
    return tuple(
        f"the {which} rules of {count:,} {one if count == 1 else many} {what}"
        for which, count, one, many, what in counts
        if count
    )
