"""``tree``: the hierarchy of a site."""

from typing import TYPE_CHECKING, Annotated

import typer

from tableau_perm_cli.cli.completers import complete_item
from tableau_perm_cli.cli.exit_codes import ExitCode
from tableau_perm_cli.cli.options import Options
from tableau_perm_cli.cli.session import Session, open_session
from tableau_perm_cli.cli.streams import Output
from tableau_perm_cli.diagnostics import UsageError

if TYPE_CHECKING:
    from tableau_perm_cli.report.tree import Hierarchy, Limits

StartAt = Annotated[
    str | None,
    typer.Argument(
        metavar="ITEM",
        help="Where to start. Default: the whole site.",
        autocompletion=complete_item,
    ),
]
ProjectsOnly = Annotated[
    bool, typer.Option("--projects-only", help="Leave content out; only count it.")
]
Depth = Annotated[
    int | None, typer.Option("--depth", metavar="N", help="Show so many levels. Default: all.")
]


def tree(
    options: Options,
    item: StartAt = None,
    projects_only: ProjectsOnly = False,  # noqa: FBT002 - Typer's way of a flag
    depth: Depth = None,
) -> ExitCode:
    """Draw the hierarchy with its locks, owners and leaders.

    A project under a lock that includes nested projects says who manages it. Content with rules
    of its own is marked, and so are rules that a lock or shown tabs leave unused.
    """
    from tableau_perm_cli.report.table import Answer  # noqa: PLC0415 - draws with Rich
    from tableau_perm_cli.report.tree import Limits  # noqa: PLC0415

    if depth is not None and depth < 1:
        raise UsageError(f"`--depth` cannot be {depth}", help="1 shows the top level alone")
    output = Output(options)
    session = open_session(options)
    limits = Limits(depth, projects_only)
    hierarchy = _hierarchy(session, item, limits)
    output.answer(
        Answer(
            hierarchy.table,
            hierarchy.record,
            lambda: hierarchy.drawing(output.glyphs, guides=output.to_terminal),
            hierarchy.records,
        )
    )
    return ExitCode.OK


def _hierarchy(session: Session, start: str | None, limits: "Limits") -> "Hierarchy":
    from tableau_perm_cli.report.tree import Hierarchy, branch_of  # noqa: PLC0415

    graph, site = session.resolver.graph, session.site
    if start is not None:
        return Hierarchy(site.name, [branch_of(graph, session.item(start), limits)])
    spaces = [
        (space, [branch_of(graph, content, limits) for content in space.content])
        for space in site.personal_spaces
        if not limits.projects_only
    ]
    branches = [branch_of(graph, project, limits) for project in site.projects]
    return Hierarchy(site.name, branches, spaces)
