"""Projects: their tree and locks, then their own and their default rules."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from tableau_perm_cli.catalog import Kind
from tableau_perm_cli.declaration.words import LOCKS
from tableau_perm_cli.exchange.picture import InheritedLeader, ToldProject, ToldRules
from tableau_perm_cli.exchange.rest.answers import Refusal, Resource
from tableau_perm_cli.exchange.rest.node import Node
from tableau_perm_cli.exchange.rest.reading import resources
from tableau_perm_cli.exchange.rest.reading.asking import Asking
from tableau_perm_cli.exchange.rest.reading.content_types import (
    DEFAULT_RULES,
    ApiVersion,
    version_words,
)
from tableau_perm_cli.exchange.rest.reading.locks import Locks
from tableau_perm_cli.exchange.rest.reading.needed import Needed
from tableau_perm_cli.exchange.rest.reading.notebook import Notebook
from tableau_perm_cli.exchange.rest.reading.rules import ReadRules, UnknownRuleError, read_rules

OWNER_NOT_TOLD = "the REST API did not tell it"
_NOTED = 5
"""How many projects get a note of their own."""


def told_project(node: Node) -> ToldProject:
    """Return what an element ``project`` tells, without any rules."""
    owner = node.first("owner")
    owner_id = (owner.get("id") or None) if owner is not None else None
    lock = node.get("contentPermissions") or None
    not_read = {} if owner_id is not None else {"owner": OWNER_NOT_TOLD}
    if lock is None:
        not_read["content_permissions"] = OWNER_NOT_TOLD
    elif LOCKS.find(lock) is None:
        not_read["content_permissions"] = f"`{lock}` is not known"
        lock = None
    return ToldProject(
        id=node.attributes["id"],
        name=node.attributes["name"],
        parent=node.get("parentProjectId") or None,
        owner=owner_id,
        content_permissions=lock,
        not_read=not_read,
    )


def check_tree(projects: Sequence[ToldProject], notebook: Notebook) -> None:
    """Fail where the projects are no tree: without its ancestors nobody knows a project's lock.

    A parent that is not among the projects is one that the reader may not see, or that was made
    or deleted meanwhile.
    """
    by_id = {project.id: project for project in projects}
    sound: set[str] = set()
    for project in projects:
        chain: dict[str, None] = {}
        here: ToldProject | None = project
        while here is not None and here.id not in sound and here.id not in chain:
            chain[here.id] = None
            if here.parent is not None and here.parent not in by_id:
                reason = f"`{here.name}` is in a project that is not among them"
                notebook.fail(resources.PROJECTS, reason)
            here = by_id.get(here.parent) if here.parent is not None else None
        if here is not None and here.id in chain:
            notebook.fail(resources.PROJECTS, f"`{here.name}` is inside itself")
        sound |= chain.keys()


def distrusted(nodes: Iterable[Node], locks: Locks, notebook: Notebook) -> frozenset[str]:
    """Return the projects about whose lock the answers contradict each other, and note it.

    ``controllingPermissionsProjectId`` is the server's own word for the managing project.
    """
    found: list[str] = []
    for node in nodes:
        project, told = node.attributes["id"], node.get("controllingPermissionsProjectId")
        managing = locks.managing(project)
        if not told or told == (managing if managing is not None else project):
            continue
        found.append(project)
        if len(found) <= _NOTED:
            notebook.note(_contradiction(locks, project, told, managing))
    if len(found) > _NOTED:
        notebook.note(f"so it is with {len(found) - _NOTED:,} more projects")
    return frozenset(found)


def _contradiction(locks: Locks, project: str, told: str, managing: str | None) -> str:
    server = f"`{locks.path(told)}`" if locks.path(told) else "a project that is not there"
    ours = f"`{locks.path(managing)}` does" if managing is not None else "none does"
    return (
        f"the server says that {server} controls the permissions of `{locks.path(project)}`; by "
        f"the locks it tells, {ours}"
    )


@dataclass(frozen=True, slots=True)
class ReadProjects:
    """The projects, with all that was read of them."""

    projects: tuple[ToldProject, ...]
    inherited: tuple[InheritedLeader, ...]


class ProjectRules:
    """Reads the rule lists of projects."""

    def __init__(
        self, needed: Needed, version: ApiVersion, kinds: frozenset[Kind], notebook: Notebook
    ) -> None:
        """Take what is asked for, and the kinds of content there are on the site."""
        self._needed = needed
        self._version = version
        self._kinds = kinds
        self._notebook = notebook

    def resources(self, projects: Iterable[ToldProject]) -> Iterator[Resource]:
        """Yield what to ask for. Project rules always: the project leaders are in them."""
        for project in projects:
            yield resources.project_rules(project.id)
            for of in self._needed.default_rules(project):
                yield resources.default_rules(project.id, of)

    def read(self, projects: Iterable[ToldProject], asked: Asking) -> ReadProjects:
        """Return the projects with their rules, and the leaders that the server infers."""
        whole: list[ToldProject] = []
        inherited: list[InheritedLeader] = []
        for project in projects:
            lists: dict[Kind, ToldRules] = {}
            not_read = dict(project.not_read)
            for key, kind, of in self._lists(project):
                come = rules_in(asked, of)
                if isinstance(come, Refusal):
                    not_read[key] = come.reason
                    continue
                lists[kind] = come.rules
                inherited.extend(
                    InheritedLeader(project.id, grantee, mode) for grantee, mode in come.inherited
                )
            not_read.update(self._too_old(lists, not_read))
            whole.append(replace(project, lists=lists, not_read=not_read))
        return ReadProjects(tuple(whole), tuple(inherited))

    def _lists(self, project: ToldProject) -> Iterator[tuple[str, Kind, Resource]]:
        yield "project", Kind.PROJECT, resources.project_rules(project.id)
        for of in self._needed.default_rules(project):
            yield of.key, of.kind, resources.default_rules(project.id, of)

    def _too_old(
        self, lists: Mapping[Kind, ToldRules], not_read: Mapping[str, str]
    ) -> Iterator[tuple[str, str]]:
        """Yield the lists of content that is there, which this version of the API cannot tell."""
        if Kind.WORKBOOK not in lists and "workbooks" not in not_read:
            return  # no default rules were asked for
        for of in DEFAULT_RULES:
            if of.untold_in(self._version) and of.kind in self._kinds:
                yield of.key, f"REST API {version_words(self._version)} does not tell it"


def rules_in(asked: Asking, of: Resource) -> ReadRules | Refusal:
    """Return a rule list that was asked for, or why it is not to be had."""
    come = asked.one(of)
    if isinstance(come, Refusal):
        return come
    try:
        return read_rules(come)
    except UnknownRuleError as error:
        return Refusal(str(error))
