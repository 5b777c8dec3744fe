"""``catalog``: Tableau's own tables, as the program has them."""

from typing import Annotated

import typer

from tableau_perm_cli.catalog import CATALOG, ContentType, fold
from tableau_perm_cli.cli.completers import complete_topic
from tableau_perm_cli.cli.exit_codes import ExitCode
from tableau_perm_cli.cli.options import Options
from tableau_perm_cli.cli.streams import Output
from tableau_perm_cli.diagnostics import UnknownNameError

_PAGES = ("roles", "tasks", "reasons")
"""What can be asked for beside a content type; each is a function of ``report.catalog``."""

Topic = Annotated[
    str | None,
    typer.Argument(
        metavar="TYPE",
        help="A content type, such as workbook; or roles, tasks, reasons. Default: an overview.",
        autocompletion=complete_topic,
    ),
]


def catalog(options: Options, topic: Topic = None) -> ExitCode:
    """Print Tableau's tables: site roles, content types, templates; TYPE's capabilities.

    Of a content type: every capability with its key, label, REST name and older names, which site
    role can ever have it, and the template it comes with. `catalog roles`, `catalog tasks` and
    `catalog reasons` print the site roles, the tasks and the reason codes alone.
    """
    from tableau_perm_cli.report import catalog as pages  # noqa: PLC0415 - draws with Rich
    from tableau_perm_cli.report.catalog_types import draw_templates, types_page  # noqa: PLC0415
    from tableau_perm_cli.report.table import Answer  # noqa: PLC0415
    from tableau_perm_cli.report.terminal import stacked  # noqa: PLC0415

    output = Output(options)
    if topic is None:
        parts = (
            pages.roles_page(),
            types_page(tuple(CATALOG.values())),
            pages.tasks_page(),
            pages.reasons_page(),
        )
        types = parts[1]
        drawings = (
            parts[0].drawing,
            types.drawing,
            lambda: draw_templates(types.entries),
            pages.further_pages,
        )
        output.answer(
            Answer(
                types.table,
                lambda: (
                    {"schema": pages.SCHEMA} | {k: v for p in parts for k, v in p.part().items()}
                ),
                lambda: stacked(*pages.spaced(draw() for draw in drawings)),
            )
        )
        return ExitCode.OK
    page = {
        "roles": pages.roles_page,
        "siteroles": pages.roles_page,
        "tasks": pages.tasks_page,
        "reasons": pages.reasons_page,
    }.get(fold(topic), lambda: types_page((content_type_named(topic),)))()
    output.answer(Answer(page.table, page.record, page.drawing))
    return ExitCode.OK


def content_type_named(word: str) -> ContentType:
    """Return the content type that ``word`` spells: workbook, workbooks, Data Source, datasource.

    Raises:
        UnknownNameError: there is no such content type.
    """
    wanted = fold(word)
    for described in CATALOG.values():
        spellings = (described.kind.value, described.label, described.plural, described.rest_name)
        if wanted in map(fold, spellings):
            return described
    known = [kind.value for kind in CATALOG]
    error = UnknownNameError("content type", word, [*known, *_PAGES])
    if error.help is None:
        error.help = f"expected one of {', '.join([*known, *_PAGES])}"
    raise error
