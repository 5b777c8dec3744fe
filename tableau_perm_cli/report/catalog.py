"""Puts Tableau's own tables into answers: site roles, content types, tasks, reason codes."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from rich.console import RenderableType
from rich.table import Table as RichTable
from rich.text import Text

from tableau_perm_cli.catalog import (
    CATALOG,
    CEILING_CLASSES,
    LEGACY_SITE_ROLES,
    SITE_ROLES,
    Capability,
    CeilingClass,
    ContentType,
    SiteRole,
)
from tableau_perm_cli.catalog.templates import TEMPLATES
from tableau_perm_cli.report.dialog import TemplateGroup, template_groups
from tableau_perm_cli.report.records import Record
from tableau_perm_cli.report.table import Row, Table
from tableau_perm_cli.report.terminal import DIM, columns, fields, stacked, title
from tableau_perm_cli.resolve import TASKS, Reason, Task

SCHEMA = "tableau-perm/catalog/1"

_LETTERS = {
    CeilingClass.CREATOR: ("C", "Creator and every administrator"),
    CeilingClass.EXPLORER_PUBLISH: ("P", "Explorer (can publish)"),
    CeilingClass.EXPLORER: ("E", "Explorer"),
    CeilingClass.VIEWER: ("V", "Viewer"),
    CeilingClass.GUEST: ("G", "Guest"),
}
_CELLS = (
    ("y", "can have it"),
    ("n", "can never have it, whatever a rule says"),
    ("m", "can be given it and cannot use it"),
    ("?", "public text does not settle it; the letter before it is used"),
)


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
        _yes(role.may_publish),
        "; ".join(_legacy_names(role)),
        _yes(role.uncertain),
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
            Text(_yes(role.may_publish)),
            Text(", ".join(_legacy_names(role))),
        )
    note = Text("? public text does not settle it", style=DIM)
    return stacked(title("Site roles"), table, Text(""), note)


# Content types


def types_page(types: Sequence[ContentType]) -> Page:
    """Return content types with their capabilities: one of them in full, several as a list."""
    classes = tuple(it.value for it in CEILING_CLASSES)
    return Page(
        "content_types",
        types,
        ("type", "key", "label", "rest_name", "aliases", "retired", *classes, "template"),
        _capability_rows,
        _type_record,
        lambda found: _draw_type(found[0]) if len(found) == 1 else _draw_types(found),
    )


def _first_template(
    groups: Sequence[TemplateGroup], it: Capability, described: ContentType
) -> str:
    """Return the first template that has a capability; those after it have it too."""
    name = next((group.name for group in groups if it in group.capabilities), "")
    template = TEMPLATES[described.kind].get(name.lower())
    return f"{name}?" if template and template.uncertain & it.bit else name


def _capability_rows(described: ContentType) -> Iterator[Row]:
    groups = template_groups(described.kind)
    for it in described.capabilities:
        yield (
            described.kind.value,
            it.key,
            it.label,
            it.rest_name,
            "; ".join(it.aliases),
            _yes(it.retired or described.retired),
            *(str(it.ceiling[column]) for column in CEILING_CLASSES),
            _first_template(groups, it, described),
        )


def _type_record(described: ContentType) -> Record:
    return {
        "type": described.kind.value,
        "label": described.label,
        "plural": described.plural,
        "rest_name": described.rest_name,
        "retired": described.retired,
        "capabilities": [
            {
                "key": it.key,
                "label": it.label,
                "rest_name": it.rest_name,
                "aliases": list(it.aliases),
                "retired": it.retired,
                "ceiling": {column.value: str(it.ceiling[column]) for column in CEILING_CLASSES},
            }
            for it in described.capabilities
        ],
        "templates": [
            {
                "name": template.name,
                "allow": [it.key for it in described.members(template.allow)],
                "deny": [it.key for it in described.members(template.deny)],
                "uncertain": [it.key for it in described.members(template.uncertain)],
            }
            for template in TEMPLATES[described.kind].values()
        ],
    }


def _draw_types(types: Sequence[ContentType]) -> RenderableType:
    table = columns(("Content type", "In addresses", "In declarations", "REST name"))
    for described in types:
        name = f"{described.label}{' (retired)' if described.retired else ''}"
        cells = (name, described.kind.value, described.plural, described.rest_name)
        table.add_row(*map(Text, cells))
    return stacked(title("Content types"), table)


def _draw_type(described: ContentType) -> RenderableType:
    retired = ", retired in 2024.2" if described.retired else ""
    table = RichTable(box=None, header_style="bold", pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column("Capability", overflow="fold")
    letters = " ".join(f"{letter:<2}" for letter, _ in _LETTERS.values())
    table.add_column(Text(letters), no_wrap=True)
    table.add_column("Template", no_wrap=True)
    groups = template_groups(described.kind)
    for it in described.capabilities:
        cells = " ".join(f"{it.ceiling[column]!s:<2}" for column in CEILING_CLASSES)
        template = _first_template(groups, it, described)
        table.add_row(_names(it), Text(cells), Text(template))
    return stacked(
        title(f"{described.label}{retired}"),
        fields(
            [
                ("address", f"{described.kind.value}:…"),
                ("declared", f"under {described.plural}"),
                ("REST name", described.rest_name),
            ]
        ),
        Text(""),
        table,
        Text(""),
        _legend(),
    )


def _names(it: Capability) -> Text:
    name = Text(f"{it.label}{' (retired)' if it.retired else ''}")
    name.append(f"\n{it.key}, REST {it.rest_name}", style=DIM)
    if it.aliases:
        name.append(f"\nalso {', '.join(it.aliases)}", style=DIM)
    return name


def _legend() -> RenderableType:
    pairs = [*_LETTERS.values(), *_CELLS]
    pairs.append(("Template", "the first that has it; those after it have it too"))
    return fields([(sign, Text(said, style=DIM)) for sign, said in pairs])


def draw_templates(types: Sequence[ContentType]) -> RenderableType:
    """Return what each template adds to the one before it; types that agree stand together."""
    note = "Each has what those before it have. None leaves all unspecified; Denied denies all."
    parts: list[RenderableType] = [title("Templates"), Text(note, style=DIM)]
    alike: dict[tuple[tuple[str, str], ...], list[str]] = {}
    for described in types:
        alike.setdefault(tuple(_template_lines(described)), []).append(described.label)
    for lines, labels in alike.items():
        parts += [Text(""), title(", ".join(labels)), fields(lines)]
    return stacked(*parts)


def _template_lines(described: ContentType) -> Iterator[tuple[str, str]]:
    for group in template_groups(described.kind):
        uncertain = TEMPLATES[described.kind][group.name.lower()].uncertain
        keys = (f"{it.key}?" if uncertain & it.bit else it.key for it in group.capabilities)
        yield group.name, ", ".join(keys)


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
        _yes(task.target_required),
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


def _yes(answer: object) -> str:
    return "yes" if answer else "no"
