"""``rules``: an item's permission dialog."""

from typing import Annotated

import typer

from tableau_perm_cli.catalog import CATALOG, Kind
from tableau_perm_cli.cli.catalog import content_type_named
from tableau_perm_cli.cli.completers import complete_type
from tableau_perm_cli.cli.exit_codes import ExitCode
from tableau_perm_cli.cli.explain import ItemAddress
from tableau_perm_cli.cli.options import Options
from tableau_perm_cli.cli.session import open_session
from tableau_perm_cli.cli.streams import Output
from tableau_perm_cli.declaration.model import CONTENT_KINDS, Item, Project
from tableau_perm_cli.diagnostics import UsageError, visible

TypeOption = Annotated[
    str | None,
    typer.Option(
        "--type",
        metavar="TYPE",
        help="Of a project: only its own rules (project), or its defaults for one content type, "
        "such as workbooks. Default: all that have rules.",
        autocompletion=complete_type,
    ),
]


def rules(options: Options, item: ItemAddress, content_type: TypeOption = None) -> ExitCode:
    """Show an item's permission dialog: a row a grantee, a column a capability.

    The list is the one that decides, and it says whose it is: the item's own, its initial copy,
    that of a project that locks it, or that of a workbook that shows tabs. Rules that are written
    for the item and not consulted stand below it. A project has its own rules and its defaults
    for each content type.
    """
    from tableau_perm_cli.graph.dialog import dialog_sections, project_leaders  # noqa: PLC0415
    from tableau_perm_cli.report.rules import Dialog, has_rules  # noqa: PLC0415 - draws with Rich
    from tableau_perm_cli.report.table import Answer  # noqa: PLC0415

    output = Output(options)
    session = open_session(options)
    found = session.item(item)
    graph = session.resolver.graph
    sections = dialog_sections(graph, found)
    if content_type is not None:
        kind = _wanted(content_type, found)
        sections = tuple(it for it in sections if it.kind is kind)
    elif isinstance(found, Project):
        sections = (sections[0], *(it for it in sections[1:] if has_rules(it)))
    leaders = list(project_leaders(graph, found)) if isinstance(found, Project) else []
    dialog = Dialog(session.site.name, found, sections, leaders)
    output.answer(Answer(dialog.table, dialog.record, lambda: dialog.drawing(output.glyphs)))
    return ExitCode.OK


def _wanted(word: str, item: Item) -> Kind:
    """Return the section that ``--type`` names.

    Raises:
        UnknownNameError: there is no such section.
        UsageError: the item is not a project, or the type has no defaults of its own.
    """
    if not isinstance(item, Project):
        raise UsageError(
            f"`{visible(str(item.address))}` has one list of rules", help="leave --type out"
        )
    sections = (Kind.PROJECT, *CONTENT_KINDS)
    kind = content_type_named(word).kind
    if kind not in sections:
        parent = "workbooks" if kind is Kind.VIEW else "databases"
        raise UsageError(
            f"a project has no default rules for {CATALOG[kind].plural}",
            help=f"those for {parent} count: --type {parent}",
        )
    return kind
