"""Puts the reference into answers: site roles, tasks, reason codes; what a page of it is."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from rich.console import RenderableType
from rich.text import Text

from tableau_perm_cli.catalog import (
    CATALOG,
    LEGACY_SITE_ROLES,
    SITE_ROLES,
    SiteRole,
)
from tableau_perm_cli.report.records import Record
from tableau_perm_cli.report.table import Row, Table
from tableau_perm_cli.report.terminal import DIM, columns, fields, stacked, title
from tableau_perm_cli.resolve import TASKS, Reason, Task

SCHEMA = "tableau-perm/catalog/1"


@dataclass(frozen=True, slots=True)
class Page:
    """One page of the catalog in every shape."""

    key: str
    """Under which its entries stand in the JSON record."""
    entries: Sequence[Any]
    columns: tuple[str, ...]
    rows: Callable[[Any], Iterable[Row]]
    """The rows of one entry."""
    to_record: Callable[[Any], Record]
    draw: Callable[[Sequence[Any]], RenderableType]

    def table(self) -> Table:
        """Return the page for tsv, csv and markdown."""
        return Table(self.columns, (row for entry in self.entries for row in self.rows(entry)))

    def record(self) -> Record:
        """Return ``tableau-perm/catalog/1`` with this page alone."""
        return {"schema": SCHEMA, **self.part()}

    def part(self) -> Record:
        """Return the page's entries under its key."""
        return {self.key: [self.to_record(entry) for entry in self.entries]}

    def drawing(self) -> RenderableType:
        """Return the page for a terminal."""
        return self.draw(self.entries)


# Site roles


def roles_page() -> Page:
    """Return the site roles."""
    return Page(
        "site_roles",
        SITE_ROLES,
        ("name", "rest_name", "class", "may_publish", "legacy_names", "uncertain"),
        lambda role: [_role_row(role)],
        _role_record,
        _draw_roles,
    )


def _legacy_names(role: SiteRole) -> list[str]:
    return [
        f"{old.name}?" if old.uncertain else old.name
        for old in LEGACY_SITE_ROLES
        if old.today == role.name
    ]


def _role_record(role: SiteRole) -> Record:
    return {
        "name": role.name,
        "rest_name": role.rest_name,
        "class": role.role_class.value,
        "may_publish": role.may_publish,
        "legacy_names": [
            {"name": old.name, "uncertain": old.uncertain}
            for old in LEGACY_SITE_ROLES
            if old.today == role.name
        ],
        "uncertain": role.uncertain,
    }


def _role_row(role: SiteRole) -> Row:
    return (
        role.name,
        role.rest_name,
        role.role_class.value,
        yes_or_no(role.may_publish),
        "; ".join(_legacy_names(role)),
        yes_or_no(role.uncertain),
    )


def _draw_roles(roles: Sequence[SiteRole]) -> RenderableType:
    table = columns(("Site role", "Class", "Publishes", "Called before 2018.2"))
    for role in roles:
        name = Text(role.name)
        if role.rest_name != role.name:
            name.append(f"\n{role.rest_name}", style=DIM)
        role_class = f"{role.role_class.value}{'?' if role.uncertain else ''}"
        table.add_row(
            name,
            Text(role_class),
            Text(yes_or_no(role.may_publish)),
            Text(", ".join(_legacy_names(role))),
        )
    note = Text("? public text does not settle it", style=DIM)
    return stacked(title("Site roles"), table, Text(""), note)


def further_pages() -> RenderableType:
    """Return where there is more."""
    pairs = [
        ("catalog TYPE", "a type's capabilities, and who can ever have them"),
        ("catalog tasks", "what people do, and what each needs"),
        ("catalog reasons", "the reason codes"),
    ]
    return stacked(title("More"), fields(pairs))


def spaced(drawings: Iterable[RenderableType]) -> Iterator[RenderableType]:
    """Yield drawings with an empty line between them."""
    for at, drawing in enumerate(drawings):
        if at:
            yield Text("")
        yield drawing


# Tasks and reasons


def tasks_page() -> Page:
    """Return the tasks, with what each needs."""
    return Page(
        "tasks",
        tuple(TASKS.values()),
        ("task", "label", "types", "target", "target_required", "needs"),
        lambda task: [_task_row(task)],
        _task_record,
        _draw_tasks,
    )


def _kinds(task: Task) -> list[str]:
    return [kind.value for kind in CATALOG if kind in task.kinds]


def _needs(task: Task) -> str:
    return (task.needs.__doc__ or "").strip().partition("\n")[0]


def _task_record(task: Task) -> Record:
    return {
        "task": task.key,
        "label": task.label,
        "types": _kinds(task),
        "target": task.target.value if task.target else None,
        "target_required": task.target_required,
        "needs": _needs(task),
    }


def _task_row(task: Task) -> Row:
    return (
        task.key,
        task.label,
        "; ".join(_kinds(task)),
        task.target.value if task.target else "",
        yes_or_no(task.target_required),
        _needs(task),
    )


def _draw_tasks(tasks: Sequence[Task]) -> RenderableType:
    table = columns(("Task", "Needs"))
    for task in tasks:
        kinds = "anything" if len(task.kinds) == len(CATALOG) else ", ".join(_kinds(task))
        needs = Text(_needs(task))
        needs.append(f"\nasked of {kinds}", style=DIM)
        if task.target is not None:
            optional = "" if task.target_required else ", optional"
            needs.append(f"; --target {task.target.value}{optional}", style=DIM)
        table.add_row(Text(task.key), needs)
    return stacked(title("Tasks"), table)


def reasons_page() -> Page:
    """Return every reason code, with the verdict it gives and what it says."""
    return Page(
        "reasons",
        tuple(Reason),
        ("reason", "effective", "meaning"),
        lambda reason: [(reason.value, reason.verdict.value, reason.meaning)],
        lambda reason: {
            "reason": reason.value,
            "effective": reason.verdict.value,
            "meaning": reason.meaning,
        },
        _draw_reasons,
    )


def _draw_reasons(reasons: Sequence[Reason]) -> RenderableType:
    table = columns(("Reason", "Effective", "Meaning"))
    for reason in reasons:
        table.add_row(Text(reason.value), Text(reason.verdict.value), Text(reason.meaning))
    return stacked(title("Reason codes"), table)


def yes_or_no(answer: object) -> str:
    """Return a truth value as a cell of a table."""
    return "yes" if answer else "no"
