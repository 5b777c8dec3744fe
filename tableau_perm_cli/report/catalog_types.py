"""Puts content types into answers: their capabilities, ceilings and templates."""

from collections.abc import Iterator, Sequence

from rich.console import RenderableType
from rich.table import Table as RichTable
from rich.text import Text

from tableau_perm_cli.catalog import CEILING_CLASSES, Capability, CeilingClass, ContentType
from tableau_perm_cli.catalog.templates import TEMPLATES
from tableau_perm_cli.report.catalog import Page, yes_or_no
from tableau_perm_cli.report.grid import TemplateGroup, template_groups
from tableau_perm_cli.report.records import Record
from tableau_perm_cli.report.table import Row
from tableau_perm_cli.report.terminal import DIM, columns, fields, stacked, title

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
            yes_or_no(it.retired or described.retired),
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
