"""The repository's table of projects -> those of a picture, with what their locks cover."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from tableau_perm_cli.catalog import CATALOG, Kind
from tableau_perm_cli.declaration.model import CONTENT_KINDS
from tableau_perm_cli.exchange.gathered_rules import rules_of
from tableau_perm_cli.exchange.picture import ToldProject
from tableau_perm_cli.exchange.repository.dump import Dump
from tableau_perm_cli.exchange.repository.people import People
from tableau_perm_cli.exchange.repository.rules import Rules
from tableau_perm_cli.exchange.tables import Cell, told
from tableau_perm_cli.exchange.terms import CUSTOMIZABLE, LOCKED, kind_named, lock_named

_NO_TEMPLATES: Final = "there is no file of the table `permissions_templates`"
_PROJECT_COLUMN: Final = "parent_project_id"


@dataclass(frozen=True, slots=True)
class _Project:
    """A row, by the repository's numbers."""

    identity: str
    name: str
    site: str
    owner: str
    parent: str | None
    lock: str
    place: Cell
    """Where its parent is told."""


@dataclass(slots=True)
class Projects:
    """Projects by site, and the ids that they have in the picture."""

    by_site: dict[str, list[ToldProject]] = field(default_factory=lambda: defaultdict(list))
    ids: dict[str, str] = field(default_factory=dict)
    """From the number in the repository to the id in the picture."""
    locked: set[str] = field(default_factory=set)
    """The numbers of the projects whose content a lock covers."""
    content: dict[tuple[Kind, str], str] = field(default_factory=dict)
    """From kind and number of content to the project's number, by `projects_contents`."""


def read_projects(dump: Dump, people: People, rules: Rules) -> Projects:
    """Read projects and what contains what."""
    projects = Projects(content=_contents(dump))
    rows = _rows(dump, projects)
    for row in rows.values():
        if row.parent is not None and row.parent not in rows:
            dump.refers_to_nothing(row.place, "projects")
    for number, row in rows.items():
        if _is_locked(number, rows):
            projects.locked.add(number)
        projects.by_site[row.site].append(_told(number, row, rows, dump, people, rules))
    return projects


def _contents(dump: Dump) -> dict[tuple[Kind, str], str]:
    found = {}
    for _, _, (project, content, type_name) in dump.rows("projects_contents"):
        kind = kind_named(type_name)
        if kind is not None and told(project):
            found[kind, content] = project
    return found


def _rows(dump: Dump, projects: Projects) -> dict[str, _Project]:
    rows = {}
    for file, line, cells in dump.rows("projects"):
        number, luid, name, site, owner, parent, controlled, nested = cells
        above = told(parent) or projects.content.get((Kind.PROJECT, number))
        locked = Cell(file, line, "controlled_permissions_enabled", controlled)
        included = Cell(file, line, "nested_projects_permissions_included", nested)
        lock = lock_named(
            locked=bool(locked.truth(dump.problems)), nested=included.truth(dump.problems)
        )
        projects.ids[number] = identity = told(luid) or number
        place = Cell(file, line, _PROJECT_COLUMN, above or "")
        rows[number] = _Project(identity, name, site, owner, above, lock, place)
    return rows


def _is_locked(number: str, rows: Mapping[str, _Project]) -> bool:
    """Whether the project's own lock or one further up covers its content."""
    if rows[number].lock != CUSTOMIZABLE:
        return True
    above = rows[number].parent
    seen = {number}
    while above is not None and above in rows and above not in seen:
        if rows[above].lock == LOCKED:
            return True
        seen.add(above)
        above = rows[above].parent
    return False


def _told(
    number: str,
    row: _Project,
    rows: Mapping[str, _Project],
    dump: Dump,
    people: People,
    rules: Rules,
) -> ToldProject:
    above = rows.get(row.parent) if row.parent is not None else None
    lists = {Kind.PROJECT: rules_of(rules.own.get((Kind.PROJECT, number)))}
    not_read: dict[str, str] = {}
    if dump.has("permissions_templates"):
        lists |= {kind: rules_of(rules.defaults.get((kind, number))) for kind in CONTENT_KINDS}
    else:
        not_read = {CATALOG[kind].plural: _NO_TEMPLATES for kind in CONTENT_KINDS}
    owner = told(row.owner)
    if owner is None:
        not_read["owner"] = "the repository tells no owner"
    return ToldProject(
        row.identity,
        row.name,
        None if above is None else above.identity,
        None if owner is None else people.user_ids.get(owner, owner),
        row.lock,
        lists,
        not_read,
    )
